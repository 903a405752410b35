using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;

namespace Zhishu.Requests;

/// <summary>
/// What falls due with requests. A member is reminded a working day before the quote is due, then the request goes to another or back to its client. A quote
/// holds thirty days; work is reminded of three days before the day agreed, late work told to all; a result counts as accepted fifteen days after it was handed
/// over, never without a word to the client three days before.
/// </summary>
internal sealed class RequestClock(AppDb db, RequestDesk desk, WorkCalendar calendar, ProcessLog log, TimeProvider clock) : IClockwork
{
    private const int Portion = 200;
    private static readonly TimeSpan Silence = TimeSpan.FromDays(15);
    private static readonly TimeSpan Warning = TimeSpan.FromDays(3);

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var (now, today, done) = (clock.GetUtcNow(), clock.Today(), 0);
        var (soon, near, late) = (WorkCalendar.CloseOf(calendar.Add(today, 1)), now + Warning, today.AddDays(3));
        var (said, silent, warned) = (now - Silence + Warning, now - Silence, now - Warning);
        done += await TellAllAsync(row => row.State == RequestState.Submitted && row.DueAt <= soon && row.DueAt > now && row.RemindedAt == null, RemindMember, ct);
        done += await TellAllAsync(row => (row.State == RequestState.Quoted || row.State == RequestState.Returned) && row.DueAt <= near && row.RemindedAt == null, RemindClient, ct);
        done += await TellAllAsync(row => row.State == RequestState.InWork && row.DueOn <= late && row.DueOn >= today && row.RemindedAt == null, RemindWork, ct);
        done += await TellAllAsync(row => row.State == RequestState.InWork && row.DueOn < today && row.LateAt == null, TellLate, ct);
        done += await TellAllAsync(row => row.State == RequestState.Delivered && row.DeliveredAt < said && row.SilenceToldAt == null, TellSilence, ct);
        foreach (var id in await IdsAsync(row => row.State == RequestState.Submitted && row.DueAt <= now, ct))
        {
            var refusal = await desk.DoAsync(id, RequestAct.PassOn, RequestParty.Clock, Actor.Clock, new(), ct);
            if (refusal?.Code == RequestDesk.Nobody.Code)
                refusal = await desk.DoAsync(id, RequestAct.GiveBack, RequestParty.Clock, Actor.Clock, new(), ct);
            done += refusal is null ? 1 : 0;
        }

        done += await DoAllAsync(row => (row.State == RequestState.Quoted || row.State == RequestState.Returned) && row.DueAt <= now && row.RemindedAt <= warned,
            RequestAct.Cancel, ct);
        return done + await DoAllAsync(row => row.State == RequestState.Delivered && row.DeliveredAt < silent && row.SilenceToldAt <= warned, RequestAct.Accept, ct);
    }

    private void RemindMember(Request it)
    {
        it.RemindedAt = clock.GetUtcNow();
        var day = ChinaTime.DayOf(it.DueAt!.Value);
        log.Record("request.remind", Actor.Clock, it.AsSubject(), notices: [Member(it, $"申请应在 {day:O} 前报价", $"To be quoted by {day:O}")]);
    }

    private void RemindClient(Request it)
    {
        it.RemindedAt = clock.GetUtcNow();
        var day = ChinaTime.DayOf(it.DueAt!.Value);
        log.Record("request.remind", Actor.Clock, it.AsSubject(), notices: it.State == RequestState.Quoted
            ? Client(it, $"报价 {day:O} 到期，请确认", $"The quote holds until {day:O}: please decide")
            : Client(it, $"请在 {day:O} 前另选机构，逾期自动取消", $"Choose another member by {day:O}"));
    }

    private void RemindWork(Request it)
    {
        it.RemindedAt = clock.GetUtcNow();
        var notice = Member(it, $"申请将到期（{it.DueOn:O}）", $"Due on {it.DueOn:O}");
        log.Record("request.remind", Actor.Clock, it.AsSubject(), notices: [it.AssigneeId is { } assignee ? notice with { Audience = $"account:{assignee}" } : notice]);
    }

    private void TellLate(Request it)
    {
        it.LateAt = clock.GetUtcNow();
        log.Record("request.late", Actor.Clock, it.AsSubject(), notices:
        [
            Member(it, $"申请已逾期（{it.DueOn:O}）", $"Late, due on {it.DueOn:O}"), .. Client(it, $"申请已过约定日期（{it.DueOn:O}）", $"Late, due on {it.DueOn:O}"),
            RequestDesk.TellOffice(it, "办理逾期", "late"),
        ]);
    }

    private void TellSilence(Request it)
    {
        it.SilenceToldAt = clock.GetUtcNow();
        var last = ChinaTime.DayOf(it.SilenceToldAt.Value + Warning);
        log.Record("request.silence", Actor.Clock, it.AsSubject(),
            notices: Client(it, $"请在 {last:O} 前验收或退回，逾期视为验收", $"Accept or send back by {last:O}, or it counts as accepted"));
    }

    private static ProcessNotice Member(Request it, string zh, string en) =>
        new($"organisation:{it.OrganisationId}", $"{zh}：{it.Code} {it.Title}", $"{en}: {it.Code} {it.Title}", $"/requests/{it.Id}");

    private static IReadOnlyList<ProcessNotice> Client(Request it, string zh, string en) =>
        it.AccountId is { } client ? [Member(it, zh, en) with { Audience = $"account:{client}" }] : [];

    private Task<List<Guid>> IdsAsync(Expression<Func<Request, bool>> which, CancellationToken ct)
    {
        var requests = db.ServiceRequests;
        return requests.Where(which).OrderBy(row => row.Id).Take(Portion).Select(row => row.Id).ToListAsync(ct);
    }

    private async Task<int> DoAllAsync(Expression<Func<Request, bool>> which, RequestAct act, CancellationToken ct)
    {
        var done = 0;
        foreach (var id in await IdsAsync(which, ct))
            done += await desk.DoAsync(id, act, RequestParty.Clock, Actor.Clock, new(), ct) is null ? 1 : 0;
        return done;
    }

    /// <summary>Tells of each once: whether it still has to be told is looked at again when it is alone.</summary>
    private async Task<int> TellAllAsync(Expression<Func<Request, bool>> which, Action<Request> tell, CancellationToken ct)
    {
        var told = 0;
        foreach (var id in await IdsAsync(which, ct))
        {
            await db.ActAsync(id, async () =>
            {
                var requests = db.ServiceRequests;
                if (await requests.Where(which).FirstOrDefaultAsync(row => row.Id == id, ct) is not { } it)
                    return null;
                tell(it);
                (it.Revision, told) = (it.Revision + 1, told + 1);
                return null;
            }, ct);
        }

        return told;
    }
}
