using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;
using System.Xml;

namespace Zhishu.Foundation;

/// <summary>A sheet of a workbook.</summary>
/// <param name="Name">The name on its tab, at most 25 characters.</param>
/// <param name="Head">The head.</param>
/// <param name="Rows">The rows.</param>
public sealed record SheetContent(string Name, IReadOnlyList<string> Head, IAsyncEnumerable<IReadOnlyList<string>> Rows);

/// <summary>An XLSX workbook written row by row: a sheet is full after 1,048,576 rows (the limit of the format), and the next begins.</summary>
public static class Workbook
{
    private const int MostRows = 1_048_576;
    private const int LongestCell = 32_767;
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// <summary>Media type of a workbook.</summary>
    public const string MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private const int StyleOfHead = 1;
    private const int StyleOfDay = 2;
    private static readonly DateOnly FirstDay = new(1900, 3, 1);

    /// <summary>
    /// Writes head and rows: the head stands fast and has a filter, days (2020-06-30) are dates, every other cell is text. What is longer than a cell takes is cut, with a mark.
    /// </summary>
    public static Task WriteAsync(IReadOnlyList<string> head, IAsyncEnumerable<IReadOnlyList<string>> rows, Stream stream, CancellationToken ct) => WriteAsync([new("Sheet1", head, rows)], stream, ct);

    /// <summary>Writes several sheets, one after another; one that is full goes on in another of its name with a number.</summary>
    public static async Task WriteAsync(IReadOnlyList<SheetContent> contents, Stream stream, CancellationToken ct)
    {
        await using var zip = await ZipArchive.CreateAsync(stream, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, ct);
        var names = new List<string>();
        foreach (var content in contents)
        {
            await using var row = content.Rows.GetAsyncEnumerator(ct);
            var more = await row.MoveNextAsync();
            for (var part = 1; part == 1 || more; part++)
            {
                names.Add(part == 1 ? content.Name : content.Name == "Sheet1" ? $"Sheet{part}" : $"{content.Name} ({part})");
                more = await WriteSheetAsync(zip, names.Count, content.Head, row, more, ct);
            }
        }

        await WriteFrameAsync(zip, names, ct);
    }

    private static async Task<bool> WriteSheetAsync(ZipArchive zip, int number, IReadOnlyList<string> head, IAsyncEnumerator<IReadOnlyList<string>> row, bool more, CancellationToken ct)
    {
        await using var part = await (zip.CreateEntry($"xl/worksheets/sheet{number}.xml", CompressionLevel.Fastest)).OpenAsync(ct);
        await using var xml = XmlAnswer.Writer(part);
        await xml.WriteStartDocumentAsync();
        await xml.WriteStartElementAsync(null, "worksheet", Main);
        await xml.WriteRawAsync(
            "<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" "
            + "state=\"frozen\"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/>");
        await xml.WriteStartElementAsync(null, "sheetData", Main);
        await WriteRowAsync(xml, 1, head, isHead: true);
        var count = 1;
        for (; more && count < MostRows; count++)
        {
            await WriteRowAsync(xml, count + 1, row.Current, isHead: false);
            more = await row.MoveNextAsync();
        }

        await xml.WriteEndElementAsync();
        if (head.Count > 0)
        {
            await xml.WriteStartElementAsync(null, "autoFilter", Main);
            await xml.WriteAttributeStringAsync(null, "ref", null, string.Create(CultureInfo.InvariantCulture, $"A1:{ColumnName(head.Count - 1)}{count}"));
            await xml.WriteEndElementAsync();
        }

        await xml.WriteEndDocumentAsync();
        return more;
    }

