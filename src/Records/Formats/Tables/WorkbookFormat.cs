using System.Xml;

namespace Zhishu.Records;

/// <summary>Tables as a workbook (XLSX): every sheet that has a header is read.</summary>
internal sealed class WorkbookFormat(TableReader tables) : IRecordFormat
{
    public string Name => "xlsx";

    public MergeRule Rule => MergeRule.Fill;

    public bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith("PK\x03\x04"u8);

    public IEnumerable<SourceItem> Read(Stream stream, string sourceName)
    {
        using var workbook = Open(stream);
        foreach (var item in tables.Read(workbook.Sheets.Select(sheet => new TableSheet(sheet.Name, Rows(workbook, sheet))), sourceName))
            yield return item;
    }

    /// <summary>The first rows of the first sheet that has any, for a person to look at.</summary>
    public static List<DelimitedRow> FirstRows(Stream stream, int most)
    {
        using var workbook = Open(stream);
        return workbook.Sheets.Select(sheet => Rows(workbook, sheet).Where(row => row.Fault is null && row.Fields.Any(cell => cell.Length > 0)).Take(most)
            .ToList()).FirstOrDefault(rows => rows.Count > 0) ?? [];
    }

    private static WorkbookReader Open(Stream stream)
    {
        try
        {
            return WorkbookReader.Open(stream);
        }
        catch (Exception e) when (e is InvalidDataException or XmlException or IOException)
        {
            throw new FileRefusedException(Problem.Of(1, null, null, "row.text", new("工作簿内容损坏，无法读取")));
        }
    }

    /// <summary>The rows of a sheet; where it is damaged a last one says so.</summary>
    private static IEnumerable<DelimitedRow> Rows(WorkbookReader workbook, WorkbookSheet sheet)
    {
        using var rows = workbook.Rows(sheet).GetEnumerator();
        while (true)
        {
            var row = default(DelimitedRow);
            var end = false;
            try
            {
                end = !rows.MoveNext();
                if (!end)
                    row = rows.Current;
            }
            catch (Exception e) when (e is InvalidDataException or XmlException)
            {
                row = new(0, [], "row.text");
            }

            if (end)
                yield break;
            yield return row;
            if (row.Fault == "row.text")
                yield break;
        }
    }
}
