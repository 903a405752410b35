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
