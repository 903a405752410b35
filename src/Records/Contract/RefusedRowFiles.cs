using Dapper;
using Npgsql;
using Zhishu.Foundation;
using Zhishu.Records.Imports;

namespace Zhishu.Records;

/// <summary>Rows of one table that were refused.</summary>
/// <param name="Part">Which table of the import, from 1.</param>
/// <param name="File">The file they came from.</param>
/// <param name="Rows">How many.</param>
public sealed record RefusedPart(int Part, string File, long Rows);

/// <summary>Gives refused rows of tables back in the layout they had, with one more column for the reason, to be corrected and sent again.</summary>
public sealed class RefusedRowFiles(HubDatabase database)
{
    private const string Parts = "select file, header, min(id) as first, count(*) as n from records.refused_row where batch_id = @batch group by file, header";

    /// <summary>The tables of an import of which rows were refused, at most 100.</summary>
    public async Task<IReadOnlyList<RefusedPart>> PartsAsync(Guid batch, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return [.. (await connection.QueryAsync<(string File, long Rows)>(new CommandDefinition(
            $"select file, n from ({Parts}) parts order by first limit 100", new { batch }, cancellationToken: ct))).Select((row, i) => new RefusedPart(i + 1, row.File, row.Rows))];
    }

    /// <summary>Writes one of them as CSV.</summary>
    /// <returns>False when there is no such table.</returns>
    public async Task<bool> WriteAsync(Guid batch, int part, TextWriter into, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var found = (await connection.QueryAsync<(string File, string[] Header)>(new CommandDefinition(
            $"select file, header from ({Parts}) parts order by first offset @skip limit 1", new { batch, skip = part - 1 }, cancellationToken: ct))).ToList();
        if (part < 1 || found.Count == 0)
            return false;
        var (file, header) = found[0];

        // A file that was given back before, corrected in part and refused again has the column already.
        var given = Array.IndexOf(header, RefusedRows.Reason);
        string[] Row(string[] cells, string reason) => [.. Enumerable.Range(0, header.Length).Where(at => at != given)
            .Select(at => at < cells.Length ? cells[at] : ""), reason, .. cells.Skip(header.Length)];
        await into.WriteAsync(CsvText.Line(Row(header, RefusedRows.Reason)).AsMemory(), ct);
        await using var command = new NpgsqlCommand("select cells, reason_zh from records.refused_row where batch_id = $1 and file = $2 and header = $3 order by id", connection);
        command.Parameters.Add(new() { Value = batch });
        command.Parameters.Add(new() { Value = file });
        command.Parameters.Add(new() { Value = header });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            // A row that had more cells than its header keeps them behind the reason.
            await into.WriteAsync(CsvText.Line(Row(reader.GetFieldValue<string[]>(0), reader.GetString(1))).AsMemory(), ct);
        }

        return true;
    }
}
