using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Search.Find;

/// <summary>A page of hits in the form of the API.</summary>
internal sealed record SearchAnswer(long Total, int From, int Size, IReadOnlyList<HitAnswer> Hits,
    IReadOnlyDictionary<string, IReadOnlyList<FacetAnswer>> Facets, IReadOnlyList<ReadAnswer> Read, IReadOnlyList<string> Notes, long TookMs);

/// <summary>How a part of a simple question was read: phrase, number, symbol, applicant, word, ignored; what else is searched for, and what in the other language.</summary>
internal sealed record ReadAnswer(string Text, string As, IReadOnlyList<string> Also, IReadOnlyList<string> Across);

/// <summary>A hit: <c>highlight</c> is escaped HTML with what was found in <c>em</c>.</summary>
internal sealed record HitAnswer(
    Guid Id, string Kind, string Number, string Title, string Highlight, string? Type, string Status, DateOnly? FilingDate, DateOnly? PublicationDate, DateOnly? GrantDate,
    IReadOnlyList<string> Applicants, string? Region, bool Synthetic, string Url);

/// <summary>A value of a facet.</summary>
internal sealed record FacetAnswer(string Value, string Label, long Count);

/// <summary><c>/api/v1/records</c>: search.</summary>
internal static class SearchApi
{
    private const int DefaultSize = 20;
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
    };

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/records", FindAsync)
        .AllowAnonymous()
        .WithName("FindRecords")
        .WithTags("records")
        .WithSummary("检索 · Search")
        .WithDescription(
            "检索语言见 docs/query-language.md；syntax=cql 时 q 为 CQL 1.2；exact=1 时不作同义扩展和分词；cross=0 时不检索另一语言的译名。另可用分面名作参数筛选（kind, type, status, year, region, applicant, ipc, nice, "
                + "filed, published, granted, group, city, inventor, keyword），名前加 not- 表示排除，多个值以逗号分隔或重复参数；family=1 时每个同族只列一件。"
            + " The query language is described in docs/query-language.md; with syntax=cql q is CQL 1.2; exact=1 searches for nothing but what was typed; "
                + "cross=0 leaves out terms in the other language. "
            + "Facet names are parameters too, with not- before them to exclude; several values are separated by commas or repeated; family=1 lists one record of each family.")
        .Produces<SearchAnswer>()
        .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<IResult> FindAsync(
        [FromQuery] string? q, [FromQuery] string? syntax, [FromQuery] string? exact, [FromQuery] string? cross, [FromQuery] string? kind, [FromQuery] string? sort,
            [FromQuery] string? from, [FromQuery] string? size, [FromQuery] string? facets, [FromQuery] string? family,
        HttpContext context, QueryReader reader, SearchService search, ReferenceData reference, CancellationToken ct)
    {
        // The parameters above are for the description; they are read strictly here.
        _ = (q, syntax, exact, cross, kind, sort, from, size, facets, family);
        var watch = Stopwatch.GetTimestamp();
        var (asked, wrong) = await SearchParameters.ReadAsync(context.Request.Query, reader, DefaultSize, ct);
        if (wrong is var (name, fault))
        {
            return Results.Problem(fault.Message.ToString(), statusCode: StatusCodes.Status400BadRequest, title: Lang.T("请求有误"),
                extensions: new Dictionary<string, object?> { ["parameter"] = name, ["position"] = fault.Position, ["length"] = fault.Length });
        }

        var found = await search.FindAsync(asked!.Request, ct);
        return Results.Json(new SearchAnswer(found.Total, asked.From, asked.Size, [.. found.Hits.Select(Present)],
            found.Facets.ToDictionary(facet => facet.Key.Code(),
                facet => (IReadOnlyList<FacetAnswer>)[.. facet.Value.Select(count => new FacetAnswer(count.Value, FacetValues.LabelOf(facet.Key, count.Value, reference), count.Count))]),
            [.. asked.Reading.Terms.Select(term => new ReadAnswer(term.Text, JsonNamingPolicy.CamelCase.ConvertName(term.As.ToString()), term.Also, term.Across))],
            [.. asked.Reading.Notes.Select(note => note.ToString())],
            (long)Stopwatch.GetElapsedTime(watch).TotalMilliseconds), Json);
    }

    private static HitAnswer Present(SearchHit hit) => new(
        hit.Stored.Id, hit.Record.Kind.Code(), hit.Record.Number, hit.Record.Title, Html(hit.Title)
            + (hit.Snippet.Count > 0 ? " … " + Html(hit.Snippet) : ""), hit.Record.Type, hit.Record.Status.Code(),
        hit.Record.FilingDate, hit.Record.PublicationDate, hit.Record.GrantDate,
        [.. hit.Record.Parties.Where(party => party.Role == PartyRole.Applicant).Select(party => party.Name)], hit.Record.Region, hit.Record.Synthetic, hit.Url);

    private static string Html(IReadOnlyList<TextPart> parts)
    {
        var html = new StringBuilder();
        foreach (var part in parts)
        {
            var text = Encoder.Encode(part.Text);
            html.Append(part.Hit ? $"<em>{text}</em>" : text);
        }

        return html.ToString();
    }
}
