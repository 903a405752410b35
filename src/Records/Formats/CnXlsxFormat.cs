using System.Xml;

namespace Zhishu.Records;

/// <summary>Chinese patent database exports as a workbook (XLSX): the first sheet is read.</summary>
internal sealed class CnXlsxFormat(RegionFinder regions) : IRecordFormat
{
    public string Name => "cn-xlsx";

    public MergeRule Rule => MergeRule.Fill;

    public bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith("PK\x03\x04"u8);

    public IEnumerable<SourceItem> Read(Stream stream, string sourceName) => CnTable.Read(Rows(stream), regions, sourceName);

    private static IEnumerable<DelimitedRow> Rows(Stream stream)
    {
        WorkbookReader? workbook = null;
        try
        {
            workbook = WorkbookReader.Open(stream);
        }
        catch (Exception e) when (e is InvalidDataException or XmlException or IOException)
        {
            // Said below: an iterator cannot yield from a catch.
        }

        if (workbook is null)
        {
            yield return new(1, [], "row.text");
            yield break;
        }

        using (workbook)
        {
            using var rows = workbook.Rows().GetEnumerator();
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
}
