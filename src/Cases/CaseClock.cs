using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;

namespace Zhishu.Cases;

/// <summary>Says what has to be said in time, reminds who is late, once, and does what a kind says when days have gone by.</summary>
internal sealed class CaseClock<TCase, TState, TAct, TWho>(
    CaseKind<TCase, TState, TAct, TWho> kind, CaseDesk<TCase, TState, TAct, TWho> desk, AppDb db, WorkCalendar calendar, TimeProvider clock) : IClockwork
    where TCase : Case<TState>
    where TState : struct, Enum
    where TAct : struct, Enum
    where TWho : struct, Enum
{
    private const int Round = 200;

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var (now, done) = (clock.GetUtcNow(), 0);
        foreach (var reminder in kind.RemindersAt(now))
            done += await EachAsync(reminder.When, id => desk.RemindAsync(id, reminder, ct), ct);
        foreach (var (when, act, by) in kind.ActsAt(now).Concat(kind.Deadline is { } due ? ActsOf(due, now) : []))
            done += await EachAsync(when, async id => (await desk.DoAsync(id, act, by, when, ct)).Refusal, ct);
        if (kind.Deadline is not { Open: var open, Tell: var tell })
            return done;
        return done + await EachAsync(
            it => open.Contains(it.State) && EF.Property<DateTimeOffset>(it, "DueAt") <= now && EF.Property<DateTimeOffset?>(it, "LateAt") == null, id => desk.LateAsync(id, tell, ct), ct);
    }

    private IEnumerable<(Expression<Func<TCase, bool>> When, TAct Act, TWho By)> ActsOf(Deadline<TState, TAct, TWho> deadline, DateTimeOffset now)
    {
        var (open, gone) = (deadline.Open, WorkCalendar.CloseOf(calendar.Add(clock.Today(), -deadline.Workdays)));
        yield return (it => open.Contains(it.State) && EF.Property<DateTimeOffset>(it, "DueAt") <= gone && EF.Property<DateTimeOffset?>(it, "LateAt") != null,
            deadline.Act, deadline.By);
        foreach (var (state, act) in deadline.OnTheDay)
            yield return (it => new[] { state }.Contains(it.State) && EF.Property<DateTimeOffset>(it, "DueAt") <= now, act, deadline.By);
    }

    private async Task<int> EachAsync(Expression<Func<TCase, bool>> which, Func<Guid, Task<Refusal?>> work, CancellationToken ct)
    {
        var done = 0;
        foreach (var id in await db.Set<TCase>().Where(which).OrderBy(it => it.Id).Take(Round).Select(it => it.Id).ToListAsync(ct))
            done += await work(id) is null ? 1 : 0;
        return done;
    }
}