    private static async Task WriteFrameAsync(ZipArchive zip, List<string> names, CancellationToken ct)
    {
        var numbers = Enumerable.Range(1, names.Count).ToList();
        const string Types = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
        await PartAsync(zip, "xl/styles.xml",
            $"<styleSheet xmlns=\"{Main}\"><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
            + "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills><borders "
            + "count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
            + "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs><cellXfs count=\"3\"><xf "
            + "numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
            + "<xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/><xf numFmtId=\"14\" fontId=\"0\" fillId=\"0\" "
            + "borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/></cellXfs>"
            + "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>", ct);
        await PartAsync(zip, "xl/workbook.xml",
            $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Office}\"><bookViews><workbookView/></bookViews><sheets>{string.Concat(numbers.Select(i => $"<sheet "
            + $"name=\"{SecurityElement.Escape(names[i - 1])}\" sheetId=\"{i}\" r:id=\"r{i}\"/>"))}</sheets></workbook>", ct);
        await PartAsync(zip, "xl/_rels/workbook.xml.rels",
            $"<Relationships xmlns=\"{Relations}\">{string.Concat(numbers.Select(i => $"<Relationship "
            + $"Id=\"r{i}\" Type=\"{Office}/worksheet\" Target=\"worksheets/sheet{i}.xml\"/>"))}<Relationship Id=\"rs\" Type=\"{Office}/styles\" Target=\"styles.xml\"/></Relationships>", ct);
        await PartAsync(zip, "docProps/app.xml", "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\"><Application>Zhishu</Application></Properties>", ct);
        await PartAsync(zip, "docProps/core.xml",
            "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" "
            + "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:creator>知枢 Zhishu</dc:creator></cp:coreProperties>", ct);
        await PartAsync(zip, "_rels/.rels",
            $"<Relationships xmlns=\"{Relations}\"><Relationship Id=\"r1\" Type=\"{Office}/officeDocument\" Target=\"xl/workbook.xml\"/><Relationship "
            + $"Id=\"r2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" "
            + $"Target=\"docProps/core.xml\"/><Relationship Id=\"r3\" Type=\"{Office}/extended-properties\" Target=\"docProps/app.xml\"/></Relationships>", ct);
        await PartAsync(zip, "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" "
                + "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
            + $"<Override PartName=\"/xl/workbook.xml\" ContentType=\"{Types}sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"{Types}styles+xml\"/>"
            + "<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/><Override "
            + "PartName=\"/docProps/app.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.extended-properties+xml\"/>"
            + string.Concat(numbers.Select(i => $"<Override PartName=\"/xl/worksheets/sheet{i}.xml\" ContentType=\"{Types}worksheet+xml\"/>")) + "</Types>", ct);
    }

    /// <summary>The letters of a column, from 0: A, B … Z, AA.</summary>
    private static string ColumnName(int column) => column < 26 ? ((char)('A' + column)).ToString() : ColumnName((column / 26) - 1) + (char)('A' + (column % 26));

    // An inline string is never taken for a formula.
    private static async Task WriteRowAsync(XmlWriter xml, int number, IReadOnlyList<string> cells, bool isHead)
    {
        await xml.WriteStartElementAsync(null, "row", Main);
        await xml.WriteAttributeStringAsync(null, "r", null, number.ToString(CultureInfo.InvariantCulture));
        for (var i = 0; i < cells.Count; i++)
        {
            var cell = cells[i];
            if (cell.Length == 0)
                continue;
            await xml.WriteStartElementAsync(null, "c", Main);
            await xml.WriteAttributeStringAsync(null, "r", null, string.Create(CultureInfo.InvariantCulture, $"{ColumnName(i)}{number}"));
            if (!isHead && cell.Length == 10 && DateOnly.TryParseExact(cell, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day >= FirstDay)
            {
                await xml.WriteAttributeStringAsync(null, "s", null, StyleOfDay.ToString(CultureInfo.InvariantCulture));
                await xml.WriteElementStringAsync(null, "v", Main, day.ToDateTime(TimeOnly.MinValue).ToOADate().ToString(CultureInfo.InvariantCulture));
            }
            else
            {
                if (isHead)
                    await xml.WriteAttributeStringAsync(null, "s", null, StyleOfHead.ToString(CultureInfo.InvariantCulture));
                await xml.WriteAttributeStringAsync(null, "t", null, "inlineStr");
                await xml.WriteStartElementAsync(null, "is", Main);
                await xml.WriteStartElementAsync(null, "t", Main);
                await xml.WriteAttributeStringAsync("xml", "space", null, "preserve");
                await xml.WriteStringAsync(SafeText.ForXml(cell.Length <= LongestCell ? cell : cell[..(LongestCell - 1)] + "…"));
                await xml.WriteEndElementAsync();
                await xml.WriteEndElementAsync();
            }

            await xml.WriteEndElementAsync();
        }

        await xml.WriteEndElementAsync();
    }

    private static async Task PartAsync(ZipArchive zip, string name, string text, CancellationToken ct)
    {
        await using var part = await zip.CreateEntry(name).OpenAsync(ct);
        await part.WriteAsync(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>{text}")), ct);
    }
}
