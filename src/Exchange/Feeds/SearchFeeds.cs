using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.Exchange.Feeds;

/// <summary>A search as a feed, and the description by which a browser takes the hub as a search engine (OpenSearch 1.1).</summary>
internal static class SearchFeeds
{
    private const int Entries = 50;
    private static readonly XNamespace OpenSearch = "http://a9.com/-/spec/opensearch/1.1/";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/search.atom", FeedAsync).AllowAnonymous().WithName("SearchFeed").WithTags("exchange").WithSummary("检索结果订阅 · A search as an Atom feed")
            .WithDescription("参数与 /api/v1/records 相同，最新的在前。 Parameters as /api/v1/records, newest first.")
            .Takes([.. QuestionParameters.Question, .. QuestionParameters.Narrowing])
            .Produces(StatusCodes.Status200OK, contentType: "application/atom+xml")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        routes.MapGet("/opensearch.xml", (IOptions<HubOptions> options) =>
            Results.Text(Describe(options.Value), "application/opensearchdescription+xml", Encoding.UTF8)).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> FeedAsync(HttpContext context, SearchQuestions questions, SearchService search, ReferenceData reference,
        IOptions<HubOptions> options, TimeProvider clock, CancellationToken ct)
    {
        var (question, fault) = await questions.ReadAsync(context.Request.Query, ct);
        if (question is null)
            return Results.Problem(fault.ToString(), statusCode: StatusCodes.Status400BadRequest);
        var found = await search.FindAsync(question.Request with { From = 0, Size = Entries, Sort = SearchSort.DateDescending, Facets = [] }, ct);
        var self = options.Value.Absolute(question.On("/search.atom"));
        return Results.Text(AtomFeed.Write(self, $"{question.Describe(reference)} · {options.Value.HubName}", options.Value.HubName, self,
            options.Value.Absolute(question.On("/search")), clock.GetUtcNow(),
            [.. found.Hits.Select(hit => new AtomEntry($"urn:uuid:{hit.Stored.Id}", hit.Record.Title, hit.Stored.ChangedAt, options.Value.Absolute(hit.Url),
                string.Concat(hit.Snippet.Select(part => part.Text))))]), AtomFeed.MediaType, Encoding.UTF8);
    }

    private static string Describe(HubOptions options) => XmlAnswer.Text(new XElement(OpenSearch + "OpenSearchDescription",

        // The standard allows 16 characters here and 48 in the long name.
        new XElement(OpenSearch + "ShortName", Cut(options.HubName.Split('·', ' ')[0].Trim(), 16)),
        new XElement(OpenSearch + "LongName", Cut(options.HubName, 48)),
        new XElement(OpenSearch + "Description", "检索专利、商标、地理标志、集成电路布图设计"),
        new XElement(OpenSearch + "Language", "zh-CN"),
        new XElement(OpenSearch + "InputEncoding", "UTF-8"),
        new XElement(OpenSearch + "Image", new XAttribute("type", "image/svg+xml"), new XAttribute("width", 16), new XAttribute("height", 16), options.Absolute("/favicon.svg")),
        Url("text/html", options.Absolute("/search") + "?q={searchTerms}"),
        Url("application/atom+xml", options.Absolute("/search.atom") + "?q={searchTerms}"),
        Url("application/json", options.Absolute("/api/v1/records") + "?q={searchTerms}&from={startIndex?}&size={count?}", ("indexOffset", "0")),
        Url("application/x-suggestions+json", options.Absolute("/api/v1/suggest") + "?q={searchTerms}&form=opensearch", ("rel", "suggestions")),
        Url("application/opensearchdescription+xml", options.Absolute("/opensearch.xml"), ("rel", "self"))));

    private static XElement Url(string type, string template, params IReadOnlyList<(string Name, string Value)> attributes) =>
        new(OpenSearch + "Url", new XAttribute("type", type), new XAttribute("template", template), attributes.Select(one => new XAttribute(one.Name, one.Value)));

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..most];
}
