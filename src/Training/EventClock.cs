using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Training;

/// <summary>
/// Reminds those registered a day before, and closes what its host has not closed within a week after its end when somebody was counted; of what nobody has counted
/// the host is asked for the number. Publications stay.
/// </summary>
internal sealed class EventClock(AppDb db, EventDesk desk, Seats seats, Teller teller, ProcessLog log, TimeProvider clock) : IClockwork
{
    private const int Portion = 500;
    private static readonly TimeSpan Before = TimeSpan.FromDays(1);
    private static readonly TimeSpan Grace = TimeSpan.FromDays(7);

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var (events, registrations, now, done) = (db.Events, db.Registrations, clock.GetUtcNow(), 0);
        var (soon, gone) = (now + Before, now - Grace);
        var near = await events.Where(row => row.State == EventState.Published && row.StartsAt > now && row.StartsAt <= soon
            && registrations.Any(registration => registration.EventId == row.Id && registration.State == RegistrationState.Registered
            && registration.RemindedAt == null)).Select(row => row.Id).ToListAsync(ct);
        foreach (var id in near)
            done += await RemindAsync(id, ct);
        var (visits, attendances) = (db.Visits, db.Attendances);
        var over = events.Where(row => row.State == EventState.Published && row.EndsAt < gone && row.Form != EventForm.Publication).OrderBy(row => row.EndsAt);
        var counted = over.Where(row => visits.Any(visit => visit.EventId == row.Id) || attendances.Any(at => registrations.Any(registration =>
            registration.Id == at.RegistrationId && registration.EventId == row.Id && registration.State == RegistrationState.Registered)));
        foreach (var id in await counted.Take(Portion).Select(row => row.Id).ToListAsync(ct))
            done += await desk.DoAsync(id, EventAct.Close, EventParty.Clock, null, null, Actor.Clock, ct) is null ? 1 : 0;
        foreach (var id in await over.Where(row => row.AskedAt == null).Take(Portion).Select(row => row.Id).ToListAsync(ct))
            done += await desk.AskAsync(id, ct) is null ? 1 : 0;
        return done;
    }

    private async Task<int> RemindAsync(Guid id, CancellationToken ct)
    {
        var told = 0;
        await db.ActAsync(id, async () =>
        {
            var (events, registrations, now, notices) = (db.Events, db.Registrations, clock.GetUtcNow(), new List<ProcessNotice>());
            if (await events.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is not { State: EventState.Published } it)
                return null;
            foreach (var row in await registrations.Where(row => row.EventId == id && row.State == RegistrationState.Registered && row.RemindedAt == null).Take(Portion).ToListAsync(ct))
            {
                (row.RemindedAt, row.Revision, told) = (now, row.Revision + 1, told + 1);
                await teller.TellAsync(notices, row.AccountId, row.Email,
                    new($"活动提醒：{it.Title}（{ChinaTime.ShowMinute(it.StartsAt)}）", $"Reminder: {it.Title} ({ChinaTime.ShowMinute(it.StartsAt)})"),
                    $"/events/tickets/{row.Code}", $"/events/tickets/{row.Code}/{await seats.KeyAsync(row, ct)}", ct);
            }

            if (told > 0)
                log.Record("event.remind", Actor.Clock, it.AsSubject(), after: new { told }, notices: notices);
            return null;
        }, ct);
        return told;
    }
}
