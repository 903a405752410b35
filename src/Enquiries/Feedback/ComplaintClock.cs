using Microsoft.EntityFrameworkCore;
using Zhishu.Enquiries.Roster;
using Zhishu.Foundation;

namespace Zhishu.Enquiries.Feedback;

/// <summary>Time limits of complaints: a reminder a working day before; when late, word to the office and to CNIPA, who may take it.</summary>
internal sealed class ComplaintClock(AppDb db, WorkCalendar calendar, ProcessLog log, TimeProvider clock) : IClockwork
{
    private const int Portion = 200;

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var (opinions, now, soon, done) = (db.Opinions, clock.GetUtcNow(), WorkCalendar.CloseOf(calendar.Add(clock.Today(), 1)), 0);
        foreach (var id in await opinions.Where(row => row.State == OpinionState.Open && row.DueAt != null && row.LateAt == null
            && (row.DueAt <= now || (row.DueAt <= soon && row.RemindedAt == null))).OrderBy(row => row.DueAt).Take(Portion).Select(row => row.Id).ToListAsync(ct))
            done += await TellAsync(id, ct);
        return done;
    }

    private async Task<int> TellAsync(Guid id, CancellationToken ct)
    {
        var told = false;
        await db.ActAsync(id, async () =>
        {
            var (opinions, now) = (db.Opinions, clock.GetUtcNow());
            if (await opinions.FirstOrDefaultAsync(row => row.Id == id, ct) is not { State: OpinionState.Open, LateAt: null, DueAt: { } due, Office: { } office } it)
                return null;
            var late = due <= now;
            (it.RemindedAt, it.LateAt, it.Revision, told) = (it.RemindedAt ?? now, late ? now : null, it.Revision + 1, true);
            var (zh, en) = late ? ($"投诉办理逾期：{it.Code}", $"Complaint late: {it.Code}") : ($"投诉办理将到期：{it.Code}", $"Complaint due soon: {it.Code}");
            List<ProcessNotice> notices = [new(office, zh, en, $"/feedback/desk/{id}")];
            if (late && office != Desks.National)
                notices.Add(new(Desks.National, zh, en, $"/feedback/desk/{id}"));
            log.Record(late ? "feedback.late" : "feedback.remind", Actor.Clock, new("feedback", id, it.Code, it.OrganisationId), notices: notices);
            return null;
        }, ct);
        return told ? 1 : 0;
    }
}
