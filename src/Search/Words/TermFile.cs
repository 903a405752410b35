using System.Text;

namespace Zhishu.Search.Words;

/// <summary>Reads files of terms: CSV whose cells hold no line breaks, with a head or without.</summary>
internal static class TermFile
{
    /// <summary>The rows with the numbers of their lines from 1, without the head, comments and empty lines.</summary>
    public static IEnumerable<(int Line, IReadOnlyList<string> Cells)> Rows(TextReader file)
    {
        for (var line = 1; file.ReadLine() is { } text; line++)
        {
            text = text.TrimStart('\uFEFF');
            if (text.Trim().Length == 0 || text[0] == '#' || Split(text) is not { Count: > 0 } cells || (line == 1 && cells[0] == Terms.Head[0]))
                continue;
            yield return (line, cells);
        }
    }

    private static List<string> Split(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
                cell.Append(line[i++]);
            else if (line[i] == '"')
                quoted = !quoted;
            else if (line[i] == ',' && !quoted)
                Flush();
            else
                cell.Append(line[i]);
        }

        Flush();
        return cells;

        void Flush()
        {
            cells.Add(cell.ToString());
            cell.Clear();
        }
    }
}
