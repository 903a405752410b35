using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Zhishu.Foundation;

/// <summary>Work that falls due by the clock: reminders, lapses, closings. Done again it changes nothing, so a killed hub just goes on.</summary>
public interface IClockwork
{
    /// <summary>Does what is due now; returns how many things were done.</summary>
    Task<int> RunAsync(CancellationToken ct);
}

/// <summary>Runs the clockworks at start and every minute; one that fails does not keep the others.</summary>
public sealed class ClockworkRunner(IServiceScopeFactory scopes, TimeProvider clock, ILogger<ClockworkRunner> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>One round over all clockworks; returns how many things were done.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var done = 0;
        await using var scope = scopes.CreateAsyncScope();
        foreach (var type in scope.ServiceProvider.GetServices<IClockwork>().Select(work => work.GetType()).ToList())
        {
            // Each has a unit of work of its own.
            await using var own = scopes.CreateAsyncScope();
            try
            {
                done += await own.ServiceProvider.GetServices<IClockwork>().First(work => work.GetType() == type).RunAsync(ct);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogError(e, "{Clockwork} failed; it is tried again", type.Name);
            }
        }

        return done;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await RunAsync(stoppingToken);
            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
