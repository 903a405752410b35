using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Requests.Board;

namespace Zhishu.Requests;

/// <summary>What requests put on the workbench.</summary>
internal sealed class RequestWork(AppDb db) : IWorkbenchPart
{
    public async Task<WorkbenchContent> ReadAsync(Person person, CancellationToken ct)
    {
        if (person.Organisations.Count == 0)
            return new([], [], [], person.Offices.Count == 0 ? [] : [new(8, "/requests/desk", new("专业化服务", "Requests"))]);
        var (requests, own) = (db.ServiceRequests, person.Organisations);
        var rows = await requests.AsNoTracking()
            .Where(row => own.Contains(row.OrganisationId) && (row.State == RequestState.Submitted || row.State == RequestState.InWork)).OrderBy(row => row.AskedAt).Take(200).ToListAsync(ct);
        return new([.. rows.Select(row =>
            new WorkItem(new($"专业化服务：{RequestLifecycle.Table.Label(row.State).Zh}", $"Request: {RequestLifecycle.Table.Label(row.State).En}"),
            $"{row.Code} {row.Title}", $"/requests/{row.Id}", ChinaTime.DayOf(row.AskedAt), row.DueOn))], [], [], [new(8, "/requests/desk", new("专业化服务办理", "Request desk"))]);
    }
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
internal sealed class RequestPersons(AppDb db) : IPersonalData
{
    public string Name => "requests";

    public async Task<object> ExportAsync(Guid account, CancellationToken ct)
    {
        var (requests, posts) = (db.ServiceRequests, db.Posts);
        return new
        {
            Requests = (await requests.AsNoTracking().Where(row => row.AccountId == account).ToListAsync(ct))
            .Select(row => new { row.Code, row.Type, row.Title, row.State, row.Client, row.Employer, row.Phone, row.Email, row.Region, row.Answers, row.Quote, row.AskedAt, row.Result, row.Rating }),
            Posts = (await posts.AsNoTracking().Where(row => row.AccountId == account).ToListAsync(ct))
            .Select(row => new { row.Code, row.Side, row.Title, row.Text, row.Employer, row.Contact, row.Region, row.Industry, row.Technology, row.PostedAt }),
        };
    }

    public Task EraseAsync(Guid account, DbTransaction transaction, CancellationToken ct) => transaction.Connection!.ExecuteAsync(new CommandDefinition("""
        update requests.entry set author = '', account_id = null where account_id = @account;
        update requests.request set account_id = null, client = '', employer = '', phone = '', email = '', state = case when state in ('Submitted',
          'Quoted') then 'Cancelled' else state end where account_id = @account;
        delete from foundation.site_text where kind in ('need', 'offer') and id in (select id from requests.post where account_id = @account);
        update requests.post set account_id = null, employer = '', contact = '', state = case when state = 'Open' then 'Closed' else state end where account_id = @account
        """, new { account }, transaction, cancellationToken: ct));
}

/// <summary>Files of requests, and the list of the desk to take away.</summary>
internal static class RequestRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/requests/{id:guid}/files/{kind}/{file:guid}", async (Guid id, string kind, Guid file, AppDb db, FileStore files, Visitors visitors, CancellationToken ct) =>
        {
            var (requests, person) = (db.ServiceRequests, visitors.Signed);
            if (await requests.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is not { } it || !it.IsVisibleTo(person) || kind is not ("given" or "result"))
                return Results.NotFound();
            if (kind == "result" && it.State is not (RequestState.Delivered or RequestState.Accepted) && !it.PartyOf(person).HasFlag(RequestParty.Handler))
                return Results.NotFound();
            return await files.ReadAsync(file, kind == "given" ? Request.Given : Request.Results, id, ct) is { } found
                ? Results.File(found.Content, found.File.MediaType, found.File.Name) : Results.NotFound();
        }).RequireAuthorization().ExcludeFromDescription();
        routes.MapGet("/requests/desk.{format}", (string format, string? state, AppDb db, RequestTypes types, Regions regions, Visitors visitors) =>
        {
            string[] head = [Lang.T("编号", "Code"), Lang.T("名称", "Title"), Lang.T("类型", "Type"), Lang.T("申请人", "Client"), Lang.T("单位", "Employer"),
                Lang.T("地区", "Region"), Lang.T("状态", "State"), Lang.T("报价", "Quote"), Lang.T("承办人", "By"), Lang.T("申请时间", "Asked"), Lang.T("期限", "Due"), Lang.T("评价", "Rating")];
            var list = new Desk.ListModel(db, types, regions, visitors);
            string Seen(Request row, string text) => list.MayOpen(row) ? text : "";
            return TableFile.Answer(format, "requests", head, list.Ask(state).OrderBy(row => row.AskedAt).AsAsyncEnumerable()
                .Select(row => (IReadOnlyList<string>)[row.Code, Seen(row, row.Title), types.Find(row.Type)?.Name ?? row.Type, Seen(row, row.Client),
                Seen(row, row.Employer), regions.PathOf(row.Region), RequestLifecycle.Table.Label(row.State).ToString(),
                row.Quote?.ToString(CultureInfo.InvariantCulture) ?? "", row.Assignee ?? "", ChinaTime.Show(row.AskedAt),
                row.DueOn?.ToString("O", CultureInfo.InvariantCulture) ?? "", row.Rating?.ToString(CultureInfo.InvariantCulture) ?? ""]));
        }).RequireAuthorization().ExcludeFromDescription();
    }
}
