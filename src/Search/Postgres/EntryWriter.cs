using Dapper;
using Npgsql;
using NpgsqlTypes;
using Zhishu.Search.Similarity;

namespace Zhishu.Search.Postgres;

/// <summary>Writes entries by binary COPY, inside the caller's transaction.</summary>
internal sealed class EntryWriter
{
    private readonly HashSet<int> _scratch = [];

    /// <summary>Replaces the entries of the given records; those without an entry are only removed.</summary>
    public async Task WriteAsync(NpgsqlConnection connection, Guid[] touched, IAsyncEnumerable<Entry> entries, CancellationToken ct)
    {
        await connection.ExecuteAsync(
            new CommandDefinition("delete from search.entry where id = any(@touched); delete from search.mark where id = any(@touched); "
                + "delete from search.more where id = any(@touched)", new { touched }, cancellationToken: ct));
        var marks = new List<(Guid Id, (string Name, string[] Syllables) Mark)>();
        var more = new List<Entry>();
        await using (var copy = await connection.BeginBinaryImportAsync(
            """
            copy search.entry (id, kind, status, year, sorted, filed, published, granted, province, region, type, ipc, nice, applicants, symbols, numbers,
              inventors, groups, keywords, grams, title, abstract, claims, applicant, inventor, agency, status_text,
              family, description, agent, office, expires, description_grams, number_key, title_key,
              applicant_key) from stdin (format binary)
            """, ct))
        {
            await foreach (var entry in entries)
            {
                await WriteRowAsync(copy, entry, ct);
                if (entry.Mark is { Name.Length: > 0 } mark)
                    marks.Add((entry.Id, mark));
                if (!entry.More.IsEmpty)
                    more.Add(entry);
            }

            await copy.CompleteAsync(ct);
        }

        if (marks.Count > 0)
            await WriteMarksAsync(connection, marks, ct);
        if (more.Count > 0)
            await WriteMoreAsync(connection, more, ct);
    }

    private async Task WriteMoreAsync(NpgsqlConnection connection, List<Entry> entries, CancellationToken ct)
    {
        await using var copy = await connection.BeginBinaryImportAsync("copy search.more (id, keys, priorities, event_days, grams, examiner, events) from stdin (format binary)", ct);
        foreach (var entry in entries)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(entry.Id, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(entry.More.Keys().ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text, ct);
            await copy.WriteAsync(entry.More.PriorityDays, NpgsqlDbType.Array | NpgsqlDbType.Date, ct);
            await copy.WriteAsync(entry.More.EventDays, NpgsqlDbType.Array | NpgsqlDbType.Date, ct);
            await copy.WriteAsync(entry.MoreGrams(_scratch), NpgsqlDbType.Array | NpgsqlDbType.Integer, ct);
            await copy.WriteAsync(entry.More.Examiner, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(entry.More.Events, NpgsqlDbType.Text, ct);
        }

        await copy.CompleteAsync(ct);
    }

    private static async Task WriteMarksAsync(NpgsqlConnection connection, List<(Guid Id, (string Name, string[] Syllables) Mark)> marks, CancellationToken ct)
    {
        await using var copy = await connection.BeginBinaryImportAsync("copy search.mark (id, name, sound, keys) from stdin (format binary)", ct);
        foreach (var (id, mark) in marks)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(id, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(mark.Name, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(string.Join(' ', mark.Syllables), NpgsqlDbType.Text, ct);
            await copy.WriteAsync(MarkSimilarity.Keys(mark), NpgsqlDbType.Array | NpgsqlDbType.Integer, ct);
        }

        await copy.CompleteAsync(ct);
    }

    private async Task WriteRowAsync(NpgsqlBinaryImporter copy, Entry entry, CancellationToken ct)
    {
        var grams = entry.Grams(_scratch);
        await copy.StartRowAsync(ct);
        await copy.WriteAsync(entry.Id, NpgsqlDbType.Uuid, ct);
        await copy.WriteAsync((short)entry.Kind, NpgsqlDbType.Smallint, ct);
        await copy.WriteAsync((short)entry.Status, NpgsqlDbType.Smallint, ct);
        if (entry.Sorted is { } sorted)
            await copy.WriteAsync((short)sorted.Year, NpgsqlDbType.Smallint, ct);
        else
            await copy.WriteNullAsync(ct);
        foreach (var date in new[] { entry.Sorted, entry.Filed, entry.Published, entry.Granted })
        {
            if (date is { } day)
                await copy.WriteAsync(day, NpgsqlDbType.Date, ct);
            else
                await copy.WriteNullAsync(ct);
        }

        foreach (var text in new[] { entry.Region?[..2], entry.Region, entry.Type })
            await WriteTextAsync(copy, text, ct);

        foreach (var list in new[] { entry.Ipc, entry.Nice, entry.Applicants, entry.Symbols, entry.Numbers, entry.Inventors, entry.Groups, entry.Keywords })
            await copy.WriteAsync(list, NpgsqlDbType.Array | NpgsqlDbType.Text, ct);
        await copy.WriteAsync(grams, NpgsqlDbType.Array | NpgsqlDbType.Integer, ct);
        foreach (var text in new[] { entry.Title, entry.Abstract, entry.Claims, entry.Applicant, entry.Inventor, entry.Agency, entry.StatusText, entry.Family, entry.Description,
            entry.Agent, entry.Office })
            await copy.WriteAsync(text, NpgsqlDbType.Text, ct);
        if (entry.Expires is { } expires)
            await copy.WriteAsync(expires, NpgsqlDbType.Date, ct);
        else
            await copy.WriteNullAsync(ct);
        if (entry.DescriptionGrams(_scratch) is { } keys)
            await copy.WriteAsync(keys, NpgsqlDbType.Array | NpgsqlDbType.Integer, ct);
        else
            await copy.WriteNullAsync(ct);
        await copy.WriteAsync(entry.NumberKey, NpgsqlDbType.Bigint, ct);
        await WriteTextAsync(copy, entry.TitleKey, ct);
        await WriteTextAsync(copy, entry.ApplicantKey, ct);
    }

    private static Task WriteTextAsync(NpgsqlBinaryImporter copy, string? text, CancellationToken ct) =>
        text is null ? copy.WriteNullAsync(ct) : copy.WriteAsync(text, NpgsqlDbType.Text, ct);
}
