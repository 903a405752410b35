using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QRCoder;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Training.Tickets;

/// <summary>A registration as its owner sees it: the code to check in, the way in, the evaluation, the certificate.</summary>
[AllowAnonymous]
[EnableRateLimiting(IdentityModule.PublicLimit)]
internal sealed class TicketModel(AppDb db, Seats seats, Visitors visitors, IOptions<HubOptions> options, TimeProvider clock) : PageModel
{
    public Registration Mine { get; private set; } = null!;

    public Event It { get; private set; } = null!;

    public string? Key { get; private set; }

    public int Ahead { get; private set; }

    public IReadOnlyList<(Session Session, bool There)> Sessions { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public int Attended => Sessions.Count(row => row.There);

    public decimal Hours => LearningHours.Of(It, Sessions.Where(row => row.There).Select(row => row.Session));

    /// <summary>This page, to come back to after signing in.</summary>
    public string Here => Uri.EscapeDataString(Request.PathBase + Request.Path);

    public bool IsSigned => visitors.Current is not null;

    public bool MayClaim => IsSigned && Mine is { AccountId: null, State: not RegistrationState.Cancelled, Name.Length: > 0 };

    public bool MayCancel => Mine.State != RegistrationState.Cancelled && Attended == 0 && It.State == EventState.Published && clock.GetUtcNow() < It.StartsAt;

    public bool MayEvaluate => Mine.State == RegistrationState.Registered && Attended > 0 && It.State is EventState.Published or EventState.Closed && clock.GetUtcNow() >= It.EndsAt;

    public string Picture =>
        new SvgQRCode(QRCodeGenerator.GenerateQrCode(options.Value.Absolute($"/events/check-in/{Mine.Code}"), QRCodeGenerator.ECCLevel.M)).GetGraphic(4,
        "#000000", "#ffffff", sizingMode: SvgQRCode.SizingMode.ViewBoxAttribute);

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var (registrations, events, code, ct) = (db.Registrations, db.Events, CaseCode.Read(RouteData.Values["code"]!.ToString()), HttpContext.RequestAborted);
        Key = RouteData.Values["key"]?.ToString();
        var found = await registrations.AsNoTracking().FirstOrDefaultAsync(row => row.Code == code, ct);
        var fits = found is not null && await seats.FitsAsync(found, Key, ct);

        // Once it belongs to an account, the link opens it to nobody but its owner, who is asked to sign in.
        if (found is null || !(found.AccountId is { } owner ? visitors.Current?.Id == owner : fits))
        {
            context.Result = fits && visitors.Current is null ? Challenge() : NotFound();
            return;
        }

        (Mine, It) = (found, await events.AsNoTracking().FirstAsync(row => row.Id == found.EventId, ct));
        await next();
    }

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostCancelAsync(CancellationToken ct) => await AnswerAsync(await seats.CancelAsync(It.Id, Mine.Id, visitors.Actor, ct), ct);

    public async Task<IActionResult> OnPostEvaluateAsync(int? content, int? speaker, int? whole, string? comment, CancellationToken ct) =>
        await AnswerAsync(await seats.EvaluateAsync(It.Id, Mine.Id, content, speaker, whole, comment, ct), ct);

    public async Task<IActionResult> OnPostClaimAsync(CancellationToken ct)
    {
        if (visitors.Current is not { } person)
            return Challenge();
        if (await seats.ClaimAsync(It.Id, Mine.Id, person, visitors.Actor, ct) is { } refusal)
            return await AnswerAsync(refusal, ct);
        return LocalRedirect($"/events/tickets/{Mine.Code}");
    }

    private async Task<IActionResult> AnswerAsync(Refusal? refusal, CancellationToken ct)
    {
        if (refusal is null)
            return LocalRedirect($"/events/tickets/{Mine.Code}{(Key is null ? "" : "/" + Key)}");
        Message = refusal.Text;
        Response.StatusCode = refusal.Status;
        await LoadAsync(ct);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var (registrations, sessions, attendances, id, mine) = (db.Registrations, db.Sessions, db.Attendances, It.Id, Mine);
        if (Mine.State == RegistrationState.Waiting)
            Ahead = await registrations.CountAsync(row => row.EventId == id && row.State == RegistrationState.Waiting && row.Position < mine.Position, ct);
        var there = await attendances.Where(row => row.RegistrationId == mine.Id).Select(row => row.SessionId).ToListAsync(ct);
        Sessions = [.. (await sessions.AsNoTracking().Where(row => row.EventId == id).OrderBy(row => row.StartsAt).ToListAsync(ct)).Select(row => (row, there.Contains(row.Id)))];
    }
}
