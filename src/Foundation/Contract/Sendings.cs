using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using Dapper;

namespace Zhishu.Foundation;

/// <summary>A form as it was sent: its whole content and the session it came from.</summary>
/// <param name="Digest">SHA-256 over session, purpose, content and files.</param>
public readonly record struct Sending(byte[] Digest)
{
    /// <summary>Describes what was sent.</summary>
    /// <param name="session">Session of the sender; two people behind one address have two.</param>
    /// <param name="purpose">What the form is for.</param>
    /// <param name="content">Everything that was typed.</param>
    /// <param name="files">The files, with their content.</param>
    public static Sending Of(string session, string purpose, object content, IEnumerable<ReadyFile>? files = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(new { session, purpose, content }, JsonColumn.Options));
        foreach (var file in files ?? [])
            hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(new { file.Name, Hash = SHA256.HashData(file.Content) }));
        return new(hash.GetHashAndReset());
    }
}

/// <summary>
/// Knows what was sent a moment ago, so that a form sent twice (a double click, a reload) makes one thing. Twice is only what is the same in every word and
/// file and comes from the same session: what a stranger behind the same address sends is another thing, and two calls taken down at a desk are two.
/// Used inside the act, whose lock keeps two of one sender apart.
/// </summary>
public sealed class Sendings(TimeProvider clock)
{
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>What was made of the same sending within ten minutes, or null.</summary>
    public Task<Guid?> FindAsync(DbTransaction transaction, Sending sending, CancellationToken ct) => transaction.Connection!.ExecuteScalarAsync<Guid?>(new CommandDefinition(
        "select subject_id from foundation.sending where digest = @Digest and at > @since", new { sending.Digest, since = clock.GetUtcNow() - Again }, transaction, cancellationToken: ct));

    /// <summary>Notes what was made of it.</summary>
    public Task NoteAsync(DbTransaction transaction, Sending sending, Guid subject, CancellationToken ct) => transaction.Connection!.ExecuteAsync(new CommandDefinition(
        """
        delete from foundation.sending where at < @old;
        insert into foundation.sending (digest, subject_id, at) values (@Digest, @subject, @now) on conflict (digest) do update set (subject_id, at) = (excluded.subject_id, excluded.at)
        """, new { sending.Digest, subject, now = clock.GetUtcNow(), old = clock.GetUtcNow() - Kept }, transaction, cancellationToken: ct));
}
