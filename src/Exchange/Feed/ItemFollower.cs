using Dapper;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Exchange.Feed;

/// <summary>
/// Follows the records and keeps <c>exchange.item</c>: what is published of each, and since when. One transaction per portion, under a lock that readers of
/// the list share, so the datestamp of an item never lies before an answer that did not have it (docs/decisions/0010).
/// </summary>
internal sealed class ItemFollower(HubDatabase database, RecordStore records, Loops loops) : BackgroundService
{
    /// <summary>The advisory lock of the follower; readers take it shared.</summary>
    public const long Lock = 0x7a686973_68756f61;

    private const int Portion = 500;
    private static readonly LoopKind Kind = new("items", new("对外发布"), TimeSpan.FromSeconds(1));

    private sealed record Row(RecordKey Key, Guid RecordId, int Version, bool Deleted, string Sets);

    /// <summary>Brings the items up to date; returns how many changed.</summary>
    public async Task<int> CatchUpAsync(CancellationToken ct)
    {
        var changed = 0;
        while (await StepAsync(ct) is { } count)
            changed += count;
        return changed;
    }

    /// <summary>Looks at every record anew, because a rule of what is published has changed. What comes out as before keeps its datestamp.</summary>
    public async Task StartOverAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("update exchange.follower set seq = 0", cancellationToken: ct));
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RunAsync(Kind, CatchUpAsync, stoppingToken);

    /// <summary>One portion; null when there is nothing left.</summary>
    private async Task<int?> StepAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var position = await connection.ExecuteScalarAsync<long>(new CommandDefinition("select seq from exchange.follower where id = 1 for update", cancellationToken: ct));
        var changes = await records.ChangesAsync(position, Portion, ct);
        if (changes.Count == 0)
            return null;
        var rows = await RowsAsync(connection, changes, ct);
        await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_xact_lock(@Lock)", new { Lock }, cancellationToken: ct));
        var count = await connection.ExecuteScalarAsync<int>(new CommandDefinition(Upsert, new
        {
            kinds = rows.Select(row => (short)row.Key.Kind).ToArray(),
            offices = rows.Select(row => row.Key.Office).ToArray(),
            numbers = rows.Select(row => row.Key.Number).ToArray(),
            ids = rows.Select(row => row.RecordId).ToArray(),
            versions = rows.Select(row => row.Version).ToArray(),
            deleted = rows.Select(row => row.Deleted).ToArray(),
            sets = rows.Select(row => row.Sets).ToArray(),
            seq = changes[^1].Sequence,
        }, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return count;
    }

    // A record that may not be passed on is told of only as deleted, and only when it was told of before.
    private const string Upsert =
        """
        with now as (
          update exchange.follower set seq = @seq, stamp = greatest(stamp, date_trunc('second', clock_timestamp())) where id = 1 returning stamp),
        given as (
          select * from unnest(@kinds, @offices, @numbers, @ids, @versions, @deleted, @sets) as g (kind, office, number, record_id, version, deleted, sets)),
        put as (
          insert into exchange.item as i (kind, office, number, record_id, version, deleted, sets, stamp, seq)
          select g.kind, g.office, g.number, g.record_id, g.version, g.deleted, string_to_array(g.sets, ' '), now.stamp, nextval('exchange.item_seq')
          from given g, now
          where not g.deleted or exists (select from exchange.item k where (k.kind, k.office, k.number) = (g.kind, g.office, g.number))
          order by g.kind, g.office, g.number
          on conflict (kind, office, number) do update
          set record_id = excluded.record_id, version = excluded.version, deleted = excluded.deleted, stamp = excluded.stamp, seq = excluded.seq,
            sets = case when excluded.deleted then i.sets
              else excluded.sets || coalesce((select array_agg(s order by s) from unnest(i.sets) as s where s = 'theme' or s like 'theme:%'), '{}') end
          where (i.record_id, i.version, i.deleted) is distinct from (excluded.record_id, excluded.version, excluded.deleted)
            and not (i.deleted and excluded.deleted)
          returning 1)
        select count(*)::int from put
        """;

    private async Task<List<Row>> RowsAsync(NpgsqlConnection connection, List<RecordChange> changes, CancellationToken ct)
    {
        // The last change of a key counts; a key that was deleted and added again has another identity.
        var last = changes.GroupBy(change => change.Key).Select(group => group.Last()).ToList();
        var stored = (await records.GetAsync([.. last.Where(change => !change.Deleted).Select(change => change.RecordId)], ct)).ToDictionary(record => record.Id);
        await ReclaimAsync(connection, stored.Values, ct);
        var kept = await ClosedAsync(connection, last, ct);
        var again = await RecordStore.PlacesAsync(connection, [.. last.Where(change => change.Deleted).Select(change => change.Key)], hold: false, ct);
        var licences = (await connection.QueryAsync<string>(new CommandDefinition("select licence from exchange.closed_licence", cancellationToken: ct))).ToHashSet(StringComparer.Ordinal);
        var rows = new List<Row>(last.Count);
        foreach (var change in last)
        {
            // Gone since, or there again since: a later change says so.
            if (change.Deleted ? again.ContainsKey(change.Key) : !stored.ContainsKey(change.RecordId))
                continue;
            var record = change.Deleted ? null : stored[change.RecordId];
            var open = record is not null && !kept.Contains(change.Key) && !(record.Record.Source?.Licence is { } licence && licences.Contains(licence));
            rows.Add(open
                ? new(change.Key, change.RecordId, record!.Version, false, string.Join(' ', RecordSets.Of(record.Record)))
                : new(change.Key, change.RecordId, record?.Version ?? 0, true, ""));
        }

        return rows;
    }

    /// <summary>A harvested record that the hub has since imported itself is its own: no source is shown any more.</summary>
    private static async Task ReclaimAsync(NpgsqlConnection connection, IReadOnlyCollection<StoredRecord> records, CancellationToken ct) =>
        await connection.ExecuteAsync(new CommandDefinition(
            """
            update exchange.copy c set shown = false
            from unnest(@kinds, @offices, @numbers, @batches) as k (kind, office, number, batch)
            where (c.kind, c.office, c.number) = (k.kind, k.office, k.number) and c.shown and not exists (select from exchange.run r where r.batch_id = k.batch)
            """,
            new
            {
                kinds = records.Select(record => (short)record.Record.Kind).ToArray(),
                offices = records.Select(record => record.Record.Office).ToArray(),
                numbers = records.Select(record => record.Record.Number).ToArray(),
                batches = records.Select(record => record.BatchId).ToArray(),
            }, cancellationToken: ct));

    private static async Task<HashSet<RecordKey>> ClosedAsync(NpgsqlConnection connection, IReadOnlyCollection<RecordChange> changes, CancellationToken ct) =>
        (await connection.QueryAsync<(short Kind, string Office, string Number)>(new CommandDefinition(
            """
            select c.kind, c.office, c.number
            from unnest(@kinds, @offices, @numbers) as k (kind, office, number)
            join exchange.copy c using (kind, office, number)
            join exchange.source s on s.id = c.source_id
            where c.shown and not s.pass_on
            """,
            new
            {
                kinds = changes.Select(change => (short)change.Key.Kind).ToArray(),
                offices = changes.Select(change => change.Key.Office).ToArray(),
                numbers = changes.Select(change => change.Key.Number).ToArray(),
            }, cancellationToken: ct))).Select(row => new RecordKey((RecordKind)row.Kind, row.Office, row.Number)).ToHashSet();
}
