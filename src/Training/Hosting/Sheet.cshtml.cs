using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Training.Hosting;

/// <summary>The sign-in sheet of a session, to print: everybody registered, and lines for who comes without.</summary>
[Authorize]
internal sealed class SheetModel(AppDb db, Visitors visitors, TimeProvider clock) : PageModel
{
    public const int Blank = 10;
    private const int Most = 5000;

    public Event It { get; private set; } = null!;

    public IReadOnlyList<Session> Sessions { get; private set; } = [];

    public Session Session { get; private set; } = null!;

    public IReadOnlyList<Registration> People { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, Guid? session, CancellationToken ct)
    {
        var (events, registrations, sessions) = (db.Events, db.Registrations, db.Sessions);
        if (await events.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is not { Registration: true } it || !visitors.Signed.ActsFor(it.OrganisationId))
            return NotFound();
        It = it;
        Sessions = await sessions.AsNoTracking().Where(row => row.EventId == id).OrderBy(row => row.StartsAt).ToListAsync(ct);
        Session = Sessions.FirstOrDefault(row => row.Id == session) ?? Sessions.FirstOrDefault(row => row.EndsAt > clock.GetUtcNow()) ?? Sessions[^1];
        People = await registrations.AsNoTracking().Where(row => row.EventId == id && row.State == RegistrationState.Registered).OrderBy(row => row.Position).Take(Most).ToListAsync(ct);
        return Page();
    }
}
