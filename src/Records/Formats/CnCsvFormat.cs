namespace Zhishu.Records;

/// <summary>Chinese patent database exports as CSV, UTF-8 or GB18030.</summary>
internal sealed class CnCsvFormat(RegionFinder regions) : IRecordFormat
{
    public string Name => "cn-csv";

    public MergeRule Rule => MergeRule.Fill;

    public bool Recognises(ReadOnlySpan<byte> head)
    {
        var text = TextEncodings.Detect(head).GetString(head);
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        return CnColumns.IsHeader((end < 0 ? text : text[..end]).Split(','));
    }

    public IEnumerable<SourceItem> Read(Stream stream, string sourceName)
    {
        using var reader = TextEncodings.Open(stream);
        foreach (var item in CnTable.Read(new DelimitedReader(reader).Rows(), regions, sourceName))
            yield return item;
    }
}

/// <summary>A header row and the rows below it, from a CSV file or a workbook.</summary>
internal static class CnTable
{
    public static IEnumerable<SourceItem> Read(IEnumerable<DelimitedRow> rows, RegionFinder regions, string sourceName)
    {
        CnRowMapper? mapper = null;
        foreach (var row in rows)
        {
            if (row.Fault is { } fault)
            {
                yield return SourceItem.Refused(Faulty(row.Line, fault));
                if (mapper is null)
                    yield break;
            }
            else if (mapper is null)
            {
                if (!CnColumns.IsHeader(row.Fields))
                {
                    yield return SourceItem.Refused(Problem.Of(row.Line, null, null, "header.missing",
                        "第一行不是列标题：至少应有申请号（或公开号）和另一列", "The first row is no header: an application or publication number and one more column are needed"));
                    yield break;
                }

                mapper = new CnRowMapper(row.Fields, regions, sourceName);
            }
            else if (row.Fields.Length > mapper.ColumnCount && row.Fields[mapper.ColumnCount..].Any(cell => cell.Length > 0))
            {
                yield return SourceItem.Refused(Problem.Of(row.Line, null, null, "row.columns",
                    $"该行有 {row.Fields.Length} 列，多于标题的 {mapper.ColumnCount} 列", $"The row has {row.Fields.Length} columns, the header {mapper.ColumnCount}"));
            }
            else if (row.Fields.Any(cell => !string.IsNullOrWhiteSpace(cell)))
            {
                yield return mapper.Map(row.Line, row.Fields);
            }
        }
    }

    private static Problem Faulty(long line, string fault) => fault switch
    {
        "row.quote" => Problem.Of(line, null, null, fault, "引号没有配对，该行被跳过", "A quotation mark is not closed; the row was skipped"),
        "row.fields" => Problem.Of(line, null, null, fault, "列数过多", "Too many columns"),
        "row.text" => Problem.Of(line, null, null, fault, "工作簿内容损坏，无法继续读取", "The workbook is damaged and cannot be read further"),
        _ => Problem.Of(line, null, null, fault, "该行过长，已跳过", "The row is too long and was skipped"),
    };
}
