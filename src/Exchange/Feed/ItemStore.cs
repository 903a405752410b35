using Dapper;
using Npgsql;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Exchange.Feed;

/// <summary>What is published of a record.</summary>
/// <param name="Key">Which record.</param>
/// <param name="RecordId">Its identity in the store.</param>
/// <param name="Deleted">Whether it is gone, or no longer passed on.</param>
/// <param name="Sets">The sets it belongs to, those above them included.</param>
/// <param name="Stamp">When this came to be known, UTC, whole seconds.</param>
/// <param name="Sequence">Place among items of the same second.</param>
internal sealed record Item(RecordKey Key, Guid RecordId, bool Deleted, IReadOnlyList<string> Sets, DateTime Stamp, long Sequence);

/// <summary>Which items are asked for.</summary>
/// <param name="From">First second, or null.</param>
/// <param name="Until">Last second, included.</param>
/// <param name="Sets">All sets that an item must be in; empty for every item.</param>
internal sealed record ItemFilter(DateTime? From, DateTime Until, IReadOnlyList<string> Sets);

/// <summary>Reads the items.</summary>
internal sealed class ItemStore(HubDatabase database)
{
    /// <summary>
    /// The present second, and the promise that no item will yet appear with an earlier datestamp: a running follower is waited for.
    /// </summary>
    public async Task<DateTime> NowAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var command = new NpgsqlCommand("select pg_advisory_xact_lock_shared($1)", connection);
        command.Parameters.Add(new() { Value = ItemFollower.Lock });
        await command.ExecuteNonQueryAsync(ct);

