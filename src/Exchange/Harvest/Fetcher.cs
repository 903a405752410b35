using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Zhishu.Exchange.Feed;
using Zhishu.Foundation;

namespace Zhishu.Exchange.Harvest;

/// <summary>
/// Fetches answers of sources, which are not trusted: bounded in bytes (unpacked), in time as a whole and in silence, and as slow as the source's rule says.
/// </summary>
internal sealed class Fetcher(HarvestLimits limits, IOptions<HubOptions> options, TimeProvider clock) : IDisposable
{
    private const int MostRedirects = 3;
    private const int MostWaits = 3;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private readonly HttpClient _open = Client(null);
    private readonly HttpClient _guarded = Client(PublicAddress.ConnectAsync);

    /// <summary>An answer whole in memory, within the limits.</summary>
    /// <exception cref="HarvestFaultException">What came in between.</exception>
    public async Task<MemoryStream> GetAsync(string address, HarvestSource source, string accept, CancellationToken ct)
    {
        for (var waits = 0; ; waits++)
        {
            using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
            time.CancelAfter(limits.AnswerTime);
            try
            {
                using var answer = await SendAsync(address, source, request => request.Headers.Accept.ParseAdd(accept), time.Token);

                // OAI-PMH 3.1.2.2: a busy repository says when to come back.
                if (answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests)
                {
                    var wait = answer.Headers.RetryAfter?.Delta ?? (answer.Headers.RetryAfter?.Date - clock.GetUtcNow()) ?? TimeSpan.FromMinutes(5);
                    if (wait > LongestWait || waits >= MostWaits)
                        throw new HarvestFaultException("source.busy", new($"对方繁忙（{(int)answer.StatusCode}），稍后再试")) { RetryAfter = wait };
                    await Task.Delay(wait, clock, ct);
                    continue;
                }

                if (!answer.IsSuccessStatusCode)
                    throw new HarvestFaultException("source.status", new($"对方返回 HTTP {(int)answer.StatusCode}"));
                var content = new MemoryStream();
                await CopyAsync(await answer.Content.ReadAsStreamAsync(time.Token), content, limits.MostBytes, source.KilobytesPerSecond, time.Token);
                content.Position = 0;
                return content;
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                throw new HarvestFaultException("source.slow", new($"对方在 {limits.AnswerTime.TotalSeconds:0} 秒内没有答完"));
            }
        }
    }

    /// <summary>
    /// Brings a file of the source down to a path, going on where an earlier download of the same version stopped.
    /// </summary>
    /// <returns>The entity tag of what was fetched (empty when the source gives none), or null when nothing changed since the one that is known.</returns>
    public async Task<string?> DownloadAsync(HarvestSource source, string path, CancellationToken ct)
    {
        var (known, kilobytesPerSecond) = (source.Etag, source.KilobytesPerSecond);
        var (part, tagFile) = (path + ".part", path + ".etag");
        var tag = File.Exists(part) && File.Exists(tagFile) ? await File.ReadAllTextAsync(tagFile, ct) : "";
        var from = tag.Length > 0 ? new FileInfo(part).Length : 0;
        using var answer = await SendAsync(source.Address, source, request =>
        {
            request.Headers.AcceptEncoding.ParseAdd("identity");
            if (from > 0)
                (request.Headers.Range, request.Headers.IfRange) = (new RangeHeaderValue(from, null), new RangeConditionHeaderValue(EntityTagHeaderValue.Parse(tag)));
            else if (known is { Length: > 0 })
                request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(known));
        }, ct);
        if (answer.StatusCode == HttpStatusCode.NotModified)
            return null;
        if (!answer.IsSuccessStatusCode)
            throw new HarvestFaultException("source.status", new($"对方返回 HTTP {(int)answer.StatusCode}"));
        var goesOn = answer.StatusCode == HttpStatusCode.PartialContent;
        var now = answer.Headers.ETag is { IsWeak: false } strong ? strong.ToString() : "";
        await File.WriteAllTextAsync(tagFile, now, ct);
        await using (var file = new FileStream(part, goesOn ? FileMode.Append : FileMode.Create, FileAccess.Write))
            await CopyAsync(await answer.Content.ReadAsStreamAsync(ct), file, limits.MostFileBytes - (goesOn ? from : 0), kilobytesPerSecond, ct);
        File.Move(part, path, overwrite: true);
        File.Delete(tagFile);
        return now;
    }

    private async Task<HttpResponseMessage> SendAsync(string address, HarvestSource source, Action<HttpRequestMessage> prepare, CancellationToken ct)
    {
        // A source that was entered on the web leads nowhere but into the public network.
        var http = source.Trusted || options.Value.HarvestFromPrivate ? _open : _guarded;
        var target = new Uri(address);
        for (var hops = 0; ; hops++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, target);
            prepare(request);
            HttpResponseMessage answer;
            try
            {
                answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            }
            catch (HttpRequestException e)
            {
                throw new HarvestFaultException("source.unreachable", new($"无法连接：{e.Message}"));
            }

            if ((int)answer.StatusCode is not (301 or 302 or 303 or 307 or 308) || answer.Headers.Location is not { } location)
                return answer;
            answer.Dispose();
            var next = new Uri(target, location);

            // A source may move within its host, or from http to https; it may not send the hub elsewhere.
            if (hops >= MostRedirects || next.Host != target.Host || (next.Scheme != target.Scheme && next.Scheme != "https"))
                throw new HarvestFaultException("source.redirect", new($"对方转向 {next}，未跟随"));
            target = next;
        }
    }

    private async Task CopyAsync(Stream from, Stream to, long most, int kilobytesPerSecond, CancellationToken ct)
    {
        var buffer = new byte[64 << 10];
        var watch = Stopwatch.StartNew();
        for (var total = 0L; ;)
        {
            int read;
            using (var silence = CancellationTokenSource.CreateLinkedTokenSource(ct))
            {
                silence.CancelAfter(limits.Silence);
                try
                {
                    read = await from.ReadAsync(buffer, silence.Token);
                }
                catch (OperationCanceledException) when (!ct.IsCancellationRequested)
                {
                    throw new HarvestFaultException("source.silent", new($"对方 {limits.Silence.TotalSeconds:0} 秒没有发送数据"));
                }
                catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException)
                {
                    throw new HarvestFaultException("source.broken", new($"传输中断：{e.Message}"));
                }
            }

            if (read == 0)
                return;
            total += read;
            if (total > most)
                throw new HarvestFaultException("source.large", new($"对方的应答超过 {most >> 20} MB"));
            await to.WriteAsync(buffer.AsMemory(0, read), ct);
            if (kilobytesPerSecond > 0 && TimeSpan.FromSeconds(total / 1024.0 / kilobytesPerSecond) - watch.Elapsed is { Ticks: > 0 } ahead)
                await Task.Delay(ahead, ct);
        }
    }

    private static HttpClient Client(Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Brotli | DecompressionMethods.Deflate,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        MaxResponseHeadersLength = 64,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseCookies = false,
        ConnectCallback = connect,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { UserAgent = { new ProductInfoHeaderValue("Zhishu", "1.0") } },
    };

    public void Dispose()
    {
        _open.Dispose();
        _guarded.Dispose();
    }
}
