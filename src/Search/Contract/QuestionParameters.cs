using Zhishu.Foundation;

namespace Zhishu.Search;

/// <summary>The parameters of a question as the description of the API tells them.</summary>
public static class QuestionParameters
{
    private static readonly string[] Switch = ["0", "1"];

    /// <summary>What is asked.</summary>
    public static IReadOnlyList<ApiParameter> Question { get; } =
    [
        new("q", "检索式；空为全部记录 · Query; all records when empty", "TI=(锂电池 AND 隔膜) AND AD>=2020"),
        new("syntax", "检索语言：本系统的，或 CQL 1.2 · Query language: the hub's own, or CQL 1.2") { Values = ["zhishu", "cql"] },
        new("exact", "1：只检索输入的词，不作同义扩展和分词 · 1: nothing but what was typed") { Values = Switch },
        new("cross", "0：不检索另一语言的译名 · 0: leaves out terms in the other language") { Values = Switch },
        new("family", "1：每个同族只列一件 · 1: lists one record of each family") { Values = Switch },
        new("lang", "文字的语言；没有时按 Accept-Language · Language of texts; Accept-Language without it") { Values = ["zh", "en"] },
    ];

    /// <summary>Which part of the result is given, and how.</summary>
    internal static IReadOnlyList<ApiParameter> Page { get; } =
    [
        new("sort", "顺序；- 为倒序 · Order; - for descending") { Values = [.. Find.SearchParameters.SortCodes] },
        new("from", "略去前面几件 · Hits to leave out at the beginning", "0") { Number = true, Least = 0, Most = Find.SearchParameters.LargestFrom },
        new("size", "一页几件，默认 20 · Hits on a page, 20 by default", "20") { Number = true, Least = 0, Most = Find.SearchParameters.LargestSize },
        new("cursor", "上一页给出的位置，原样使用；不与 from 同用 · The place that the page before gave, unchanged; not together with from", "AQAAABQ"),
        new("fields", $"所需字段，以逗号分隔 · Members of hits, separated by commas: {string.Join(", ", Find.HitFields.All)}", "fullNumber,title,applicants,ipc"),
        new("facets", $"要统计的分面，以逗号分隔 · Facets to count, separated by commas: {string.Join(", ", FacetValues.Whole.Select(facet => facet.Code()))}", "year,status"),
        new("format", "形式；没有时按 Accept · Form; Accept without it") { Values = ["json", "ndjson", "csv"] },
    ];

    /// <summary>Facets as filters, and with <c>not-</c> to exclude.</summary>
    public static IReadOnlyList<ApiParameter> Narrowing { get; } =
    [
        .. FacetValues.Whole.Select(facet => new ApiParameter(facet.Code(), $"只要：{Named(facet)}", Example(facet))),
        .. FacetValues.Whole.Select(facet => new ApiParameter("not-" + facet.Code(), $"排除：{Named(facet)}", Example(facet))),
    ];

    /// <summary>All names that the search of the API takes.</summary>
    internal static IReadOnlySet<string> Known { get; } =
        new SortedSet<string>(Question.Concat(Page).Concat(Narrowing).Select(one => one.Name), StringComparer.OrdinalIgnoreCase);

    private static string Named(Facet facet) => $"{facet.Label().Zh} · {facet.Label().En}";

    private static string Example(Facet facet) => facet switch
    {
        Facet.Kind => "patent,trademark",
        Facet.Status => "inForce",
        Facet.Ipc => "H01M",
        Facet.IpcGroup => "H01M10",
        Facet.Applicant => "清华大学",
        Facet.Inventor => "王伟",
        Facet.Region => "44",
        Facet.City => "4403",
        Facet.Type => "invention",
        Facet.Nice => "9",
        Facet.Keyword => "电池",
        _ => "2022",
    };
}
