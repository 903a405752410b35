using System.Runtime.CompilerServices;
using Dapper;
using Npgsql;
using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>A record with where it stands in the store.</summary>
/// <param name="Id">Identity, time-ordered.</param>
/// <param name="Record">The content.</param>
/// <param name="Version">Number of the version, from 1.</param>
/// <param name="ChangedAt">When this version was written, UTC.</param>
/// <param name="BatchId">The import that wrote it.</param>
public sealed record StoredRecord(Guid Id, IpRecord Record, int Version, DateTimeOffset ChangedAt, Guid BatchId);

/// <summary>A former version of a record.</summary>
/// <param name="Version">Number of the version, from 1.</param>
/// <param name="Record">Its content, whole.</param>
/// <param name="ValidFrom">When it was written, UTC.</param>
/// <param name="ReplacedAt">When the next one replaced it, UTC.</param>
/// <param name="ChangedFields">JSON names of the members that the next version changed.</param>
/// <param name="BatchId">The import that wrote it.</param>
public sealed record FormerVersion(int Version, IpRecord Record, DateTimeOffset ValidFrom, DateTimeOffset ReplacedAt, IReadOnlyList<string> ChangedFields, Guid BatchId);

/// <summary>Where a record stands in the store, without its content.</summary>
/// <param name="Id">Identity.</param>
/// <param name="BatchId">The import that wrote the present version.</param>
public sealed record RecordPlace(Guid Id, Guid BatchId);

/// <summary>A row of the change feed.</summary>
/// <param name="Sequence">Position in the feed.</param>
/// <param name="RecordId">The record.</param>
/// <param name="Deleted">Whether the record is gone.</param>
/// <param name="Again">Whether nothing changed in the record: it is only announced once more, for an index that is built anew.</param>
/// <param name="Key">Its key.</param>
public readonly record struct RecordChange(long Sequence, Guid RecordId, bool Deleted, bool Again, RecordKey Key);

/// <summary>Reads the record store.</summary>
public sealed class RecordStore(HubDatabase database)
{
    /// <summary>The descriptions, which are kept apart: a record that is read here has the key of its own alone.</summary>
    public RecordTexts Texts { get; } = new(database);

    /// <summary>Finds a record by any of its numbers in any usual spelling; the application number wins over publications.</summary>
    /// <returns>The record, or null when no record of this kind has the number.</returns>
    public async Task<StoredRecord?> FindAsync(RecordKind kind, string number, CancellationToken ct)
    {
        foreach (var normal in NumberKeys.ToLookUp(kind, number))
        {
            var found = await ReadAsync(
                """
                select r.id, r.doc, r.version, r.changed_at, r.batch_id
                from records.record r
                where r.id = coalesce(
                  (select id from records.record where kind = $1 and office = any($3) and number = $2 limit 1),
                  (select n.record_id from records.number n where n.kind = $1 and n.number = $2
                    and ($1 = 1 or exists (select from records.record own where own.id = n.record_id and own.office = any($3)))
                    order by n.record_id limit 1))
                """,
                [new() { Value = (short)kind }, new() { Value = normal.Number }, new() { Value = normal.Offices }], ct);
            if (found.Count > 0)
                return found[0];
        }

        return null;
    }

    /// <summary>Which of some normalised publication numbers of patents the store holds.</summary>
    public async Task<IReadOnlySet<string>> HeldAsync(IReadOnlyCollection<string> numbers, CancellationToken ct)
    {
        if (numbers.Count == 0)
            return new HashSet<string>();
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<string>(new CommandDefinition(
            """
            select number from records.number where kind = @kind and number = any(@numbers)
            union
            select number from records.record where kind = @kind and number = any(@numbers)
            """, new { kind = (short)RecordKind.Patent, numbers = numbers.ToArray() }, cancellationToken: ct))).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Those that cite a patent, the newest first, and how many they are; and the other members of its simple family (<see cref="RecordFamily"/>).</summary>
    /// <param name="id">Identity of the record.</param>
    /// <param name="record">The record.</param>
    /// <param name="most">How many of each are wanted.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<RelatedRecords> RelatedAsync(Guid id, IpRecord record, int most, CancellationToken ct)
    {
        if (record.Kind != RecordKind.Patent)
            return RelatedRecords.None;
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        async Task<(long Count, IReadOnlyList<StoredRecord> First)> FindAsync(short kind, string[] numbers)
        {
            // Served by link_number. The identities of records follow the order in which they came.
            var ids = (await connection.QueryAsync<Guid>(new CommandDefinition(
                "select distinct record_id from records.link where number = any(@numbers) and kind = @kind and record_id <> @id limit @limit", new
                {
                    numbers,
                    kind,
                    id,
                    limit = RelatedRecords.Most
                }, cancellationToken: ct))).ToList();
            return (ids.Count, ids.Count == 0 ? [] : await GetAsync([.. ids.OrderDescending().Take(most)], ct));
        }

        var (cited, citing) = await FindAsync(LinkTable.Cites, LinkTable.CitedAs(record));
        (long Count, IReadOnlyList<StoredRecord> First) family = RecordFamily.KeyOf(record) is { } key ? await FindAsync(LinkTable.Family, [key]) : (0, []);
        return new(cited, citing, family.Count, family.First);
    }

