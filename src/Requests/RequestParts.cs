using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Requests.Board;

namespace Zhishu.Requests;

/// <summary>What requests and the board put on the workbench: of members, of officers, and of clients and owners of posts.</summary>
internal sealed class RequestWork(AppDb db, IOptions<HubOptions> options) : IWorkbenchPart
{
    private const int Most = 200;

    public async Task<WorkbenchContent> ReadAsync(Person person, CancellationToken ct)
    {
        var items = new List<WorkItem>();
        await ClientAsync(person, items, ct);
        await BoardAsync(person, items, ct);
        var links = new List<NavItem>();
        if (person.Organisations.Count > 0)
            await MemberAsync(person, items, ct);
        if (person.Organisations.Count > 0 || person.Offices.Count > 0)
            links.Add(new(8, "/requests/desk", person.Organisations.Count > 0 ? new("专业化服务办理", "Request desk") : new("专业化服务", "Requests")));
        if (options.Value.BoardReview && person.Offices.Count > 0)
        {
            links.Add(new(9, "/board/desk", new("供需审核", "Posts to review")));
            var (posts, prefixes, national) = (db.Posts, person.Regions.Select(region => region + "%").ToArray(), person.Has(Duty.National));
            var waiting = await posts.AsNoTracking().Where(row => row.State == PostState.Waiting && (national || prefixes.Any(prefix => EF.Functions.Like(row.Region, prefix))))
                .OrderBy(row => row.Id).Take(Most).ToListAsync(ct);
            items.AddRange(waiting.Select(row => Item(new("供需待审核", "Post to review"), $"{row.Code} {row.Title}", $"/board/{row.Id}", row.ChangedAt ?? row.PostedAt)));
        }

        return new(items, [], [], links);
    }

    private async Task MemberAsync(Person person, List<WorkItem> items, CancellationToken ct)
    {
        var (requests, own) = (db.ServiceRequests, person.Organisations);
        var rows = await requests.AsNoTracking()
            .Where(row => own.Contains(row.OrganisationId) && (row.State == RequestState.Submitted || row.State == RequestState.InWork
                || (row.State == RequestState.Ending && row.ProposedBy == RequestParty.Client))).OrderBy(row => row.AskedAt).Take(Most).ToListAsync(ct);
        items.AddRange(rows.Select(row => Item(Kind(row), $"{row.Code} {row.Title}", $"/requests/{row.Id}", row.AskedAt,
            row.State == RequestState.Submitted && row.DueAt is { } due ? ChinaTime.DayOf(due) : row.DueOn)));
    }

    private async Task ClientAsync(Person person, List<WorkItem> items, CancellationToken ct)
    {
        var (requests, me) = (db.ServiceRequests, person.Id);
        var rows = await requests.AsNoTracking()
            .Where(row => row.AccountId == me && (row.State == RequestState.Quoted || row.State == RequestState.Delivered || row.State == RequestState.Returned
                || row.State == RequestState.HandingOver || (row.State == RequestState.Ending && row.ProposedBy == RequestParty.Handler))).OrderBy(row => row.AskedAt).Take(Most).ToListAsync(ct);
        items.AddRange(rows.Select(row => Item(Kind(row), $"{row.Code} {row.Title}", $"/requests/{row.Id}",
            row.State == RequestState.Delivered ? row.DeliveredAt!.Value : row.QuotedAt ?? row.AskedAt,
            row.State == RequestState.Delivered ? ChinaTime.DayOf(row.DeliveredAt!.Value.AddDays(15)) : row.DueAt is { } due ? ChinaTime.DayOf(due) : null)));
    }

