using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Exchange.OpenData;

/// <summary>A form in which a data set can be fetched.</summary>
/// <param name="Format">Code: jsonl, csv, json, ndjson, docx, xml.</param>
/// <param name="MediaType">Media type.</param>
/// <param name="Url">Path at this hub.</param>
/// <param name="Dump">Whether it is a file that the hub builds.</param>
internal sealed record Distribution(string Format, string MediaType, string Url, bool Dump);

/// <summary>A data set of open data.</summary>
/// <param name="Code">Code in addresses.</param>
/// <param name="Title">Title.</param>
/// <param name="About">What it holds.</param>
/// <param name="Frequency">How often it is renewed: DAILY, CONT (continuously).</param>
/// <param name="Schema">Address of the description of its members, a path of this hub; null when it describes itself.</param>
/// <param name="Distributions">Forms.</param>
internal sealed record DataSet(string Code, Bilingual Title, Bilingual About, string Frequency, string? Schema, IReadOnlyList<Distribution> Distributions)
{
    /// <summary>Kind of records it holds, or null.</summary>
    public RecordKind? Kind { get; init; }
}

/// <summary>The data sets there are.</summary>
internal static class DataSets
{
    public static IReadOnlyList<DataSet> All { get; } =
    [
        .. RecordKinds.InOrder.Select(kind => new DataSet($"records-{kind.Code()}", new($"{kind.Label()}记录"),
            new($"本枢纽可对外提供的全部{kind.Label().Zh}记录，含来源与许可"), "DAILY", "/schemas/record.schema.json",
            [File($"records-{kind.Code()}", "jsonl"), File($"records-{kind.Code()}", "csv")]) { Kind = kind }),
        new("directory", new("服务机构目录"), new("节点与网点的基本信息（HSDS 3 organizations）"), "DAILY", "/open-data/docs#hsds",
            [File("directory", "jsonl"), File("directory", "csv"), new("json", "application/json", "/hsds/organizations?full=true", false)]),
        new("services", new("服务事项清单"), new("各机构已发布的服务事项（HSDS 3 services）"), "DAILY", "/open-data/docs#hsds",
            [File("services", "jsonl"), new("json", "application/json", "/hsds/services?full=true", false)]),
        new("filed-outlets", new("备案网点名单"), new("依法公布的国家知识产权信息公共服务网点名单"), "CONT", null,
            [new("csv", "text/csv", "/filings/list.csv", false),
                new("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "/filings/list.docx", false), new("json", "application/json", "/api/v1/filings", false)]),
        new("statistics", new("服务与覆盖统计"), new("服务量、覆盖目标、各省成员数"), "CONT", null,
            [new("csv", "text/csv", "/service-figures.csv", false), new("json", "application/json", "/api/v1/stats/services", false),
                new("json", "application/json", "/api/v1/stats/coverage", false), new("json", "application/json", "/api/v1/stats/network", false)]),
    ];

    /// <summary>Name of a built file.</summary>
    public static string NameOf(string code, string format) => $"{code}.{format}.gz";

    private static Distribution File(string code, string format) => new(format, "application/gzip", $"/open-data/files/{NameOf(code, format)}", true);
}
