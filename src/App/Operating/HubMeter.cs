using System.Diagnostics.Metrics;
using Zhishu.Foundation;

namespace Zhishu.App.Operating;

/// <summary>The hub's own figures: what waits, how each background work stands, what imports have taken in.</summary>
internal sealed class HubMeter : BackgroundService
{
    private static readonly LoopKind Kind = new("metrics", new("运行指标"), TimeSpan.FromMinutes(1));
    private readonly HubDatabase _database;
    private readonly Loops _loops;
    private IReadOnlyList<Measurement<long>> _imported = [];

    public HubMeter(HubDatabase database, Backlogs backlogs, Loops loops, TimeProvider clock, IMeterFactory meters)
    {
        (_database, _loops) = (database, loops);
        var meter = meters.Create(HubMeters.Own.Name);
        meter.CreateObservableGauge("zhishu.backlog", () =>
            backlogs.Last.Select(one => new Measurement<long>(one.Count, new KeyValuePair<string, object?>("name", one.Backlog.Name))), "{item}",
            "What waits to be done in the background, counted once a minute");
        meter.CreateObservableGauge("zhishu.loop.failures", () => loops.States.Select(state => Of(state, (long)state.Failures)), "{failure}", "Failures in a row of a background work");
        meter.CreateObservableGauge("zhishu.loop.unwell", () => loops.States.Select(state => Of(state, state.IsUnwell(clock.GetUtcNow()) ? 1L : 0L)), null,
            "1 when somebody should look at a background work");
        meter.CreateObservableGauge("zhishu.loop.lag", () => loops.States.Where(state => state.LastGood is not null)
            .Select(state => Of(state, (clock.GetUtcNow() - state.LastGood!.Value).TotalSeconds)), "s", "Time since a background work ended well");
        meter.CreateObservableCounter("zhishu.import.records", () => _imported, "{record}", "Records that imports took in or refused");
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _loops.RunAsync(Kind, async ct =>
    {
        var (added, changed, refused) = (await _database.QueryAsync<(long, long, long)>(
            "select coalesce(sum(records_new), 0)::bigint, coalesce(sum(records_changed), 0)::bigint, coalesce(sum(records_refused), 0)::bigint from records.batch", new { }, ct))[0];
        _imported = [Imported("new", added), Imported("changed", changed), Imported("refused", refused)];
    }, stoppingToken);

    private static Measurement<long> Imported(string outcome, long records) => new(records, new KeyValuePair<string, object?>("outcome", outcome));

    private static Measurement<T> Of<T>(LoopState state, T value)
        where T : struct => new(value, new KeyValuePair<string, object?>("loop", state.Kind.Name));
}
