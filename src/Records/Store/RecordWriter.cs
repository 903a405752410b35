using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;

namespace Zhishu.Records;

/// <summary>What a chunk did.</summary>
/// <param name="New">Records added.</param>
/// <param name="Changed">Records that got a new version or were deleted.</param>
/// <param name="Same">Records that were known as they are.</param>
/// <param name="Waiting">Of those that are the same: what is said of records that are not there yet.</param>
internal readonly record struct WriteCount(int New, int Changed, int Same, int Waiting = 0)
{
    /// <summary>Records that were not written: the number is that of another right.</summary>
    public IReadOnlyList<IpRecord> Conflicts { get; init; } = [];
}

/// <summary>A checked record on its way into the store.</summary>
internal sealed record Incoming(IpRecord Record, MergeRule Rule)
{
    /// <summary>The source takes back what it delivered.</summary>
    public bool Deletes { get; init; }

    /// <summary>A person decided that it is the same right.</summary>
    public bool Decided { get; init; }
}

/// <summary>
/// Writes chunks of records inside the caller's transaction: new ones by binary COPY, known ones merged, versioned and updated.
/// </summary>
internal static class RecordWriter
{
    private sealed class Slot(Guid id, string? before, int version, IpRecord record)
    {
        public Guid Id { get; } = id;
        public string? Before { get; } = before;
        public int Version { get; } = version;
        public IpRecord Record { get; set; } = record;
        public IpRecord? Known { get; init; }
        public DateTimeOffset KnownSince { get; init; }
        public Guid KnownBatch { get; init; }
        public List<string> Changed { get; set; } = [];

        /// <summary>Whether the source took the whole record back.</summary>
        public bool Gone { get; set; }
    }

