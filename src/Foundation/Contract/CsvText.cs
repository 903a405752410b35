namespace Zhishu.Foundation;

/// <summary>Cells of CSV files (RFC 4180).</summary>
public static class CsvText
{
    /// <summary>A cell, quoted when needed. What a spreadsheet would take for a formula begins with an apostrophe.</summary>
    public static string Cell(string text)
    {
        var cell = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
        return cell.AsSpan().IndexOfAny("\",\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>A line with its end.</summary>
    public static string Line(IEnumerable<string> cells) => string.Join(',', cells.Select(Cell)) + "\r\n";
}
