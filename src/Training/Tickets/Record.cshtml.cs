using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Training.Tickets;

/// <summary>A line of a person's training record.</summary>
internal sealed class RecordRow
{
    public required Event Event { get; init; }

    public required Registration Registration { get; init; }

    public double Hours { get; set; }
}

/// <summary>The training record of a person (人才档案): what they took part in, hours, certificates.</summary>
[Authorize]
internal sealed class RecordModel(AppDb db, Visitors visitors) : PageModel
{
    public IReadOnlyList<RecordRow> Rows { get; private set; } = [];

    public double Hours => Rows.Sum(row => row.Hours);

    public async Task OnGetAsync(CancellationToken ct) => Rows = await ReadAsync(db, visitors.Signed.Id, ct);

    internal static async Task<IReadOnlyList<RecordRow>> ReadAsync(AppDb db, Guid account, CancellationToken ct)
    {
        var (events, registrations, sessions, attendances) = (db.Events, db.Registrations, db.Sessions, db.Attendances);
        var rows = await (from registration in registrations.AsNoTracking()
                          join it in events.AsNoTracking() on registration.EventId equals it.Id
                          where registration.AccountId == account
                          orderby it.StartsAt descending
                          select new RecordRow { Event = it, Registration = registration }).Take(1000).ToListAsync(ct);
        var ids = rows.Select(row => row.Registration.Id).ToList();
        var hours = (await (from attendance in attendances
                            join session in sessions on attendance.SessionId equals session.Id
                            where ids.Contains(
            attendance.RegistrationId)
                            select new { attendance.RegistrationId, session.StartsAt, session.EndsAt }).ToListAsync(ct))
            .GroupBy(row => row.RegistrationId).ToDictionary(group => group.Key, group => group.Sum(row => (row.EndsAt - row.StartsAt).TotalHours));
        foreach (var row in rows)
            row.Hours = hours.GetValueOrDefault(row.Registration.Id);
        return rows;
    }
}
