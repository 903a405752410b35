using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Zhishu.Foundation.Audit;

namespace Zhishu.Foundation.Processes;

/// <summary>
/// The chain: each row's hash covers the row and the hash before it, so nothing can be changed or taken out unnoticed. From a line of type <c>audit.key</c> on
/// the hash needs the key that the line names; before the first such line, in trails begun without a key, it is a plain SHA-256.
/// </summary>
internal static class ProcessChain
{
    public const string Columns =
        "seq, at, type, actor_id as ActorId, actor_name as ActorName, address, subject_kind as SubjectKind, subject_id as SubjectId, subject_name as "
        + "SubjectName, about, reason, before, after, notices, hash";
    public const string KeyType = "audit.key";
    public const string RestoreType = "audit.restore";

    private const long LockKey = 0x5A68_4175_6469; // "ZhAudi"

    /// <summary>What a line of the chain's own says.</summary>
    /// <param name="Key">Fingerprint of the key from here on.</param>
    /// <param name="Kept">Lines of the backup that was brought back.</param>
    public sealed record Note(string? Key = null, long? Kept = null);

    private sealed record Last(long Seq, byte[] Hash, string? Marker);

    public static byte[] Beginning { get; } = new byte[32];

    /// <summary>PostgreSQL keeps microseconds; the hash must be of what is kept.</summary>
    public static DateTime ToMicroseconds(DateTimeOffset instant) => new(instant.UtcTicks / 10 * 10, DateTimeKind.Utc);

    /// <summary>
    /// Appends rows inside the transaction. The lock is held to its end, so numbers become visible in their order:
    /// a reader who has seen one has seen all before it.
    /// </summary>
    /// <param name="transaction">The transaction of the act.</param>
    /// <param name="rows">The rows, in their order.</param>
    /// <param name="keys">The keys of the trail.</param>
    /// <param name="now">The time of now, for a line of the chain's own.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="HubFaultException">The key that the trail names is not here.</exception>
    public static async Task AppendAsync(DbTransaction transaction, IEnumerable<ProcessRow> rows, AuditKeys keys, DateTimeOffset now, CancellationToken ct)
    {
        var last = await LockAsync(transaction, ct);
        if (last.Marker is { } marker)
            await AddAsync(transaction, last, rows, Known(keys, marker), ct);
        else if (keys.Anchors.Read().Count == 0)
            await MarkAsync(transaction, last, rows, keys.ForNewTrail(), now, null, ct);
        else
            throw new HubFaultException("audit.unmarked", new(
                $"审计日志没有密钥标记，而 {keys.Anchors.Path} 中已有锚点：日志被截断、改写，或用其他工具恢复了更早的备份。请用 ./zhishu audit verify 核查；确认无误后用 ./zhishu audit new-key 继续。"));
    }

    /// <summary>Appends a line with another key than before, and rows behind it; what a restore and a new key need.</summary>
    public static async Task AppendWithNewKeyAsync(DbTransaction transaction, IEnumerable<ProcessRow> rows, AuditKeys keys, DateTimeOffset now, string? reason, CancellationToken ct)
    {
        var last = await LockAsync(transaction, ct);
        var key = last.Marker is null ? keys.ForNewTrail() : keys.Another(KeyOf(last.Marker));
        await MarkAsync(transaction, last, rows, key, now, reason, ct);
    }

    /// <summary>The key that a trail names, or null when it names none.</summary>
    public static async Task<string?> MarkerAsync(DbTransaction transaction, CancellationToken ct) => (await LockAsync(transaction, ct)).Marker is { } marker ? KeyOf(marker) : null;

    /// <summary>Number of lines, with the chain locked.</summary>
    public static async Task<long> CountAsync(DbTransaction transaction, CancellationToken ct) => (await LockAsync(transaction, ct)).Seq;

    /// <summary>The fingerprint that a line of type <c>audit.key</c> tells; empty when it tells none.</summary>
    public static string KeyOf(string? after) => NoteOf(after)?.Key ?? "";

