using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Zhishu.Exchange.Sru;

/// <summary>A diagnostic of SRU: number, what it is about, and words for a person.</summary>
/// <param name="Number">Number in <c>info:srw/diagnostic/1/</c>.</param>
/// <param name="Details">What it is about, or null.</param>
/// <param name="Message">Words for a person.</param>
internal sealed record SruDiagnostic(int Number, string? Details, string Message)
{
    public string Uri => $"info:srw/diagnostic/1/{Number.ToString(CultureInfo.InvariantCulture)}";
}

/// <summary>What is asked: to explain, to search, or to list terms.</summary>
internal enum SruOperation
{
    Explain,
    SearchRetrieve,
    Scan,
}

/// <summary>A facet asked for: index and how many values.</summary>
internal sealed record SruFacet(string Index, int Limit);

/// <summary>
/// A request of SRU 1.1, 1.2 or 2.0, read strictly. 1.x names its operation; 2.0 is told by its parameters.
/// </summary>
internal sealed record SruRequest
{
    public const int MostRecords = 100;
    private const int MostTerms = 200;
    private const int DefaultRecords = 10;
    private const int DefaultTerms = 20;

    private static readonly string[] Common = ["operation", "version", "stylesheet", "extraRequestData", "renderedBy", "httpAccept", "responseType"];
    private static readonly string[] ForSearch =
    [
        "query", "queryType", "startRecord", "maximumRecords", "recordPacking", "recordXMLEscaping", "recordSchema", "recordXPath", "resultSetTTL", "sortKeys",
        "facetLimit", "facetStart", "facetSort", "facetCount",
    ];

    private static readonly string[] ForScan = ["scanClause", "responsePosition", "maximumTerms"];

    public required SruOperation Operation { get; init; }

    /// <summary>1.1, 1.2 or 2.0.</summary>
    public required string Version { get; init; }

    public string Query { get; init; } = "";

    public int Start { get; init; } = 1;

    public int Most { get; init; } = DefaultRecords;

    /// <summary>Whether records stand in the answer as text, escaped.</summary>
    public bool Escaped { get; init; }

    public string Schema { get; init; } = "";

    public IReadOnlyList<SruFacet> Facets { get; init; } = [];

    public string SortKeys { get; init; } = "";

    public string Clause { get; init; } = "";

    public int Position { get; init; } = 1;

    public IReadOnlyList<KeyValuePair<string, string>> Echo { get; init; } = [];

    public bool IsTwo => Version == "2.0";

    /// <summary>Reads a request; with diagnostics the rest of it still tells in which form to answer.</summary>
    public static (SruRequest Request, SruDiagnostic? Fault) Read(IQueryCollection query)
    {
        var all = query.SelectMany(pair => pair.Value.Select(value => new KeyValuePair<string, string>(pair.Key, value ?? ""))).ToList();
        string Get(string name) => query[name].ToString();
        var (asked, named) = (Get("version"), Get("operation"));
        var version = asked.Length > 0 ? asked : named.Length > 0 ? "1.2" : "2.0";
        var operation = named switch
        {
            "explain" => SruOperation.Explain,
            "searchRetrieve" => SruOperation.SearchRetrieve,
            "scan" => SruOperation.Scan,
            _ when query.ContainsKey("query") => SruOperation.SearchRetrieve,
            _ when query.ContainsKey("scanClause") => SruOperation.Scan,
            _ => SruOperation.Explain,
        };
        var request = new SruRequest { Operation = operation, Version = version is "1.1" or "1.2" or "2.0" ? version : "1.2", Echo = all };
        if (version is not ("1.1" or "1.2" or "2.0"))
            return (request, new(5, "1.2", "Unsupported version; the highest supported is 2.0."));
        if (named is not ("" or "explain" or "searchRetrieve" or "scan"))
            return (request, new(4, named, "Unsupported operation."));
        var allowed = Common.Concat(operation switch { SruOperation.SearchRetrieve => ForSearch, SruOperation.Scan => ForScan, _ => ["recordPacking", "recordXMLEscaping"] }).ToList();
        if (all.Find(pair => !allowed.Contains(pair.Key) && !pair.Key.StartsWith("x-", StringComparison.Ordinal)) is { Key: { } unknown })
            return (request, new(8, unknown, "Unsupported parameter."));
        if (all.GroupBy(pair => pair.Key).FirstOrDefault(group => group.Count() > 1 && !group.Key.StartsWith("x-", StringComparison.Ordinal)) is { } repeated)
            return (request, new(6, repeated.Key, "The parameter is repeated."));
        if (Get("stylesheet").Length > 0)
            return (request, new(110, null, "Stylesheets are not supported."));
        return operation switch
        {
            SruOperation.SearchRetrieve => ReadSearch(request, Get),
            SruOperation.Scan => ReadScan(request, Get),
            _ => (request, null),
        };
    }

