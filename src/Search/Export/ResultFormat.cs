using System.Text;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search.Find;

namespace Zhishu.Search.Export;

/// <summary>What the forms need beside the records.</summary>
/// <param name="Texts">The descriptions.</param>
/// <param name="Absolute">Makes an address of the hub whole.</param>
internal sealed record ExportContext(RecordTexts Texts, Func<string, string> Absolute);

/// <summary>A form in which a result can be taken away. Records are written as they come; none is held.</summary>
internal sealed record ResultFormat(string Code, Bilingual Label, string MediaType, string Extension, Func<IAsyncEnumerable<StoredRecord>, Stream, ExportContext, CancellationToken, Task> WriteAsync)
{
    public static IReadOnlyList<ResultFormat> All { get; } =
    [
        new("csv", new("CSV 表格", "CSV table"), "text/csv; charset=utf-8", "csv", WriteCsvAsync),
        new("xlsx", new("XLSX 工作簿", "XLSX workbook"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", (records, stream, _, ct) => Workbook.WriteAsync(Head(), records.Select(stored => Row(stored.Record)), stream, ct)),
        new("jsonl", new("JSON Lines（全部内容，可再导入）", "JSON Lines (everything, can be imported again)"), "application/x-ndjson; charset=utf-8", "jsonl", WriteJsonLinesAsync),
        new("xml", new("WIPO ST.96 XML", "WIPO ST.96 XML"), "application/xml; charset=utf-8", "xml", WriteXmlAsync),
        new("bib", new("BibTeX（LaTeX、文献管理软件）", "BibTeX (LaTeX, reference managers)"), "application/x-bibtex; charset=utf-8", "bib", WriteBibTexAsync),
        new("ris", new("RIS（文献管理软件）", "RIS (reference managers)"), "application/x-research-info-systems; charset=utf-8", "ris", WriteRisAsync),
    ];

    public static ResultFormat? Find(string code) => All.FirstOrDefault(format => format.Code == code);

    private static IReadOnlyList<string> Head() => [.. ResultColumn.All.Select(column => column.Label.ToString()), RecordCell.Label.ToString()];

    // Last the whole record, so that the table can be imported again without loss.
    private static IReadOnlyList<string> Row(IpRecord record)
    {
        var cells = ResultColumn.All.Select(column => column.Value(record)).ToList();
        return [.. cells, RecordCell.Write(record, cells)];
    }

    private static StreamWriter Writer(Stream stream, bool mark = false) => new(stream, new UTF8Encoding(mark), 1 << 16, leaveOpen: true);

    private static async Task WriteCsvAsync(IAsyncEnumerable<StoredRecord> records, Stream stream, ExportContext _, CancellationToken ct)
    {
        // With a byte order mark, which Excel needs to read Chinese.
        await using var writer = Writer(stream, mark: true);
        await writer.WriteAsync(CsvText.Line(Head()));
        await foreach (var stored in records.WithCancellation(ct))
            await writer.WriteAsync(CsvText.Line(Row(stored.Record)));
    }

    private static async Task WriteJsonLinesAsync(IAsyncEnumerable<StoredRecord> records, Stream stream, ExportContext context, CancellationToken ct)
    {
        await using var writer = Writer(stream);
        await foreach (var stored in context.Texts.WholeAsync(records, ct))
            await writer.WriteAsync(RecordJson.Write(stored.Record) + "\n");
    }

    private static async Task WriteXmlAsync(IAsyncEnumerable<StoredRecord> records, Stream stream, ExportContext context, CancellationToken ct)
    {
        await using var writer = St96Xml.Writer(stream);
        await St96Xml.StartAsync(writer);
        await foreach (var stored in context.Texts.WholeAsync(records, ct))
            await St96Xml.WriteAsync(writer, stored.Record);
        await writer.WriteEndDocumentAsync();
    }

    private static async Task WriteBibTexAsync(IAsyncEnumerable<StoredRecord> records, Stream stream, ExportContext context, CancellationToken ct)
    {
        await using var writer = Writer(stream);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var stored in records.WithCancellation(ct))
            await writer.WriteAsync(References.BibTex(stored.Record, keys, context.Absolute));
    }

    private static async Task WriteRisAsync(IAsyncEnumerable<StoredRecord> records, Stream stream, ExportContext context, CancellationToken ct)
    {
        await using var writer = Writer(stream);
        await foreach (var stored in records.WithCancellation(ct))
        {
            foreach (var (tag, value) in References.Ris(stored.Record, context.Absolute))
                await writer.WriteAsync($"{tag}  - {string.Join(' ', value.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries))}\r\n");
            await writer.WriteAsync("ER  - \r\n\r\n");
        }
    }
}
