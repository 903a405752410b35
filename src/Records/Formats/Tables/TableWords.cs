using System.Globalization;
using System.Text;
using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>What a header means.</summary>
/// <param name="Field">What the column holds.</param>
/// <param name="Separator">What the source puts between several values, or null for the usual ones.</param>
internal sealed record KnownColumn(TableField Field, string? Separator);

/// <summary>
/// What the tables of people are written with: the headers of columns, the forms of dates, what stands between the names of a list. It is data, in
/// <c>data/formats</c>, and can be added to without a new program.
/// </summary>
internal sealed class TableWords
{
    /// <summary>Names of persons and organisations in one cell stand one after another.</summary>
    private const string Lists = "lists";
    private const string Names = "names";
    private const string Chinese = "chinese";
    private static readonly DateOnly ExcelZero = new(1899, 12, 30);

    private readonly Dictionary<(RecordKind Kind, string Header), KnownColumn> _columns = [];
    private readonly Dictionary<char, char> _simplified;
    private readonly string[] _dates;
    private readonly char[] _lists;
    private readonly char[] _names;
    private readonly char[] _chinese;

    /// <param name="folder">The folder of the three files.</param>
    /// <param name="traditional">The file that leads from traditional characters to simplified ones, so that headers are known in both.</param>
    /// <exception cref="HubFaultException">A file is missing or malformed.</exception>
    public TableWords(string folder, string traditional)
    {
        _simplified = ReadSimplified(traditional);
        foreach (var cells in Rows(folder, "columns.csv", 4))
        {
            if (RecordKinds.Parse(cells[0]) is not { } kind || !Enum.TryParse<TableField>(cells[2], ignoreCase: true, out var field))
                throw Broken(Path.Combine(folder, "columns.csv"), string.Join(',', cells), null);
            _columns[(kind, Normal(cells[1]))] = new(field, cells[3].Length == 0 ? null : cells[3]);
        }

        _dates = [.. Rows(folder, "dates.csv", 2).Select(cells => cells[0])];
        var separators = Rows(folder, "separators.csv", 2).Select(cells => (Mark: cells[0].Replace("\\n", "\n", StringComparison.Ordinal)[0], Where: cells[1])).ToList();
        char[] Of(string where) => [.. separators.Where(pair => pair.Where == where).Select(pair => pair.Mark)];
        (_lists, _names, _chinese) = (Of(Lists), Of(Names), Of(Chinese));
    }

    private TableWords(TableWords words, TableMapping mapping)
    {
        (_simplified, _dates, _lists, _names, _chinese, Only) = (words._simplified, words._dates, words._lists, words._names, words._chinese, mapping.Kind);
        _columns = new(words._columns);
        foreach (var column in mapping.Columns)
            _columns[(mapping.Kind, Normal(column.Header))] = new(Enum.Parse<TableField>(column.Field, ignoreCase: true), null);
    }

    /// <summary>The kind of record that all tables hold, as a person said it; null when the header tells it.</summary>
    public RecordKind? Only { get; }

    /// <summary>The same words, with what a person said of the columns of a table before them.</summary>
    public TableWords With(TableMapping? mapping) => mapping is null ? this : new(this, mapping);

    /// <summary>What a header means for a kind of record, or null when it is not known.</summary>
    public KnownColumn? Find(RecordKind kind, string header) => _columns.GetValueOrDefault((kind, Normal(header)));

    /// <summary>
    /// Reads a date in one of the forms of <c>dates.csv</c>, with or without a time of day after a blank, or the day number of a workbook.
    /// </summary>
    /// <returns>The day, or null when the text is none.</returns>
    public DateOnly? DateOf(string text)
    {
        text = SafeText.Narrow(text).Trim();
        if (DateOnly.TryParseExact(text, _dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var whole))
            return whole;
        var blank = text.IndexOf(' ', StringComparison.Ordinal);
        if (blank > 0 && DateOnly.TryParseExact(text[..blank], _dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var day) && day is > 20_000 and < 80_000 ? ExcelZero.AddDays(day) : null;
    }

    /// <summary>The parts of a list: of classes, numbers, citations.</summary>
    public string[] Parts(string text) => text.Split(_lists, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>
    /// The names in a cell. Commas part names only where all parts are Chinese: elsewhere they stand between a name and what belongs to it
    /// (Example, Ann; Example, LLC).
    /// </summary>
    /// <param name="text">The cell.</param>
    /// <param name="separator">What the source puts between the names of this column, where that is known.</param>
    public IReadOnlyList<string> NamesOf(string text, string? separator) => separator is not null
        ? [.. text.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()]
        : [.. Parts(text).SelectMany(part => part.Split(_names, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).SelectMany(ByComma).Distinct()];

    private string[] ByComma(string text)
    {
        var parts = text.Split(_chinese, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts.Length > 1 && Array.TrueForAll(parts, part => part.Length >= 2 && part[0] is >= '\u3400' and <= '\u9FFF') ? parts : [text];
    }

    /// <summary>A header without what people write differently: width, blanks, case, quotation marks, traditional characters.</summary>
    private string Normal(string header)
    {
        var text = new StringBuilder(header.Length);
        foreach (var letter in header.Trim('\uFEFF').Normalize(NormalizationForm.FormKC))
        {
            if (!char.IsWhiteSpace(letter) && letter is not ('"' or '\''))
                text.Append(_simplified.GetValueOrDefault(letter, char.ToLowerInvariant(letter)));
        }

        return text.ToString();
    }

    /// <summary>The text of a cell without the guards by which people keep spreadsheets from changing it (<c>="2019…"</c>, <c>'2019…</c>).</summary>
    public static string Unguarded(string cell)
    {
        var text = cell.Trim();
        if (text.Length >= 3 && text.StartsWith("=\"", StringComparison.Ordinal) && text[^1] == '"')
            return text[2..^1].Replace("\"\"", "\"", StringComparison.Ordinal).Trim();
        return text.Length >= 2 && text[0] == '\'' && (char.IsAsciiDigit(text[1]) || "=+-@".Contains(text[1], StringComparison.Ordinal)) ? text[1..] : text;
    }

    private static Dictionary<char, char> ReadSimplified(string path)
    {
        try
        {
            var map = new Dictionary<char, char>();
            foreach (var pair in File.ReadLines(path).Select(line => line.Split('\t')))
            {
                if (pair is [{ Length: 1 } from, { Length: >= 1 } to])
                    map.TryAdd(from[0], to[0]);
            }

            return map;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Broken(path, e.Message, e);
        }
    }

    private static List<string[]> Rows(string folder, string file, int columns)
    {
        var path = Path.Combine(folder, file);
        try
        {
            using var stream = File.OpenRead(path);
            var rows = new List<string[]>();
            foreach (var row in new DelimitedReader(new StreamReader(stream, Encoding.UTF8)).Rows().Skip(1))
            {
                if (row.Fields.Length != columns || row.Fault is not null || row.Fields[0].Length == 0)
                    throw new InvalidDataException($"line {row.Line}");
                rows.Add(row.Fields);
            }

            return rows;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw Broken(path, e.Message, e);
        }
    }

    private static HubFaultException Broken(string path, string why, Exception? cause)
    {
        var text = new Bilingual($"参考数据文件 {path} 缺失或损坏：{why}");
        return cause is null ? new("reference.broken", text) : new("reference.broken", text, cause);
    }
}