        // A statement of its own: the clock is read after the lock was got. A clock set back does not lead behind what was told.
        await using var clock = new NpgsqlCommand("select greatest(date_trunc('second', clock_timestamp()), (select stamp from exchange.follower))", connection);
        var now = (DateTime)(await clock.ExecuteScalarAsync(ct))!;
        await transaction.CommitAsync(ct);
        return now;
    }

    /// <summary>A page of items in the order of their datestamps.</summary>
    public async Task<IReadOnlyList<Item>> PageAsync(ItemFilter filter, (DateTime Stamp, long Sequence)? after, int size, CancellationToken ct)
    {
        // Served by item_stamp, or by item_sets when few items are in a set.
        await using var command = database.Source.CreateCommand(
            """
            select kind, office, number, record_id, deleted, sets, stamp, seq
            from exchange.item
            where (stamp, seq) > ($1, $2) and stamp >= $3 and stamp <= $4 and sets @> $5
            order by stamp, seq
            limit $6
            """);
        command.Parameters.Add(new() { Value = after?.Stamp ?? DateTime.UnixEpoch });
        command.Parameters.Add(new() { Value = after?.Sequence ?? 0 });
        command.Parameters.Add(new() { Value = filter.From ?? DateTime.UnixEpoch });
        command.Parameters.Add(new() { Value = filter.Until });
        command.Parameters.Add(new() { Value = filter.Sets.ToArray() });
        command.Parameters.Add(new() { Value = size });
        return await ReadAsync(command, ct);
    }

    /// <summary>Items of a kind that are there, in the order of their keys: what changes meanwhile is neither missed nor met twice.</summary>
    public async Task<IReadOnlyList<Item>> ByKeyAsync(RecordKind kind, string afterOffice, string afterNumber, int size, CancellationToken ct)
    {
        // Served by item_pkey.
        await using var command = database.Source.CreateCommand(
            """
            select kind, office, number, record_id, deleted, sets, stamp, seq
            from exchange.item
            where kind = $1 and (office, number) > ($2, $3) and not deleted
            order by office, number
            limit $4
            """);
        command.Parameters.Add(new() { Value = (short)kind });
        command.Parameters.Add(new() { Value = afterOffice });
        command.Parameters.Add(new() { Value = afterNumber });
        command.Parameters.Add(new() { Value = size });
        return await ReadAsync(command, ct);
    }

    /// <summary>How many items there are.</summary>
    public async Task<long> CountAsync(ItemFilter filter, CancellationToken ct)
    {
        await using var command = database.Source.CreateCommand("select count(*) from exchange.item where stamp >= $1 and stamp <= $2 and sets @> $3");
        command.Parameters.Add(new() { Value = filter.From ?? DateTime.UnixEpoch });
        command.Parameters.Add(new() { Value = filter.Until });
        command.Parameters.Add(new() { Value = filter.Sets.ToArray() });
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>One item, or null.</summary>
    public async Task<Item?> FindAsync(RecordKey key, CancellationToken ct)
    {
        await using var command = database.Source.CreateCommand("select kind, office, number, record_id, deleted, sets, stamp, seq from exchange.item where kind = $1 and office = $2 and number = $3");
        command.Parameters.Add(new() { Value = (short)key.Kind });
        command.Parameters.Add(new() { Value = key.Office });
        command.Parameters.Add(new() { Value = key.Number });
        return (await ReadAsync(command, ct)).FirstOrDefault();
    }

    /// <summary>The next items after a sequence number, whatever their datestamp; for subscribers and dumps.</summary>
    public async Task<IReadOnlyList<Item>> AfterAsync(long sequence, int size, CancellationToken ct)
    {
        await using var command = database.Source.CreateCommand("select kind, office, number, record_id, deleted, sets, stamp, seq from exchange.item where seq > $1 order by seq limit $2");
        command.Parameters.Add(new() { Value = sequence });
        command.Parameters.Add(new() { Value = size });
        return await ReadAsync(command, ct);
    }

    /// <summary>The first datestamp there is; now when there is none.</summary>
    public async Task<DateTime> EarliestAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return DateTime.SpecifyKind(await connection.ExecuteScalarAsync<DateTime>(new CommandDefinition(
            "select coalesce((select min(stamp) from exchange.item), date_trunc('second', clock_timestamp()))", cancellationToken: ct)), DateTimeKind.Utc);
    }

    /// <summary>The last sequence number given out.</summary>
    public async Task<long> LastAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition("select coalesce(max(seq), 0) from exchange.item", cancellationToken: ct));
    }

    /// <summary>Datestamp and number of the last item.</summary>
    public async Task<(DateTime Stamp, long Sequence)> NewestAsync(CancellationToken ct)
    {
        // Served by item_stamp, as the next.
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<(DateTime, long)>(
            new CommandDefinition("select stamp, seq from exchange.item order by stamp desc, seq desc limit 1", cancellationToken: ct))).FirstOrDefault((DateTime.UnixEpoch, 0));
    }

    /// <summary>How many items of a kind have come or changed after an item; not counted beyond <paramref name="most"/>.</summary>
    public async Task<long> ChangedAsync(RecordKind kind, DateTime stamp, long sequence, long most, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "select count(*) from (select from exchange.item where (stamp, seq) > (@stamp, @sequence) and kind = @kind limit @most) changed",
            new { kind = (short)kind, stamp = DateTime.SpecifyKind(stamp, DateTimeKind.Utc), sequence, most }, cancellationToken: ct));
    }

    /// <summary>Where harvested records came from: what the source said of each, by key.</summary>
    public async Task<IReadOnlyDictionary<RecordKey, ItemOrigin>> OriginsAsync(IReadOnlyCollection<RecordKey> keys, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<OriginRow>(new CommandDefinition(
            """
            select c.kind, c.office, c.number, c.identifier, c.stamp, c.origin, c.harvested_at as HarvestedAt, s.address, s.kind as SourceKind, s.name as SourceName, s.licence
            from unnest(@kinds, @offices, @numbers) as k (kind, office, number)
            join exchange.copy c using (kind, office, number)
            join exchange.source s on s.id = c.source_id
            where c.shown
            """, new
            {
                kinds = keys.Select(key => (short)key.Kind).ToArray(),
                offices = keys.Select(key => key.Office).ToArray(),
                numbers = keys.Select(key => key.Number).ToArray()
            }, cancellationToken: ct));
        return rows.ToDictionary(row => new RecordKey((RecordKind)row.Kind, row.Office, row.Number),
            row => new ItemOrigin(row.Identifier, row.Stamp, row.Address, row.SourceKind, row.SourceName, row.Licence, row.HarvestedAt, row.Origin));
    }

    private sealed class OriginRow
    {
        public short Kind { get; init; }
        public string Office { get; init; } = "";
        public string Number { get; init; } = "";
        public string Identifier { get; init; } = "";
        public string Stamp { get; init; } = "";
        public string? Origin { get; init; }
        public DateTime HarvestedAt { get; init; }
        public string Address { get; init; } = "";
        public string SourceKind { get; init; } = "";
        public string SourceName { get; init; } = "";
        public string Licence { get; init; } = "";
    }

    private static async Task<IReadOnlyList<Item>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        var items = new List<Item>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            items.Add(new(new((RecordKind)reader.GetInt16(0), reader.GetString(1), reader.GetString(2)), reader.GetGuid(3), reader.GetBoolean(4),
                reader.GetFieldValue<string[]>(5), reader.GetDateTime(6), reader.GetInt64(7)));
        }

        return items;
    }
}

/// <summary>Where a record was harvested.</summary>
/// <param name="Identifier">Its identifier there.</param>
/// <param name="Stamp">Its datestamp there.</param>
/// <param name="Address">Address of the source.</param>
/// <param name="SourceKind">Kind of the source: hub, oai, folder, dump.</param>
/// <param name="SourceName">Name of the source.</param>
/// <param name="Licence">Licence of the source; empty when unknown.</param>
/// <param name="HarvestedAt">When this hub took it over, UTC.</param>
/// <param name="Before">The provenance that the source itself gave, as XML; null when it gave none.</param>
internal sealed record ItemOrigin(string Identifier, string Stamp, string Address, string SourceKind, string SourceName, string Licence, DateTime HarvestedAt, string? Before);
