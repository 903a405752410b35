using System.Data.Common;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Resources.Desk;
using Zhishu.Resources.Edit;

namespace Zhishu.Resources;

/// <summary>Wiring of the shared resources.</summary>
public static class ResourcesModule
{
    /// <summary>The schema files of this module.</summary>
    public static SchemaSource Schema { get; } = new("resources", typeof(ResourcesModule).Assembly);

    /// <summary>Registers the services; needs those of ServiceDirectory.</summary>
    public static IServiceCollection AddResources(this IServiceCollection services)
    {
        ProcessLabels.Add([new("resource.write", new("写草稿", "draft written")), new("resource.comment", new("对立项提意见", "comment on a plan")), .. Enum.GetValues<ResourceAct>()
            .Select(act => KeyValuePair.Create($"resource.{act.ToString().ToLowerInvariant()}", ResourceLifecycle.Table.Label(act)))]);
        return services
            .AddSingleton(ResourcesDb.Part)
            .AddSingleton<ResourceKinds>()
            .AddSingleton(new NavItem(39, "/resources", new("资源", "Resources")))
            .AddSingleton(new FindPart(40, new("资源", "Resources"), [Resource.SiteKind]))
            .AddScoped<IDemoPart, Demo.DemoResources>()
            .AddScoped<ResourceDesk>()
            .AddScoped<SimilarPlans>()
            .AddScoped<Consultation>()
            .AddScoped<IClockwork>(provider => provider.GetRequiredService<Consultation>())
            .AddSingleton<Inspections>()
            .AddSingleton<Matters>()
            .AddScoped<LocalWindows>()
            .AddSingleton<IFinder, MatterFinder>()
            .AddScoped<IWorkbenchPart, ResourceWork>()
            .AddScoped<IPersonalData, ResourcePersons>();
    }

    /// <summary>Routes that are no pages.</summary>
    public static IEndpointRouteBuilder MapResources(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/resources/{id:guid}/files/{file:guid}",
            async (Guid id, Guid file, AppDb db, ResourceDesk desk, ResourceKinds kinds, HubDatabase database, FileStore files, Visitors visitors, CancellationToken ct) =>
        {
            var (resources, versions) = (db.SharedResources, db.ResourceVersions);
            if (await resources.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is not { } it)
                return Results.NotFound();

            // What is published, in any version, is for everybody; what is being written, for those who write and review it.
            var isPublic = it.IsPublic && (await versions.AsNoTracking().Where(row => row.ResourceId == id).ToListAsync(ct)).Any(row => row.Content.Files.Contains(file));
            if (!isPublic && !(visitors.Current is { } person && it.PartyOf(person, kinds.Find(it.Kind)!) != ResourceParty.None))
                return Results.NotFound();
            if (await files.ReadAsync(file, Resource.FileKind, id, ct) is not { } found)
                return Results.NotFound();
            if (isPublic)
                await desk.CountAsync(database, id, file, ct);
            return Results.File(found.Content, found.File.MediaType, found.File.Name);
        }).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/resources.atom", async (string? kind, string? region, AppDb db, ResourceKinds kinds, IOptions<HubOptions> options, TimeProvider clock, CancellationToken ct) =>
        {
            var resources = db.SharedResources;
            var rows = resources.AsNoTracking().Where(row => row.Content != null && row.PublishedAt != null);
            var known = kinds.Find(kind);
            if (known is not null)
                rows = rows.Where(row => row.Kind == known.Code);
            if (region is { Length: 2 or 4 or 6 })
                rows = rows.Where(row => row.Region.StartsWith(region));
            var found = await rows.OrderByDescending(row => row.PublishedAt).ThenBy(row => row.Id).Take(50).ToListAsync(ct);
            var address = known is null ? "" : $"?kind={known.Code}";
            return Results.Text(AtomFeed.Write(options.Value.Absolute("/resources.atom" + address),
                $"{known?.Name ?? Lang.T("资源", "Resources")} · {options.Value.HubName}", options.Value.HubName,
                options.Value.Absolute("/resources.atom" + address), options.Value.Absolute("/resources" + address), clock.GetUtcNow(),
                [.. found.Select(row => new AtomEntry($"urn:uuid:{row.Id}", row.Content!.Title, row.PublishedAt!.Value,
                    options.Value.Absolute($"/resources/{row.Id}"), row.Content.Summary.Length > 0
                    ? row.Content.Summary : MarkdownText.ToPlain(row.Content.Body, 200)))]), AtomFeed.MediaType, System.Text.Encoding.UTF8);
        }).AllowAnonymous().ExcludeFromDescription();
        return routes;
    }
}

