using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Zhishu.Analysis.Charts;
using Zhishu.Foundation;
using Zhishu.Search;

namespace Zhishu.Analysis.Show;

/// <summary>A chart's table in the API.</summary>
internal sealed record ChartAnswer(string Code, string Title, IReadOnlyList<string> Columns, IReadOnlyList<ChartRowAnswer> Rows, string Summary, string? Note);

/// <summary>A row: code, label, second label where the chart has one, values.</summary>
internal sealed record ChartRowAnswer(string Key, string Label, string? Second, IReadOnlyList<double?> Values);

/// <summary>The tables behind the charts, as CSV and JSON.</summary>
internal static class AnalysisApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/analysis/{chart}.csv", CsvAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/api/v1/analysis/{chart}", JsonAsync)
            .AllowAnonymous()
            .WithName("Analyse")
            .WithTags("records")
            .WithSummary("统计分析 · Analysis")
            .WithDescription(
                "参数与 /api/v1/records 相同。chart：trend, growth, applicants, inventors, regions, cities, classes, nice, status, types, technology, network, lifecycle, keywords, industries。"
                + " Takes the parameters of /api/v1/records; counts are over the whole result.")
            .Takes([new("chart", "图表 · Chart") { Values = [.. ChartMaker.Codes] }, .. QuestionParameters.Question, .. QuestionParameters.Narrowing])
            .Produces<ChartAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> CsvAsync(string chart, HttpContext context, SearchQuestions questions, ChartMaker maker, CancellationToken ct)
    {
        var (found, wrong) = await FindAsync(chart, context, questions, maker, ct);
        return found is null ? wrong! : Results.File(Encoding.UTF8.GetBytes(found.ToCsv()), "text/csv; charset=utf-8", $"{chart}.csv");
    }

    private static async Task<IResult> JsonAsync(string chart, HttpContext context, SearchQuestions questions, ChartMaker maker, CancellationToken ct)
    {
        var (found, wrong) = await FindAsync(chart, context, questions, maker, ct);
        return found is null ? wrong! : Results.Json(new ChartAnswer(found.Code, found.Title.ToString(), found.Columns,
            [.. found.Rows.Select(row => new ChartRowAnswer(row.Key, row.Label, found.HasSecond ? row.Second : null, row.Values))], found.Summary, found.Note));
    }

    private static async Task<(Chart? Chart, IResult? Wrong)> FindAsync(string code, HttpContext context, SearchQuestions questions, ChartMaker maker, CancellationToken ct)
    {
        var (question, fault) = await questions.ReadAsync(context.Request.Query, ct);
        if (question is null)
            return (null, Results.Problem(fault!.ToString(), statusCode: StatusCodes.Status400BadRequest, title: Lang.T("请求有误")));
        return await maker.OneAsync(question, code, ct) is { } chart
            ? (chart, null)
            : (null, Results.Problem(Lang.T($"没有图表 {code}，或没有可统计的记录"), statusCode: StatusCodes.Status404NotFound));
    }
}
