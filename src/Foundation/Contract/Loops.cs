using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Zhishu.Foundation;

/// <summary>A background work.</summary>
/// <param name="Name">Name in metrics and in <c>/readyz</c>, such as <c>mail</c>.</param>
/// <param name="Label">Name for people.</param>
/// <param name="Pause">How long it rests after a good run.</param>
public sealed record LoopKind(string Name, Bilingual Label, TimeSpan Pause)
{
    /// <summary>A run that takes longer than this is told of as stuck.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>After failures it is tried again at the latest after this, or after <see cref="Pause"/> when that is longer.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>How a background work stands.</summary>
/// <param name="Kind">Which.</param>
public sealed record LoopState(LoopKind Kind)
{
    /// <summary>When a run ended well for the last time, or null.</summary>
    public DateTimeOffset? LastGood { get; init; }

    /// <summary>When the run that goes on began, or null while it rests.</summary>
    public DateTimeOffset? RunningSince { get; init; }

    /// <summary>Failures in a row, 0 when the last run was good.</summary>
    public int Failures { get; init; }

    /// <summary>What the last failure said, for administrators; null when the last run was good.</summary>
    public string? Fault { get; init; }

    /// <summary>When it failed for the last time, or null.</summary>
    public DateTimeOffset? LastFailure { get; init; }

    /// <summary>Whether somebody should look: it fails again and again, or a run does not end.</summary>
    public bool IsUnwell(DateTimeOffset now) => Failures >= 3 || now - RunningSince > Kind.Longest;
}

/// <summary>
/// Runs every background work of the hub the same way. A run that fails is tried again, later and later up to five minutes; nothing but the stop of the hub ends
/// a work. The first failure is logged whole, the following ones as one line with their number. How each stands is kept for <c>/readyz</c>, the page of the
/// administrators and the metrics.
/// </summary>
public sealed class Loops(TimeProvider clock, ILogger<Loops> log)
{
    private readonly ConcurrentDictionary<string, LoopState> _states = new(StringComparer.Ordinal);

    /// <summary>How all works stand, by name.</summary>
    public IReadOnlyList<LoopState> States => [.. _states.Values.OrderBy(state => state.Kind.Name, StringComparer.Ordinal)];

    /// <summary>Works that somebody should look at.</summary>
    public IReadOnlyList<LoopState> Unwell => [.. States.Where(state => state.IsUnwell(clock.GetUtcNow()))];

    /// <summary>Runs a work until the hub stops.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="work">One run; throws when it fails.</param>
    /// <param name="stop">The stop of the hub.</param>
    /// <param name="rest">How it rests after a good run, when something may wake it; null for a plain pause.</param>
    public async Task RunAsync(LoopKind kind, Func<CancellationToken, Task> work, CancellationToken stop, Func<CancellationToken, Task>? rest = null)
    {
        _states[kind.Name] = new(kind);

        // The start of the hub does not wait for the first run.
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            var pause = kind.Pause;
            try
            {
                Change(kind, state => state with { RunningSince = clock.GetUtcNow() });
                await work(stop);
                Good(kind);
                if (rest is not null)
                {
                    await rest(stop);
                    continue;
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                pause = Failed(kind, e);
            }

            await Task.Delay(pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Change(kind, state => state with { RunningSince = null });
    }

    private void Good(LoopKind kind)
    {
        if (_states[kind.Name] is { Failures: > 0 } before)
            log.LogInformation("{Loop} goes on after {Failures} failures", kind.Name, before.Failures);
        Change(kind, state => state with { LastGood = clock.GetUtcNow(), RunningSince = null, Failures = 0, Fault = null });
    }

    private TimeSpan Failed(LoopKind kind, Exception e)
    {
        var failures = _states[kind.Name].Failures + 1;
        Change(kind, state => state with { RunningSince = null, Failures = failures, Fault = e.Message, LastFailure = clock.GetUtcNow() });
        if (failures == 1)
            log.LogError(e, "{Loop} failed; it is tried again", kind.Name);
        else
            log.LogWarning("{Loop} failed for the {Failures}. time: {Reason}", kind.Name, failures, e.Message.ReplaceLineEndings(" "));
        return PauseAfter(kind, failures);
    }

    /// <summary>How long a work rests after failures in a row: twice as long after each, up to its longest pause.</summary>
    internal static TimeSpan PauseAfter(LoopKind kind, int failures) => TimeSpan.FromSeconds(Math.Min(
        Math.Max(1, kind.Pause.TotalSeconds) * Math.Pow(2, Math.Min(failures, 12)),
        Math.Max(kind.LongestPause.TotalSeconds, kind.Pause.TotalSeconds)));

    private void Change(LoopKind kind, Func<LoopState, LoopState> change) => _states.AddOrUpdate(kind.Name, _ => change(new(kind)), (_, state) => change(state));
}
