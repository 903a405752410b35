using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Zhishu.Exchange.Feed;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Exchange.Hooks;

/// <summary>
/// Tells subscribers what has changed: writes messages from the items, sends them signed, tries again later and later for about a day, then leaves
/// the subscriber alone. Signed after Standard Webhooks: HMAC-SHA256 over identity, time and body.
/// </summary>
internal sealed class HookSender : BackgroundService
{
    /// <summary>Records in one message.</summary>
    public const int MostItems = 100;

    private static readonly TimeSpan[] Waits = [.. new[] { 0.1, 1, 5, 15, 60, 180, 360, 720 }.Select(TimeSpan.FromMinutes)];
    private static readonly LoopKind Kind = new("hooks", new("通知订阅方"), TimeSpan.FromSeconds(2));
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly HookStore _hooks;
    private readonly ItemStore _items;
    private readonly RecordStore _records;
    private readonly HubOptions _options;
    private readonly HubIdentity _identity;
    private readonly TimeProvider _clock;
    private readonly Loops _loops;
    private readonly HttpClient _http;

    public HookSender(HookStore hooks, ItemStore items, RecordStore records, HubIdentity identity, IOptions<HubOptions> options, TimeProvider clock, Loops loops)
    {
        (_hooks, _items, _records, _identity, _options, _clock, _loops) = (hooks, items, records, identity, options.Value, clock, loops);
        _http = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            MaxResponseHeadersLength = 32,
            ConnectCallback = _options.HooksToPrivate ? null : PublicAddress.ConnectAsync
        })
        { Timeout = TimeSpan.FromSeconds(15) };
    }

    /// <summary>One round: messages are written, then sent. Returns how many were delivered.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        foreach (var hook in await _hooks.ActiveAsync(ct))
            await GatherAsync(hook, ct);
        var delivered = 0;
        var failed = new HashSet<Guid>();
        foreach (var delivery in await _hooks.DueAsync(100, ct))
        {
            // In order: what comes after a message that failed waits for it.
            if (failed.Contains(delivery.HookId))
                continue;
            if (await _hooks.FindAsync(delivery.HookId, ct) is not { } hook)
                continue;
            var (ok, answer) = await SendAsync(hook, delivery, ct);
            if (ok)
            {
                await _hooks.DeliveredAsync(delivery, answer, ct);
                delivered++;
            }
            else
            {
                failed.Add(delivery.HookId);
                await _hooks.FailedAsync(delivery, answer, delivery.Tries < Waits.Length ? Waits[delivery.Tries] : null, ct);
            }
        }

        await _hooks.ForgetAsync(ct);
        return delivered;
    }

    /// <summary>Signature of a message.</summary>
    public static string Sign(string secret, string id, string timestamp, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));

    private async Task GatherAsync(Hook hook, CancellationToken ct)
    {
        // Nothing newer than the follower's last whole portion: an item with a smaller number does not come later.
        await _items.NowAsync(ct);
        while (await _items.AfterAsync(hook.Seq, MostItems, ct) is { Count: > 0 } page)
        {
            var wanted = page.Where(item => hook.SetSpec.Length == 0 || item.Sets.Contains(hook.SetSpec)).ToList();
            var body = wanted.Count == 0 ? null : await BodyAsync(wanted, ct);
            await _hooks.WriteAsync(hook, page[^1].Sequence, body, wanted.Count, ct);
            if (await _hooks.FindAsync(hook.Id, ct) is not { } moved || moved.Seq != page[^1].Sequence)
                return;
            hook = moved;
        }
    }

    private async Task<string> BodyAsync(IReadOnlyList<Item> items, CancellationToken ct)
    {
        var name = await _identity.NamespaceAsync(ct);
        var stored = (await _records.GetAsync([.. items.Where(item => !item.Deleted).Select(item => item.RecordId)], ct)).ToDictionary(record => record.Id);
        var changes = new JsonArray();
        foreach (var item in items)
        {
            var record = stored.GetValueOrDefault(item.RecordId)?.Record;
            var change = new JsonObject
            {
                ["identifier"] = HubIdentity.Identifier(name, item.Key),
                ["kind"] = item.Key.Kind.Code(),
                ["office"] = item.Key.Office,
                ["number"] = item.Key.Number,
                ["datestamp"] = item.Stamp.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            };
            if (item.Deleted || record is null)
                change["deleted"] = true;
            else
                (change["title"], change["url"]) = (record.Title, _options.Absolute(RecordLinks.To(record)));
            changes.Add(change);
        }

        return new JsonObject
        {
            ["type"] = "records.changed",
            ["timestamp"] = _clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ",
            CultureInfo.InvariantCulture),
            ["data"] = new JsonObject { ["records"] = changes }
        }.ToJsonString(Json);
    }

    private async Task<(bool Ok, string Answer)> SendAsync(Hook hook, HookDelivery delivery, CancellationToken ct)
    {
        var timestamp = _clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, hook.Address) { Content = new StringContent(delivery.Body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("webhook-id", delivery.Id.ToString());
        request.Headers.TryAddWithoutValidation("webhook-timestamp", timestamp);
        request.Headers.TryAddWithoutValidation("webhook-signature", Sign(hook.Secret, delivery.Id.ToString(), timestamp, delivery.Body));
        request.Headers.UserAgent.ParseAdd("Zhishu/1.0");
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            return (answer.IsSuccessStatusCode, $"HTTP {(int)answer.StatusCode}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return (false, e is OperationCanceledException ? "timeout" : e.Message.Length > 200 ? e.Message[..200] : e.Message);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _loops.RunAsync(Kind, RunAsync, stoppingToken);

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }
}
