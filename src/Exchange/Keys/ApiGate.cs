using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;

namespace Zhishu.Exchange.Keys;

/// <summary>
/// Counts the calls of the open interface: by key and day, or by network address and hour. Every answer tells how many are left
/// (<c>RateLimit-Limit</c>, <c>RateLimit-Remaining</c>, <c>RateLimit-Reset</c>); beyond it is 429 with <c>Retry-After</c>, for harvesters 503.
/// Counts live in the process and are written down every minute, so each node of a hub counts for itself.
/// </summary>
internal sealed class ApiGate(KeyStore keys, IOptions<HubOptions> options, TimeProvider clock) : IClockwork
{
    private const int MostAddresses = 100_000;
    private const int MostWrongKeys = 300;
    private static readonly string[] Prefixes = ["/api/v1", "/oai", "/sru", "/hsds", "/catalog.jsonld", "/open-data/files", "/hubs/search"];
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, HourWindow> _addresses = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (ApiKey? Key, DateTimeOffset At)> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(Guid Key, DateOnly Day), Counter> _used = new();

    private sealed class HourWindow(DateTimeOffset start)
    {
        private int _calls;

        public DateTimeOffset Start { get; } = start;

        public int Add() => Interlocked.Increment(ref _calls);
    }

    private sealed class Counter(long before)
    {
        private long _calls;
        private long _written;

        public long Add() => before + Interlocked.Increment(ref _calls);

        /// <summary>Calls since the last time this was asked.</summary>
        public long Take()
        {
            var now = Interlocked.Read(ref _calls);
            return now - Interlocked.Exchange(ref _written, now);
        }
    }

    /// <summary>Whether a path belongs to the open interface; suggestions while typing are part of the pages.</summary>
    public static bool Covers(PathString path) => path != "/api/v1/suggest" && Prefixes.Any(prefix => path.StartsWithSegments(prefix, StringComparison.Ordinal));

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var (limit, used, reset, fault) = await CountAsync(context);
        var headers = context.Response.Headers;
        if (fault)
        {
            await ProblemAsync(context, StatusCodes.Status401Unauthorized, Lang.T("接口密钥不存在或已停用"));
            return;
        }

        headers["RateLimit-Limit"] = limit.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Remaining"] = Math.Max(0, limit - used).ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] = reset.ToString(CultureInfo.InvariantCulture);
        if (used > limit)
        {
            headers.RetryAfter = reset.ToString(CultureInfo.InvariantCulture);

            // OAI-PMH 3.1.2.2: harvesters know 503 with Retry-After.
            await ProblemAsync(context, context.Request.Path == "/oai" ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status429TooManyRequests,
                Lang.T($"调用超过额度，请在 {reset} 秒后再试；申请密钥可得更多额度（/open-data/keys）"));
            return;
        }

        await next(context);
    }

    private async Task<(long Limit, long Used, long Reset, bool Fault)> CountAsync(HttpContext context)
    {
        var now = clock.GetUtcNow();
        if (KeyOf(context.Request) is { } text)
        {
            if (await KeyAsync(text, now, context.RequestAborted) is not { } key)
                return Window($"wrong:{Origin.Address(context)}", MostWrongKeys, now) is var tries && tries.Used > tries.Limit ? tries : (0, 0, 0, true);
            Origin.Note(context, key.Id);
            var day = ChinaTime.DayOf(now);
            var used = _used.GetOrAdd((key.Id, day), _ => new(key.Today)).Add();
            return (key.PerDay, used, (long)Math.Ceiling((ChinaTime.StartOf(day.AddDays(1)) - now).TotalSeconds), false);
        }

        return Window(Origin.Address(context), options.Value.ApiPerHour, now);
    }

    private (long Limit, long Used, long Reset, bool Fault) Window(string of, int limit, DateTimeOffset now)
    {
        var hour = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero);

        // Somebody with very many addresses shall not fill the memory.
        if (_addresses.Count > MostAddresses)
            _addresses.Clear();
        var window = _addresses.AddOrUpdate(of, _ => new(hour), (_, known) => known.Start == hour ? known : new(hour));
        return (limit, window.Add(), (long)Math.Ceiling((hour.AddHours(1) - now).TotalSeconds), false);
    }

    private static string? KeyOf(HttpRequest request)
    {
        if (request.Headers["X-API-Key"].ToString() is { Length: > 0 } plain)
            return plain;
        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith("Bearer zk_", StringComparison.Ordinal) ? authorization["Bearer ".Length..] : null;
    }

    private async Task<ApiKey?> KeyAsync(string text, DateTimeOffset now, CancellationToken ct)
    {
        if (text.Length > 100)
            return null;
        var hash = Convert.ToHexString(KeyStore.HashOf(text));
        if (_known.TryGetValue(hash, out var known) && now - known.At < Fresh)
            return known.Key;
        var found = await keys.FindAsync(KeyStore.HashOf(text), ct);
        if (_known.Count > MostAddresses)
            _known.Clear();
        _known[hash] = (found, now);
        return found;
    }

    private static Task ProblemAsync(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new Microsoft.AspNetCore.Mvc.ProblemDetails { Status = status, Detail = detail },
            (System.Text.Json.JsonSerializerOptions?)null, "application/problem+json");
    }

    /// <summary>Writes down what was counted.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var today = clock.Today();
        var written = 0;
        foreach (var (of, counter) in _used)
        {
            if (counter.Take() is > 0 and var calls)
            {
                await keys.AddUseAsync(of.Key, of.Day, calls, ct);
                written++;
            }

            if (of.Day < today)
                _used.TryRemove(of, out _);
        }

        return written;
    }
}
