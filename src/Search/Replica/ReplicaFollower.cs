using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;

namespace Zhishu.Search.Replica;

/// <summary>Keeps the replica level with the records: it looks for changes twice a second. While it is built anew, and while another process has it, the PostgreSQL engine answers.</summary>
internal sealed class ReplicaFollower(Replica replica, IOptions<HubOptions> options, Loops loops) : BackgroundService
{
    private static readonly LoopKind Kind = new("index", new("检索索引", "Search index"), TimeSpan.FromMilliseconds(500)) { Longest = TimeSpan.FromHours(12) };

    // When it cannot follow, PostgreSQL answers until it can.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => options.Value.Replica ? loops.RunAsync(Kind, replica.FollowAsync, stoppingToken) : Task.CompletedTask;
}
