using System.Text;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search.Find;

namespace Zhishu.Search.Export;

/// <summary>What the forms need beside the records.</summary>
/// <param name="Texts">The descriptions.</param>
/// <param name="Absolute">Makes an address of the hub whole.</param>
internal sealed record ExportContext(RecordTexts Texts, Func<string, string> Absolute)
{
    /// <summary>The columns of tables that were chosen; empty for all, with the whole record last.</summary>
    public IReadOnlyList<ResultColumn> Columns { get; init; } = [];
}

/// <summary>A form in which a result can be taken away. Records are written as they come; none is held.</summary>
internal sealed record ResultFormat(string Code, Bilingual Label, string MediaType, string Extension, Func<IAsyncEnumerable<StoredRecord>, Stream, ExportContext, CancellationToken, Task> WriteAsync)
{
    public static IReadOnlyList<ResultFormat> All { get; } =
    [
        new("csv", new("CSV 表格"), "text/csv; charset=utf-8", "csv", WriteCsvAsync),
        new("xlsx", new("XLSX 工作簿"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx", (records, stream, context, ct) => Workbook.WriteAsync(Head(context), Rows(records, context, ct), stream, ct)),
        new("xlsx-sheets", new("XLSX 工作簿，另附法律事件、引用文献、权利要求各一页"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", WriteSheetsAsync),
        new("jsonl", new("JSON Lines（全部内容，可再导入）"), "application/x-ndjson; charset=utf-8", "jsonl", WriteJsonLinesAsync),
        new("xml", Bilingual.Of("WIPO ST.96 XML", "WIPO ST.96 XML"), "application/xml; charset=utf-8", "xml", WriteXmlAsync),
        new("bib", new("BibTeX（LaTeX、文献管理软件）"), "application/x-bibtex; charset=utf-8", "bib", WriteBibTexAsync),
        new("ris", new("RIS（文献管理软件）"), "application/x-research-info-systems; charset=utf-8", "ris", WriteRisAsync),
    ];

    public static ResultFormat? Find(string code) => All.FirstOrDefault(format => format.Code == code);

    private static IReadOnlyList<string> Head(ExportContext context) =>
        context.Columns.Count > 0 ? [.. context.Columns.Select(column => column.Label.ToString())] : [.. ResultColumn.All.Select(column => column.Label.ToString()), RecordCell.Label.ToString()];

    private static IAsyncEnumerable<IReadOnlyList<string>> Rows(IAsyncEnumerable<StoredRecord> records, ExportContext context, CancellationToken ct) =>
        (context.Columns.Count > 0 ? records : context.Texts.WholeAsync(records, ct)).Select(stored => Row(stored.Record, context));

    // Last the whole record, so that the table can be imported again without loss.
    private static IReadOnlyList<string> Row(IpRecord record, ExportContext context)
    {
        if (context.Columns.Count > 0)
            return [.. context.Columns.Select(column => column.Value(record))];
        var cells = ResultColumn.All.Select(column => column.Value(record)).ToList();
        return [.. cells, RecordCell.Write(record, cells)];
    }

    /// <summary>The table, and lists of what a record has many of, each with the number of its record; the records are read once for each sheet.</summary>
    private static Task WriteSheetsAsync(IAsyncEnumerable<StoredRecord> records, Stream stream, ExportContext context, CancellationToken ct)
    {
        IAsyncEnumerable<IReadOnlyList<string>> Lists(Func<IpRecord, IEnumerable<IEnumerable<string>>> of) => records.SelectMany(stored =>
            of(stored.Record).Select(cells => (IReadOnlyList<string>)[RecordNumber.Show(stored.Record.Kind, stored.Record.Office, stored.Record.Number), .. cells]).ToAsyncEnumerable());
        string[] Names(params (string Zh, string En)[] names) => [.. names.Select(name => Lang.T(name.Zh, name.En))];
        return Workbook.WriteAsync(
        [
            new(Lang.T("Results|结果"), Head(context), Rows(records, context, ct)),
            new(Lang.T("法律事件"), Names(("所属记录", "Of record"), ("事件日", "Day"), ("类别", "Category"), ("事件", "Event"), ("说明", "Details")),
                Lists(record => record.Events.Select(legal =>
                    new[] { legal.Date?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "", legal.Category.Label().ToString(),
                    legal.Text, string.Join("；", legal.Details.Where(part => part.Key != "text").Select(part => part.Value)) }))),
            new(Lang.T("引用文献"), Names(("所属记录", "Of record"), ("引用的文献", "Document"), ("专利文献", "Patent"), ("引用者", "Cited by")),
                Lists(record => record.Citations.Select(citation => new[] { citation.Text, citation.Patent ? Lang.T("是") : Lang.T("否"), citation.By ?? "" }))),
            new(Lang.T("权利要求"), Names(("所属记录", "Of record"), ("序号", "No."), ("引用的权利要求", "Depends on"), ("权利要求内容", "Text")),
                Lists(record => record.Claims.Select(claim => new[] { claim.Number.ToString(System.Globalization.CultureInfo.InvariantCulture), string.Join("、", claim.DependsOn), claim.Text }))),
        ], stream, ct);
    }

    private static StreamWriter Writer(Stream stream, bool mark = false) => new(stream, new UTF8Encoding(mark), 1 << 16, leaveOpen: true);

    private static async Task WriteCsvAsync(IAsyncEnumerable<StoredRecord> records, Stream stream, ExportContext context, CancellationToken ct)
    {
        // With a byte order mark, which Excel needs to read Chinese.
        await using var writer = Writer(stream, mark: true);
        await writer.WriteAsync(CsvText.Line(Head(context)));
        await foreach (var row in Rows(records, context, ct))
            await writer.WriteAsync(CsvText.Line(row));
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