    private static (SruRequest Request, SruDiagnostic? Fault) ReadSearch(SruRequest request, Func<string, string> get)
    {
        // 1.x: recordPacking is xml or string. 2.0: that is recordXMLEscaping; recordPacking there is packed or unpacked, which are one here.
        var packing = get(request.IsTwo ? "recordXMLEscaping" : "recordPacking");
        request = request with { Query = get("query"), Schema = get("recordSchema"), SortKeys = get("sortKeys"), Escaped = packing == "string" };
        if (packing is not ("" or "xml" or "string"))
            return (request, new(71, packing, "Unsupported record packing."));
        if (request.IsTwo && get("recordPacking") is not ("" or "packed" or "unpacked"))
            return (request, new(6, "recordPacking", "Unsupported parameter value."));
        if (request.Query.Length == 0)
            return (request, new(7, "query", "Mandatory parameter not supplied."));
        if (get("queryType") is not ("" or "cql" or "searchTerms"))
            return (request, new(6, "queryType", "Only cql and searchTerms are supported."));
        if (get("queryType") == "searchTerms")
            request = request with { Query = $"cql.anywhere all \"{request.Query.Replace("\"", " ", StringComparison.Ordinal).Replace("\\", " ", StringComparison.Ordinal)}\"" };
        if (get("recordXPath").Length > 0)
            return (request, new(72, null, "XPath retrieval is not supported."));
        if (get("resultSetTTL") is { Length: > 0 } lifetime && !int.TryParse(lifetime, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            return (request, new(6, "resultSetTTL", "Unsupported parameter value."));
        if (Number(get("startRecord"), 1, 1, int.MaxValue) is not { } start)
            return (request, new(6, "startRecord", "Unsupported parameter value."));
        if (Number(get("maximumRecords"), DefaultRecords, 0, int.MaxValue) is not { } most)
            return (request, new(6, "maximumRecords", "Unsupported parameter value."));
        var facets = ReadFacets(get("facetLimit"));
        return facets is null
            ? (request, new(6, "facetLimit", "Write facetLimit=10:dc.creator,5:dc.date."))
            : (request with { Start = start, Most = Math.Min(most, MostRecords), Facets = facets }, null);
    }

    private static (SruRequest Request, SruDiagnostic? Fault) ReadScan(SruRequest request, Func<string, string> get)
    {
        request = request with { Clause = get("scanClause") };
        if (request.Clause.Length == 0)
            return (request, new(7, "scanClause", "Mandatory parameter not supplied."));
        if (Number(get("maximumTerms"), DefaultTerms, 1, int.MaxValue) is not { } most)
            return (request, new(6, "maximumTerms", "Unsupported parameter value."));
        if (most > MostTerms)
            return (request, new(121, most.ToString(CultureInfo.InvariantCulture), $"At most {MostTerms} terms."));
        if (Number(get("responsePosition"), 1, 0, int.MaxValue) is not { } position)
            return (request, new(6, "responsePosition", "Unsupported parameter value."));
        return position > most + 1
            ? (request, new(120, position.ToString(CultureInfo.InvariantCulture), "The response position is out of range."))
            : (request with { Most = most, Position = position }, null);
    }

    private static List<SruFacet>? ReadFacets(string text)
    {
        var facets = new List<SruFacet>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (limit, index) = part.Split(':', 2) is [var before, var after] ? (before, after) : char.IsAsciiDigit(part[0]) ? (part, "") : ("10", part);
            if (Number(limit, 10, 1, 100) is not { } most || facets.Count > 20)
                return null;
            facets.Add(new(index, most));
        }

        return facets;
    }

    private static int? Number(string text, int none, int least, int most) =>
        text.Length == 0 ? none : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;
}
