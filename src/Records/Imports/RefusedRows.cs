using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Zhishu.Records.Imports;

/// <summary>Rows of tables that were refused, given back in the layout they had with the reason as one more column, which is not read when they are sent again.</summary>
internal static class RefusedRows
{
    /// <summary>The header of the column with the reason; <c>data/formats/columns.csv</c> knows it.</summary>
    public const string Reason = "拒绝原因";

    /// <summary>As many rows of an import are kept.</summary>
    public const int Most = 100_000;

    /// <summary>Keeps the rows that were refused, in the transaction of the portion.</summary>
    /// <param name="connection">Connection with the transaction.</param>
    /// <param name="batch">The import.</param>
    /// <param name="file">The file.</param>
    /// <param name="items">What was read.</param>
    /// <param name="room">How many more may be kept.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>How many were kept.</returns>
    public static async Task<int> KeepAsync(NpgsqlConnection connection, Guid batch, string file, IReadOnlyList<SourceItem> items, int room, CancellationToken ct)
    {
        var refused = items.Where(item => item.IsRefused && item.Raw is not null).Take(room).ToList();
        if (refused.Count == 0)
            return 0;
        await using var copy = await connection.BeginBinaryImportAsync("copy records.refused_row (batch_id, file, line, reason_zh, header, cells) from stdin (format binary)", ct);
        foreach (var item in refused)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(batch, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(file, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(item.Line, NpgsqlDbType.Bigint, ct);
            await copy.WriteAsync(Clean(string.Join("；", item.Problems.Where(problem => !problem.Warning).Select(problem => problem.Reason.Zh))), NpgsqlDbType.Text, ct);
            await copy.WriteAsync(item.Raw!.Header.Select(Clean).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text, ct);
            await copy.WriteAsync(item.Raw.Cells.Select(Clean).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text, ct);
        }

        await copy.CompleteAsync(ct);
        return refused.Count;
    }

    /// <summary>A text as PostgreSQL can keep it: without NUL and halves of characters.</summary>
    public static string Clean(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');
}