    public static Note? NoteOf(string? after)
    {
        try
        {
            return after is null ? null : JsonSerializer.Deserialize<Note>(after, JsonColumn.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A line of the chain's own.</summary>
    public static ProcessRow Own(string type, Actor actor, DateTimeOffset now, string id, string name, Note note, string? reason) => new()
    {
        Id = Guid.CreateVersion7(now),
        At = ToMicroseconds(now),
        Type = type,
        ActorName = actor.Name,
        SubjectKind = "audit",
        SubjectId = id,
        SubjectName = name,
        Reason = reason,
        After = JsonSerializer.Serialize(note, JsonColumn.Options),
    };

    public static AuditKey Known(AuditKeys keys, string marker) => keys.Find(KeyOf(marker)) ?? throw Missing(keys, KeyOf(marker));

    /// <summary>The hash of a row, with the key that holds there.</summary>
    public static byte[] HashOf(ProcessRow row, AuditKey? key)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(new[]
        {
            Convert.ToHexString(row.PreviousHash), row.Seq.ToString(CultureInfo.InvariantCulture), row.Id.ToString(), row.At.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture), row.Type,
            row.ActorId?.ToString(), row.ActorName, row.Address, row.SubjectKind, row.SubjectId, row.SubjectName, row.About?.ToString(), row.Reason, row.Before, row.After, row.Notices,
        });
        return key is null ? SHA256.HashData(text) : key.Sign(text);
    }

    private static async Task<Last> LockAsync(DbTransaction transaction, CancellationToken ct)
    {
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("select pg_advisory_xact_lock(@LockKey)", new { LockKey }, transaction, cancellationToken: ct));
        return await transaction.Connection!.QuerySingleOrDefaultAsync<Last>(new CommandDefinition(
            "select seq, hash, (select coalesce(after, '') from foundation.process where type = 'audit.key' order by seq desc limit 1) as marker from foundation.process order by seq desc limit 1",
            transaction: transaction, cancellationToken: ct)) ?? new(0, Beginning, null);
    }

    private static Task MarkAsync(DbTransaction transaction, Last last, IEnumerable<ProcessRow> rows, AuditKey key, DateTimeOffset now, string? reason, CancellationToken ct) =>
        AddAsync(transaction, last, rows.Prepend(Own(KeyType, reason is null ? Actor.Clock : Actor.Operator, now, key.Fingerprint, "审计密钥", new(Key: key.Fingerprint), reason)), key, ct);

    private static async Task AddAsync(DbTransaction transaction, Last last, IEnumerable<ProcessRow> rows, AuditKey key, CancellationToken ct)
    {
        var (seq, previous) = (last.Seq, last.Hash);
        foreach (var row in rows)
        {
            (row.Seq, row.PreviousHash) = (++seq, previous);
            row.Hash = previous = HashOf(row, key);
            await transaction.Connection!.ExecuteAsync(new CommandDefinition("""
                insert into foundation.process (seq, id, at, type, actor_id, actor_name, address, subject_kind, subject_id, subject_name, about, reason, before, after, notices, previous_hash, hash)
                values (@Seq, @Id, @At, @Type, @ActorId, @ActorName, @Address, @SubjectKind, @SubjectId, @SubjectName, @About, @Reason, @Before, @After, @Notices, @PreviousHash, @Hash)
                """, row, transaction, cancellationToken: ct));
        }
    }

    private static HubFaultException Missing(AuditKeys keys, string fingerprint) => new("audit.key", new(
        $"审计日志所用密钥 {fingerprint} 不在 {keys.Folder} 中，也不是 Zhishu__AuditKey。请放回 audit-{fingerprint}.key（备份旁的 .keys 文件、其他节点的 keys 目录）；确已丢失时，用 ./zhishu audit new-key --reason 原因 换新密钥，此事会记入日志。"));
}
