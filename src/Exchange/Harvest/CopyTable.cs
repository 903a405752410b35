using Dapper;
using Npgsql;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Exchange.Harvest;

/// <summary>What each source says of each record, in the database: <c>exchange.copy</c>, and what was refused.</summary>
internal static class CopyTable
{
    private const int MostRefusals = 1000;

    /// <summary>What a source said before of a record.</summary>
    public sealed class Known
    {
        public Guid SourceId { get; init; }
        public short Kind { get; init; }
        public string Office { get; init; } = "";
        public string Number { get; init; } = "";
        public string Identifier { get; init; } = "";
        public byte[] Digest { get; init; } = [];
        public bool Deleted { get; init; }
        public bool Shown { get; init; }
        public int Rank { get; init; }
        public DateTime CreatedAt { get; init; }

        public RecordKey Key => new((RecordKind)Kind, Office, Number);
    }

    /// <summary>What a source says now of a record.</summary>
    public sealed record Put(RecordKey Key, Harvested Told, byte[] Digest, bool Shown, bool Conflict, string? Doc);

    /// <summary>What all sources said before of some records, and of those that one source says are gone.</summary>
    public static async Task<List<Known>> ReadAsync(NpgsqlConnection connection, Guid source, IReadOnlyCollection<RecordKey> keys, List<Harvested> gone, CancellationToken ct)
    {
        // Of what is gone the source says only the identifier, or the key when it is a hub's file; what others say of it decides what is shown then.
        var lost = gone.Where(one => one.Key is not null).Select(one => one.Key!.Value).Concat(keys).Distinct().ToList();
        return [.. await connection.QueryAsync<Known>(new CommandDefinition(
            """
            with keys as (
              select kind, office, number from unnest(@kinds, @offices, @numbers) as k (kind, office, number)
              union
              select kind, office, number from exchange.copy where source_id = @source and identifier = any(@identifiers))
            select c.source_id as SourceId, c.kind, c.office, c.number, c.identifier, c.digest, c.deleted, c.shown, s.rank, s.created_at as CreatedAt
            from keys
            join exchange.copy c using (kind, office, number)
            join exchange.source s on s.id = c.source_id
            order by c.kind, c.office, c.number, s.rank, s.created_at
            """,
            new
            {
                source,
                kinds = lost.Select(key => (short)key.Kind).ToArray(),
                offices = lost.Select(key => key.Office).ToArray(),
                numbers = lost.Select(key => key.Number).ToArray(),
                identifiers = gone.Where(one => one.Key is null).Select(one => one.Identifier).ToArray(),
            }, cancellationToken: ct))];
    }

    /// <summary>Which of some batches were written by harvests.</summary>
    public static async Task<HashSet<Guid>> HarvestedAsync(NpgsqlConnection connection, Guid[] batches, CancellationToken ct) =>
        [.. await connection.QueryAsync<Guid>(new CommandDefinition("select batch_id from exchange.run where batch_id = any(@batches)", new { batches }, cancellationToken: ct))];

    /// <summary>Writes what a source says now.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, Guid source, List<Put> puts, DateTimeOffset now, CancellationToken ct)
    {
        if (puts.Count == 0)
            return;
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into exchange.copy (source_id, kind, office, number, identifier, stamp, digest, deleted, shown, conflict, origin, doc, harvested_at)
            select @source, kind, office, number, identifier, stamp, digest, false, shown, conflict, origin, doc::json, @now
            from unnest(@kinds, @offices, @numbers, @identifiers, @stamps, @digests, @shown, @conflicts, @origins, @docs)
              as p (kind, office, number, identifier, stamp, digest, shown, conflict, origin, doc)
            order by kind, office, number
            on conflict (source_id, kind, office, number) do update
            set identifier = excluded.identifier, stamp = excluded.stamp, digest = excluded.digest, deleted = false, shown = excluded.shown, conflict = excluded.conflict,
              origin = excluded.origin, doc = excluded.doc, harvested_at = excluded.harvested_at
            """,
            new
            {
                source,
                kinds = puts.Select(put => (short)put.Key.Kind).ToArray(),
                offices = puts.Select(put => put.Key.Office).ToArray(),
                numbers = puts.Select(put => put.Key.Number).ToArray(),
                identifiers = puts.Select(put => put.Told.Identifier).ToArray(),
                stamps = puts.Select(put => put.Told.Stamp).ToArray(),
                digests = puts.Select(put => put.Digest).ToArray(),
                shown = puts.Select(put => put.Shown).ToArray(),
                conflicts = puts.Select(put => put.Conflict).ToArray(),
                origins = puts.Select(put => put.Told.Origin).ToArray(),
                docs = puts.Select(put => put.Doc).ToArray(),
                now,
            }, cancellationToken: ct));
    }

    /// <summary>Notes what was refused, the first thousand of a run.</summary>
    public static async Task RefuseAsync(NpgsqlConnection connection, HarvestRun run, List<(string Identifier, IntakeRefusal Why)> refused, CancellationToken ct)
    {
        foreach (var (identifier, why) in refused)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                """
                insert into exchange.refusal (run_id, identifier, code, reason_zh, reason_en)
                select @Id, @identifier, @Code, @Zh, @En where (select count(*) from exchange.refusal where run_id = @Id) < @MostRefusals
                """, new { run.Id, identifier = SafeText.Clean(identifier), why.Code, why.Reason.Zh, why.Reason.En, MostRefusals }, cancellationToken: ct));
        }
    }
}
