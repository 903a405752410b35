using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;

namespace Zhishu.Exchange.OpenData;

/// <summary>The catalogue of open data after DCAT 3, as JSON-LD.</summary>
internal sealed class Catalogue(DumpStore dumps, IOptions<HubOptions> options)
{
    private const string Frequency = "http://publications.europa.eu/resource/authority/frequency/";
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    public async Task<(byte[] Bytes, DateTimeOffset? Changed)> WriteAsync(CancellationToken ct)
    {
        var built = await dumps.AllAsync(ct);
        var changed = built.Count > 0 ? new DateTimeOffset(DateTime.SpecifyKind(built.Max(dump => dump.BuiltAt), DateTimeKind.Utc)) : (DateTimeOffset?)null;
        var publisher = new JsonObject { ["@type"] = "foaf:Organization", ["foaf:name"] = options.Value.HubName, ["foaf:homepage"] = new JsonObject { ["@id"] = options.Value.Absolute("/") } };
        var catalogue = new JsonObject
        {
            ["@context"] = new JsonObject
            {
                ["dcat"] = "http://www.w3.org/ns/dcat#",
                ["dct"] = "http://purl.org/dc/terms/",
                ["foaf"] = "http://xmlns.com/foaf/0.1/",
                ["spdx"] = "http://spdx.org/rdf/terms#",
                ["xsd"] = "http://www.w3.org/2001/XMLSchema#",
            },
            ["@id"] = options.Value.Absolute("/catalog.jsonld"),
            ["@type"] = "dcat:Catalog",
            ["dct:title"] = new JsonArray(Said($"{options.Value.HubName} 开放数据", "zh"), Said("Open data of the hub", "en")),
            ["dct:description"] = Said("知识产权记录、服务机构目录、公布名单与统计", "zh"),
            ["dct:publisher"] = publisher,
            ["dct:language"] = new JsonArray("zh", "en"),
            ["foaf:homepage"] = new JsonObject { ["@id"] = options.Value.Absolute("/open-data") },
        };
        if (changed is { } at)
            catalogue["dct:modified"] = Typed(at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), "xsd:dateTime");
        catalogue["dcat:dataset"] = new JsonArray([.. DataSets.All.Select(set => Set(set, built)), Changes(built)]);
        catalogue["dcat:service"] = new JsonArray(
            Service("/oai", "OAI-PMH 2.0", "http://www.openarchives.org/OAI/2.0/"),
            Service("/sru", "SRU 1.2 / 2.0", "http://docs.oasis-open.org/search-ws/searchRetrieve/v1.0/"),
            Service("/hsds", "Open Referral HSDS 3.0", "https://docs.openreferral.org/"),
            Service("/api/v1/records", "REST API", options.Value.Absolute("/openapi/v1.json")));
        return (Encoding.UTF8.GetBytes(catalogue.ToJsonString(Json)), changed);
    }

    private JsonObject Set(DataSet set, IReadOnlyList<Dump> built)
    {
        var dumped = built.Where(dump => dump.Dataset == set.Code).ToList();
        var it = new JsonObject
        {
            ["@id"] = options.Value.Absolute($"/open-data#{set.Code}"),
            ["@type"] = "dcat:Dataset",
            ["dct:identifier"] = set.Code,
            ["dct:title"] = new JsonArray(Said(set.Title.Zh, "zh"), Said(set.Title.En, "en")),
            ["dct:description"] = new JsonArray(Said(set.About.Zh, "zh"), Said(set.About.En, "en")),
            ["dct:accrualPeriodicity"] = new JsonObject { ["@id"] = Frequency + set.Frequency },
            ["dct:license"] = Licence(),
            ["dcat:distribution"] = new JsonArray([.. set.Distributions.Select(one => Distribute(set, one, dumped.Find(dump => one.Dump && dump.Format == one.Format)))]),
        };
        if (dumped.Count > 0)
            it["dct:modified"] = Typed(DateTime.SpecifyKind(dumped.Max(dump => dump.BuiltAt), DateTimeKind.Utc).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), "xsd:dateTime");
        return it;
    }

    private JsonObject Distribute(DataSet set, Distribution one, Dump? dump)
    {
        var it = new JsonObject
        {
            ["@type"] = "dcat:Distribution",
            ["dct:format"] = one.Format,
            ["dcat:mediaType"] = one.MediaType,
            ["dcat:accessURL"] = new JsonObject { ["@id"] = options.Value.Absolute(one.Url) },
            ["dct:license"] = Licence(),
        };
        if (set.Schema is { } schema && one.Format is "jsonl" or "json")
            it["dct:conformsTo"] = new JsonObject { ["@id"] = options.Value.Absolute(set.Schema!) };
        return Sized(it, one.Url, dump);
    }

    private JsonObject Sized(JsonObject it, string url, Dump? dump)
    {
        if (dump is null)
            return it;
        it["dcat:downloadURL"] = new JsonObject { ["@id"] = options.Value.Absolute(url) };
        it["dcat:compressFormat"] = "application/gzip";
        it["dcat:byteSize"] = Typed(dump.Bytes.ToString(CultureInfo.InvariantCulture), "xsd:nonNegativeInteger");
        it["spdx:checksum"] = new JsonObject { ["@type"] = "spdx:Checksum", ["spdx:algorithm"] = new JsonObject { ["@id"] = "spdx:checksumAlgorithm_sha256" }, ["spdx:checksumValue"] = dump.Sha256 };
        return it;
    }

    private JsonObject Changes(IReadOnlyList<Dump> built) => new()
    {
        ["@id"] = options.Value.Absolute("/open-data#changes"),
        ["@type"] = "dcat:Dataset",
        ["dct:identifier"] = DumpStore.Changes,
        ["dct:title"] = new JsonArray(Said("每日变更", "zh"), Said("Daily changes", "en")),
        ["dct:description"] = new JsonArray(Said("每天新增、更新和删除的记录，按日期依次应用即与全量一致", "zh"), Said("Records added, changed and deleted each day; applied in order they give the whole", "en")),
        ["dct:accrualPeriodicity"] = new JsonObject { ["@id"] = Frequency + "DAILY" },
        ["dct:license"] = Licence(),
        ["dcat:distribution"] = new JsonArray([.. built.Where(dump => dump.Dataset == DumpStore.Changes).Select(dump => Sized(new JsonObject
        {
            ["@type"] = "dcat:Distribution",
            ["dct:title"] = dump.Format,
            ["dct:format"] = "jsonl",
            ["dcat:mediaType"] = "application/gzip",
            ["dcat:accessURL"] = new JsonObject { ["@id"] = options.Value.Absolute($"/open-data/files/{dump.File}") },
        }, $"/open-data/files/{dump.File}", dump))]),
    };

    private JsonObject Service(string path, string title, string conformsTo) => new()
    {
        ["@type"] = "dcat:DataService",
        ["dct:title"] = title,
        ["dcat:endpointURL"] = new JsonObject { ["@id"] = options.Value.Absolute(path) },
        ["dcat:endpointDescription"] = new JsonObject { ["@id"] = options.Value.Absolute("/open-data/docs") },
        ["dct:conformsTo"] = new JsonObject { ["@id"] = conformsTo },
    };

    private JsonNode Licence() => options.Value.OpenDataLicence is { Length: > 0 } licence
        ? Uri.TryCreate(licence, UriKind.Absolute, out _) ? new JsonObject { ["@id"] = licence } : Said(licence, "zh")
        : Said("各记录所载的许可", "zh");

    private static JsonObject Said(string text, string language) => new() { ["@value"] = text, ["@language"] = language };

    private static JsonObject Typed(string text, string type) => new() { ["@value"] = text, ["@type"] = type };
}
