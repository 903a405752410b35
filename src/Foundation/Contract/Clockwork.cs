using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Zhishu.Foundation;

/// <summary>Work that falls due by the clock: reminders, lapses, closings. Done again it changes nothing, so a killed hub just goes on.</summary>
public interface IClockwork
{
    /// <summary>Does what is due now; returns how many things were done.</summary>
    Task<int> RunAsync(CancellationToken ct);
}

/// <summary>Runs the clockworks at start and every minute; one that fails does not keep the others.</summary>
public sealed class ClockworkRunner(IServiceScopeFactory scopes, Loops loops) : BackgroundService
{
    private static readonly LoopKind Kind = new("clockworks", new("到期提醒和期限"), TimeSpan.FromMinutes(1));

    /// <summary>One round over all clockworks; returns how many things were done.</summary>
    /// <exception cref="AggregateException">Some failed; the others were run.</exception>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var (done, failures) = (0, new List<Exception>());
        await using var scope = scopes.CreateAsyncScope();
        foreach (var type in scope.ServiceProvider.GetServices<IClockwork>().Select(work => work.GetType()).ToList())
        {
            // Each has a unit of work of its own.
            await using var own = scopes.CreateAsyncScope();
            try
            {
                done += await own.ServiceProvider.GetServices<IClockwork>().First(work => work.GetType() == type).RunAsync(ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                failures.Add(new InvalidOperationException($"{type.Name}: {e.Message}", e));
            }
        }

        return failures.Count == 0 ? done : throw new AggregateException(failures);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RunAsync(Kind, RunAsync, stoppingToken);
}
