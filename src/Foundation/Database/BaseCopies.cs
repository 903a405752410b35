using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Zhishu.Foundation.Database;

/// <summary>Takes a whole copy of the embedded database into the archive once a day, when there is one.</summary>
internal sealed class BaseCopies(HubDatabase database, IOptions<HubOptions> options, TimeProvider clock, Loops loops) : BackgroundService
{
    private static readonly LoopKind Kind = new("base-copies", new("数据库归档"), TimeSpan.FromMinutes(10)) { Longest = TimeSpan.FromHours(12) };

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => options.Value.WalArchive is { Length: > 0 } && database.RunsCluster
        ? loops.RunAsync(Kind, ct => database.CopyAsync(options.Value, clock, ifOlderThan: TimeSpan.FromDays(1), ct), stoppingToken)
        : Task.CompletedTask;
}
