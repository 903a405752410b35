using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Zhishu.Search.Indexing;

/// <summary>Looks once a second whether records changed, and indexes them; the names and words for suggestions follow every twenty seconds.</summary>
internal sealed class IndexFollower(SearchIndex index, ILogger<IndexFollower> log) : BackgroundService
{
    private const int RoundsBetweenNames = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var rounds = RoundsBetweenNames - 2; !stoppingToken.IsCancellationRequested;)
        {
            var pause = Pause;
            try
            {
                var namesAreDue = ++rounds % RoundsBetweenNames == 0;
                if (namesAreDue || await index.BacklogAsync(stoppingToken) > 0)
                    await index.CatchUpAsync(null, stoppingToken, leaveNames: !namesAreDue);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The hub goes on serving what is indexed.
                log.LogError(e, "The index could not follow; it tries again");
                pause = PauseAfterFault;
            }

            await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
