using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;

namespace Zhishu.Search.Replica;

/// <summary>Keeps the replica level with the records: it looks for changes twice a second. While it is built anew, and while another process has it, the PostgreSQL engine answers.</summary>
internal sealed class ReplicaFollower(Replica replica, IOptions<HubOptions> options, ILogger<ReplicaFollower> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Replica)
            return;
        await Task.Yield(); // checking the files must not hold up the start
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Pause;
            try
            {
                await replica.FollowAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (IOException e)
            {
                log.LogWarning("The search index is not to be had; PostgreSQL answers: {Reason}", e.Message);
                pause = PauseAfterFault;
            }
            catch (Exception e)
            {
                log.LogError(e, "The search index could not follow; PostgreSQL answers until it can");
                pause = PauseAfterFault;
            }

            await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
