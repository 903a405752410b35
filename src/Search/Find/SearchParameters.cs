using System.Globalization;
using Microsoft.AspNetCore.Http;
using Zhishu.Foundation;

namespace Zhishu.Search.Find;

/// <summary>
/// What an address asks for, read strictly. The same names serve the page and the API: <c>q, syntax, kind, sort, from, size, facets</c>, and one name for each facet.
/// </summary>
internal sealed record SearchParameters(
    string Query, QueryNode Node, IReadOnlyDictionary<Facet, IReadOnlyList<string>> Filters, SearchSort Sort, string SortCode, int From, int Size, IReadOnlyList<Facet> Facets)
{
    public const int LargestSize = 100;
    private const int LargestFrom = 10_000_000;
    private const int MostChoices = 50;

    public SearchRequest Request => new(Node, Filters, Sort, From, Size, Facets);

    /// <summary>Reads the parameters.</summary>
    /// <param name="query">The query string.</param>
    /// <param name="language">The query language.</param>
    /// <param name="defaultSize">Hits when no size is asked for.</param>
    /// <param name="parameters">What was read; null when there is a fault.</param>
    /// <returns>The first fault with the name of its parameter, or null.</returns>
    public static (string Name, QueryFault Fault)? Read(IQueryCollection query, QueryLanguage language, int defaultSize, out SearchParameters? parameters)
    {
        parameters = null;
        var text = query["q"].ToString();
        var syntax = query["syntax"].ToString();
        if (syntax is not ("" or "zhishu" or "cql"))
            return Wrong("syntax", "syntax 只能是 zhishu 或 cql", "syntax is zhishu or cql");
        var parsed = syntax == "cql" ? language.ParseCql(text) : language.Parse(text);
        if (parsed.Fault is { } fault)
            return ("q", fault);
        var sortCode = query["sort"].ToString();
        SearchSort? sort = sortCode switch { "" or "relevance" => SearchSort.Relevance, "date" => SearchSort.DateAscending, "-date" => SearchSort.DateDescending, _ => null };
        if (sort is null)
            return Wrong("sort", "sort 只能是 relevance、date 或 -date", "sort is relevance, date or -date");
        if (Number(query, "from", 0, LargestFrom) is not { } from)
            return Wrong("from", $"from 应为 0 至 {LargestFrom} 的整数", $"from is a whole number from 0 to {LargestFrom}");
        if (Number(query, "size", defaultSize, LargestSize) is not { } size)
            return Wrong("size", $"size 应为 0 至 {LargestSize} 的整数", $"size is a whole number from 0 to {LargestSize}");
        var facets = new List<Facet>();
        foreach (var name in query["facets"].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            if (FacetValues.Parse(name) is not { } facet)
                return Wrong("facets", $"没有分面 {name}", $"There is no facet {name}");
            if (!facets.Contains(facet))
                facets.Add(facet);
        }

        var filters = new Dictionary<Facet, IReadOnlyList<string>>();
        foreach (var facet in FacetValues.InOrder)
        {
            var values = Choices(query, facet);
            if (values.Find(value => !FacetValues.IsValid(facet, value)) is { } bad)
                return Wrong(facet.Code(), $"{facet.Code()} 的值“{bad}”不正确", $"“{bad}” is no value of {facet.Code()}");
            if (values.Count > MostChoices)
                return Wrong(facet.Code(), $"{facet.Code()} 最多选 {MostChoices} 项", $"At most {MostChoices} values of {facet.Code()} can be chosen");
            if (values.Count > 0)
                filters[facet] = values;
        }

        parameters = new(text, parsed.Node!, filters, sort.Value, sortCode.Length == 0 ? "relevance" : sortCode, from, size, facets);
        return null;
    }

    private static (string, QueryFault)? Wrong(string name, string zh, string en) => (name, new(0, 0, new Bilingual(zh, en)));

    // A name may hold a comma, so applicants are given one by one; all others may be separated by commas.
    private static List<string> Choices(IQueryCollection query, Facet facet) =>
    [
        .. query[facet.Code()].OfType<string>()
            .SelectMany(value => facet == Facet.Applicant ? [value] : value.Split(','))
            .Select(value => value.Trim())
            .Where(value => value.Length > 0 && !value.Contains('\0', StringComparison.Ordinal))
            .Distinct(),
    ];

    private static int? Number(IQueryCollection query, string name, int none, int most)
    {
        var text = query[name].ToString();
        if (text.Length == 0)
            return none;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number : null;
    }
}
