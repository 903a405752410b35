using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;

namespace Zhishu.Enquiries;

/// <summary>Time limits of enquiries: a reminder a working day before, word to the office when late, up the ladder after two more working days, closed ten days after the answer.</summary>
internal sealed class EnquiryClock(AppDb db, EnquiryDesk desk, WorkCalendar calendar, ProcessLog log, TimeProvider clock) : IClockwork
{
    private const int Portion = 200;
    private const int GraceWorkdays = 2;
    private static readonly TimeSpan Quiet = TimeSpan.FromDays(10);

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var (enquiries, now, done) = (db.Enquiries, clock.GetUtcNow(), 0);
        var (soon, gone, quiet) = (WorkCalendar.CloseOf(calendar.Add(clock.Today(), 1)), WorkCalendar.CloseOf(calendar.Add(clock.Today(), -GraceWorkdays)), now - Quiet);
        foreach (var id in await enquiries.Where(row => (row.State == EnquiryState.Open || row.State == EnquiryState.Proposed) && row.DueAt <= soon && row.DueAt > now && row.RemindedAt == null)
            .OrderBy(row => row.DueAt).Take(Portion).Select(row => row.Id).ToListAsync(ct))
            done += await TellAsync(id, late: false, ct);
        foreach (var id in await enquiries.Where(row => (row.State == EnquiryState.Open || row.State == EnquiryState.Proposed) && row.DueAt <= now && row.LateAt == null).OrderBy(row => row.DueAt)
            .Take(Portion).Select(row => row.Id).ToListAsync(ct))
            done += await TellAsync(id, late: true, ct);
        foreach (var id in await enquiries.Where(row => (row.State == EnquiryState.Open || row.State == EnquiryState.Proposed) && row.DueAt <= gone && row.LateAt != null
            && row.OrganisationId != null).OrderBy(row => row.DueAt).Take(Portion).Select(row => row.Id).ToListAsync(ct))
            done += await desk.DoAsync(id, EnquiryAct.Escalate, EnquiryParty.Clock, Actor.Clock, new("逾期未答复，系统上报"), ct) is null ? 1 : 0;
        foreach (var id in await enquiries.Where(row => row.State == EnquiryState.Answered && row.AnsweredAt < quiet).OrderBy(row => row.AnsweredAt)
            .Take(Portion).Select(row => row.Id).ToListAsync(ct))
            done += await desk.DoAsync(id, EnquiryAct.Close, EnquiryParty.Clock, Actor.Clock, new(), ct) is null ? 1 : 0;
        return done;
    }

    private async Task<int> TellAsync(Guid id, bool late, CancellationToken ct)
    {
        var told = false;
        await db.ActAsync(id, async () =>
        {
            var enquiries = db.Enquiries;
            if (await enquiries.FirstOrDefaultAsync(row => row.Id == id, ct) is not { IsWaiting: true } enquiry || (late ? enquiry.LateAt : enquiry.RemindedAt) is not null)
                return null;
            var (now, name) = (clock.GetUtcNow(), $"{enquiry.Code} {enquiry.Title}");
            (enquiry.RemindedAt, enquiry.LateAt, enquiry.Revision, told) = (enquiry.RemindedAt ?? now, late ? now : null, enquiry.Revision + 1, true);
            if (late)
                enquiry.FirstLateAt ??= now;
            var notices = new List<ProcessNotice> { new(enquiry.OrganisationId is { } member ? $"organisation:{member}" : "national", late
                ? $"咨询逾期：{name}" : $"咨询将到期：{name}", late ? $"Enquiry late: {name}" : $"Enquiry due soon: {name}", $"/enquiries/desk/{id}") };
            if (late)
                notices.Add(new($"recommender:region:{enquiry.Region[..2]}", $"本地区咨询逾期：{name}", $"Enquiry of your region late: {name}", $"/enquiries/desk/{id}"));
            log.Record(late ? "enquiry.late" : "enquiry.remind", Actor.Clock, enquiry.AsSubject(), notices: notices);
            return null;
        }, ct);
        return told ? 1 : 0;
    }
}
