using System.Text;
using Microsoft.AspNetCore.Http;

namespace Zhishu.Foundation;

/// <summary>A table to take away, as CSV or as a workbook.</summary>
public static class TableFile
{
    /// <summary>The answer with the file, written row by row; 404 for another format than <c>csv</c> and <c>xlsx</c>.</summary>
    /// <param name="format">Ending of the name.</param>
    /// <param name="name">Name without its ending.</param>
    /// <param name="head">Heads of the columns.</param>
    /// <param name="rows">The rows.</param>
    public static IResult Answer(string format, string name, IReadOnlyList<string> head, IAsyncEnumerable<IReadOnlyList<string>> rows) => format switch
    {
        "csv" => Results.Stream(stream => WriteAsync(stream, head, rows), "text/csv; charset=utf-8", name + ".csv"),
        "xlsx" => Results.Stream(async stream =>
        {
            // The writer of archives asks for the place it is at, which an answer cannot tell.
            using var whole = new MemoryStream();
            await Workbook.WriteAsync(head, rows, whole, CancellationToken.None);
            whole.Position = 0;
            await whole.CopyToAsync(stream);
        }, Workbook.MediaType, name + ".xlsx"),
        _ => Results.NotFound(),
    };

    /// <summary>The answer for rows that are at hand.</summary>
    public static IResult Answer(string format, string name, IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows) => Answer(format, name, head, rows.ToAsyncEnumerable());

    private static async Task WriteAsync(Stream stream, IReadOnlyList<string> head, IAsyncEnumerable<IReadOnlyList<string>> rows)
    {
        // The mark tells spreadsheets that it is UTF-8.
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await writer.WriteAsync(CsvText.Line(head));
        await foreach (var row in rows)
            await writer.WriteAsync(CsvText.Line(row));
    }
}
