using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.Records;

namespace Zhishu.Requests.Board;

/// <summary>A post with its two sides as one of the people concerned sees them.</summary>
internal sealed class IntroductionRow
{
    public required Introduction It { get; init; }

    public required Post Need { get; init; }

    public required Post Offer { get; init; }

    /// <summary>The member that introduced them, or the owner that asked.</summary>
    public string By { get; set; } = "";

    public IntroductionParty Party { get; set; }

    public bool May(IntroductionAct act) => Introduction.Table.Find(It.State, act, Party) is not null && !(act switch
    {
        IntroductionAct.Agree => Said(It.NeedAgrees, It.OfferAgrees),
        IntroductionAct.Confirm => Said(It.NeedConfirms, It.OfferConfirms),
        _ => false,
    });

    private bool Said(bool? need, bool? offer) => (!Party.HasFlag(IntroductionParty.Need) || need == true) && (!Party.HasFlag(IntroductionParty.Offer) || offer == true);
}

/// <summary>What was typed into a form that was refused.</summary>
/// <param name="Form">Which form: the post, or an introduction.</param>
/// <param name="Act">Its act, or null.</param>
/// <param name="Text">Its text.</param>
/// <param name="Outcome">An outcome, or null.</param>
internal sealed record Tried(Guid Form, IntroductionAct? Act, string? Text, OutcomeInput? Outcome = null);

/// <summary>One post; its matches and introductions for those concerned.</summary>
[AllowAnonymous]
[EnableRateLimiting(IdentityModule.PublicLimit)]
internal sealed class ShowModel(AppDb db, BoardDesk desk, FileStore files, NetworkRegister register, ReferenceData reference, Regions regions, Visitors visitors, TimeProvider clock) : PageModel
{
    private Tried? _tried;

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
    public Tried? TriedFor(Guid form, IntroductionAct? act = null) => _tried is { } tried && tried.Form == form && tried.Act == act ? tried : null;

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
        ? await AnswerAsync(await desk.CloseAsync(It.Id, person, reason, visitors.Actor, ct), "/board", new(It.Id, null, reason), ct) : NotFound();

    public async Task<IActionResult> OnPostReviewAsync(PostAct act, string? reason, CancellationToken ct) => visitors.Current is { } person
        ? await AnswerAsync(await desk.ReviewAsync(It.Id, act, person, reason, visitors.Actor, ct), "/board/desk", new(It.Id, null, reason), ct) : NotFound();

    public async Task<IActionResult> OnPostIntroduceAsync(Guid other, Guid member, string? note, CancellationToken ct)
    {
        if (visitors.Current?.ActsFor(member) != true || await register.FindAsync(member, ct) is not { VerifiedAt: not null })
            return NotFound();
        var (need, offer) = It.Side == PostSide.Need ? (It.Id, other) : (other, It.Id);
        return await AnswerAsync(await desk.IntroduceAsync(need, offer, member, note, visitors.Actor, ct), $"/board/{It.Id}", new(other, null, note), ct);
    }

    public async Task<IActionResult> OnPostAskAsync(Guid other, string? note, CancellationToken ct) => visitors.Current is { } person && IsOwner
        ? await AnswerAsync(await desk.AskAsync(It.Id, other, person, note, visitors.Actor, ct), $"/board/{It.Id}", new(other, null, note), ct) : NotFound();

    public async Task<IActionResult> OnPostAnswerAsync(Guid introduction, IntroductionAct act, OutcomeInput input, CancellationToken ct) => visitors.Current is { } person
        ? await AnswerAsync(await desk.AnswerAsync(introduction, act, person, input, visitors.Actor, ct), $"/board/{It.Id}", new(introduction, act, input.Text, input), ct) : NotFound();

    private async Task<IActionResult> AnswerAsync(Refusal? refusal, string to, Tried tried, CancellationToken ct)
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
        var (posts, introductions, id, own) = (db.Posts, db.Introductions, It.Id, person.Organisations);
        if (IsOpen && (IsOwner || own.Count > 0))
            Matches = await desk.MatchesAsync(It, 10, ct);
        if (own.Count > 0)
            Members = [.. (await register.ActedForByAsync(person, ct)).Select(row => (row.Id.ToString(), row.Name))];
        var rows = await (from it in introductions.AsNoTracking()
                          join need in posts.AsNoTracking() on it.NeedId equals need.Id
                          join offer in posts.AsNoTracking() on it.OfferId equals offer.Id
                          where it.NeedId == id || it.OfferId == id
                          orderby it.MadeAt descending
                          select new IntroductionRow { It = it, Need = need, Offer = offer }).Take(50).ToListAsync(ct);
        foreach (var row in rows)
        {
            row.Party = row.It.PartyOf(person, row.Need, row.Offer);
            row.By = row.It.OrganisationId is { } member ? (await register.FindAsync(member, ct))!.Name : row.It.ByAccount == row.Need.AccountId ? row.Need.Employer : row.Offer.Employer;
        }

        Introductions = [.. rows.Where(row => row.Party != IntroductionParty.None || person.Covers(It.Region) || person.Has(Duty.National))];
    }
}
