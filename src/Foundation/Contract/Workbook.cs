using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace Zhishu.Foundation;

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

    /// <summary>Writes head and rows; every cell is text.</summary>
    public static async Task WriteAsync(IReadOnlyList<string> head, IAsyncEnumerable<IReadOnlyList<string>> rows, Stream stream, CancellationToken ct)
    {
        await using var zip = await ZipArchive.CreateAsync(stream, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, ct);
        await using var row = rows.GetAsyncEnumerator(ct);
        var sheets = 0;
        var more = await row.MoveNextAsync();
        do
        {
            sheets++;
            await using var part = await (zip.CreateEntry($"xl/worksheets/sheet{sheets}.xml", CompressionLevel.Fastest)).OpenAsync(ct);
            await using var xml = XmlAnswer.Writer(part);
            await xml.WriteStartDocumentAsync();
            await xml.WriteStartElementAsync(null, "worksheet", Main);
            await xml.WriteStartElementAsync(null, "sheetData", Main);
            await WriteRowAsync(xml, head);
            for (var count = 1; more && count < MostRows; count++)
            {
                await WriteRowAsync(xml, row.Current);
                more = await row.MoveNextAsync();
            }

            await xml.WriteEndDocumentAsync();
        }
        while (more);

        var numbers = Enumerable.Range(1, sheets).ToList();
        await PartAsync(zip, "xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Office}\"><sheets>{string.Concat(numbers.Select(i => $"<sheet name=\"{i}\" sheetId=\"{i}\" r:id=\"r{i}\"/>"))}</sheets></workbook>", ct);
        await PartAsync(zip, "xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"{Relations}\">{string.Concat(numbers.Select(i => $"<Relationship Id=\"r{i}\" Type=\"{Office}/worksheet\" Target=\"worksheets/sheet{i}.xml\"/>"))}</Relationships>", ct);
        await PartAsync(zip, "_rels/.rels", $"<Relationships xmlns=\"{Relations}\"><Relationship Id=\"r1\" Type=\"{Office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>", ct);
        await PartAsync(zip, "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
            + "<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>"
            + string.Concat(numbers.Select(i => $"<Override PartName=\"/xl/worksheets/sheet{i}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>")) + "</Types>", ct);
    }

    // Every cell is text: an inline string is never taken for a formula.
    private static async Task WriteRowAsync(XmlWriter xml, IReadOnlyList<string> cells)
    {
        await xml.WriteStartElementAsync(null, "row", Main);
        foreach (var cell in cells)
        {
            await xml.WriteStartElementAsync(null, "c", Main);
            await xml.WriteAttributeStringAsync(null, "t", null, "inlineStr");
            await xml.WriteStartElementAsync(null, "is", Main);
            await xml.WriteStartElementAsync(null, "t", Main);
            await xml.WriteAttributeStringAsync("xml", "space", null, "preserve");
            await xml.WriteStringAsync(SafeText.ForXml(cell.Length <= LongestCell ? cell : cell[..(LongestCell - 1)] + "…"));
            await xml.WriteEndElementAsync();
            await xml.WriteEndElementAsync();
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
