using Npgsql;
using NpgsqlTypes;

namespace Zhishu.Records;

/// <summary>
/// Sources that only add to records (legal status) or take back what they delivered. What is said of a record that is not there waits until it comes.
/// </summary>
internal static class Amendments
{
    /// <summary>The record without what the source takes back; null when nothing of it is left.</summary>
    public static IpRecord? Without(IpRecord known, Incoming incoming)
    {
        var taken = incoming.Record;
        if (incoming.Rule == MergeRule.Amend)
        {
            var events = known.Events.Where(legal => !taken.Events.Any(other => other.Date == legal.Date && other.Text == legal.Text)).ToList();
            return events.Count == known.Events.Count ? known : StatusByEvents.Settle(known with { Events = events });
        }

        if (known.Kind != RecordKind.Patent || taken.Publications.Count == 0)
            return null;
        var left = known.Publications.Where(publication => !taken.Publications.Any(other => other.Number == publication.Number)).ToList();
        return left.Count == known.Publications.Count ? known : left.Count == 0 ? null : known with { Publications = left };
    }

    /// <summary>Keeps what is said of records that are not there.</summary>
    public static async Task KeepAsync(NpgsqlConnection connection, IReadOnlyList<Incoming> waiting, Guid batch, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var incoming in waiting)
        {
            var json = RecordJson.Write(incoming.Record with { Source = incoming.Record.Source });
            await using var command = new NpgsqlCommand(
                """
                insert into records.waiting (kind, office, number, mark, deletes, doc, received_at, batch_id)
                values ($1, $2, $3, $4, $5, $6, $7, $8)
                on conflict (kind, office, number, mark) do update set deletes = excluded.deletes, doc = excluded.doc, batch_id = excluded.batch_id
                """, connection);
            var first = incoming.Record.Events.Count > 0 ? incoming.Record.Events[0] : null;
            command.Parameters.Add(new() { Value = (short)incoming.Record.Kind });
            command.Parameters.Add(new() { Value = incoming.Record.Office });
            command.Parameters.Add(new() { Value = incoming.Record.Number });
            command.Parameters.Add(new()
            {
                Value = first is null
                ? $"text {incoming.Record.Claims.Count > 0} {incoming.Record.DescriptionKey} {incoming.Record.Media.Count}"
                : $"{first.Date:yyyyMMdd} {first.Text} {first.Details.GetValueOrDefault("to") ?? first.Details.GetValueOrDefault("case") ?? first.Details.GetValueOrDefault("decision")}"
            });
            command.Parameters.Add(new() { Value = incoming.Deletes });
            command.Parameters.Add(new() { Value = json, NpgsqlDbType = NpgsqlDbType.Json });
            command.Parameters.Add(new() { Value = now });
            command.Parameters.Add(new() { Value = batch });
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    /// <summary>What waits for some records; it waits no longer.</summary>
    public static async Task<List<Incoming>> TakeAsync(NpgsqlConnection connection, IReadOnlyList<IpRecord> records, bool dryRun, CancellationToken ct)
    {
        const string Found = "records.waiting w using unnest($1::smallint[], $2::text[], $3::text[]) as k (kind, office, number) where w.kind = k.kind and w.office = k.office and w.number = k.number";
        await using var command = new NpgsqlCommand(dryRun
            ? "select w.doc::text, w.deletes, w.mark from records.waiting w join unnest($1::smallint[], $2::text[], $3::text[]) as k (kind, office, number) using (kind, office, number)"
            : $"delete from {Found} returning w.doc::text, w.deletes, w.mark", connection);
        // What names a right by its publication waits under that.
        var owners = new Dictionary<(RecordKind, string, string), string>();
        foreach (var record in records)
        {
            owners[(record.Kind, record.Office, record.Number)] = record.Number;
            foreach (var number in NumberKeys.AliasesOf(record))
                owners.TryAdd((record.Kind, record.Office, number), record.Number);
        }

        command.Parameters.Add(new() { Value = owners.Keys.Select(key => (short)key.Item1).ToArray() });
        command.Parameters.Add(new() { Value = owners.Keys.Select(key => key.Item2).ToArray() });
        command.Parameters.Add(new() { Value = owners.Keys.Select(key => key.Item3).ToArray() });
        var waiting = new List<(string Mark, Incoming Incoming)>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var record = RecordJson.Read(reader.GetString(0));
            waiting.Add((reader.GetString(2),
                new(record with { Number = owners.GetValueOrDefault((record.Kind, record.Office, record.Number), record.Number) }, MergeRule.Amend) { Deletes = reader.GetBoolean(1) }));
        }

        return [.. waiting.OrderBy(one => one.Mark, StringComparer.Ordinal).Select(one => one.Incoming)];
    }
}
