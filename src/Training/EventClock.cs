using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Training;

/// <summary>Reminds those registered a day before.</summary>
internal sealed class EventClock(AppDb db, Seats seats, Teller teller, ProcessLog log, TimeProvider clock) : IClockwork
{
    private const int Portion = 500;
    private static readonly TimeSpan Before = TimeSpan.FromDays(1);

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var (events, registrations, now, done) = (db.Events, db.Registrations, clock.GetUtcNow(), 0);
        var soon = now + Before;
        var near = await events.Where(row => row.State == EventState.Published && row.StartsAt > now && row.StartsAt <= soon
            && registrations.Any(registration => registration.EventId == row.Id && registration.State == RegistrationState.Registered
            && registration.RemindedAt == null)).Select(row => row.Id).ToListAsync(ct);
        foreach (var id in near)
            done += await RemindAsync(id, ct);
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
                    new($"活动提醒：{it.Title}（{ChinaTime.ShowMinute(it.StartsAt)}）"),
                    $"/events/tickets/{row.Code}", $"/events/tickets/{row.Code}/{await seats.KeyAsync(row, ct)}", ct);
            }

            if (told > 0)
                log.Record("event.remind", Actor.Clock, it.AsSubject(), after: new { told }, notices: notices);
            return null;
        }, ct);
        return told;
    }
}
