using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Zhishu.Exchange.Harvest;

/// <summary>Harvests the sources whose time has come, several at a time: one that is slow or hostile does not keep the others.</summary>
internal sealed class HarvestRunner(SourceStore sources, Harvester harvester, ILogger<HarvestRunner> log) : BackgroundService
{
    private const int AtOnce = 6;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = new Dictionary<Guid, Task>();
        while (!stoppingToken.IsCancellationRequested)
        {
            foreach (var done in running.Where(pair => pair.Value.IsCompleted).Select(pair => pair.Key).ToList())
                running.Remove(done);
            try
            {
                foreach (var source in (await sources.DueAsync(stoppingToken)).Where(source => !running.ContainsKey(source.Id)).Take(AtOnce - running.Count))
                    running[source.Id] = Task.Run(() => RunAsync(source.Id, stoppingToken), stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                log.LogWarning(e, "Sources could not be read; tried again");
            }

            await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync(Guid id, CancellationToken ct)
    {
        try
        {
            await harvester.RunAsync(id, null, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "Harvest of {Source} could not be written down; it is tried again", id);
        }
    }
}
