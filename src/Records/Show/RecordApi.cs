using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Zhishu.Foundation;

namespace Zhishu.Records.Show;

/// <summary><c>/api/v1/records/{kind}/{number}</c>: one record in the form of <c>docs/record.schema.json</c>.</summary>
internal static class RecordApi
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/records/{kind}/{*number}", GetAsync)
        .AllowAnonymous()
        .WithName("GetRecord")
        .WithTags("records")
        .WithSummary("一条记录 · One record")
        .WithDescription("号码可带或不带 CN、ZL、点、空格，可用全角数字。Accept: application/xml 给出 WIPO ST.96。 The number with or without CN, ZL, dots and spaces, in any width; Accept: application/xml gives WIPO ST.96.")
        .Takes([
            new("kind", "类别 · Kind of record") { Values = ["patent", "trademark", "gi", "layout"] },
            new("number", "申请号、公开公告号或注册号，写法不限 · Number of the application, publication or registration in any spelling", "CN202210000001.0"),
            new("lang", "出错信息的语言 · Language of faults") { Values = ["zh", "en"] },
        ])
        .Produces<IpRecord>(StatusCodes.Status200OK, "application/json", "application/xml")
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<IResult> GetAsync(string kind, string number, RecordStore store, HttpContext context, CancellationToken ct)
    {
        if (RecordKinds.Parse(kind) is not { } known)
            return Results.Problem(Lang.T($"没有类别 {kind}，可用 patent、trademark、gi、layout"),
                statusCode: StatusCodes.Status404NotFound);
        if (await store.FindAsync(known, number, ct) is not { } stored)
            return Results.Problem(Lang.T($"没有号码为 {number} 的{known.One()}记录"), statusCode: StatusCodes.Status404NotFound);
        var asXml = context.Request.GetTypedHeaders().Accept is { Count: > 0 } accept && accept.OrderByDescending(type => type.Quality ?? 1).First().MediaType.Value is "application/xml" or "text/xml";
        var tag = $"\"{stored.Id:N}-{stored.Version}{(asXml ? "x" : "")}\"";
        context.Response.Headers.ETag = tag;
        context.Response.Headers.LastModified = stored.ChangedAt.ToString("R", CultureInfo.InvariantCulture);
        context.Response.Headers.Vary = "Accept";
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Tag == tag))
            return Results.StatusCode(StatusCodes.Status304NotModified);
        if (asXml)
        {
            using var stream = new MemoryStream();
            await using (var xml = St96Xml.Writer(stream))
            {
                await St96Xml.StartAsync(xml);
                await St96Xml.WriteAsync(xml, stored.Record);
                await xml.WriteEndDocumentAsync();
            }

            return Results.Bytes(stream.ToArray(), "application/xml; charset=utf-8");
        }

        return Results.Text(RecordJson.Write(await store.Texts.WholeAsync(stored.Record, ct)), "application/json", Encoding.UTF8);
    }
}
