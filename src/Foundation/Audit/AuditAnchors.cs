using System.Net.Http.Headers;
using System.Text;
using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Zhishu.Foundation.Processes;

namespace Zhishu.Foundation.Audit;

/// <summary>
/// Checks the whole trail once a day and notes its head outside of the database: in a file, and by mail or webhook when they are set.
/// A trail that is not whole is not noted: the work fails, and is named to the administrators, until somebody has looked.
/// </summary>
internal sealed class AuditAnchors(HubDatabase database, AuditTrail trail, AuditDesk desk, AuditKeys keys, Mailer mailer, IOptions<HubOptions> options,
    TimeProvider clock, Loops loops) : BackgroundService
{
    private static readonly LoopKind Kind = new("audit-anchors", new("审计日志锚点"), TimeSpan.FromMinutes(10));
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = TimeSpan.FromSeconds(30) };

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RunAsync(Kind, RunAsync, stoppingToken);

    /// <summary>Notes the head when there is none of today, and tells what is still to be told.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        if (keys.Anchors.Read() is not { Count: > 0 } anchors || anchors[^1] is not { } last || ChinaTime.DayOf(last.At) < clock.Today())
            await NoteAsync(ct);
        await PostAsync(ct);
    }

    /// <summary>Notes the head now.</summary>
    public async Task<Anchor> NoteAsync(CancellationToken ct)
    {
        await desk.PrepareAsync(ct);
        var verdict = await trail.VerifyAsync(ct);

        // A key that was lost and replaced by the operator does not keep what came after it from being noted.
        if (verdict.Broken is not null || (!verdict.IsWhole && !verdict.OnlyKeysAreLost))
            throw new InvalidOperationException(verdict.Broken is { } broken ? $"The chain of the audit trail breaks at line {broken}" : verdict.Faults[0].En);

        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var key = keys.Find(await ProcessChain.MarkerAsync(transaction, ct) ?? "")!;
        var (lines, id, head) = await connection.QuerySingleAsync<(long, Guid, byte[])>(new CommandDefinition(
            "select seq, id, hash from foundation.process order by seq desc limit 1", transaction: transaction, cancellationToken: ct));
        var anchor = Anchor.Make(key, clock.GetUtcNow(), lines, id, head);
        keys.Anchors.Add(anchor);
        if (options.Value.AuditAnchorMail is { Length: > 0 } address && mailer.CanSend)
            await mailer.QueueAsync(transaction, address, $"审计日志锚点 {ChinaTime.DayOf(anchor.At):O} · Anchor of the audit trail", AnchorFile.Write(anchor) + "\n", ct);
        if (options.Value.AuditAnchorUrl is { Length: > 0 })
            await connection.ExecuteAsync(new CommandDefinition(
                "insert into foundation.anchor_post (id, body, written_at) values (@id, @body, @At)", new
                {
                    id = Guid.CreateVersion7(anchor.At),
                    body = AnchorFile.Write(anchor),
                    anchor.At
                }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return anchor;
    }

    private async Task PostAsync(CancellationToken ct)
    {
        if (options.Value.AuditAnchorUrl is not { Length: > 0 } address)
            return;
        foreach (var (id, body) in await database.QueryAsync<(Guid Id, string Body)>("select id, body from foundation.anchor_post order by id", new { }, ct))
        {
            using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json", "utf-8"));
            using var answer = await Http.PostAsync(new Uri(address), content, ct);
            answer.EnsureSuccessStatusCode();
            await database.ExecuteAsync("delete from foundation.anchor_post where id = @id", new { id }, ct);
        }
    }
}