/// <summary>What resources put on the workbench.</summary>
internal sealed class ResourceWork(AppDb db, ResourceKinds kinds, TimeProvider clock) : IWorkbenchPart
{
    public async Task<WorkbenchContent> ReadAsync(Person person, CancellationToken ct)
    {
        if (person.Organisations.Count == 0 && person.Offices.Count == 0)
            return new([], [], [], []);
        var (resources, own) = (db.SharedResources, person.Organisations);
        var returned = await resources.AsNoTracking()
            .Where(row => row.State == ResourceState.Returned && row.OrganisationId != null && own.Contains(row.OrganisationId.Value)).Take(100).ToListAsync(ct);
        var items = (await ListModel.ReviewsAsync(db, kinds, person, ct)).Take(200)
            .Select(row => new WorkItem(new($"{kinds.Find(row.Kind)!.Zh}待审核", $"To review: {kinds.Find(row.Kind)!.En}"), row.Title,
            $"/resources/edit/{row.Id}", ChinaTime.DayOf(row.SubmittedAt!.Value), null))
            .Concat(returned.Select(row => new WorkItem(new("资源退回修改", "Resource returned"), row.Title, $"/resources/edit/{row.Id}", ChinaTime.DayOf(row.SubmittedAt!.Value), null)));
        // Who is asked about a plan sees until when.
        var (today, regions) = (clock.Today(), person.Regions);
        var asked = person.Offices.Count == 0 ? [] : await resources.AsNoTracking()
            .Where(row => row.State == ResourceState.Consulting && row.ConsultUntil >= today && !regions.Contains(row.Region)).OrderBy(row => row.ConsultUntil).Take(50).ToListAsync(ct);
        return new([.. items], [.. asked.Select(row => new WorkDeadline(row.ConsultUntil!.Value, new("立项通报征求意见截止", "Last day for comments on a plan"), row.Title, $"/resources/plans/{row.Id}"))],
            [], [new(11, "/resources/desk", new("资源管理", "Resources"))]);
    }
}

/// <summary>Who wrote resources, by name.</summary>
internal sealed class ResourcePersons(AppDb db) : IPersonalData
{
    public string Name => "resources";

    public async Task<object> ExportAsync(Guid account, CancellationToken ct)
    {
        var resources = db.SharedResources;
        var comments = db.Comments;
        return new
        {
            Written = (await resources.AsNoTracking().Where(row => row.AuthorId == account).ToListAsync(ct)).Select(row => new { row.Kind, row.Title, row.State, row.PublishedAt }).ToList(),
            Comments = await comments.AsNoTracking().Where(row => row.AccountId == account).OrderBy(row => row.Id).Select(row => new { row.At, row.Stance, row.Text }).ToListAsync(ct),
        };
    }

    public Task EraseAsync(Guid account, DbTransaction transaction, CancellationToken ct) => transaction.Connection!.ExecuteAsync(new CommandDefinition(
        """
        update resources.resource set author_id = null, author = '' where author_id = @account;
        update resources.comment set account_id = null, author = '' where account_id = @account
        """, new { account }, transaction, cancellationToken: ct));
}
