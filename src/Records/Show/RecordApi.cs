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
        .WithDescription("号码可带或不带 CN、ZL、点、空格，可用全角数字。The number with or without CN, ZL, dots and spaces, in any width.")
        .Produces<IpRecord>()
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<IResult> GetAsync(string kind, string number, RecordStore store, HttpContext context, CancellationToken ct)
    {
        if (RecordKinds.Parse(kind) is not { } known)
            return Results.Problem(Lang.T($"没有类别 {kind}，可用 patent、trademark、gi、layout", $"There is no kind {kind}; there are patent, trademark, gi, layout"), statusCode: StatusCodes.Status404NotFound);
        if (await store.FindAsync(known, number, ct) is not { } stored)
            return Results.Problem(Lang.T($"没有号码为 {number} 的{known.Label()}记录", $"There is no {known.Code()} record with the number {number}"), statusCode: StatusCodes.Status404NotFound);
        context.Response.Headers.ETag = $"\"{stored.Id:N}-{stored.Version}\"";
        return Results.Text(RecordJson.Write(stored.Record), "application/json", Encoding.UTF8);
    }
}
