using System.Data.Common;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;
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
        ProcessLabels.Add([new("resource.comment", new("对立项提意见"))]);
        return services
            .AddSingleton(ResourcesDb.Part)
            .AddSingleton<ResourceKinds>()
            .AddScoped<IHomeItems, Show.HomeResources>()
            .AddSingleton(new NavEntry(NavGroup.Services, 60, "/resources", new("资源")))
            .AddSingleton(new NavEntry(NavGroup.Services, 70, "/resources/services", new("业务办理入口")))
            .AddSingleton(new FindPart(40, new("资源"), [Resource.SiteKind]))
            .AddScoped<IDemoPart, Demo.DemoResources>()
            .AddCase<ResourceCase, Resource, ResourceState, ResourceAct, ResourceParty>()
            .AddScoped<ResourceLists>()
            .AddScoped<ResourceFiles>()
            .AddScoped<ResourceRatings>()
            .AddScoped<SimilarPlans>()
            .AddScoped<Consultation>()
            .AddSingleton<Inspections>()
            .AddSingleton<Matters>()
            .AddScoped<LocalWindows>()
            .AddSingleton<IFinder, MatterFinder>()
            .AddScoped<IWorkbenchPart, PlanDeadlines>()
            .AddScoped<IPersonalData, CommentPersons>();
    }

    /// <summary>Routes that are no pages.</summary>
    public static IEndpointRouteBuilder MapResources(this IEndpointRouteBuilder routes)
    {
        routes.MapCase<Resource, ResourceState, ResourceAct, ResourceParty>(person => person.Organisations.Count > 0 || person.Offices.Count > 0);
        routes.MapGet(ResourceLists.PublicPath + ".{format}", async (string format, ResourceLists lists, HttpRequest request, CancellationToken ct) =>
            lists.Public.File(await lists.PublishedAsync(request.Query, ct), request.Query, format)).AllowAnonymous().RequireRateLimiting(IdentityModule.PublicLimit).ExcludeFromDescription();
        routes.MapGet(ResourceLists.PlanPath + ".{format}", (string format, ResourceLists lists, HttpRequest request) =>
            lists.Plans.File(lists.Announced(), request.Query, format)).AllowAnonymous().RequireRateLimiting(IdentityModule.PublicLimit).ExcludeFromDescription();
        routes.MapGet("/resources/{id:guid}/files/{file:guid}",
            async (Guid id, Guid file, AppDb db, ResourceCase cases, ResourceFiles kept, FileStore files, Visitors visitors, CancellationToken ct) =>
        {
            var (resources, versions) = (db.SharedResources, db.ResourceVersions);
            if (await resources.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is not { } it)
                return Results.NotFound();

            // What is published, in any version, is for everybody; what is being written, for those who write and review it.
            var isPublic = it.IsPublic && (await versions.AsNoTracking().Where(row => row.ResourceId == id).ToListAsync(ct)).Any(row => row.Content.Files.Contains(file));
            if (!isPublic && !(visitors.Current is { } person && cases.PartyOf(it, person) != ResourceParty.None))
                return Results.NotFound();
            if (await files.ReadAsync(file, Resource.FileKind, id, ct) is not { } found)
                return Results.NotFound();
            if (isPublic)
                await kept.CountAsync(id, file, ct);
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
                $"{known?.Name ?? Lang.T("资源")} · {options.Value.HubName}", options.Value.HubName,
                options.Value.Absolute("/resources.atom" + address), options.Value.Absolute("/resources" + address), clock.GetUtcNow(),
                [.. found.Select(row => new AtomEntry($"urn:uuid:{row.Id}", row.Content!.Title, row.PublishedAt!.Value,
                    options.Value.Absolute($"/resources/{row.Id}"), row.Content.Summary.Length > 0
                    ? row.Content.Summary : MarkdownText.ToPlain(row.Content.Body, 200)))]), AtomFeed.MediaType, System.Text.Encoding.UTF8);
        }).AllowAnonymous().ExcludeFromDescription();
        return routes;
    }
}

/// <summary>Until when an office is asked about plans, on the workbench.</summary>
internal sealed class PlanDeadlines(AppDb db, TimeProvider clock) : IWorkbenchPart
{
    public async Task<WorkbenchContent> ReadAsync(Person person, CancellationToken ct)
    {
        var (today, regions) = (clock.Today(), person.Regions);
        var asked = person.Offices.Count == 0 ? [] : await db.SharedResources.AsNoTracking()
            .Where(row => row.State == ResourceState.Consulting && row.ConsultUntil >= today && !regions.Contains(row.Region)).OrderBy(row => row.ConsultUntil).Take(50).ToListAsync(ct);
        return new([], [.. asked.Select(row => new WorkDeadline(row.ConsultUntil!.Value, new("立项通报征求意见截止"), row.Text.Title,
            $"{ResourceLists.PlanPath}/{row.Id}"))], [], []);
    }
}

/// <summary>What people said of plans; the word stays when the name goes.</summary>
internal sealed class CommentPersons(AppDb db) : IPersonalData
{
    public string Name => "comments";

    public async Task<object> ExportAsync(Guid account, CancellationToken ct) =>
        await db.Comments.AsNoTracking().Where(row => row.AccountId == account).OrderBy(row => row.Id).Select(row => new { row.At, row.Stance, row.Text }).ToListAsync(ct);

    public Task EraseAsync(Guid account, DbTransaction transaction, CancellationToken ct) => transaction.Connection!.ExecuteAsync(new CommandDefinition(
        "update resources.comment set account_id = null, author = '' where account_id = @account", new { account }, transaction, cancellationToken: ct));
}
