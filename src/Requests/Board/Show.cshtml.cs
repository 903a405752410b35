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

    public string Member { get; set; } = "";

    public IntroductionParty Party { get; set; }

    public bool May(IntroductionAct act) => Introduction.Table.Find(It.State, act, Party) is not null
        && !(act == IntroductionAct.Agree && ((Party.HasFlag(IntroductionParty.Need) && It.NeedAgrees == true) || (Party.HasFlag(IntroductionParty.Offer) && It.OfferAgrees == true)));
}

/// <summary>One post; its matches and introductions for those concerned.</summary>
[AllowAnonymous]
[EnableRateLimiting(IdentityModule.PublicLimit)]
internal sealed class ShowModel(AppDb db, BoardDesk desk, NetworkRegister register, ReferenceData reference, Regions regions, Visitors visitors, TimeProvider clock) : PageModel
{
    public Post It { get; private set; } = null!;

    public IReadOnlyList<Match> Matches { get; private set; } = [];

    public IReadOnlyList<IntroductionRow> Introductions { get; private set; } = [];

    public IReadOnlyList<(string, string)> Members { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public Regions Regions => regions;

    public ReferenceData Reference => reference;

    public bool IsOwner => visitors.Current is { } person && It.AccountId == person.Id;

    public bool MayRemove => visitors.Current is { } person && !IsOwner && (person.Covers(It.Region) || person.Has(Duty.National)) && It.State == PostState.Open;

    public bool IsOpen => It.IsOpen(clock.Today());

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var (posts, introductions, id, person, ct) = (db.Posts, db.Introductions, Guid.Parse(RouteData.Values["id"]!.ToString()!), visitors.Current, HttpContext.RequestAborted);
        var found = await posts.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct);
        var own = person?.Organisations ?? [];
        if (found is null || (!found.IsOpen(clock.Today()) && found.AccountId != person?.Id && person?.Covers(found.Region) != true && person?.Has(Duty.National) != true
            && !await introductions.AnyAsync(row => (row.NeedId == id || row.OfferId == id) && own.Contains(row.OrganisationId), ct)))
        {
            context.Result = NotFound();
            return;
        }

        It = found;
        await next();
    }

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostCloseAsync(string? reason, CancellationToken ct) =>
        visitors.Current is { } person ? await AnswerAsync(await desk.CloseAsync(It.Id, person, reason, visitors.Actor, ct), "/board", ct) : NotFound();

    public async Task<IActionResult> OnPostIntroduceAsync(Guid other, Guid member, string? note, CancellationToken ct)
    {
        if (visitors.Current?.ActsFor(member) != true || await register.FindAsync(member, ct) is not { VerifiedAt: not null })
            return NotFound();
        var (need, offer) = It.Side == PostSide.Need ? (It.Id, other) : (other, It.Id);
        return await AnswerAsync(await desk.IntroduceAsync(need, offer, member, note, visitors.Actor, ct), $"/board/{It.Id}", ct);
    }

    public async Task<IActionResult> OnPostAnswerAsync(Guid introduction, IntroductionAct act, string? outcome, string? text, CancellationToken ct) =>
        visitors.Current is { } person ? await AnswerAsync(await desk.AnswerAsync(introduction, act, person, outcome, text, visitors.Actor, ct), $"/board/{It.Id}", ct) : NotFound();

    private async Task<IActionResult> AnswerAsync(Refusal? refusal, string to, CancellationToken ct)
    {
        if (refusal is null)
            return LocalRedirect(to);
        Message = refusal.Text;
        Response.StatusCode = refusal.Status;
        await LoadAsync(ct);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
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
            (row.Party, row.Member) = (row.It.PartyOf(person, row.Need, row.Offer), (await register.FindAsync(row.It.OrganisationId, ct))!.Name);
        Introductions = [.. rows.Where(row => row.Party != IntroductionParty.None || person.Covers(It.Region) || person.Has(Duty.National))];
    }
}