    private async Task BoardAsync(Person person, List<WorkItem> items, CancellationToken ct)
    {
        var (posts, introductions, me) = (db.Posts, db.Introductions, person.Id);
        var rows = await (from it in introductions.AsNoTracking()
                          join need in posts on it.NeedId equals need.Id
                          join offer in posts on it.OfferId equals offer.Id
                          where (it.State == IntroductionState.Proposed && ((need.AccountId == me && it.NeedAgrees == null) || (offer.AccountId == me && it.OfferAgrees == null)))
                              || (it.State == IntroductionState.Reported && ((need.AccountId == me && it.NeedConfirms == null) || (offer.AccountId == me && it.OfferConfirms == null)))
                          orderby it.MadeAt
                          select new { it.State, At = it.ReportedAt ?? it.MadeAt, Mine = need.AccountId == me ? need : offer }).Take(Most).ToListAsync(ct);
        items.AddRange(rows.Select(row => Item(row.State == IntroductionState.Proposed
            ? new("供需对接：待您同意", "Introduction: do you agree?") : new("供需对接：待您确认结果", "Introduction: confirm the outcome"),
            row.Mine.Title, $"/board/{row.Mine.Id}", row.At)));
        var refused = await posts.AsNoTracking().Where(row => row.AccountId == me && row.State == PostState.Refused).OrderBy(row => row.Id).Take(Most).ToListAsync(ct);
        items.AddRange(refused.Select(row => Item(new("供需未通过审核", "Post refused"), $"{row.Code} {row.Title}", $"/board/{row.Id}", row.ChangedAt ?? row.PostedAt)));
    }

    private static Bilingual Kind(Request row) => new($"专业化服务：{RequestLifecycle.Table.Label(row.State).Zh}", $"Request: {RequestLifecycle.Table.Label(row.State).En}");

    private static WorkItem Item(Bilingual kind, string title, string url, DateTimeOffset since, DateOnly? due = null) => new(kind, title, url, ChinaTime.DayOf(since), due);
}

/// <summary>A person's requests and posts in 我的.</summary>
internal sealed class MyRequests(AppDb db, Visitors visitors) : IMyPart
{
    public async Task<MyContent?> ReadAsync(HttpContext context, CancellationToken ct)
    {
        if (visitors.Current is not { } person)
            return null;
        var (requests, posts) = (db.ServiceRequests, db.Posts);
        var rows = await requests.AsNoTracking().Where(row => row.AccountId == person.Id).OrderByDescending(row => row.AskedAt).Take(50).ToListAsync(ct);
        var own = await posts.AsNoTracking().Where(row => row.AccountId == person.Id).OrderByDescending(row => row.PostedAt).Take(50).ToListAsync(ct);
        return new(30, new("专业化服务和供需", "Requests, needs and offers"),
            [.. rows.Select(row => new MyItem($"{row.Code} {row.Title}", $"/requests/{row.Id}", RequestLifecycle.Table.Label(row.State), row.AskedAt))
                .Concat(own.Select(row => new MyItem($"{row.Code} {row.Title}", $"/board/{row.Id}", Post.Label(row.State), row.PostedAt))).OrderByDescending(item => item.At)],
            new(0, "/requests", new("申请服务", "Ask for a service")));
    }
}

/// <summary>What is kept about clients: given out whole; forgotten, the work stays without the person.</summary>
internal sealed class RequestPersons(AppDb db, TimeProvider clock) : IPersonalData
{
    public string Name => "requests";

    public async Task<object> ExportAsync(Guid account, CancellationToken ct)
    {
        var (requests, posts) = (db.ServiceRequests, db.Posts);
        return new
        {
            Requests = (await requests.AsNoTracking().Where(row => row.AccountId == account).ToListAsync(ct))
            .Select(row => new
            {
                row.Code,
                row.Type,
                row.Title,
                row.State,
                row.Client,
                row.Employer,
                row.ClientKind,
                row.Phone,
                row.Email,
                row.Region,
                row.Answers,
                row.Quote,
                row.AskedAt,
                row.Result,
                row.Rating
            }),
            Posts = (await posts.AsNoTracking().Where(row => row.AccountId == account).ToListAsync(ct))
            .Select(row => new { row.Code, row.Side, row.Title, row.Text, row.Employer, row.Contact, row.Region, row.Industry, row.Technology, row.PostedAt }),
        };
    }

