using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>A row under a header: its cells by what they hold, and what is wrong with them.</summary>
internal sealed class TableRow(TableHeader header, TableWords words, long line, string[] cells)
{
    public TableHeader Header => header;

    public TableWords Words => words;

    public long Line => line;

    public List<Problem> Problems { get; } = [];

    /// <summary>What the record is called in problems: its number as given.</summary>
    public string? Shown { get; set; }

    /// <summary>The first cell of a field that has a text, or null.</summary>
    public string? this[TableField field] => header.ColumnsOf(field).Select(Cell).FirstOrDefault(text => text is not null);

    /// <summary>The cells of a field that have a text, with the names of their columns.</summary>
    public IEnumerable<(string Name, string Text)> Cells(TableField field) => header.ColumnsOf(field).Select(at => (header.Names[at], Text: Cell(at)!)).Where(cell => cell.Text is not null);

    /// <summary>The parts of the lists in all columns of a field, each once.</summary>
    public IReadOnlyList<string> List(TableField field) => [.. header.ColumnsOf(field).Select(Cell).OfType<string>().SelectMany(words.Parts).Distinct()];

    /// <summary>The names in all columns of a field, each once.</summary>
    public IReadOnlyList<string> Names(TableField field) => [.. header.ColumnsOf(field).SelectMany(at => Cell(at) is { } text ? words.NamesOf(text, header.SeparatorOf(at)) : []).Distinct()];

    /// <summary>The day in a field; null when there is none. A text that is no date is refused.</summary>
    public DateOnly? Date(TableField field)
    {
        if (this[field] is not { } text || text is "0")
            return null;
        var date = words.DateOf(text);
        if (date is null)
            Refuse(field, "date.wrong", new("日期无法识别，例如应为 2019-07-12 或 20190712"), text);
        return date;
    }

    public void Refuse(TableField field, string code, Bilingual reason, string? value) =>
        Problems.Add(Problem.Of(line, Shown, NameOf(field), code, reason, value));

    /// <summary>
    /// What has no member in the record, by the source's own names: columns that are kept or not known, and what further columns of one field say beyond the first.
    /// </summary>
    public SortedDictionary<string, string> Rest(Func<TableField, string, bool>? says = null)
    {
        var rest = new SortedDictionary<string, string>(StringComparer.Ordinal);
        void Keep(int at)
        {
            if (Cell(at) is { } text)
                rest[header.Names[at]] = text;
        }

        foreach (var at in header.Unknown)
            Keep(at);
        foreach (var at in header.ColumnsOf(TableField.Keep))
            Keep(at);
        foreach (var at in header.ColumnsOf(TableField.CountOf).Where(at => Cell(at) is not "0"))
            Keep(at);
        foreach (var field in Enum.GetValues<TableField>().Where(IsSingle))
        {
            var columns = header.ColumnsOf(field);
            var first = this[field];
            foreach (var at in columns.Skip(1).Where(at => Cell(at) is { } text && text != first))
                Keep(at);
        }

        foreach (var field in new[] { TableField.FirstInventor, TableField.FirstOwner, TableField.GrantTitle, TableField.Scope, TableField.Announcement })
        {
            foreach (var at in header.ColumnsOf(field).Where(at => Cell(at) is { } text && says?.Invoke(field, text) != false))
                Keep(at);
        }

        return rest;
    }

    private string? Cell(int at)
    {
        if (at >= cells.Length)
            return null;
        var text = TableWords.Unguarded(cells[at]);
        return text.Length == 0 || text is "-" or "--" or "无" ? null : text;
    }

    private string? NameOf(TableField field) => header.ColumnsOf(field) is [var at, ..] ? header.Names[at] : null;

    // Fields of which the record holds one value, taken from the first column that has one.
    private static bool IsSingle(TableField field) => field is >= TableField.ApplicationNumber and <= TableField.Status and not (TableField.GrantTitle or TableField.Announcement)
        or TableField.ApplicantAddress or TableField.OwnerAddress or TableField.Abstract or TableField.Claim or TableField.Region or TableField.Country or TableField.EarliestPriority;
}
