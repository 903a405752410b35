using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;

namespace Zhishu.Identity.Sessions;

/// <summary>
/// Counts the time that questions take, by account or network address: each has a purse of seconds that fills again by
/// <see cref="HubOptions.WorkSecondsPerMinute"/> and holds two minutes of it. Whoever has used it up is told when to come again (429 with
/// <c>Retry-After</c>). Few questions of one origin run at once; the others wait their turn. Purses live in the process.
/// </summary>
internal sealed class WorkGate(RequestDelegate next, IOptions<HubOptions> options, TimeProvider clock)
{
    private const int AtOnce = 4;
    private const int MostWaiting = 40;
    private const int MostPurses = 100_000;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    // What looks at many records, or makes a file. Forms, and the interface of harvesters, have limits of their own.
    private static readonly string[] Prefixes =
    [
        "/search", "/search.atom", "/analysis", "/sru", "/api/v1", "/hubs/search", "/themes", "/applicants", "/find", "/my", "/records", "/classifications", "/feeds",
        "/pictures", "/marks", "/service-figures", "/coverage",
    ];

    private readonly ConcurrentDictionary<string, Purse> _purses = new(StringComparer.Ordinal);

    private sealed class Purse(double most, long now)
    {
        private double _left = most;
        private long _at = now;

        public SemaphoreSlim Turn { get; } = new(AtOnce);

        public int Waiting;

        /// <summary>Seconds left, after what time has put in and what is taken out; negative when more was used than there was.</summary>
        public double Take(double seconds, double perSecond, double most, TimeProvider clock)
        {
            lock (Turn)
            {
                var now = clock.GetTimestamp();
                _left = Math.Min(most, _left + clock.GetElapsedTime(_at, now).TotalSeconds * perSecond) - seconds;
                _at = now;
                return _left;
            }
        }
    }

    public async Task InvokeAsync(HttpContext context)
    {
        if (!Prefixes.Any(prefix => context.Request.Path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase)))
        {
            await next(context);
            return;
        }

        var perSecond = options.Value.WorkSecondsPerMinute / 60.0 * (Origin.HasAccount(context) ? 2 : 1);
        var most = perSecond * 120;

        // Somebody with very many addresses shall not fill the memory.
        if (_purses.Count > MostPurses)
            _purses.Clear();
        var purse = _purses.GetOrAdd(Origin.Of(context), _ => new(most, clock.GetTimestamp()));
        if (purse.Take(0, perSecond, most, clock) is <= 0 and var left)
            throw TooCostlyException.Often((int)Math.Ceiling(1 - left / perSecond));
        if (Interlocked.Increment(ref purse.Waiting) > MostWaiting || !await purse.Turn.WaitAsync(LongestWait, context.RequestAborted).ConfigureAwait(false))
        {
            Interlocked.Decrement(ref purse.Waiting);
            throw TooCostlyException.Often((int)LongestWait.TotalSeconds);
        }

        // Until the answer begins; what follows is how fast the visitor reads it.
        var start = clock.GetTimestamp();
        var paid = 0;
        void Pay()
        {
            if (Interlocked.Exchange(ref paid, 1) == 0)
                purse.Take(clock.GetElapsedTime(start).TotalSeconds, perSecond, most, clock);
        }

        context.Response.OnStarting(() =>
        {
            Pay();
            return Task.CompletedTask;
        });
        try
        {
            await next(context);
        }
        finally
        {
            Pay();
            purse.Turn.Release();
            Interlocked.Decrement(ref purse.Waiting);
        }
    }
}