    public Task EraseAsync(Guid account, DbTransaction transaction, CancellationToken ct) => transaction.Connection!.ExecuteAsync(new CommandDefinition(
        SqlFile.Read(typeof(RequestPersons).Assembly, "erase"), new { account, now = clock.GetUtcNow() }, transaction, cancellationToken: ct));
}

/// <summary>Files of requests, and the list of the desk to take away.</summary>
internal static class RequestRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/requests/{id:guid}/files/{kind}/{file:guid}", async (Guid id, string kind, Guid file, AppDb db, FileStore files, Visitors visitors, CancellationToken ct) =>
        {
            var (requests, person) = (db.ServiceRequests, visitors.Signed);
            if (await requests.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is not { } it || !it.IsVisibleTo(person) || !Request.FileKinds.TryGetValue(kind, out var owner))
                return Results.NotFound();

            // A member that had the request before sees what was given to it; the client sees of the result what was handed over.
            var (party, versions) = (it.PartyOf(person), db.ResultVersions);
            if ((kind != "given" && party == RequestParty.None)
                || (kind == "result" && !party.HasFlag(RequestParty.Handler) && !await versions.AnyAsync(row => row.RequestId == id && row.Files.Contains(file), ct)))
                return Results.NotFound();
            return await files.ReadAsync(file, owner, id, ct) is { } found
                ? Results.File(found.Content, found.File.MediaType, found.File.Name) : Results.NotFound();
        }).RequireAuthorization().ExcludeFromDescription();
        routes.MapGet("/board/{id:guid}/files/{file:guid}", async (Guid id, Guid file, AppDb db, BoardDesk desk, FileStore files, Visitors visitors, CancellationToken ct) =>
        {
            var posts = db.Posts;
            return await posts.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is { } post && await desk.MaySeeAsync(post, visitors.Current, ct)
                && await files.ReadAsync(file, Post.FileKind, id, ct) is { } found ? Results.File(found.Content, found.File.MediaType, found.File.Name) : Results.NotFound();
        }).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/requests/desk.{format}", (string format, [AsParameters] Desk.DeskQuestion question, AppDb db, RequestTypes types, AccountDesk accounts,
            Regions regions, Visitors visitors, TimeProvider clock) =>
        {
            string[] head = [Lang.T("编号", "Code"), Lang.T("名称", "Title"), Lang.T("类型", "Type"), Lang.T("申请人", "Client"), Lang.T("单位", "Employer"),
                Lang.T("申请人类型", "Kind of client"), Lang.T("地区", "Region"), Lang.T("状态", "State"), Lang.T("报价", "Quote"), Lang.T("承办人", "By"),
                Lang.T("申请时间", "Asked"), Lang.T("期限", "Due"), Lang.T("评价", "Rating")];
            var list = new Desk.ListModel(db, types, accounts, regions, visitors, clock);
            string Seen(Request row, string text) => list.MayOpen(row) ? text : "";

            // The price is between the client and the member that works on it.
            string Priced(Request row) => row.PartyOf(visitors.Signed) == RequestParty.None ? "" : row.Quote?.ToString(CultureInfo.InvariantCulture) ?? "";
            return TableFile.Answer(format, "requests", head, list.Ask(question).OrderBy(row => row.AskedAt).AsAsyncEnumerable()
                .Select(row => (IReadOnlyList<string>)[row.Code, Seen(row, row.Title), types.Find(row.Type)?.Name ?? row.Type, Seen(row, row.Client),
                Seen(row, row.Employer), Seen(row, Request.ClientKinds.TryGetValue(row.ClientKind, out var kind) ? kind.ToString() : ""), regions.PathOf(row.Region),
                RequestLifecycle.Table.Label(row.State).ToString(), Priced(row), row.Assignee ?? "", ChinaTime.Show(row.AskedAt),
                row.DueOn?.ToString("O", CultureInfo.InvariantCulture) ?? "", row.Rating?.ToString(CultureInfo.InvariantCulture) ?? ""]));
        }).RequireAuthorization().ExcludeFromDescription();
    }
}
