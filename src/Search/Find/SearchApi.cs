using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search.Export;

namespace Zhishu.Search.Find;

/// <summary>A page of hits in the form of the API; <c>cursor</c> and <c>next</c> lead to the page after it and are missing on the last.</summary>
internal sealed record SearchAnswer(long Total, int From, int Size, IReadOnlyList<HitAnswer> Hits, IReadOnlyDictionary<string, IReadOnlyList<FacetAnswer>> Facets,
    IReadOnlyList<ReadAnswer> Read, IReadOnlyList<string> Notes, long TookMs, string? Cursor, string? Next);

/// <summary>How a part of a simple question was read: phrase, number, symbol, applicant, word, ignored; what else is searched for, and what in the other language.</summary>
internal sealed record ReadAnswer(string Text, string As, IReadOnlyList<string> Also, IReadOnlyList<string> Across);

/// <summary>A value of a facet.</summary>
internal sealed record FacetAnswer(string Value, string Label, long Count);

/// <summary><c>/api/v1/records</c>: search.</summary>
internal static class SearchApi
{
    private const string Path = "/api/v1/records";
    private const int DefaultSize = 20;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(Path, FindAsync)
        .AllowAnonymous()
        .WithName("FindRecords")
        .WithTags("records")
        .WithSummary("检索 · Search")
        .WithDescription(
            "检索语言见 docs/query-language.md。可用分面名作参数筛选，名前加 not- 表示排除，多个值以逗号分隔或重复参数。"
            + "读取全部结果：沿 next（或 Link 头）逐页读取，其间记录增减也不会遗漏；或以 format=ndjson、csv 且不给 size，一次取回全部（未登录时至多 2,000 条）。"
            + " The query language is described in docs/query-language.md. Facet names are parameters too, with not- before them to exclude; several values are separated by commas or repeated. "
            + "To read a whole result follow next (or the Link header), which misses nothing while records come and go; "
            + "or ask for format=ndjson or csv without size (2,000 records at most without an account).")
        .Takes([.. QuestionParameters.Question, .. QuestionParameters.Page, .. QuestionParameters.Narrowing])
        .Produces<SearchAnswer>(StatusCodes.Status200OK, "application/json", "application/x-ndjson", "text/csv")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<IResult> FindAsync(HttpContext context, QueryReader reader, SearchService search, ISearchEngine engine, ReferenceData reference,
        ExportLimit limit, IOptions<HubOptions> options, CancellationToken ct)
    {
        var watch = Stopwatch.GetTimestamp();
        var query = context.Request.Query;
        context.Response.Headers.Append("Vary", "Accept");
        if (query.Keys.FirstOrDefault(name => !QuestionParameters.Known.Contains(name)) is { } unknown)
            return Wrong(Fault(SafeText.Line(unknown), new($"没有参数 {SafeText.Line(unknown)}；可用：{Bilingual.List(QuestionParameters.Known)}")));
        if (HitLines.FormOf(context.Request) is not { } form)
            return Wrong(Fault("format", new("format 应为 json、ndjson 或 csv")));
        var (fields, bad) = HitFields.Read(query["fields"]);
        if (bad is not null)
            return Wrong(bad);
        var (asked, wrong) = await SearchParameters.ReadAsync(query, reader, DefaultSize, ct);
        if (asked is null)
            return Wrong(wrong!);
        var request = asked.Request;
        if (form != HitForm.Json && query["size"].Count + query["from"].Count + query["cursor"].Count == 0)
            return await WholeAsync(context, request, search, engine, limit, fields, form, ct);
        var from = asked.From;
        if (query["cursor"].ToString() is { Length: > 0 } given)
        {
            if (query["from"].Count > 0)
                return Wrong(Fault("from", new("cursor 和 from 只能用一个")));
            if (ResultCursor.Read(given, query) is not { } cursor)
                return Wrong(Fault("cursor", new("cursor 不正确，或属于另一个检索；请原样使用上一页给出的 cursor，其余参数不变")));
            from = await cursor.PlaceAsync(request, engine, ct);
        }

        var found = await search.FindAsync(request with { From = from }, ct);
        var next = from + found.Hits.Count < found.Total ? ResultCursor.Behind(from, [.. found.Hits.Select(hit => hit.Stored.Id)])?.Write(query) : null;
        var link = next is null ? null : Link(query, next, options.Value);
        if (link is not null)
            context.Response.Headers.Link = $"<{link}>; rel=\"next\"";
        if (form != HitForm.Json)
        {
            await HitLines.WriteAsync(context, found.Hits.Select(hit => HitAnswer.Of(hit.Stored)).ToAsyncEnumerable(), fields, form == HitForm.Csv, ct);
            return Results.Empty;
        }

        var answer = new SearchAnswer(found.Total, from, asked.Size, [.. found.Hits.Select(HitAnswer.Of)],
            found.Facets.ToDictionary(facet => facet.Key.Code(),
                facet => (IReadOnlyList<FacetAnswer>)[.. facet.Value.Select(count => new FacetAnswer(count.Value, FacetValues.LabelOf(facet.Key, count.Value, reference), count.Count))]),
            [.. asked.Reading.Terms.Select(term => new ReadAnswer(term.Text, JsonNamingPolicy.CamelCase.ConvertName(term.As.ToString()), term.Also, term.Across))],
            [.. asked.Reading.Notes.Select(note => note.ToString())],
            (long)Stopwatch.GetElapsedTime(watch).TotalMilliseconds, next, link);
        return fields.Count == HitFields.All.Count ? Results.Json(answer, HitFields.Json) : Results.Json(HitFields.Narrow(answer, fields), HitFields.Json);
    }

    private static async Task<IResult> WholeAsync(HttpContext context, SearchRequest request, SearchService search, ISearchEngine engine,
        ExportLimit limit, IReadOnlyList<string> fields, HitForm form, CancellationToken ct)
    {
        var total = (await engine.FindAsync(request with { Size = 0, Facets = [] }, ct)).Total;
        if (total > limit.Of(context))
        {
            return Results.Problem(Lang.T($"结果有 {total:N0} 条，一次最多取 {limit.Of(context):N0} 条。请缩小检索范围，或给出 size，沿 Link 头逐页读取"),
                statusCode: StatusCodes.Status422UnprocessableEntity, title: Lang.T("请求有误"));
        }

        await HitLines.WriteAsync(context, search.StreamAsync(request, ct).Select(HitAnswer.Of), fields, form == HitForm.Csv, ct);
        return Results.Empty;
    }

    private static string Link(IQueryCollection query, string cursor, HubOptions options)
    {
        var rest = new QueryBuilder(query.Where(pair => !pair.Key.Equals("cursor", StringComparison.OrdinalIgnoreCase) && !pair.Key.Equals("from", StringComparison.OrdinalIgnoreCase)))
        {
            { "cursor", cursor },
        };
        return options.Absolute(Path) + rest.ToQueryString();
    }

    private static ParameterFault Fault(string name, Bilingual why) => new(name, new(0, 0, why));

    /// <summary>The problem that a parameter makes.</summary>
    public static IResult Wrong(ParameterFault wrong) => Results.Problem(wrong.Fault.Message.ToString(), statusCode: StatusCodes.Status400BadRequest, title: Lang.T("请求有误"),
        extensions: new Dictionary<string, object?> { ["parameter"] = wrong.Name, ["position"] = wrong.Fault.Position, ["length"] = wrong.Fault.Length });
}
