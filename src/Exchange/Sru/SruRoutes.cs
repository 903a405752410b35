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
        .Takes([
            new("operation", "操作；2.0 中可省 · Operation; may be left out in 2.0") { Values = ["explain", "searchRetrieve", "scan"] },
            new("version", "版本 · Version") { Values = ["1.1", "1.2", "2.0"] },
            new("query", "CQL 检索式 · Query in CQL", "dc.title any \"电池 隔膜\" sortby dc.date/sort.descending"),
            new("startRecord", "从第几条起 · First record, from 1", "1") { Number = true, Least = 1 },
            new("maximumRecords", "至多几条，上限 100 · Most records, 100 at most", "10") { Number = true, Least = 0 },
            new("recordSchema", "记录的格式 · Format of records") { Values = ["dc", "st96", "zhishu"] },
            new("recordXMLEscaping", "2.0 中记录的包装 · Packing of records in 2.0") { Values = ["xml", "string"] },
            new("recordPacking", "记录的包装 · Packing of records") { Values = ["xml", "string"] },
            new("facetLimit", "要统计的分面 · Facets to count", "10:dc.creator,5:dc.date"),
            new("scanClause", "从索引的何处列起 · Where to begin in an index", "dc.creator = 清华大学"),
            new("responsePosition", "scan 的词在答复中的位置 · Place of the term in the answer of scan", "1") { Number = true, Least = 0 },
            new("maximumTerms", "scan 至多几个词 · Most terms of scan", "20") { Number = true, Least = 1 },
        ])
        .Produces(StatusCodes.Status200OK, contentType: "text/xml")
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
