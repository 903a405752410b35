using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Zhishu.Foundation;

namespace Zhishu.Exchange.Oai;

/// <summary><c>/oai</c>: OAI-PMH 2.0, by GET and by POST of a form.</summary>
internal static class OaiRoutes
{
    private const int LongestForm = 16 << 10;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/oai", (HttpContext context, OaiProvider provider, CancellationToken ct) => AnswerAsync(context.Request.Query, context, provider, ct))
            .AllowAnonymous()
            .WithName("OaiPmh")
            .WithTags("exchange")
            .WithSummary("采集 · OAI-PMH 2.0")
            .WithDescription("verb=Identify | ListMetadataFormats | ListSets | ListIdentifiers | ListRecords | GetRecord；见 docs/interconnection.md。 See docs/interconnection.md.")
            .Takes([
                new("verb", "请求 · Request") { Values = ["Identify", "ListMetadataFormats", "ListSets", "ListIdentifiers", "ListRecords", "GetRecord"], Required = true },
                new("metadataPrefix", "格式 · Format") { Values = ["oai_dc", "st96", "st96_status", "zhishu"] },
                new("identifier", "记录标识 · Identifier of a record", "oai:example.org:patent/CN/2022232206652"),
                new("from", "起始时间（UTC，到日或到秒）· From (UTC, day or second)", "2026-01-01"),
                new("until", "截止时间 · Until", "2026-12-31T23:59:59Z"),
                new("set", "集合 · Set", "ipc:H:H01"),
                new("resumptionToken", "上一页给出的续传标记 · Token that the page before gave", "token"),
            ])
            .Produces(StatusCodes.Status200OK, contentType: "text/xml");

        // 3.1.1.2: the same by POST. Nothing is changed, so no token against forgery is asked for.
        routes.MapPost("/oai", async (HttpContext context, OaiProvider provider, CancellationToken ct) =>
        {
            if (!context.Request.HasFormContentType || context.Request.ContentLength is null or > LongestForm)
                return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
            return await AnswerAsync(await context.Request.ReadFormAsync(ct), context, provider, ct);
        }).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
    }

    private static async Task<IResult> AnswerAsync(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> query,
        HttpContext context, OaiProvider provider, CancellationToken ct)
    {
        var (request, error) = OaiRequest.Read(query);
        var document = await provider.AnswerAsync(request, error, ct);
        context.Response.Headers.CacheControl = "no-cache";
        return Results.Bytes(XmlAnswer.Bytes(document.Root!), "text/xml; charset=utf-8");
    }
}
