using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;

namespace Zhishu.Cases;

/// <summary>Reminds who is late, once, and does what a kind says when days have gone by.</summary>
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
        if (kind.Deadline is not { } deadline)
            return 0;
        var (cases, now, gone, done) = (db.Set<TCase>(), clock.GetUtcNow(), WorkCalendar.CloseOf(calendar.Add(clock.Today(), -deadline.Workdays)), 0);
        var open = deadline.Open;
        var over = cases.Where(it => open.Contains(it.State) && EF.Property<DateTimeOffset>(it, "DueAt") <= gone && EF.Property<DateTimeOffset?>(it, "LateAt") != null);
        done += await ActAsync(over, deadline.Act, deadline.By, ct);
        foreach (var (state, act) in deadline.OnTheDay)
            done += await ActAsync(cases.Where(it => new[] { state }.Contains(it.State) && EF.Property<DateTimeOffset>(it, "DueAt") <= now), act, deadline.By, ct);
        foreach (var id in await IdsAsync(
            cases.Where(it => open.Contains(it.State) && EF.Property<DateTimeOffset>(it, "DueAt") <= now && EF.Property<DateTimeOffset?>(it, "LateAt") == null), ct))
            done += await desk.LateAsync(id, deadline.Tell, ct) is null ? 1 : 0;
        return done;
    }

    private async Task<int> ActAsync(IQueryable<TCase> cases, TAct act, TWho by, CancellationToken ct)
    {
        var done = 0;
        foreach (var id in await IdsAsync(cases, ct))
            done += (await desk.DoAsync(id, act, _ => by, FormInput.Empty, Actor.Clock, null, null, ct)).Refusal is null ? 1 : 0;
        return done;
    }

    private static Task<List<Guid>> IdsAsync(IQueryable<TCase> cases, CancellationToken ct) => cases.OrderBy(it => it.Id).Take(Round).Select(it => it.Id).ToListAsync(ct);
}
