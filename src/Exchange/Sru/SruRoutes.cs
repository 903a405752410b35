using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Zhishu.Foundation;

namespace Zhishu.Exchange.Sru;

/// <summary><c>/sru</c>: SRU 1.1, 1.2 and 2.0.</summary>
internal static class SruRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/sru", AnswerAsync)
        .AllowAnonymous()
        .WithName("Sru")
        .WithTags("exchange")
        .WithSummary("检索协议 · SRU 1.2 / 2.0")
        .WithDescription("operation=explain | searchRetrieve | scan，检索式为 CQL；见 docs/interconnection.md。 Queries are CQL; see docs/interconnection.md.")
        .Produces(StatusCodes.Status200OK, contentType: "application/sru+xml");

    private static async Task<IResult> AnswerAsync(HttpContext context, SruServer server, CancellationToken ct)
    {
        var (request, fault) = SruRequest.Read(context.Request.Query);
        var document = await server.AnswerAsync(request, fault, ct);
        context.Response.Headers.CacheControl = "no-cache";

        // 2.0 has a media type of its own; 1.x says text/xml.
        return Results.Bytes(XmlAnswer.Bytes(document.Root!), request.IsTwo
            && context.Request.GetTypedHeaders().Accept.Any(type => type.MediaType == "application/sru+xml") ? "application/sru+xml; charset=utf-8" : "text/xml; charset=utf-8");
    }
}
