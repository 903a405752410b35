namespace Zhishu.Records;

/// <summary>A row of headers that was understood: of what kind the records below are, and which column holds what.</summary>
internal sealed class TableHeader
{
    /// <summary>As far down a header may stand: above it are titles, questions, addresses of searches.</summary>
    public const int DeepestRow = 30;

    private static readonly TableField[] PatentNumbers = [TableField.ApplicationNumber, TableField.PatentNumber, TableField.PublicationNumber, TableField.GrantNumber];
    private readonly Dictionary<TableField, List<int>> _columns = [];

    private readonly Dictionary<int, string> _separators = [];

    private TableHeader(RecordKind kind, IReadOnlyList<string> cells, TableWords words)
    {
        (Kind, Width, Cells) = (kind, cells.Count, cells);
        var unknown = new List<int>();
        Names = [.. Distinct(cells)];
        for (var i = 0; i < cells.Count; i++)
        {
            if (Names[i].Length == 0)
                continue;
            if (words.Find(kind, cells[i]) is not { } column)
            {
                unknown.Add(i);
                continue;
            }

            if (!_columns.TryGetValue(column.Field, out var at))
                _columns[column.Field] = at = [];
            at.Add(i);
            if (column.Separator is { } separator)
                _separators[i] = separator;
        }

        Unknown = unknown;
    }

    public RecordKind Kind { get; }

    /// <summary>The headers as they stand there.</summary>
    public IReadOnlyList<string> Cells { get; }

    /// <summary>Number of columns, those without a name included.</summary>
    public int Width { get; }

    /// <summary>The names of the columns; the second of one name is called 名称 (2).</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>What each column holds, for a person to look at; null where the header is not known or has no name.</summary>
    public TableField? FieldAt(int at) => _columns.Where(pair => pair.Value.Contains(at)).Select(pair => (TableField?)pair.Key).FirstOrDefault();

    /// <summary>Columns whose header is not known.</summary>
    public IReadOnlyList<int> Unknown { get; }

    /// <summary>What the source puts between several values of a column, or null for the usual ones.</summary>
    public string? SeparatorOf(int at) => _separators.GetValueOrDefault(at);

    public bool Has(TableField field) => _columns.ContainsKey(field);

    /// <summary>The columns that hold a field, in their order.</summary>
    public IReadOnlyList<int> ColumnsOf(TableField field) => _columns.TryGetValue(field, out var at) ? at : [];

    /// <summary>The header that a row is, or null: it names a number and one more known column. What most columns fit decides the kind.</summary>
    public static TableHeader? Find(IReadOnlyList<string> cells, TableWords words) => cells.Count < 2 ? null
        : Enum.GetValues<RecordKind>().Where(kind => words.Only is null || words.Only == kind).Select(kind => new TableHeader(kind, cells, words))
        .Where(header => header.IsWhole).MaxBy(header => header.Known);

    /// <summary>How many columns hold something that is known.</summary>
    public int Known => _columns.Where(pair => pair.Key is not (TableField.RowNumber or TableField.Keep or TableField.WholeRecord)).Sum(pair => pair.Value.Count);

    private bool IsWhole => Known >= 2 && (Kind == RecordKind.Patent ? PatentNumbers.Any(Has) : (Has(TableField.Number) || Has(TableField.Announcement))
        && (Has(TableField.Title) || TableAffairs.In(this)));

    /// <summary>
    /// Whether it must be asked before anything is written: the title is missing, or those to whom the right belongs, or every date, while there are columns
    /// that were not understood and may hold them.
    /// </summary>
    public bool IsUnclear => Unknown.Count > 0 && !TableAffairs.Only(this) && (!(Has(TableField.Title) || Has(TableField.GrantTitle) || Has(TableField.TitleEn))
        || !(Has(TableField.Applicant) || Has(TableField.Owner))
        || !(Has(TableField.FilingDate) || Has(TableField.PublicationDate) || Has(TableField.GrantDate) || Has(TableField.Term) || Has(TableField.ExpiryDate)));

    private static IEnumerable<string> Distinct(IReadOnlyList<string> cells)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var cell in cells)
        {
            var name = cell.Trim().Trim('\uFEFF', '"').ReplaceLineEndings(" ").Trim();
            if (name.Length > 60)
                name = name[..60];
            var times = seen[name] = seen.GetValueOrDefault(name) + 1;
            yield return times == 1 || name.Length == 0 ? name : $"{name} ({times})";
        }
    }
}
