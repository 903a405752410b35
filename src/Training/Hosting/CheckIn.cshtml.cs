using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Training.Hosting;

/// <summary>Where the code of a ticket leads the staff who scan it.</summary>
[Authorize]
internal sealed class CheckInModel(AppDb db, Seats seats, Visitors visitors, TimeProvider clock) : PageModel
{
    public Registration Mine { get; private set; } = null!;

    public Event It { get; private set; } = null!;

    public IReadOnlyList<(Session Session, bool There)> Sessions { get; private set; } = [];

    public Guid? Near { get; private set; }

    public Bilingual? Message { get; private set; }

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var (registrations, events, code, ct) = (db.Registrations, db.Events, CaseCode.Read(RouteData.Values["code"]!.ToString()), HttpContext.RequestAborted);
        var found = await registrations.AsNoTracking().FirstOrDefaultAsync(row => row.Code == code, ct);
        var it = found is null ? null : await events.AsNoTracking().FirstAsync(row => row.Id == found.EventId, ct);
        if (it is null || !visitors.Signed.ActsFor(it.OrganisationId))
        {
            context.Result = NotFound();
            return;
        }

        (Mine, It) = (found!, it);
        await next();
    }

    public async Task OnGetAsync(CancellationToken ct)
    {
        var (sessions, attendances, id, mine, now) = (db.Sessions, db.Attendances, It.Id, Mine.Id, clock.GetUtcNow());
        var there = await attendances.Where(row => row.RegistrationId == mine).Select(row => row.SessionId).ToListAsync(ct);
        Sessions = [.. (await sessions.AsNoTracking().Where(row => row.EventId == id).OrderBy(row => row.StartsAt).ToListAsync(ct)).Select(row => (row, there.Contains(row.Id)))];
        Near = Sessions.Where(row => !row.There).OrderBy(row => (row.Session.StartsAt - now).Duration()).Select(row => (Guid?)row.Session.Id).FirstOrDefault();
    }

    public async Task<IActionResult> OnPostAsync(Guid session, CancellationToken ct, bool there = true)
    {
        if (await seats.CheckInAsync(It.Id, Mine.Id, session, there, visitors.Actor, ct) is not { } refusal)
            return LocalRedirect($"/events/check-in/{Mine.Code}");
        Message = refusal.Text;
        Response.StatusCode = refusal.Status;
        await OnGetAsync(ct);
        return Page();
    }
}
