using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Dapper;

namespace Zhishu.Foundation.Processes;

/// <summary>The hash chain: each row's hash covers the row and the hash before it, so nothing can be changed or taken out unnoticed.</summary>
internal static class ProcessChain
{
    public const string Columns = "seq, at, type, actor_id as ActorId, actor_name as ActorName, address, subject_kind as SubjectKind, subject_id as SubjectId, subject_name as SubjectName, about, reason, before, after, notices, hash";

    private const long LockKey = 0x5A68_4175_6469; // "ZhAudi"

    public static byte[] Beginning { get; } = new byte[32];

    /// <summary>PostgreSQL keeps microseconds; the hash must be of what is kept.</summary>
    public static DateTime ToMicroseconds(DateTimeOffset instant) => new(instant.UtcTicks / 10 * 10, DateTimeKind.Utc);

    /// <summary>
    /// Appends rows inside the transaction. The lock is held to its end, so numbers become visible in their order:
    /// a reader who has seen one has seen all before it.
    /// </summary>
    public static async Task AppendAsync(DbTransaction transaction, IEnumerable<ProcessRow> rows, CancellationToken ct)
    {
        var connection = transaction.Connection!;
        await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_xact_lock(@LockKey)", new { LockKey }, transaction, cancellationToken: ct));
        var last = await connection.QuerySingleOrDefaultAsync<(long Seq, byte[]? Hash)>(new CommandDefinition("select seq, hash from foundation.process order by seq desc limit 1", transaction: transaction, cancellationToken: ct));
        var (seq, previous) = (last.Seq, last.Hash ?? Beginning);
        foreach (var row in rows)
        {
            (row.Seq, row.PreviousHash) = (++seq, previous);
            row.Hash = previous = HashOf(row);
            await connection.ExecuteAsync(new CommandDefinition("""
                insert into foundation.process (seq, id, at, type, actor_id, actor_name, address, subject_kind, subject_id, subject_name, about, reason, before, after, notices, previous_hash, hash)
                values (@Seq, @Id, @At, @Type, @ActorId, @ActorName, @Address, @SubjectKind, @SubjectId, @SubjectName, @About, @Reason, @Before, @After, @Notices, @PreviousHash, @Hash)
                """, row, transaction, cancellationToken: ct));
        }
    }

    public static byte[] HashOf(ProcessRow row) => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new[]
    {
        Convert.ToHexString(row.PreviousHash), row.Seq.ToString(CultureInfo.InvariantCulture), row.Id.ToString(), row.At.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture), row.Type,
        row.ActorId?.ToString(), row.ActorName, row.Address, row.SubjectKind, row.SubjectId, row.SubjectName, row.About?.ToString(), row.Reason, row.Before, row.After, row.Notices,
    }));
}
