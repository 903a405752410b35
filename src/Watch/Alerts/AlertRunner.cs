using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.Watch.Alerts;

/// <summary>
/// Writes the notices that are due. An alert follows the change feed from its own position up to what is indexed; position, notice and mail are
/// written in one transaction, so a killed process neither loses nor repeats any.
/// </summary>
internal sealed class AlertRunner(
    HubDatabase database, AlertStore alerts, RecordStore records, ISearchEngine engine, SearchQuestions questions, Mailer mailer,
        IOptions<HubOptions> options, TimeProvider clock, Loops loops, ILogger<AlertRunner> log) : BackgroundService
{
    private const int MostItems = 100;
    private const int Portion = 2000;
    private const int ItemsInMail = 20;
    private static readonly LoopKind Kind = new("alerts", new("检索预警"), TimeSpan.FromSeconds(30));
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromMinutes(10);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RunAsync(Kind, RunDueAsync, stoppingToken);

    /// <summary>Runs all alerts that are due now.</summary>
    public async Task RunDueAsync(CancellationToken ct)
    {
        while (await alerts.DueAsync(ct) is { Count: > 0 } due)
        {
            foreach (var alert in due)
            {
                try
                {
                    await RunAsync(alert, ct);
                }
                catch (Exception e) when (!ct.IsCancellationRequested)
                {
                    // One that fails keeps no other waiting.
                    log.LogError(e, "Alert {Id} could not be written; it is tried again later", alert.Id);
                    await alerts.PostponeAsync(alert, PauseAfterFault, ct);
                }
            }
        }
    }

    private async Task RunAsync(Alert alert, CancellationToken ct)
    {
        var (items, total, seq, version) = alert.Address is null ? await WatchRecordAsync(alert, ct) : await WatchQuestionAsync(alert, ct);
        var now = clock.GetUtcNow();
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var still = await connection.ExecuteAsync(new CommandDefinition(
            "update watch.alert set seq = @reached, record_version = @version, next_at = @next where id = @alertId and seq = @before and next_at = @due",
            new
            {
                alertId = alert.Id,
                before = alert.Seq,
                due = DateTime.SpecifyKind(alert.NextAt, DateTimeKind.Utc),
                reached = seq,
                version,
                next = AlertStore.NextAfter(now, alert.Every)
            }, transaction, cancellationToken: ct));
        if (still > 0 && total > 0)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "insert into watch.notice (id, alert_id, space_id, written_at, total, items) values (@noticeId, @alertId, @SpaceId, @now, @total, @json::json)",
                new { noticeId = Guid.CreateVersion7(now), alertId = alert.Id, alert.SpaceId, now, total, json = JsonSerializer.Serialize(items, Json) }, transaction, cancellationToken: ct));
            var address = alert.ByMail && mailer.CanSend
                ? await connection.ExecuteScalarAsync<string?>(
                new CommandDefinition("select email from watch.space where id = @SpaceId and email_confirmed", new { alert.SpaceId }, transaction, cancellationToken: ct))
                : null;
            if (address is not null)
                await mailer.QueueAsync(transaction, address, $"{options.Value.HubName}：{alert.Name}（{total}）", MailText(alert, items, total), ct);
        }

        await transaction.CommitAsync(ct);
    }

    private async Task<(List<NoticeItem> Items, long Total, long Seq, int? Version)> WatchQuestionAsync(Alert alert, CancellationToken ct)
    {
        var (question, fault) = await questions.ReadAsync(alert.Address!, ct);
        var items = new List<NoticeItem>();
        var (total, seq) = (0L, alert.Seq);
        if (question is null)
        {
            log.LogWarning("Alert {Id} can no longer be read: {Fault}", alert.Id, fault);
            return (items, 0, seq, null);
        }

        var upTo = await engine.IndexedAsync(ct);
        var told = new HashSet<Guid>();
        while (seq < upTo && await records.ChangesAsync(seq, Portion, ct) is { Count: > 0 } changes)
        {
            var part = changes.Where(change => change.Sequence <= upTo).ToList();
            if (part.Count == 0)
                break;
            seq = part[^1].Sequence;
            var ids = part.Where(change => !change.Deleted && !change.Again).Select(change => change.RecordId).Where(told.Add).ToList();
            var found = new List<Guid>();
            await foreach (var id in engine.StreamAsync(question.Request with
            {
                Sort = SearchSort.DateDescending,
                Query = new QueryNode.And([question.Request.Query, new QueryNode.Records(ids)])
            }, ct))
                found.Add(id);
            total += found.Count;
            var stored = (await records.GetAsync([.. found.Take(MostItems - items.Count)], ct)).ToDictionary(record => record.Id);
            items.AddRange(found.Where(stored.ContainsKey).Select(id => Item(stored[id], stored[id].Version == 1 ? "新增 · new" : "更新 · changed")));
        }

        return (items, total, Math.Max(seq, alert.Seq), null);
    }

    private async Task<(List<NoticeItem> Items, long Total, long Seq, int? Version)> WatchRecordAsync(Alert alert, CancellationToken ct)
    {
        var upTo = await engine.IndexedAsync(ct);
        if ((await records.GetAsync([alert.RecordId!.Value], ct)).FirstOrDefault() is not { } stored || stored.Version <= alert.RecordVersion)
            return ([], 0, upTo, alert.RecordVersion);
        var former = (await records.HistoryAsync(stored.Id, ct)).Where(version => version.Version >= alert.RecordVersion).OrderBy(version => version.Version).FirstOrDefault()?.Record;
        var what = former is null ? "更新 · changed" : Changes(former, stored.Record);
        return what.Length == 0 ? ([], 0, upTo, stored.Version) : ([Item(stored, what)], 1, upTo, stored.Version);
    }

    /// <summary>What happened to the right between two versions; empty when nothing did.</summary>
    private static string Changes(IpRecord before, IpRecord now)
    {
        var parts = new List<string>();
        if (before.Status != now.Status || before.StatusText != now.StatusText)
            parts.Add($"{before.StatusText ?? before.Status.Label().Zh} → {now.StatusText ?? now.Status.Label().Zh}");
        parts.AddRange(now.Events.Except(before.Events).Select(legal => $"{legal.Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} {legal.Text}".Trim()));
        if (before.ExpiryDate != now.ExpiryDate)
            parts.Add($"{before.ExpiryDate:yyyy-MM-dd} → {now.ExpiryDate:yyyy-MM-dd}");
        return string.Join("；", parts);
    }

    private static NoticeItem Item(StoredRecord stored, string what) =>
        new(stored.Record.Title + (stored.Record.Synthetic ? "［示例数据］" : ""), RecordNumber.Show(stored.Record.Kind, stored.Record.Office, stored.Record.Number), RecordLinks.To(stored.Record), what);

    private string MailText(Alert alert, List<NoticeItem> items, long total)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"“{alert.Name}”有 {total} 条新增或变更。\n{total} new or changed records.\n\n");
        foreach (var item in items.Take(ItemsInMail))
            text.Append(CultureInfo.InvariantCulture, $"{item.Title}\n{item.Number}  {item.What}\n{options.Value.Absolute(item.Url)}\n\n");
        if (total > ItemsInMail)
            text.Append(CultureInfo.InvariantCulture, $"……共 {total} 条，其余见 / all of them: {options.Value.Absolute("/my")}\n\n");
        return text.Append(CultureInfo.InvariantCulture, $"停止此邮件 / Stop these mails: {options.Value.Absolute($"/my/stop/{alert.FeedKey}")}\n").ToString();
    }
}
