using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Zhishu.Exchange.OpenData;

namespace Zhishu.Exchange.Feed;

/// <summary>
/// Every minute: sets of thematic databases, files of open data. Beside the clockworks, since a file of a million records takes minutes and deadlines do not wait.
/// </summary>
internal sealed class PublishingRunner(ThemeSets themes, DumpBuilder dumps, ILogger<PublishingRunner> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await TryAsync(themes.RunAsync, stoppingToken);
            await TryAsync(dumps.RunAsync, stoppingToken);
            await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task<int>> work, CancellationToken ct)
    {
        try
        {
            await work(ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "Publishing failed; it is tried again");
        }
    }
}
