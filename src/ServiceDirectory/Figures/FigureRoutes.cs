using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.ServiceDirectory.Figures;

internal sealed record ApiFigure(string Value, string Label, long Services, long Persons, long Minutes, double? MedianHours, long Rated, double? Rating);

/// <summary>The figures for programs and spreadsheets.</summary>
internal static class FigureRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/stats/services", ApiAsync).AllowAnonymous().WithTags("directory").WithSummary("服务统计 · Service figures")
            .WithDescription("by: month, region, item, channel, kind, member (signed in); from, to: yyyy-MM; region");
        routes.MapGet("/service-figures.{format}", async (string format, string? by, string? from, string? to, string? region, ServiceFigures figures,
            Regions regions, TimeProvider clock, CancellationToken ct) =>
        {
            var question = FigureQuestion.Read(by, from, to, region, clock.Today(), regions);
            if (question.By == "member" && !figures.MayByMember)
                return Results.StatusCode(StatusCodes.Status403Forbidden);
            string[] head = [FigureQuestion.Dimensions[question.By].ToString(), Lang.T("名称", "Label"), Lang.T("服务次数", "Services"), Lang.T("人次", "People"),
                Lang.T("工时（分钟）", "Minutes"), Lang.T("响应小时（中位）", "Median hours"), Lang.T("评价数", "Rated"), Lang.T("满意度", "Rating")];
            static string N(IFormattable? number, string format = "0.##") => number?.ToString(format, CultureInfo.InvariantCulture) ?? "";
            return TableFile.Answer(format, "services", head, (await figures.ReadAsync(question, ct))
                .Select(row => (IReadOnlyList<string>)[row.Value, row.Label, N(row.Services), N(row.Persons), N(row.Minutes), N(row.Hours), N(row.Rated), N(row.Stars)]));
        }).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<Results<Ok<IEnumerable<ApiFigure>>, ProblemHttpResult>> ApiAsync(string? by, string? from, string? to, string? region,
        ServiceFigures figures, Regions regions, TimeProvider clock, CancellationToken ct)
    {
        var question = FigureQuestion.Read(by, from, to, region, clock.Today(), regions);
        if (by is not null && question.By != by)
            return TypedResults.Problem(Lang.T("by 应为 month、region、item、channel、kind 或 member", "by is month, region, item, channel, kind or member"), statusCode: 400);
        if (question.By == "member" && !figures.MayByMember)
            return TypedResults.Problem(Lang.T("按机构的统计须登录", "Figures by member need a sign-in"), statusCode: 403);
        return TypedResults.Ok((await figures.ReadAsync(question, ct)).Select(row => new ApiFigure(row.Value, row.Label, row.Services, row.Persons, row.Minutes, row.Hours, row.Rated, row.Stars)));
    }
}
