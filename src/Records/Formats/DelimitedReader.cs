using System.Text;

namespace Zhishu.Records;

/// <summary>A row of a delimited file. <see cref="Fault"/> is a code when the row could not be read.</summary>
internal readonly record struct DelimitedRow(long Line, string[] Fields, string? Fault);

/// <summary>
/// Reads rows whose cells are parted by commas (RFC 4180) or another character, one by one, bounded in memory. A quotation mark that is never closed costs one row:
/// reading goes on at the next line, so good rows after it are not lost.
/// </summary>
internal sealed class DelimitedReader(TextReader reader, char separator = ',')
{
    internal const int LongestRow = 4 << 20;
    private const int MostFields = 1000;
    private readonly Queue<string> _again = new();
    private long _line;

    public IEnumerable<DelimitedRow> Rows()
    {
        while (NextLine(out var cut) is { } first)
        {
            var start = _line;
            if (cut)
            {
                yield return new(start, [], "row.long");
                continue;
            }

            if (first.Length > 0)
                yield return Row(start, first);
        }
    }

    private DelimitedRow Row(long start, string first)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var text = first;
        var extra = new List<string>();
        var size = first.Length;
        var at = 0;
        while (true)
        {
            if (at < text.Length && text[at] == '"')
            {
                at++;
                while (true)
                {
                    var close = text.IndexOf('"', at);
                    if (close < 0)
                    {
                        field.Append(text, at, text.Length - at).Append('\n');
                        var next = size > LongestRow ? null : NextLine(out var cut) is { } line && !cut ? line : null;
                        if (next is null)
                            return Unclosed(start, extra);
                        extra.Add(next);
                        size += next.Length;
                        text = next;
                        at = 0;
                        continue;
                    }

                    field.Append(text, at, close - at);
                    at = close + 1;
                    if (at >= text.Length || text[at] != '"')
                        break;
                    field.Append('"');
                    at++;
                }
            }

            var comma = text.IndexOf(separator, at);
            field.Append(text, at, (comma < 0 ? text.Length : comma) - at);
            fields.Add(field.ToString());
            field.Clear();
            if (fields.Count > MostFields)
                return new(start, [], "row.fields");
            if (comma < 0)
                return new(start, [.. fields], null);
            at = comma + 1;
        }
    }

    private DelimitedRow Unclosed(long start, List<string> swallowed)
    {
        foreach (var line in _again.ToArray())
            swallowed.Add(line);
        _again.Clear();
        foreach (var line in swallowed)
            _again.Enqueue(line);
        _line = start;
        return new(start, [], "row.quote");
    }

    private string? NextLine(out bool cut)
    {
        cut = false;
        _line++;
        return _again.TryDequeue(out var line) ? line : BoundedLine.Read(reader, LongestRow, out cut);
    }
}

/// <summary>Reads a line without ever holding more than a limit.</summary>
internal static class BoundedLine
{
    /// <param name="reader">Source.</param>
    /// <param name="longest">Longest line in characters.</param>
    /// <param name="cut">True when the line was longer: the rest of it was skipped.</param>
    /// <returns>The line without its end, or null at the end of the source.</returns>
    public static string? Read(TextReader reader, int longest, out bool cut)
    {
        cut = false;
        var line = new StringBuilder();
        var any = false;
        for (int c; (c = reader.Read()) >= 0;)
        {
            any = true;
            if (c == '\n')
                break;
            if (c == '\r')
            {
                if (reader.Peek() == '\n')
                    reader.Read();
                break;
            }

            if (line.Length < longest)
                line.Append((char)c);
            else
                cut = true;
        }

        return any ? line.ToString() : null;
    }
}
