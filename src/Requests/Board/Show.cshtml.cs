using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.Records;

namespace Zhishu.Requests.Board;

/// <summary>An introduction as one of the people concerned sees it on the page of a post.</summary>
internal sealed record IntroductionRow(Introduction It, string By, IntroductionParty Party, Bilingual State, ActForms Acts);

/// <summary>One post; its matches and introductions for those concerned.</summary>
[AllowAnonymous]
[EnableRateLimiting(IdentityModule.PublicLimit)]
internal sealed class ShowModel(AppDb db, BoardDesk desk, IntroductionKind kind, IntroductionDesk met, Introductions introductions, FileStore files, NetworkRegister register,
    ReferenceData reference, Regions regions, Visitors visitors, TimeProvider clock) : PageModel
{
    private (Guid Form, string? Text) _tried;

    public Post It { get; private set; } = null!;

    public IReadOnlyList<Match> Matches { get; private set; } = [];

    public IReadOnlyList<IntroductionRow> Introductions { get; private set; } = [];

    public IReadOnlyList<(string, string)> Members { get; private set; } = [];

    public IReadOnlyList<StoredFile> Files { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public Regions Regions => regions;

    public ReferenceData Reference => reference;

    public bool IsOwner => visitors.Current is { } person && It.AccountId == person.Id;

    public bool IsOpen => It.IsOpen(clock.Today());

    public bool May(PostAct act) => visitors.Current is { } person && Post.Table.Find(It.State, act, It.PartyOf(person)) is not null;

    /// <summary>What was typed into the form of a post or an introduction that was refused.</summary>
    public string? TriedFor(Guid form) => _tried.Form == form ? _tried.Text ?? "" : null;

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var (posts, id, ct) = (db.Posts, Guid.Parse(RouteData.Values["id"]!.ToString()!), HttpContext.RequestAborted);
        if (await posts.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is not { } found || !await desk.MaySeeAsync(found, visitors.Current, ct))
        {
            context.Result = NotFound();
            return;
        }

        It = found;
        await next();
    }

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostCloseAsync(string? reason, CancellationToken ct) => visitors.Current is { } person
        ? await AnswerAsync(await desk.CloseAsync(It.Id, person, reason, visitors.Actor, ct), "/board", (It.Id, reason), ct) : NotFound();

    public async Task<IActionResult> OnPostReviewAsync(PostAct act, string? reason, CancellationToken ct) => visitors.Current is { } person
        ? await AnswerAsync(await desk.ReviewAsync(It.Id, act, person, reason, visitors.Actor, ct), "/board/desk", (It.Id, reason), ct) : NotFound();

    public async Task<IActionResult> OnPostIntroduceAsync(Guid other, Guid member, string? note, CancellationToken ct)
    {
        if (visitors.Current?.ActsFor(member) != true || await register.FindAsync(member, ct) is not { VerifiedAt: not null })
            return NotFound();
        return await ProposeAsync(other, member, note, ct);
    }

    public async Task<IActionResult> OnPostAskAsync(Guid other, string? note, CancellationToken ct) => IsOwner ? await ProposeAsync(other, null, note, ct) : NotFound();

    private async Task<IActionResult> ProposeAsync(Guid other, Guid? member, string? note, CancellationToken ct)
    {
        var (made, refusal) = await introductions.ProposeAsync(It, other, member, note, visitors.Signed, visitors.Actor, visitors.Session, ct);
        return await AnswerAsync(refusal, $"/board/introductions/{made?.Id}", (other, note), ct);
    }

    private async Task<IActionResult> AnswerAsync(Refusal? refusal, string to, (Guid Form, string? Text) tried, CancellationToken ct)
    {
        if (refusal is null)
            return LocalRedirect(to);
        (Message, _tried) = (refusal.Text, tried);
        Response.StatusCode = refusal.Status;
        await LoadAsync(ct);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Files = await files.ListAsync(Post.FileKind, It.Id, ct);
        if (visitors.Current is not { } person)
            return;
        var (id, own) = (It.Id, person.Organisations);
        if (IsOpen && (IsOwner || own.Count > 0))
            Matches = await desk.MatchesAsync(It, 10, ct);
        if (own.Count > 0)
            Members = [.. (await register.ActedForByAsync(person, ct)).Select(row => (row.Id.ToString(), row.Name))];
        var rows = new List<IntroductionRow>();
        foreach (var it in await met.VisibleTo(person).Where(it => it.NeedId == id || it.OfferId == id).OrderByDescending(it => it.MadeAt).Take(50).ToListAsync(ct))
            rows.Add(new(it, await introductions.ByAsync(it, ct), kind.PartyOf(it, person), kind.Table.Label(it.State), await kind.ActsOfAsync(it, person, ct)));
        Introductions = rows;
    }
}