    /// <summary>The records that have one of some numbers in their normal form, as their own number or as a publication's.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<Guid>>> LookUpAsync(IReadOnlyCollection<string> normals, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<(string Number, Guid Id)>(new CommandDefinition(
            """
            select w.number, r.id
            from unnest(@numbers) as w(number), unnest(@kinds) as k(kind), records.record r
            where r.kind = k.kind and r.office = any(@offices) and r.number = w.number
            union
            select n.number, n.record_id
            from unnest(@numbers) as w(number), unnest(@kinds) as k(kind), records.number n
            where n.kind = k.kind and n.number = w.number
            """,
            new { numbers = normals.ToArray(), kinds = RecordKinds.InOrder.Select(kind => (short)kind).ToArray(), offices = await OfficesAsync(ct) }, cancellationToken: ct));
        return rows.GroupBy(row => row.Number).ToDictionary(group => group.Key, group => (IReadOnlyList<Guid>)[.. group.Select(row => row.Id).Order()]);
    }

    // Few offices and the index (kind, office, number): each is asked by itself.
    private async Task<string[]> OfficesAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<string>(new CommandDefinition(
            """
            with recursive next as (
              (select kind, office from records.record order by kind, office limit 1)
              union all
              select n.kind, n.office
              from next, lateral (select kind, office from records.record where (kind, office) > (next.kind, next.office) order by kind, office limit 1) n)
            select distinct office from next
            """, cancellationToken: ct))];
    }

    /// <summary>Reads records by identity, in no particular order; those that are gone are left out.</summary>
    public Task<List<StoredRecord>> GetAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct) => ReadAsync(ByIds, [new() { Value = ids.ToArray() }], ct);

    /// <summary>Reads records by identity as a transaction sees them.</summary>
    public async Task<List<StoredRecord>> GetAsync(NpgsqlConnection connection, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var found = new List<StoredRecord>();
        await using var command = new NpgsqlCommand(ByIds, connection) { Parameters = { new() { Value = ids.ToArray() } } };
        await foreach (var record in StreamAsync(command, ct))
            found.Add(record);
        return found;
    }

    /// <summary>Reads records by identity one after another, so that only one is held in memory.</summary>
    public IAsyncEnumerable<StoredRecord> StreamAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct) => StreamAsync(ByIds, [new() { Value = ids.ToArray() }], ct);

    /// <summary>Reads all records of some kinds in order of identity, for exports; one page after another.</summary>
    /// <param name="kinds">Kinds to read; empty means all.</param>
    /// <param name="after">The last identity of the page before, or the empty one.</param>
    /// <param name="size">Number of records.</param>
    /// <param name="ct">Cancels.</param>
    public Task<List<StoredRecord>> PageAsync(IReadOnlyCollection<RecordKind> kinds, Guid after, int size, CancellationToken ct) => ReadAsync(
        """
        select id, doc, version, changed_at, batch_id
        from records.record
        where id > $1 and (cardinality($2::smallint[]) = 0 or kind = any($2))
        order by id
        limit $3
        """,
        [new() { Value = after }, new() { Value = kinds.Select(kind => (short)kind).ToArray() }, new() { Value = size }], ct);

    /// <summary>Former versions of a record, the newest first.</summary>
    public async Task<List<FormerVersion>> HistoryAsync(Guid id, CancellationToken ct)
    {
        await using var command = database.Source.CreateCommand(
            """
            select version, doc::text, valid_from, replaced_at, changed_fields, batch_id
            from records.version
            where record_id = $1
            order by version desc
            limit 200
            """);
        command.Parameters.Add(new() { Value = id });
        var versions = new List<FormerVersion>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            versions.Add(new(reader.GetInt32(0), RecordJson.Read(reader.GetString(1)), reader.GetFieldValue<DateTimeOffset>(2),
                reader.GetFieldValue<DateTimeOffset>(3), reader.GetFieldValue<string[]>(4), reader.GetGuid(5)));
        }

        return versions;
    }

    /// <summary>Where records stand, by key, as the caller's transaction sees them; those that are not there are left out.</summary>
    /// <param name="connection">Connection, with a running transaction when rows are to be held.</param>
    /// <param name="keys">Keys.</param>
    /// <param name="hold">Whether the rows are held until the transaction ends, so that nobody changes them meanwhile.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyDictionary<RecordKey, RecordPlace>> PlacesAsync(NpgsqlConnection connection, IReadOnlyCollection<RecordKey> keys, bool hold, CancellationToken ct)
    {
        // Served by record_kind_office_number_key.
        const string Sql =
            """
            select r.kind, r.office, r.number, r.id, r.batch_id
            from unnest($1::smallint[], $2::text[], $3::text[]) as k (kind, office, number)
            join records.record r using (kind, office, number)
            order by r.id
            """;
        await using var command = new NpgsqlCommand(hold ? Sql + " for update of r" : Sql, connection);
        command.Parameters.Add(new() { Value = keys.Select(key => (short)key.Kind).ToArray() });
        command.Parameters.Add(new() { Value = keys.Select(key => key.Office).ToArray() });
        command.Parameters.Add(new() { Value = keys.Select(key => key.Number).ToArray() });
        var places = new Dictionary<RecordKey, RecordPlace>(keys.Count);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            places[new((RecordKind)reader.GetInt16(0), reader.GetString(1), reader.GetString(2))] = new(reader.GetGuid(3), reader.GetGuid(4));
        return places;
    }

    /// <summary>The next rows of the change feed after a position, oldest first, only those that no running transaction can precede.</summary>
    public async Task<List<RecordChange>> ChangesAsync(long after, int size, CancellationToken ct)
    {
        await using var command = database.Source.CreateCommand(
            """
            select seq, record_id, deleted, again, kind, office, number
            from records.changes
            where seq > $1 and transaction_id < pg_snapshot_xmin(pg_current_snapshot())
            order by seq
            limit $2
            """);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = size });
        var changes = new List<RecordChange>(size);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            changes.Add(new(reader.GetInt64(0), reader.GetGuid(1), reader.GetBoolean(2), reader.GetBoolean(3), new((RecordKind)reader.GetInt16(4), reader.GetString(5), reader.GetString(6))));
        return changes;
    }

    /// <summary>Number of records of each kind, and how many of all are generated demo data.</summary>
    public async Task<(IReadOnlyDictionary<RecordKind, long> ByKind, long Synthetic)> CountAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<(short Kind, long Count, long Synthetic)>(
            "select kind, count(*), count(*) filter (where synthetic) from records.record group by kind");
        var list = rows.ToList();
        return (list.ToDictionary(row => (RecordKind)row.Kind, row => row.Count), list.Sum(row => row.Synthetic));
    }

    private const string ByIds = "select id, doc, version, changed_at, batch_id from records.record where id = any($1)";

    private async Task<List<StoredRecord>> ReadAsync(string sql, NpgsqlParameter[] parameters, CancellationToken ct)
    {
        var records = new List<StoredRecord>();
        await foreach (var record in StreamAsync(sql, parameters, ct))
            records.Add(record);
        return records;
    }

    private async IAsyncEnumerable<StoredRecord> StreamAsync(string sql, NpgsqlParameter[] parameters, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = database.Source.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await foreach (var record in StreamAsync(command, ct))
            yield return record;
    }

    private static async IAsyncEnumerable<StoredRecord> StreamAsync(NpgsqlCommand command, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            yield return new(reader.GetGuid(0), RecordJson.Read(reader.GetString(1)), reader.GetInt32(2),
                reader.GetFieldValue<DateTimeOffset>(3), reader.GetGuid(4));
        }
    }
}
