using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Zhishu.Foundation.Database;

/// <summary>Watches over the hub's own PostgreSQL: starts it again when it died, and anew when its programs were changed underneath.</summary>
internal sealed class ClusterWatch(HubDatabase database, Loops loops, ILogger<ClusterWatch> log) : BackgroundService
{
    // Nothing works without it: when there is room on the disk again it is not waited for long.
    private static readonly LoopKind Kind = new("postgres", new("内置数据库"), TimeSpan.FromSeconds(2)) { LongestPause = TimeSpan.FromSeconds(15) };

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => database.RunsCluster ? loops.RunAsync(Kind, WatchAsync, stoppingToken) : Task.CompletedTask;

    private async Task WatchAsync(CancellationToken ct)
    {
        if (await database.WatchAsync(ct) is { } done)
            log.LogWarning("{Done}", done.ToString());
    }
}
