using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Zhishu.Foundation;

namespace Zhishu.Exchange.Harvest;

/// <summary>Harvests the sources whose time has come, several at a time: one that is slow or hostile does not keep the others.</summary>
internal sealed class HarvestRunner(SourceStore sources, Harvester harvester, Loops loops, ILogger<HarvestRunner> log) : BackgroundService
{
    private const int AtOnce = 6;
    private static readonly LoopKind Kind = new("harvest", new("采集其他来源"), TimeSpan.FromSeconds(5));
    private readonly Dictionary<Guid, Task> _running = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await loops.RunAsync(Kind, StartDueAsync, stoppingToken);
        await Task.WhenAll(_running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task StartDueAsync(CancellationToken ct)
    {
        foreach (var done in _running.Where(pair => pair.Value.IsCompleted).Select(pair => pair.Key).ToList())
            _running.Remove(done);
        foreach (var source in (await sources.DueAsync(ct)).Where(source => !_running.ContainsKey(source.Id)).Take(AtOnce - _running.Count))
            _running[source.Id] = Task.Run(() => RunAsync(source.Id, ct), ct);
    }

    // What a source did wrong is noted with the source; only what could not be written down comes here.
    private async Task RunAsync(Guid id, CancellationToken ct)
    {
        try
        {
            await harvester.RunAsync(id, null, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogError("Harvest of {Source} could not be written down; it is tried again: {Reason}", id, e.Message);
        }
    }
}
