using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Records;

namespace Zhishu.Requests.Board;

/// <summary>Posts needs and offers, finds what fits, brings them together.</summary>
internal sealed class BoardDesk(AppDb db, SiteText texts, ReferenceData reference, Regions regions, Sendings sendings, FileStore files,
    IOptions<HubOptions> options, ProcessLog log, TimeProvider clock)
{
    public const int MostFiles = 5;
    private const int MostOpen = 30;
    private const int MostCompared = 500;
    private const int MostTold = 10;
    private const int MostToldADay = 100;

    // Same industry or the same technology: words alone are not worth a notice.
    private const double WorthTelling = 3;

    private bool Reviewed => options.Value.BoardReview;

    /// <summary>What its owner fills in.</summary>
    public Fields Form => field ??= new(
        Field.Line("Title", new("标题"), 4, 100),
        Field.Area("Text", new("说明（公开）"), 10, 4000) with { Rows = 6 },
        Field.Choice("Industry", new("行业"), Industries.Options(reference).ToDictionary(one => one.Code, one => Bilingual.Of(one.Label, one.Label)))
            with
        { Empty = RequestForms.Unchosen },
        Field.Line("Technology", new("技术（国际专利分类号，可不填）"), 0, 20) with
        {
            Clean = text => SafeText.Narrow(text).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant(),
            Valid = text => reference.Ipc.Find(text.Length > 4 ? text[..4] : text) is not null,
            Fault = new("没有这个国际专利分类号，例如 H01M"),
        },
        Field.Region(new("地区"), code => regions.Find(code) is not null),
        Field.Day("Until", new("有效至（默认 90 天）")) with
        {
            Valid = text => DateOnly.Parse(text, null) is var day && day >= clock.Today() && day <= clock.Today().AddYears(1),
            Fault = new("有效期应在一年以内"),
        },
        Field.Line("Employer", new("单位（公开）"), 2, 100),
        Field.Line("Contact", new("联系方式（不公开，对接双方同意后才告知对方）"), 5, 100));

    /// <summary>The posts of an officer's region that wait for review.</summary>
    public static IQueryable<Post> ToReview(IQueryable<Post> posts, Person person)
    {
        var (prefixes, national) = (person.Regions.Select(region => region + "%").ToArray(), person.Has(Duty.National));
        return posts.AsNoTracking().Where(row => row.State == PostState.Waiting && (national || prefixes.Any(prefix => EF.Functions.Like(row.Region, prefix))));
    }

    /// <summary>Puts a post on the board; the same sent twice from one session is one.</summary>
    public async Task<(Post? Post, Refusal? Refusal)> PostAsync(PostSide side, FormInput input, Person person, Actor actor, string session, CancellationToken ct)
    {
        Post? made = null;
        var (sending, now) = (Sending.Of(session, "post", new { side, input.Texts }), clock.GetUtcNow());
        var post = Post.Of(side, input, person.Id, now);
        post.State = Reviewed ? PostState.Waiting : PostState.Open;
        var fitting = await FittingAsync(post, ct);
        var refusal = await db.ActAsync(person.Id, async () =>
        {
            var (posts, today, transaction) = (db.Posts, clock.Today(), db.Database.CurrentTransaction!.GetDbTransaction());
            if (await sendings.FindAsync(transaction, sending, ct) is { } same && (made = await posts.FirstOrDefaultAsync(row => row.Id == same, ct)) is not null)
                return null;
            if (await posts.CountAsync(row => row.AccountId == person.Id && (row.State == PostState.Open || row.State == PostState.Waiting) && row.UntilDay >= today, ct) >= MostOpen)
                return new("post.many", new($"同时公开的最多 {MostOpen} 条"));
            posts.Add(made = post);
            await sendings.NoteAsync(transaction, sending, post.Id, ct);
            log.Record("post.add", actor, post.AsSubject(), notices: await ShowAsync(post, fitting, ct));
            return null;
        }, ct);
        return refusal is null ? (made, null) : (null, refusal);
    }

    /// <summary>
    /// Its owner changes a post; it is reviewed again where the hub wants that. Says why not, or null.
    /// </summary>
    public async Task<Refusal?> ChangeAsync(Guid id, FormInput input, string? seen, Person person, Actor actor, CancellationToken ct)
    {
        var posts = db.Posts;
        var before = await posts.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct);
        var fitting = before is null ? [] : await FittingAsync(before.Fill(input), ct);
        return await db.ActAsync(id, async () =>
        {
            if (await posts.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } post || !post.PartyOf(person).HasFlag(PostParty.Owner))
                return Gone;
            if (SeenForm.IsStale(seen, post.AsForm().Texts))
                return SeenForm.Changed;
            if (Post.Table.Find(post.State, PostAct.Change, PostParty.Owner) is null)
                return Post.Table.NotAllowed(post.State, PostAct.Change);
            var was = new { post.Title, post.Text, post.Employer, post.Region, post.Industry, post.Technology, post.UntilDay };
            post.Fill(input);
            (post.ChangedAt, post.Revision, post.State) = (clock.GetUtcNow(), post.Revision + 1, Reviewed ? PostState.Waiting : PostState.Open);
            log.Record("post.change", actor, post.AsSubject(), before: was,
                after: new { post.Title, post.Text, post.Employer, post.Region, post.Industry, post.Technology, post.UntilDay }, notices: await ShowAsync(post, fitting, ct));
            return null;
        }, ct);
    }

    /// <summary>An office makes a post public, or refuses it with a reason that its owner is told.</summary>
    public async Task<Refusal?> ReviewAsync(Guid id, PostAct act, Person person, string? reason, Actor actor, CancellationToken ct)
    {
        var (posts, words) = (db.Posts, SafeText.OrNull(reason));
        var before = await posts.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct);
        var fitting = before is null || act != PostAct.Publish ? [] : await FittingAsync(before, ct);
        return await db.ActAsync(id, async () =>
        {
            if (act is not (PostAct.Publish or PostAct.Refuse)
                || await posts.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } post || post.PartyOf(person) != PostParty.Office)
                return Gone;
            if (Post.Table.Find(post.State, act, PostParty.Office) is not { } row)
                return new("conflict.post", Post.Table.NotAllowed(post.State, act).Text);
            if (act == PostAct.Refuse && words is null or { Length: > 500 })
                return new("post.reason", new("请写明不予公开的原因，不超过 500 字，会告知发布人"));
            (post.State, post.Refusal, post.Revision) = (row.To, act == PostAct.Refuse ? words : null, post.Revision + 1);
            List<ProcessNotice> notices = act == PostAct.Publish ? [.. await ShowAsync(post, fitting, ct)] : [];
            if (post.AccountId is { } owner)
            {
                notices.Add(act == PostAct.Publish
                    ? new($"account:{owner}", new($"您发布的信息已公开：{post.Title}"), $"/board/{id}")
                    : new($"account:{owner}", new($"您发布的信息未通过审核：{post.Title}（{words}）"), $"/board/{id}"));
            }

            log.Record(act == PostAct.Publish ? "post.publish" : "post.refuse", actor, post.AsSubject(), words, notices: notices);
            return null;
        }, ct);
    }

    /// <summary>Takes a post off the board: its owner closes it, an officer of its region or of the nation removes what breaks the rules.</summary>
    public Task<Refusal?> CloseAsync(Guid id, Person person, string? reason, Actor actor, CancellationToken ct) => db.ActAsync(id, async () =>
    {
        var posts = db.Posts;
        if (await posts.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } post || post.PartyOf(person) is var party && party == PostParty.None)
            return Gone;
        var own = party == PostParty.Owner;
        if (Post.Table.Find(post.State, own ? PostAct.Close : PostAct.Remove, party) is not { } row)
            return Gone;
        if (!own && SafeText.OrNull(reason) is not { Length: <= 200 })
            return new("post.reason", new("请写明移除原因，不超过 200 字，会告知发布人"));
        (post.State, post.ClosedAt, post.Revision) = (row.To, clock.GetUtcNow(), post.Revision + 1);
        await texts.RemoveAsync(db.Database.CurrentTransaction!.GetDbTransaction(), post.SiteKind, id, ct);
        log.Record(own ? "post.close" : "post.remove", actor, post.AsSubject(), SafeText.OrNull(reason), notices: !own && post.AccountId is { } account
            ? [new($"account:{account}", new($"您发布的信息被移除：{post.Title}（{reason?.Trim()}）"), $"/board/{id}")] : null);
        return null;
    }, ct);

    /// <summary>Its owner adds a file that is public with the post.</summary>
    public async Task<Refusal?> AddFileAsync(Guid id, IFormFile? upload, Person person, Actor actor, CancellationToken ct)
    {
        if (upload is null)
            return new("post.file", new("请选择文件"));
        if (await files.TakeAsync(upload, ct) is var (ready, fault) && ready is null)
            return new("post.file", fault!.Value);
        return await db.ActAsync(id, async () =>
        {
            var posts = db.Posts;
            if (await posts.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } post || !post.PartyOf(person).HasFlag(PostParty.Owner)
                || Post.Table.Find(post.State, PostAct.Change, PostParty.Owner) is null)
                return Gone;
            if ((await files.KeepAsync(db.Database.CurrentTransaction!.GetDbTransaction(), ready, Post.FileKind, id, actor, MostFiles, ct)).Fault is { } refused)
                return new("post.file", refused);
            (post.ChangedAt, post.State, post.Revision) = (clock.GetUtcNow(), Reviewed ? PostState.Waiting : post.State, post.Revision + 1);
            log.Record("post.file", actor, post.AsSubject(), after: new { ready.Name }, notices: Reviewed ? await ShowAsync(post, [], ct) : null);
            return null;
        }, ct);
    }

    /// <summary>Its owner takes a file off a post.</summary>
    public Task<Refusal?> RemoveFileAsync(Guid id, Guid file, Person person, CancellationToken ct) => db.ActAsync(id, async () =>
    {
        var posts = db.Posts;
        if (!await posts.AnyAsync(row => row.Id == id && row.AccountId == person.Id, ct))
            return Gone;
        await files.RemoveAsync(db.Database.CurrentTransaction!.GetDbTransaction(), file, Post.FileKind, id, ct);
        return null;
    }, ct);

    /// <summary>Whether somebody may see a post: everybody when it is open, otherwise its owner, the office, and the member that introduced it.</summary>
    public async Task<bool> MaySeeAsync(Post post, Person? person, CancellationToken ct)
    {
        if (post.IsOpen(clock.Today()))
            return true;
        if (person is null)
            return false;
        var (introductions, own, me) = (db.Introductions, person.Organisations, person.Id);
        return post.PartyOf(person) != PostParty.None || await introductions.AnyAsync(row => (row.NeedId == post.Id || row.OfferId == post.Id) && own.Contains(row.OrganisationId!.Value), ct);
    }

    /// <summary>The posts of the other side that fit, the best first.</summary>
    public async Task<IReadOnlyList<Match>> MatchesAsync(Post post, int most, CancellationToken ct)
    {
        var (posts, today) = (db.Posts, clock.Today());
        var side = post.Side == PostSide.Need ? PostSide.Offer : PostSide.Need;
        var words = (await texts.FindAsync(post.Title, [side == PostSide.Need ? "need" : "offer"], 0.2, 0, 100, ct)).ToDictionary(hit => hit.Id, hit => hit.Coverage);
        var (found, sub) = (words.Keys.ToList(), post.Technology.Length >= 3 ? post.Technology[..3] : "-");
        var near = await posts.AsNoTracking()
            .Where(row => row.Side == side && row.State == PostState.Open && row.UntilDay >= today && (found.Contains(row.Id) || row.Industry == post.Industry || row.Technology.StartsWith(sub)))
            .OrderByDescending(row => row.PostedAt).Take(MostCompared).ToListAsync(ct);
        return [.. near.Select(row => Matching.Of(post, row, words.GetValueOrDefault(row.Id))).Where(match => match.Score > 0)
            .OrderByDescending(match => match.Score).ThenByDescending(match => match.Post.PostedAt).Take(most)];
    }

    private static Refusal Gone { get; } = new("post.gone", new("没有这条信息"));

    /// <summary>What fits well enough to tell of: found before the act, which holds its lock.</summary>
    private async Task<IReadOnlyList<Post>> FittingAsync(Post post, CancellationToken ct) =>
        [.. (await MatchesAsync(post, MostTold, ct)).Where(match => match.Score >= WorthTelling && match.Post.AccountId is { } owner && owner != post.AccountId)
            .Select(match => match.Post)];

    /// <summary>Puts a post before people: an open one is found and told to those it fits, one to be reviewed is told to the office.</summary>
    private async Task<IReadOnlyList<ProcessNotice>> ShowAsync(Post post, IReadOnlyList<Post> fitting, CancellationToken ct)
    {
        var (transaction, now) = (db.Database.CurrentTransaction!.GetDbTransaction(), clock.GetUtcNow());
        if (post.State != PostState.Open)
        {
            await texts.RemoveAsync(transaction, post.SiteKind, post.Id, ct);
            return [new($"recommender:region:{post.Region[..2]}", new($"供需待审核：{post.Code} {post.Title}"), $"/board/{post.Id}")];
        }

        await texts.PutAsync(transaction, new(post.SiteKind, post.Id, post.Title, post.Text, $"/board/{post.Id}", post.Region), now, ct);
        var (told, posts, ids, day) = (db.MatchesTold, db.Posts, fitting.Select(row => row.Id).ToList(), now.AddDays(-1));
        var known = await told.Where(row => row.OtherId == post.Id && ids.Contains(row.PostId)).Select(row => row.PostId).ToListAsync(ct);
        var left = MostToldADay - await told.CountAsync(row => row.At > day && posts.Any(mine => mine.Id == row.OtherId && mine.AccountId == post.AccountId), ct);
        var fresh = fitting.Where(row => !known.Contains(row.Id)).Take(Math.Max(0, left)).ToList();
        told.AddRange(fresh.Select(row => new MatchTold { PostId = row.Id, OtherId = post.Id, At = now }));
        return [.. fresh.Select(row => new ProcessNotice($"account:{row.AccountId}", new($"有与“{row.Title}”匹配的{Post.Label(post.Side)}：{post.Title}"), $"/board/{row.Id}"))];
    }
}
