using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Zhishu.Foundation;

namespace Zhishu.Exchange.OpenData;

/// <summary>The catalogue, the files, the schemas.</summary>
internal static class OpenDataRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/catalog.jsonld", async (HttpContext context, Catalogue catalogue, CancellationToken ct) =>
        {
            var (bytes, changed) = await catalogue.WriteAsync(ct);
            return Conditional.Send(context, bytes, "application/ld+json", changed);
        }).AllowAnonymous().WithName("Catalogue").WithTags("exchange").WithSummary("开放数据目录 · DCAT catalogue")
            .WithDescription("DCAT 3，JSON-LD。 DCAT 3 as JSON-LD.").Produces(StatusCodes.Status200OK, contentType: "application/ld+json");
        routes.MapGet("/open-data/files/{file}", async (string file, DumpStore dumps, CancellationToken ct) =>
        {
            // Ranges and If-Range are answered, so a broken download goes on; a new build has another entity tag.
            if (await dumps.FindAsync(file, ct) is not { } dump || Path.Combine(dumps.Folder, dump.File) is var path && !File.Exists(path))
                return Results.Problem(Lang.T("没有这个文件"), statusCode: StatusCodes.Status404NotFound);
            return Results.File(path, "application/gzip", dump.File, new DateTimeOffset(DateTime.SpecifyKind(dump.BuiltAt, DateTimeKind.Utc)),
                new EntityTagHeaderValue(dump.Tag), enableRangeProcessing: true);
        }).AllowAnonymous().WithName("OpenDataFile").WithTags("exchange").WithSummary("开放数据文件 · A file of open data").WithDescription("支持 Range 断点续传、ETag。 Ranges are answered.")
            .Takes([new("file", "文件名，见目录 · Name of the file, as in the catalogue", "records-patent.jsonl.gz")])
            .Produces(StatusCodes.Status200OK, contentType: "application/gzip").ProducesProblem(StatusCodes.Status404NotFound);
    }
}
