using System.Data.Common;
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

/// <summary>What the board puts on the workbench: of officers and of owners of posts.</summary>
internal sealed class BoardWork(AppDb db, IOptions<HubOptions> options) : IWorkbenchPart
{
    private const int Most = 200;

    public async Task<WorkbenchContent> ReadAsync(Person person, CancellationToken ct)
    {
        var (me, reviews) = (person.Id, options.Value.BoardReview && person.Offices.Count > 0);
        var posts = await db.Posts.AsNoTracking().Where(row => row.AccountId == me && row.State == PostState.Refused).OrderBy(row => row.Id).Take(Most).ToListAsync(ct);
        if (reviews)
            posts.AddRange(await BoardDesk.ToReview(db.Posts, person).OrderBy(row => row.Id).Take(Most).ToListAsync(ct));
        return new(
            [.. posts.Select(row => new WorkItem(row.State == PostState.Refused ? new("供需未通过审核") : new("供需待审核"),
                $"{row.Code} {row.Title}", $"/board/{row.Id}", ChinaTime.DayOf(row.ChangedAt ?? row.PostedAt), null))],
            [], [], reviews ? [new(9, "/board/desk", new("供需审核"))] : []);
    }
}

/// <summary>A person's posts in 我的.</summary>
internal sealed class MyPosts(AppDb db, Visitors visitors) : IMyPart
{
    public async Task<MyContent?> ReadAsync(HttpContext context, CancellationToken ct)
    {
        if (visitors.Current is not { } person)
            return null;
        var own = await db.Posts.AsNoTracking().Where(row => row.AccountId == person.Id).OrderByDescending(row => row.PostedAt).Take(50).ToListAsync(ct);
        return new(31, new("供需"), [.. own.Select(row => new MyItem($"{row.Code} {row.Title}", $"/board/{row.Id}", Post.Label(row.State), row.PostedAt))],
            new(0, "/board", new("Post a need|发布供需")));
    }
}

/// <summary>What is kept about owners of posts: given out whole; forgotten, what was brought together stays without the person.</summary>
internal sealed class BoardPersons(AppDb db) : IPersonalData
{
    public string Name => "posts";

    public async Task<object> ExportAsync(Guid account, CancellationToken ct) => (await db.Posts.AsNoTracking().Where(row => row.AccountId == account).ToListAsync(ct))
        .Select(row => new { row.Code, row.Side, row.Title, row.Text, row.Employer, row.Contact, row.Region, row.Industry, row.Technology, row.PostedAt });

    public Task EraseAsync(Guid account, DbTransaction transaction, CancellationToken ct) => transaction.Connection!.ExecuteAsync(new CommandDefinition(
        SqlFile.Read(typeof(BoardPersons).Assembly, "erase-posts"), new { account }, transaction, cancellationToken: ct));
}

/// <summary>Files of requests and of posts.</summary>
internal static class RequestRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/requests/{id:guid}/files/{kind}/{file:guid}", async (Guid id, string kind, Guid file, RequestDesk desk, AppDb db, FileStore files, Visitors visitors,
            CancellationToken ct) =>
        {
            if (await desk.VisibleTo(visitors.Signed).FirstOrDefaultAsync(row => row.Id == id, ct) is not { } it || !Request.FileKinds.TryGetValue(kind, out var owner))
                return Results.NotFound();

            // A member that had the request before sees what was given to it; the client sees of the result what was handed over.
            var party = it.PartyOf(visitors.Signed);
            if ((kind != "given" && party == RequestParty.None) || (kind == "result" && !party.HasFlag(RequestParty.Handler)
                && !await db.ResultVersions.AnyAsync(row => row.RequestId == id && row.Files.Contains(file), ct)))
                return Results.NotFound();
            return await files.ReadAsync(file, owner, id, ct) is { } found ? Results.File(found.Content, found.File.MediaType, found.File.Name) : Results.NotFound();
        }).RequireAuthorization().ExcludeFromDescription();
        routes.MapGet("/board/{id:guid}/files/{file:guid}", async (Guid id, Guid file, AppDb db, BoardDesk desk, FileStore files, Visitors visitors, CancellationToken ct) =>
        {
            var posts = db.Posts;
            return await posts.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is { } post && await desk.MaySeeAsync(post, visitors.Current, ct)
                && await files.ReadAsync(file, Post.FileKind, id, ct) is { } found ? Results.File(found.Content, found.File.MediaType, found.File.Name) : Results.NotFound();
        }).AllowAnonymous().ExcludeFromDescription();
    }
}
