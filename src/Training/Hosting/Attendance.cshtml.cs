using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Training.Hosting;

/// <summary>The paper sheet of a session typed in, and after closing the correction of it.</summary>
[Authorize]
internal sealed class AttendanceModel(AppDb db, AttendanceDesk desk, Visitors visitors, TimeProvider clock) : PageModel
{
    public const int Size = 200;

    public Event It { get; private set; } = null!;

    public IReadOnlyList<Session> Sessions { get; private set; } = [];

    public Session Session { get; private set; } = null!;

    public IReadOnlyList<Registration> People { get; private set; } = [];

    /// <summary>Who is noted as there.</summary>
    public IReadOnlySet<Guid> Was { get; private set; } = new HashSet<Guid>();

    /// <summary>Who is ticked: as noted, or as typed into a form that was refused.</summary>
    public IReadOnlySet<Guid> Ticked { get; private set; } = new HashSet<Guid>();

    public int Total { get; private set; }

    public int Present { get; private set; }

    public int At { get; private set; } = 1;

    public string? Reason { get; private set; }

    public string? Why { get; private set; }

    public Guest? Walk { get; private set; }

    public Bilingual? Message { get; private set; }

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var (events, sessions, id, ct) = (db.Events, db.Sessions, Guid.Parse(RouteData.Values["id"]!.ToString()!), HttpContext.RequestAborted);
        if (await events.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is not { Registration: true, State: EventState.Published or EventState.Closed } it
            || !visitors.Signed.ActsFor(it.OrganisationId))
        {
            context.Result = NotFound();
            return;
        }

        It = it;
        Sessions = await sessions.AsNoTracking().Where(row => row.EventId == id).OrderBy(row => row.StartsAt).ToListAsync(ct);
        await next();
    }

    public Task OnGetAsync(Guid? session, [FromQuery] int page, CancellationToken ct) => LoadAsync(session, page, ct);

    public async Task<IActionResult> OnPostAsync(Guid session, Guid[] there, Guid[] was, string? reason, int at, CancellationToken ct)
    {
        var refusal = await desk.TypeInAsync(It.Id, session, there, was, reason, visitors.Actor, ct);
        if (refusal is null)
            return Stay(session, at);
        Reason = reason;
        await RefuseAsync(refusal, session, at, ct);
        Ticked = there.ToHashSet();
        return Page();
    }

    public async Task<IActionResult> OnPostWalkInAsync(Guid session, Guest guest, string? why, int at, CancellationToken ct)
    {
        var refusal = await desk.WalkInAsync(It.Id, session, guest, why, visitors.Actor, ct);
        if (refusal is null)
            return Stay(session, at);
        (Walk, Why) = (guest, why);
        await RefuseAsync(refusal, session, at, ct);
        return Page();
    }

    private LocalRedirectResult Stay(Guid session, int at) => LocalRedirect($"/events/desk/{It.Id}/attendance?session={session}&page={Math.Clamp(at, 1, Foundation.Pages.Last)}");

    private async Task RefuseAsync(Refusal refusal, Guid session, int at, CancellationToken ct)
    {
        Message = refusal.Text;
        Response.StatusCode = refusal.Status;
        await LoadAsync(session, at, ct);
    }

    private async Task LoadAsync(Guid? session, int page, CancellationToken ct)
    {
        var (registrations, attendances, id) = (db.Registrations, db.Attendances, It.Id);
        Session = Sessions.FirstOrDefault(row => row.Id == session) ?? Sessions.FirstOrDefault(row => row.EndsAt > clock.GetUtcNow()) ?? Sessions[^1];
        At = Math.Clamp(page, 1, Foundation.Pages.Last);
        var (held, people) = (Session.Id, registrations.AsNoTracking().Where(row => row.EventId == id && row.State == RegistrationState.Registered));
        Total = await people.CountAsync(ct);
        Present = await people.CountAsync(row => attendances.Any(at => at.RegistrationId == row.Id && at.SessionId == held), ct);
        People = await people.OrderBy(row => row.Position).Skip(Foundation.Pages.Skip(At, Size)).Take(Size).ToListAsync(ct);
        var ids = People.Select(row => row.Id).ToList();
        Was = await attendances.Where(row => row.SessionId == held && ids.Contains(row.RegistrationId)).Select(row => row.RegistrationId).ToHashSetAsync(ct);
        Ticked = Was;
    }
}