    /// <param name="connection">Open connection with a running transaction.</param>
    /// <param name="chunk">Records in source order; several may be of the same number.</param>
    /// <param name="batch">The import that writes.</param>
    /// <param name="now">Instant of the write.</param>
    /// <param name="dryRun">Counts only.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<WriteCount> WriteAsync(
        NpgsqlConnection connection, IReadOnlyList<Incoming> chunk, Guid batch, DateTimeOffset now, bool dryRun, CancellationToken ct)
    {
        chunk = await JoinedAsync(connection, await TextStore.TakeApartAsync(connection, chunk, dryRun, ct), ct);
        var byPublication = await Identity.KeptByPublicationAsync(connection, chunk, ct);
        var slots = await LoadAsync(connection, [.. chunk.Select(incoming => KeyOf(incoming.Record))
            .Concat(byPublication.Select(kept => ((short)RecordKind.Patent, kept.Office, kept.Number))).Distinct()], ct);
        var added = new List<Slot>();
        var waiting = new List<Incoming>();
        var conflicts = new List<IpRecord>();
        foreach (var given in chunk)
        {
            var key = KeyOf(given.Record);
            var incoming = given.Deletes ? given : TakeOver(given, slots);
            if (slots.TryGetValue(key, out var slot) && !slot.Gone)
            {
                if (!incoming.Deletes && !incoming.Decided && incoming.Rule == MergeRule.Fill && Identity.IsAnother(slot.Record, given.Record))
                    conflicts.Add(given.Record);
                else if (incoming.Deletes && Amendments.Without(slot.Record, incoming) is var left)
                    (slot.Record, slot.Gone) = (left ?? slot.Record, left is null);
                else
                    slot.Record = RecordMerge.Merge(slot.Record, incoming.Record, incoming.Rule);
                continue;
            }

            if (incoming.Rule == MergeRule.Amend)
                waiting.Add(incoming);
            if (incoming.Rule == MergeRule.Amend || incoming.Deletes)
                continue;
            if (slot is not null)
            {
                (slot.Record, slot.Gone) = (incoming.Record, false);
                continue;
            }

            slots[key] = slot = new Slot(Guid.CreateVersion7(now), null, 1, incoming.Record);
            added.Add(slot);
        }

        added.RemoveAll(slot => slot.Gone);
        await JoinWaitingAsync(connection, added, slots, dryRun, ct);
        var gone = slots.Values.Where(slot => slot.Gone && slot.Known is not null).ToList();
        var changed = new List<Slot>();
        foreach (var slot in slots.Values.Where(slot => !slot.Gone && slot.Known is not null && !ReferenceEquals(slot.Known, slot.Record)))
        {
            slot.Changed = RecordMerge.ChangedFields(slot.Known!, slot.Record);
            if (slot.Changed.Count > 0)
                changed.Add(slot);
        }

        var count = new WriteCount(added.Count, changed.Count + gone.Count, chunk.Count - added.Count - changed.Count - gone.Count, waiting.Count) { Conflicts = conflicts };
        if (dryRun)
            return count;
        await Identity.HoldAsync(connection, conflicts, batch, now, ct);
        await AddAsync(connection, added, batch, now, ct);
        await UpdateAsync(connection, changed, batch, now, ct);
        await Amendments.KeepAsync(connection, waiting, batch, now, ct);
        await KeepRemovedAsync(connection, gone, batch, ct);
        await DeleteAsync(connection, [.. gone.Select(slot => RecordKey.Of(slot.Known!))], ct);
        await AnnounceAsync(connection, [.. added, .. changed], ct);
        return count;
    }

    /// <summary>What was kept by a publication of this application alone becomes part of it; the record of that number goes.</summary>
    private static Incoming TakeOver(Incoming incoming, Dictionary<(short, string, string), Slot> slots)
    {
        if (!Identity.Names(incoming.Record))
            return incoming;
        foreach (var number in NumberKeys.AliasesOf(incoming.Record))
        {
            if (!slots.TryGetValue(((short)RecordKind.Patent, incoming.Record.Office, number), out var former) || former.Gone || Identity.IsAnother(former.Record, incoming.Record))
                continue;
            former.Gone = true;
            incoming = incoming with { Record = RecordMerge.Merge(former.Record with { Number = incoming.Record.Number }, incoming.Record, incoming.Rule) };
        }

        return incoming;
    }

    private static async Task JoinWaitingAsync(NpgsqlConnection connection, List<Slot> added, Dictionary<(short, string, string), Slot> slots, bool dryRun, CancellationToken ct)
    {
        if (added.Count == 0)
            return;
        foreach (var incoming in await Amendments.TakeAsync(connection, [.. added.Select(slot => slot.Record)], dryRun, ct))
        {
            var slot = slots[KeyOf(incoming.Record)];
            slot.Record = incoming.Deletes ? Amendments.Without(slot.Record, incoming)! : RecordMerge.Merge(slot.Record, incoming.Record, MergeRule.Amend);
        }
    }

    /// <summary>Keeps what an import takes away, so that it can be taken back.</summary>
    private static async Task KeepRemovedAsync(NpgsqlConnection connection, List<Slot> gone, Guid batch, CancellationToken ct)
    {
        foreach (var slot in gone)
        {
            await using var command = new NpgsqlCommand(
                """
                insert into records.removed (batch_id, kind, office, number, former_batch, doc)
                select $1, $2, $3, $4, former.batch_id, former.doc
                from (
                  select $5::uuid as batch_id, $6::json as doc, 2147483647 as version where $5 <> $1
                  union all
                  select v.batch_id, v.doc, v.version from records.version v join records.record r on r.id = v.record_id
                  where r.kind = $2 and r.office = $3 and r.number = $4 and v.batch_id <> $1
                  order by version desc limit 1) former
                where exists (select 1 from records.batch where id = $1)
                on conflict do nothing
                """, connection);
            command.Parameters.Add(new() { Value = batch });
            command.Parameters.Add(new() { Value = (short)slot.Known!.Kind });
            command.Parameters.Add(new() { Value = slot.Known.Office });
            command.Parameters.Add(new() { Value = slot.Known.Number });
            command.Parameters.Add(new() { Value = slot.KnownBatch });
            command.Parameters.Add(new() { Value = slot.Before!, NpgsqlDbType = NpgsqlDbType.Json });
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    /// <summary>Deletes records and announces it in the change feed; those that are gone already do not matter.</summary>
    /// <returns>How many were deleted.</returns>
    public static async Task<int> DeleteAsync(NpgsqlConnection connection, IReadOnlyCollection<RecordKey> keys, CancellationToken ct)
    {
        if (keys.Count == 0)
            return 0;

        // Served by record_kind_office_number_key.
        await using var command = new NpgsqlCommand(
            """
            with gone as (
              delete from records.record r
              using unnest($1::smallint[], $2::text[], $3::text[]) as k (kind, office, number)
              where r.kind = k.kind and r.office = k.office and r.number = k.number
              returning r.id, r.kind, r.office, r.number, r.version),
            told as (
              insert into records.changes (record_id, kind, office, number, version, deleted)
              select id, kind, office, number, version, true from gone
              returning 1)
            select count(*)::int from told
            """, connection);
        command.Parameters.Add(new() { Value = keys.Select(key => (short)key.Kind).ToArray() });
        command.Parameters.Add(new() { Value = keys.Select(key => key.Office).ToArray() });
        command.Parameters.Add(new() { Value = keys.Select(key => key.Number).ToArray() });
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    private static (short Kind, string Office, string Number) KeyOf(IpRecord record) => ((short)record.Kind, record.Office, record.Number);

    /// <summary>
    /// Sources that give some members, and no application number, name a patent by a publication: such a record is the one that has this publication, when there is exactly one.
    /// </summary>
    private static async Task<IReadOnlyList<Incoming>> JoinedAsync(NpgsqlConnection connection, IReadOnlyList<Incoming> chunk, CancellationToken ct)
    {
        var published = chunk.Where(incoming => incoming.Rule != MergeRule.Replace && IsPublication(incoming.Record)).Select(incoming => incoming.Record.Number).Distinct().ToArray();
        if (published.Length == 0)
            return chunk;
        var found = new Dictionary<(string Office, string Publication), string?>();
        await using (var command = new NpgsqlCommand(
            """
            select r.office, n.number, r.number
            from records.number n
            join records.record r on r.id = n.record_id
            where n.kind = 1 and n.number = any ($1) and r.number <> n.number
            """, connection))
        {
            command.Parameters.Add(new() { Value = published });
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
                Enter((reader.GetString(0), reader.GetString(1)), reader.GetString(2));
        }

        foreach (var record in chunk.Select(incoming => incoming.Record).Where(record => record.Kind == RecordKind.Patent && !IsPublication(record)))
        {
            foreach (var number in NumberKeys.AliasesOf(record))
                Enter((record.Office, number), record.Number);
        }

        return [.. chunk.Select(incoming => incoming.Rule != MergeRule.Replace && IsPublication(incoming.Record) && found.GetValueOrDefault((incoming.Record.Office, incoming.Record.Number)) is { } own
            ? incoming with { Record = incoming.Record with { Number = own } } : incoming)];

        void Enter((string, string) publication, string own) => found[publication] = found.TryGetValue(publication, out var other) && other != own ? null : own;
    }

    private static bool IsPublication(IpRecord record) => record.Kind == RecordKind.Patent && RecordNumber.ParsePatent(record.Number)?.IsPublication == true;

    private static async Task<Dictionary<(short, string, string), Slot>> LoadAsync(NpgsqlConnection connection, List<(short Kind, string Office, string Number)> keys, CancellationToken ct)
    {
        // Served by record_kind_office_number_key. The rows are locked, so that two imports of one record follow each other.
        await using var command = new NpgsqlCommand(
            """
            select r.id, r.version, r.doc::text, r.changed_at, r.batch_id
            from unnest($1::smallint[], $2::text[], $3::text[]) as k (kind, office, number)
            join records.record r using (kind, office, number)
            order by r.id
            for update of r
            """, connection);
        command.Parameters.Add(new() { Value = keys.Select(key => key.Kind).ToArray() });
        command.Parameters.Add(new() { Value = keys.Select(key => key.Office).ToArray() });
        command.Parameters.Add(new() { Value = keys.Select(key => key.Number).ToArray() });
        var slots = new Dictionary<(short, string, string), Slot>(keys.Count);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var doc = reader.GetString(2);
            var record = RecordJson.Read(doc);
            slots[KeyOf(record)] = new Slot(reader.GetGuid(0), doc, reader.GetInt32(1), record)
            {
                Known = record,
                KnownSince = reader.GetFieldValue<DateTimeOffset>(3),
                KnownBatch = reader.GetGuid(4),
            };
        }

        return slots;
    }

    private static async Task AddAsync(NpgsqlConnection connection, List<Slot> added, Guid batch, DateTimeOffset now, CancellationToken ct)
    {
        if (added.Count == 0)
            return;
        await using (var copy = await connection.BeginBinaryImportAsync(
            "copy records.record (id, kind, office, number, version, synthetic, batch_id, changed_at, doc) from stdin (format binary)", ct))
        {
            foreach (var slot in added)
            {
                await copy.StartRowAsync(ct);
                await copy.WriteAsync(slot.Id, NpgsqlDbType.Uuid, ct);
                await copy.WriteAsync((short)slot.Record.Kind, NpgsqlDbType.Smallint, ct);
                await copy.WriteAsync(slot.Record.Office, NpgsqlDbType.Text, ct);
                await copy.WriteAsync(slot.Record.Number, NpgsqlDbType.Text, ct);
                await copy.WriteAsync(1, NpgsqlDbType.Integer, ct);
                await copy.WriteAsync(slot.Record.Synthetic, NpgsqlDbType.Boolean, ct);
                await copy.WriteAsync(batch, NpgsqlDbType.Uuid, ct);
                await copy.WriteAsync(now, NpgsqlDbType.TimestampTz, ct);
                await copy.WriteAsync(RecordJson.Write(slot.Record), NpgsqlDbType.Json, ct);
            }

            await copy.CompleteAsync(ct);
        }

        await using var numbers = await connection.BeginBinaryImportAsync("copy records.number (kind, number, record_id) from stdin (format binary)", ct);
        foreach (var slot in added)
        {
            foreach (var number in NumberKeys.AliasesOf(slot.Record))
            {
                await numbers.StartRowAsync(ct);
                await numbers.WriteAsync((short)slot.Record.Kind, NpgsqlDbType.Smallint, ct);
                await numbers.WriteAsync(number, NpgsqlDbType.Text, ct);
                await numbers.WriteAsync(slot.Id, NpgsqlDbType.Uuid, ct);
            }
        }

        await numbers.CompleteAsync(ct);
        await numbers.CloseAsync(ct);
        await LinkTable.AddAsync(connection, added.Select(slot => (slot.Id, slot.Record)), ct);
    }

    private static async Task UpdateAsync(NpgsqlConnection connection, List<Slot> changed, Guid batch, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var slot in changed)
        {
            await using var command = new NpgsqlCommand(
                """
                with former as (
                  insert into records.version (record_id, version, batch_id, valid_from, replaced_at, changed_fields, doc)
                  values ($1, $2, $3, $4, $5, $6, $7)),
                cleared as (delete from records.number where record_id = $1 and number <> all($10)),
                named as (
                  insert into records.number (kind, number, record_id)
                  select $11, number, $1 from unnest($10) as number
                  on conflict do nothing)
                update records.record set version = $2 + 1, batch_id = $8, changed_at = $5, doc = $9, synthetic = $12 where id = $1
                """, connection);
            var p = command.Parameters;
            p.Add(new() { Value = slot.Id });
            p.Add(new() { Value = slot.Version });
            p.Add(new() { Value = slot.KnownBatch });
            p.Add(new() { Value = slot.KnownSince });
            p.Add(new() { Value = now });
            p.Add(new() { Value = slot.Changed.ToArray() });
            p.Add(new() { Value = slot.Before!, NpgsqlDbType = NpgsqlDbType.Json });
            p.Add(new() { Value = batch });
            p.Add(new() { Value = RecordJson.Write(slot.Record), NpgsqlDbType = NpgsqlDbType.Json });
            p.Add(new() { Value = NumberKeys.AliasesOf(slot.Record).ToArray() });
            p.Add(new() { Value = (short)slot.Record.Kind });
            p.Add(new() { Value = slot.Record.Synthetic });
            await command.ExecuteNonQueryAsync(ct);
            await LinkTable.ReplaceAsync(connection, slot.Id, slot.Record, ct);
        }
    }

    private static async Task AnnounceAsync(NpgsqlConnection connection, ImmutableArray<Slot> slots, CancellationToken ct)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy records.changes (record_id, kind, office, number, version, deleted) from stdin (format binary)", ct);
        foreach (var slot in slots)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(slot.Id, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync((short)slot.Record.Kind, NpgsqlDbType.Smallint, ct);
            await copy.WriteAsync(slot.Record.Office, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(slot.Record.Number, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(slot.Known is null ? 1 : slot.Version + 1, NpgsqlDbType.Integer, ct);
            await copy.WriteAsync(false, NpgsqlDbType.Boolean, ct);
        }

        await copy.CompleteAsync(ct);
    }
}
