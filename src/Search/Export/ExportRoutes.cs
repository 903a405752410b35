using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Zhishu.Foundation;
using Zhishu.Search.Find;

namespace Zhishu.Search.Export;

/// <summary>Downloads: a whole result as a stream, or the records that were ticked.</summary>
internal static class ExportRoutes
{
    private const int MostTicked = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/search/download", DownloadAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/search/exports/{id:guid}/file", FileAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> DownloadAsync(HttpContext context, QueryReader reader, SearchService search, ISearchEngine engine, ExportLimit limit,
        ExportContext whole, TimeProvider clock, CancellationToken ct)
    {
        var query = context.Request.Query;
        if (ResultFormat.Find(query["format"].ToString()) is not { } format)
            return Wrong(Lang.T("format 应为 csv、xlsx、xlsx-sheets、jsonl、xml、ris 或 bib"));
        var columns = query["column"].OfType<string>().SelectMany(codes => codes.Split(',')).Select(code => ResultColumn.All.FirstOrDefault(column => column.Code == code)).ToList();
        if (columns.Count > ResultColumn.All.Count || columns.Contains(null))
            return Wrong(Lang.T($"column 可用：{Bilingual.List(ResultColumn.All.Select(column => column.Code))}"));
        SearchRequest request;
        if (query["id"].Count > 0)
        {
            var ids = Ids(query);
            if (ids is null || ids.Count > MostTicked)
                return Wrong(Lang.T($"id 应为记录标识，最多 {MostTicked} 个"));
            request = SearchRequest.All(new QueryNode.Records(ids));
        }
        else
        {
            var (asked, fault) = await SearchParameters.ReadAsync(query, reader, 0, ct);
            if (asked is null)
                return Wrong($"{fault!.Name}: {fault.Fault.Message}");
            request = asked.Request;
            if (limit.Fault(context, (await engine.FindAsync(request with { Size = 0 }, ct)).Total) is { } tooMany)
                throw new TooCostlyException(tooMany);
        }

        var response = context.Response;
        response.ContentType = format.MediaType;
        response.Headers.ContentDisposition = $"attachment; filename=\"zhishu-{clock.Today():yyyyMMdd}.{format.Extension}\"";
        response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await format.WriteAsync(search.StreamAsync(request, ct), response.BodyWriter.AsStream(leaveOpen: true), whole with { Columns = [.. columns.OfType<ResultColumn>().Distinct()] }, ct);
        return Results.Empty;
    }

    /// <summary>The identities in an address; null when one is none.</summary>
    public static IReadOnlyList<Guid>? Ids(IQueryCollection query)
    {
        var ids = new List<Guid>();
        foreach (var text in query["id"])
        {
            if (!Guid.TryParse(text, out var id))
                return null;
            if (!ids.Contains(id))
                ids.Add(id);
        }

        return ids;
    }

    private static async Task<IResult> FileAsync(Guid id, ExportJobs jobs, CancellationToken ct)
    {
        if (await jobs.FindAsync(id, ct) is not { State: "done" } job || !File.Exists(jobs.PathOf(job)))
            return Results.NotFound();
        var format = ResultFormat.Find(job.Format)!;
        return Results.File(jobs.PathOf(job), format.MediaType, $"zhishu-{ChinaTime.DayOf(new DateTimeOffset(job.AskedAt, TimeSpan.Zero)):yyyyMMdd}.{format.Extension}", enableRangeProcessing: true);
    }

    private static IResult Wrong(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status400BadRequest, title: Lang.T("请求有误"));
}
