using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search.Reading;

namespace Zhishu.Search.Find;

/// <summary>A suggestion: what to put into the box, and what it is.</summary>
/// <param name="Text">The query.</param>
/// <param name="Label">What a person reads.</param>
/// <param name="Note">applicant, class or title in the reader's language, with its count where there is one.</param>
internal sealed record Suggestion(string Text, string Label, string Note);

/// <summary><c>/api/v1/suggest</c>: while typing.</summary>
internal static class SuggestApi
{
    private const int MostOfEach = 4;
    private const int Longest = 60;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/suggest", SuggestAsync)
        .AllowAnonymous()
        .WithName("Suggest")
        .WithTags("records")
        .WithSummary("输入提示 · Suggestions while typing")
        .WithDescription("申请人（名称、拼音、首字母）、词、分类号和标题；form=opensearch 时为 OpenSearch Suggestions。Applicants (name, pinyin, initials), words, classes and titles.")
        .Takes([
            new("q", "已输入的文字，至多 60 字符 · What was typed, 60 characters at most", "电池"),
            new("form", "opensearch：OpenSearch Suggestions 的形式 · opensearch: in the form of OpenSearch Suggestions") { Values = ["opensearch"] },
        ])
        .Produces<IReadOnlyList<Suggestion>>();

    private static async Task<IResult> SuggestAsync([FromQuery] string? q, [FromQuery] string? form, NameLookup names, SearchService search, ReferenceData reference, CancellationToken ct)
    {
        var typed = SafeText.Clean(q ?? "").Trim();
        if (typed.Length is 0 or > Longest || typed.AsSpan().IndexOfAny("=\"()[]") >= 0)
            return Answer(typed, form, []);
        var suggestions = new List<Suggestion>();
        foreach (var (name, count) in await names.StartingAsync(typed, MostOfEach, ct))
            suggestions.Add(new($"PA=\"{name.Replace("\"", "", StringComparison.Ordinal)}\"", name, Lang.T($"申请人 · {count:N0}")));
        foreach (var (word, count) in await names.WordsAsync(typed, MostOfEach, ct))
            suggestions.Add(new(word, word, Lang.T($"word|词 · {count:N0}")));
        suggestions.AddRange(Classes(reference.Ipc, "IC", typed).Concat(Classes(reference.Nice, "NC", typed)));
        if (typed.Length >= 2)
        {
            var titles = await search.FindAsync(new(new QueryNode.Text(QueryField.Title, typed), new Dictionary<Facet, IReadOnlyList<string>>(), SearchSort.DateDescending, 0, MostOfEach * 2, []), ct);
            suggestions.AddRange(titles.Hits.Select(hit => hit.Record.Title).Distinct().Take(MostOfEach).Select(title => new Suggestion(title, title, Lang.T("title|标题"))));
        }

        return Answer(typed, form, suggestions);
    }

    // A browser that has the hub as a search engine asks in the form of OpenSearch Suggestions.
    private static IResult Answer(string typed, string? form, IReadOnlyList<Suggestion> suggestions) => form == "opensearch"
        ? Results.Json(new object[] { typed, suggestions.Select(one => one.Text), suggestions.Select(one => $"{one.Label} · {one.Note}") }, contentType: "application/x-suggestions+json")
        : Results.Ok(suggestions);

    private static IEnumerable<Suggestion> Classes(CodeTree tree, string field, string typed) => tree.All
        .Where(node => node.Code.StartsWith(typed, StringComparison.OrdinalIgnoreCase)
            || (typed.Length >= 2 && (node.Title.Zh.Contains(typed, StringComparison.Ordinal) || (typed.Length >= 4 && node.Title.En.Contains(typed, StringComparison.OrdinalIgnoreCase)))))
        .OrderByDescending(node => node.Code.Length).ThenBy(node => node.Code, StringComparer.Ordinal)
        .Take(3)
        .Select(node => new Suggestion($"{field}={node.Code}", $"{node.Code} {node.Title}", Lang.T("class|分类")));
}
