using System.Globalization;
using Microsoft.AspNetCore.Http;
using Zhishu.Foundation;
using Zhishu.Search.Sets;

namespace Zhishu.Search.Find;

/// <summary>A parameter that cannot be read.</summary>
internal sealed record ParameterFault(string Name, QueryFault Fault);

/// <summary>
/// What an address asks for, read strictly. The same names serve the page and the API: <c>q, syntax, exact, cross, kind, sort, from, size, facets, family</c>,
/// one name for each facet, and <c>not-</c> before it to exclude its values; <c>view</c> and <c>columns</c> are the page's own.
/// </summary>
internal sealed record SearchParameters
{
    public const int LargestSize = 100;
    public const int LargestFrom = 10_000_000;
    private const int MostChoices = 50;
    public static readonly IReadOnlyList<int> Sizes = [20, 50, 100];

    private static readonly Dictionary<string, SearchSort> Sorts = new()
    {
        ["relevance"] = SearchSort.Relevance,
        ["date"] = SearchSort.DateAscending,
        ["-date"] = SearchSort.DateDescending,
        ["published"] = SearchSort.PublishedAscending,
        ["-published"] = SearchSort.PublishedDescending,
        ["granted"] = SearchSort.GrantedAscending,
        ["-granted"] = SearchSort.GrantedDescending,
        ["number"] = SearchSort.NumberAscending,
        ["-number"] = SearchSort.NumberDescending,
        ["title"] = SearchSort.TitleAscending,
        ["-title"] = SearchSort.TitleDescending,
        ["applicant"] = SearchSort.ApplicantAscending,
        ["-applicant"] = SearchSort.ApplicantDescending,
    };

    /// <summary>Names of the orders.</summary>
    public static IEnumerable<string> SortCodes => Sorts.Keys;

    private static readonly string[] Views = ["list", "table", "cards"];

    /// <summary>The query; earlier questions within it stand under keys that mean the same to everybody.</summary>
    public required string Query { get; init; }

    /// <summary>The addresses of the earlier questions that were typed as numbers.</summary>
    public IReadOnlyList<string> BuiltOn { get; init; } = [];

    public required QueryReading Reading { get; init; }
    public required IReadOnlyDictionary<Facet, IReadOnlyList<string>> Filters { get; init; }
    public required IReadOnlyDictionary<Facet, IReadOnlyList<string>> Excluded { get; init; }
    public required SearchSort Sort { get; init; }
    public required string SortCode { get; init; }
    public required int From { get; init; }
    public required int Size { get; init; }

    /// <summary>Hits on a page when no size is asked for.</summary>
    public int DefaultSize { get; init; }

    public required IReadOnlyList<Facet> Facets { get; init; }
    public bool Cql { get; init; }
    public bool Exact { get; init; }
    public bool Across { get; init; } = true;
    public bool OnePerFamily { get; init; }
    public string View { get; init; } = Views[0];
    public IReadOnlyList<string> Columns { get; init; } = ResultColumn.Default;

    public SearchRequest Request => new(Reading.Node!, Filters, Sort, From, Size, Facets) { Excluded = Excluded, OnePerFamily = OnePerFamily };

    public bool IsNarrowed => Filters.Count + Excluded.Count > 0;

    /// <summary>Reads the parameters.</summary>
    /// <param name="query">The query string.</param>
    /// <param name="reader">Understands the question.</param>
    /// <param name="defaultSize">Hits when no size is asked for.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="numbers">Addresses of earlier questions by their numbers; null where numbers mean nothing.</param>
    /// <param name="depth">How many questions are built on this one.</param>
    /// <returns>What was read, or the first fault with the name of its parameter.</returns>
    public static async Task<(SearchParameters? Asked, ParameterFault? Fault)> ReadAsync(
        IQueryCollection query, QueryReader reader, int defaultSize, CancellationToken ct, IReadOnlyDictionary<int, string>? numbers = null, int depth = 0)
    {
        var fault = ReadRest(query, defaultSize, out var rest);
        if (fault is not null)
            return (null, fault);
        var reading = await reader.ReadAsync(rest!.Query, rest.Exact, rest.Cql, rest.Across, numbers, depth, ct);
        if (reading.Fault is { } wrong)
            return (null, new("q", wrong));
        var builtOn = new List<string>();
        if (numbers is not null && !rest.Cql)
        {
            rest = rest with
            {
                Query = SetNames.Rename(SafeText.Clean(rest.Query), name =>
                {
                    if (SetNames.NumberOf(name) is not { } number)
                        return null;
                    builtOn.Add(numbers[number]);
                    return "#" + KeptQuestions.KeyOf(numbers[number]);
                }),
            };
        }

        rest = rest with { Reading = reading, BuiltOn = builtOn };
        return (reading.Sort is { } sort && query["sort"].Count == 0 ? rest with { Sort = sort, SortCode = sort == SearchSort.DateAscending ? "date" : "-date" } : rest, null);
    }

