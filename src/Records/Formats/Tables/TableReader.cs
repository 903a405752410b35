using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>A table of a file: the rows of a text, or a sheet of a workbook with its name.</summary>
internal readonly record struct TableSheet(string? Name, IEnumerable<DelimitedRow> Rows);

/// <summary>
/// Reads the tables of a file. Each finds its header by itself, below whatever stands above it; what is not read is told of: rows above the header, columns that
/// are not known, sheets without a header.
/// </summary>
/// <param name="words">Headers, dates, separators.</param>
/// <param name="regions">Finds regions in addresses.</param>
/// <param name="asks">Whether a table whose important columns were not understood is refused, to be asked about.</param>
internal sealed class TableReader(TableWords words, RegionFinder regions, bool asks)
{
    private readonly TableMapper _mapper = new(regions);

    /// <exception cref="FileRefusedException">Nothing in the file can be read as a table.</exception>
    public IEnumerable<SourceItem> Read(IEnumerable<TableSheet> sheets, string sourceName)
    {
        var without = new List<SourceItem>();
        var any = false;
        foreach (var sheet in sheets)
        {
            using var rows = sheet.Rows.GetEnumerator();
            var (header, above) = FindHeader(rows);
            if (header is null)
            {
                if (above.Count > 0)
                    without.Add(Note(above[0].Line, "sheet.skipped",
                        new($"工作表“{sheet.Name}”没有可识别的列标题，未读取")));
                continue;
            }

            if (asks && header.IsUnclear)
                throw new FileRefusedException(Unclear(header));
            any = true;
            foreach (var item in Told(sheet, header, above))
                yield return item;
            while (rows.MoveNext())
            {
                if (RowOf(rows.Current, header, sourceName) is { } item)
                    yield return item with { Raw = new(header.Cells, rows.Current.Fields) };
            }
        }

        if (!any)
        {
            throw new FileRefusedException(Problem.Of(1, null, null, "header.missing",
                new("没有找到列标题：应有一行写明号码（如申请号、公开号、注册号）和另一列")));
        }

        foreach (var item in without)
            yield return item;
    }

    /// <summary>The header among the first rows, and what stands above it; of a table without one, all that was looked at.</summary>
    private (TableHeader? Header, List<DelimitedRow> Above) FindHeader(IEnumerator<DelimitedRow> rows)
    {
        var above = new List<DelimitedRow>();
        while (above.Count < TableHeader.DeepestRow && rows.MoveNext())
        {
            var row = rows.Current;
            if (row.Fault is { } fault)
            {
                if (fault == "row.text")
                    throw new FileRefusedException(Faulty(row.Line, fault));
                above.Add(row);
                continue;
            }

            if (row.Fields.All(string.IsNullOrWhiteSpace))
                continue;
            if (TableHeader.Find(row.Fields, words) is { } header)
                return (header, above);
            above.Add(row);
        }

        return (null, above);
    }

    private static IEnumerable<SourceItem> Told(TableSheet sheet, TableHeader header, List<DelimitedRow> above)
    {
        var where = sheet.Name is { } name ? new($"工作表“{name}”：") : new Bilingual("");
        if (above.Count > 0)
        {
            yield return Note(above[0].Line, "rows.above", new($"{where}列标题上方有 {above.Count} 行未作为数据读取"),
                string.Join(' ', above.SelectMany(row => row.Fields).Where(cell => cell.Length > 0)));
        }

        if (header.Unknown.Count > 0)
        {
            var names = string.Join('、', header.Unknown.Select(at => header.Names[at]));
            yield return Note(1, "columns.unknown", new($"{where}以下列未能识别，已按原名保留：{names}"));
        }
    }

    private SourceItem? RowOf(DelimitedRow row, TableHeader header, string sourceName)
    {
        if (row.Fault is { } fault)
            return SourceItem.Refused(Faulty(row.Line, fault));
        if (row.Fields.Length > header.Width && row.Fields[header.Width..].Any(cell => cell.Length > 0))
        {
            return SourceItem.Refused(Problem.Of(row.Line, null, null, "row.columns",
                new($"该行有 {row.Fields.Length} 列，多于标题的 {header.Width} 列")));
        }

        if (WholeOf(row, header) is { } whole)
            return new SourceItem(row.Line, whole, []) { Rule = MergeRule.Replace };
        return row.Fields.All(string.IsNullOrWhiteSpace) ? null : _mapper.Map(new TableRow(header, words, row.Line, row.Fields), sourceName);
    }

    // What the hub wrote, unless somebody edited the row since.
    private static IpRecord? WholeOf(DelimitedRow row, TableHeader header) =>
        header.ColumnsOf(TableField.WholeRecord) is [var at] && at < row.Fields.Length && row.Fields[at].Length > 0
            ? RecordCell.Read(row.Fields[at], row.Fields.Take(header.Width).Where((_, i) => i != at)) : null;

    private static SourceItem Note(long line, string code, Bilingual reason, string? value = null) => new(line, null, [Problem.Of(line, null, null, code, reason, value, warning: true)]);

    private static Problem Unclear(TableHeader header)
    {
        var names = string.Join('、', header.Unknown.Select(at => header.Names[at]));
        return Problem.Of(1, null, null, "columns.unclear",
            new($"名称、权利人或日期没有对应的列，而以下列未能识别：{names}。请改正列标题，或在导入时选择按原名保留未识别的列"));
    }

    private static Problem Faulty(long line, string fault) => fault switch
    {
        "row.quote" => Problem.Of(line, null, null, fault, new("引号没有配对，该行被跳过")),
        "row.fields" => Problem.Of(line, null, null, fault, new("列数过多")),
        "row.text" => Problem.Of(line, null, null, fault, new("工作簿内容损坏，无法继续读取")),
        _ => Problem.Of(line, null, null, fault, new("该行过长，已跳过")),
    };
}

/// <summary>A file that cannot be read at all, with the reason for a person.</summary>
internal sealed class FileRefusedException(Problem problem) : Exception(problem.Reason.En)
{
    public Problem Problem => problem;
}
