using Npgsql;

namespace Zhishu.Records;

/// <summary>Which record is which: those known by a publication alone until their application came, and sources that mean another one by the same number.</summary>
internal static class Identity
{
    /// <summary>
    /// Of the records that name an application and its publications, the numbers of publications under which the store, or this chunk, keeps a record of its own: it was known by that
    /// number alone, and is the same.
    /// </summary>
    public static async Task<HashSet<(string Office, string Number)>> KeptByPublicationAsync(NpgsqlConnection connection, IReadOnlyList<Incoming> chunk, CancellationToken ct)
    {
        var numbers = chunk.Where(incoming => Names(incoming.Record)).SelectMany(incoming => NumberKeys.AliasesOf(incoming.Record)).Distinct().ToArray();
        var kept = new HashSet<(string, string)>();
        if (numbers.Length == 0)
            return kept;

        // Served by record_kind_office_number_key, office by office.
        await using var command = new NpgsqlCommand("select office, number from records.record where kind = 1 and office = any($1) and number = any($2)", connection);
        command.Parameters.Add(new() { Value = chunk.Select(incoming => incoming.Record.Office).Distinct().ToArray() });
        command.Parameters.Add(new() { Value = numbers });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            kept.Add((reader.GetString(0), reader.GetString(1)));
        return kept;
    }

    /// <summary>Whether a record names its application, so that one that was kept by a publication of it is the same.</summary>
    public static bool Names(IpRecord record) => record.Kind == RecordKind.Patent && record.Publications.Count > 0 && RecordNumber.ParsePatent(record.Number)?.IsPublication != true;

    /// <summary>
    /// Whether a source speaks of another right by the same number: title, those to whom it belongs and the day of application are all others. Such a record is not overwritten.
    /// </summary>
    public static bool IsAnother(IpRecord known, IpRecord incoming)
    {
        if (known.FilingDate is null || incoming.FilingDate is null || known.FilingDate == incoming.FilingDate || Same(known.Title, incoming.Title)
            || Same(known.TitleEn, incoming.Title) || Same(known.Title, incoming.TitleEn))
            return false;
        var (ours, theirs) = (People(known), People(incoming));
        return ours.Count > 0 && theirs.Count > 0 && !ours.Overlaps(theirs);
    }

    /// <summary>Holds what was not written, for a person to decide; the same twice is one.</summary>
    public static async Task HoldAsync(NpgsqlConnection connection, IReadOnlyList<IpRecord> conflicts, Guid batch, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var record in conflicts)
        {
            await using var command = new NpgsqlCommand(
                "insert into records.conflict (batch_id, kind, office, number, doc, seen_at) values ($1, $2, $3, $4, $5, $6) on conflict (kind, office, "
                    + "number, md5(doc::text)) where decided is null do nothing", connection);
            command.Parameters.Add(new() { Value = batch });
            command.Parameters.Add(new() { Value = (short)record.Kind });
            command.Parameters.Add(new() { Value = record.Office });
            command.Parameters.Add(new() { Value = record.Number });
            command.Parameters.Add(new() { Value = RecordJson.Write(record), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Json });
            command.Parameters.Add(new() { Value = now });
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    private static bool Same(string? one, string? other) => one is not null && other is not null && Squeezed(one) == Squeezed(other);

    private static string Squeezed(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    private static HashSet<string> People(IpRecord record) =>
        [.. record.Parties.Where(party => party.Role is PartyRole.Applicant or PartyRole.Owner or PartyRole.Inventor or PartyRole.CurrentInventor).Select(party => Squeezed(party.Name))];
}
