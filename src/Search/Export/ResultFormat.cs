using System.Text;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search.Find;

namespace Zhishu.Search.Export;

/// <summary>A form in which a result can be taken away. Records are written as they come; none is held.</summary>
internal sealed record ResultFormat(string Code, Bilingual Label, string MediaType, string Extension, Func<IAsyncEnumerable<StoredRecord>, Stream, CancellationToken, Task> WriteAsync)
{
    public static IReadOnlyList<ResultFormat> All { get; } =
    [
        new("csv", new("CSV 表格", "CSV table"), "text/csv; charset=utf-8", "csv", WriteCsvAsync),
        new("xlsx", new("XLSX 工作簿", "XLSX workbook"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", (records, stream, ct) => Workbook.WriteAsync([.. ResultColumn.All.Select(column => column.Label.ToString())], records.Select(stored => (IReadOnlyList<string>)[.. ResultColumn.All.Select(column => column.Value(stored.Record))]), stream, ct)),
        new("jsonl", new("JSON Lines（全部内容，可再导入）", "JSON Lines (everything, can be imported again)"), "application/x-ndjson; charset=utf-8", "jsonl", WriteJsonLinesAsync),
        new("xml", new("WIPO ST.96 XML", "WIPO ST.96 XML"), "application/xml; charset=utf-8", "xml", WriteXmlAsync),
        new("ris", new("RIS（文献管理软件）", "RIS (reference managers)"), "application/x-research-info-systems; charset=utf-8", "ris", WriteRisAsync),
    ];

    public static ResultFormat? Find(string code) => All.FirstOrDefault(format => format.Code == code);

    private static StreamWriter Writer(Stream stream, bool mark = false) => new(stream, new UTF8Encoding(mark), 1 << 16, leaveOpen: true);

    private static async Task WriteCsvAsync(IAsyncEnumerable<StoredRecord> records, Stream stream, CancellationToken ct)
    {
        // With a byte order mark, which Excel needs to read Chinese.
        await using var writer = Writer(stream, mark: true);
        await writer.WriteAsync(CsvText.Line(ResultColumn.All.Select(column => column.Label.ToString())));
        await foreach (var stored in records.WithCancellation(ct))
            await writer.WriteAsync(CsvText.Line(ResultColumn.All.Select(column => column.Value(stored.Record))));
    }

    private static async Task WriteJsonLinesAsync(IAsyncEnumerable<StoredRecord> records, Stream stream, CancellationToken ct)
    {
        await using var writer = Writer(stream);
        await foreach (var stored in records.WithCancellation(ct))
            await writer.WriteAsync(RecordJson.Write(stored.Record) + "\n");
    }

    private static async Task WriteXmlAsync(IAsyncEnumerable<StoredRecord> records, Stream stream, CancellationToken ct)
    {
        await using var writer = St96Xml.Writer(stream);
        await St96Xml.StartAsync(writer);
        await foreach (var stored in records.WithCancellation(ct))
            await St96Xml.WriteAsync(writer, stored.Record);
        await writer.WriteEndDocumentAsync();
    }

    private static async Task WriteRisAsync(IAsyncEnumerable<StoredRecord> records, Stream stream, CancellationToken ct)
    {
        await using var writer = Writer(stream);
        await foreach (var stored in records.WithCancellation(ct))
        {
            foreach (var (tag, value) in Ris(stored.Record))
                await writer.WriteAsync($"{tag}  - {string.Join(' ', value.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries))}\r\n");
            await writer.WriteAsync("ER  - \r\n\r\n");
        }
    }

    private static IEnumerable<(string Tag, string Value)> Ris(IpRecord record)
    {
        string Value(string column) => ResultColumn.Find(column)!.Value(record);
        yield return ("TY", record.Kind == RecordKind.Patent ? "PAT" : "GEN");
        yield return ("TI", record.Title);
        foreach (var party in record.Parties.Where(party => party.Role == PartyRole.Inventor))
            yield return ("AU", party.Name);
        foreach (var party in record.Parties.Where(party => party.Role == PartyRole.Applicant))
            yield return ("PB", party.Name);
        yield return ("IS", Value("number"));
        if (record.Type is not null)
            yield return ("M3", Value("type"));
        if ((record.PublicationDate ?? record.GrantDate ?? record.FilingDate) is { } day)
        {
            yield return ("PY", $"{day.Year:D4}");
            yield return ("DA", $"{day.Year:D4}/{day.Month:D2}/{day.Day:D2}/");
        }

        if (record.Abstract is { } text)
            yield return ("AB", text);
        foreach (var symbol in record.Classifications)
            yield return ("KW", symbol.Symbol);
        yield return ("CY", record.Office);
        yield return ("UR", RecordLinks.To(record));
    }
}
