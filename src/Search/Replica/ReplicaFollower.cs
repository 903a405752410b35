using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;

namespace Zhishu.Search.Replica;

/// <summary>Compares the index with its checksums now and then: bytes may rot on a disk though nobody writes to them.</summary>
internal sealed class ReplicaCheck(Replica replica, IOptions<HubOptions> options, Loops loops) : BackgroundService
{
    private static readonly LoopKind Kind = new("index-check", new("检索索引校验"), TimeSpan.FromHours(6));

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => options.Value.Replica
        ? loops.RunAsync(Kind, ct => Task.Run(replica.Verify, ct), stoppingToken)
        : Task.CompletedTask;
}

/// <summary>Keeps the replica level with the records: it looks for changes twice a second. While it is built anew, and while another process has it, the PostgreSQL engine answers.</summary>
internal sealed class ReplicaFollower(Replica replica, IOptions<HubOptions> options, Loops loops) : BackgroundService
{
    private static readonly LoopKind Kind = new("index", new("检索索引"), TimeSpan.FromMilliseconds(500)) { Longest = TimeSpan.FromHours(12) };

    // When it cannot follow, PostgreSQL answers until it can.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => options.Value.Replica ? loops.RunAsync(Kind, replica.FollowAsync, stoppingToken) : Task.CompletedTask;
}
