using Microsoft.Extensions.Hosting;
using Zhishu.Foundation;

namespace Zhishu.Search.Indexing;

/// <summary>Looks once a second whether records changed, and indexes them; the names and words for suggestions follow every twenty seconds.</summary>
internal sealed class IndexFollower(SearchIndex index, Loops loops) : BackgroundService
{
    private const int RoundsBetweenNames = 20;
    private static readonly LoopKind Kind = new("index-postgres", new("数据库检索表"), TimeSpan.FromSeconds(1)) { Longest = TimeSpan.FromHours(12) };
    private int _rounds = RoundsBetweenNames - 2;

    // When it fails the hub goes on serving what is indexed.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RunAsync(Kind, FollowAsync, stoppingToken);

    private async Task FollowAsync(CancellationToken ct)
    {
        var namesAreDue = ++_rounds % RoundsBetweenNames == 0;
        if (namesAreDue || await index.BacklogAsync(ct) > 0)
            await index.CatchUpAsync(null, ct, leaveNames: !namesAreDue);
    }
}