    /// <summary>Reads everything but the query; null when something is wrong.</summary>
    public static SearchParameters? ReadNarrowing(IQueryCollection query) => ReadRest(query, 0, out var parameters) is null ? parameters : null;

    private static ParameterFault? ReadRest(IQueryCollection query, int defaultSize, out SearchParameters? parameters)
    {
        parameters = null;
        var syntax = query["syntax"].ToString();
        if (syntax is not ("" or "zhishu" or "cql"))
            return Wrong("syntax", new("syntax 只能是 zhishu 或 cql"));
        var sortCode = query["sort"].ToString() is { Length: > 0 } asked ? asked : "relevance";
        if (!Sorts.TryGetValue(sortCode, out var sort))
            return Wrong("sort", new($"sort 只能是 {string.Join('、', Sorts.Keys)} 之一"));
        if (Number(query, "from", 0, LargestFrom) is not { } from)
            return Wrong("from", new($"from 应为 0 至 {LargestFrom} 的整数"));
        if (Number(query, "size", defaultSize, LargestSize) is not { } size)
            return Wrong("size", new($"size 应为 0 至 {LargestSize} 的整数"));
        foreach (var name in new[] { "exact", "cross", "family" })
        {
            if (query[name].ToString() is not ("" or "0" or "1"))
                return Wrong(name, new($"{name} 只能是 0 或 1"));
        }

        var facets = new List<Facet>();
        foreach (var name in Separated(query, "facets"))
        {
            if (FacetValues.Parse(name) is not { } facet)
                return Wrong("facets", new($"没有分面 {name}"));
            if (!facets.Contains(facet))
                facets.Add(facet);
        }

        var view = query["view"].ToString() is { Length: > 0 } chosen ? chosen : Views[0];
        if (!Views.Contains(view))
            return Wrong("view", new("view 只能是 list、table 或 cards"));
        var columns = Separated(query, "columns").Distinct().ToList();
        if (columns.Find(column => ResultColumn.Find(column) is null) is { } unknown)
            return Wrong("columns", new($"没有列 {unknown}"));
        if (ReadChoices(query, "", out var filters) is { } bad)
            return bad;
        if (ReadChoices(query, "not-", out var excluded) is { } alsoBad)
            return alsoBad;
        parameters = new()
        {
            Query = query["q"].ToString(),
            Reading = new(null, null, [], 0),
            Filters = filters,
            Excluded = excluded,
            Sort = sort,
            SortCode = sortCode,
            From = from,
            Size = size,
            DefaultSize = defaultSize,
            Facets = facets,
            Cql = syntax == "cql",
            Exact = query["exact"] == "1",
            Across = query["cross"] != "0",
            OnePerFamily = query["family"] == "1",
            View = view,
            Columns = columns.Count > 0 ? columns : ResultColumn.Default,
        };
        return null;
    }

    private static ParameterFault? ReadChoices(IQueryCollection query, string before, out Dictionary<Facet, IReadOnlyList<string>> choices)
    {
        choices = [];
        foreach (var facet in FacetValues.Whole)
        {
            var name = before + facet.Code();
            var values = Choices(query, facet, name);
            if (values.Find(value => !FacetValues.IsValid(facet, value)) is { } bad)
                return Wrong(name, new($"{name} 的值“{bad}”不正确"));
            if (values.Count > MostChoices)
                return Wrong(name, new($"{name} 最多选 {MostChoices} 项"));
            if (values.Count > 0)
                choices[facet] = values;
        }

        return null;
    }

    private static ParameterFault Wrong(string name, Bilingual text) => new(name, new(0, 0, text));

    private static IEnumerable<string> Separated(IQueryCollection query, string name) =>
        query[name].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    // A name may hold a comma, so applicants are given one by one; all others may be separated by commas.
    private static List<string> Choices(IQueryCollection query, Facet facet, string name) =>
    [
        .. query[name].OfType<string>()
            .SelectMany(value => facet is Facet.Applicant or Facet.Inventor ? [value] : value.Split(','))
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
