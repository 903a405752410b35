using Zhishu.Foundation.Processes;

namespace Zhishu.Foundation;

/// <summary>What the operator does about the audit trail besides reading it.</summary>
public sealed class AuditDesk(HubDatabase database, AuditKeys keys, TimeProvider clock)
{
    /// <summary>Sees to it that the trail has its key; done before a hub serves.</summary>
    /// <exception cref="HubFaultException">The key that the trail names is not here; the message says what to do.</exception>
    public async Task PrepareAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ProcessChain.AppendAsync(transaction, [], keys, clock.GetUtcNow(), ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Goes on with another key, and writes into the trail that and why; returns its fingerprint.</summary>
    public async Task<string> NewKeyAsync(string reason, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ProcessChain.AppendWithNewKeyAsync(transaction, [], keys, clock.GetUtcNow(), reason, ct);
        var fingerprint = await ProcessChain.MarkerAsync(transaction, ct);
        await transaction.CommitAsync(ct);
        return fingerprint!;
    }

    /// <summary>Writes under the key that a backup was brought back, so that heads noted before it are understood. Returns what stands in the way, or null.</summary>
    /// <param name="backup">Name of the backup.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Bilingual?> RestoredAsync(string backup, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var (kept, now) = (await ProcessChain.CountAsync(transaction, ct), clock.GetUtcNow());
        var row = ProcessChain.Own(ProcessChain.RestoreType, Actor.Operator, now, "restore", backup, new(Kept: kept), null);
        if (await ProcessChain.MarkerAsync(transaction, ct) is null)
            await ProcessChain.AppendWithNewKeyAsync(transaction, [row], keys, now, null, ct);
        else if (await ProcessChain.MarkerAsync(transaction, ct) is { } marker && keys.Find(marker) is null)
            return new($"备份的审计日志所用密钥 {marker} 不在 {keys.Folder} 中：枢纽在放回它之前不会启动，见 docs/audit.md。");
        else
            await ProcessChain.AppendAsync(transaction, [row], keys, now, ct);
        await transaction.CommitAsync(ct);
        return null;
    }
}
