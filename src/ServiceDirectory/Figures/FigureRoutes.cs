using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.ServiceDirectory.Figures;

internal sealed record ApiFigure(string Value, string Label, string? Cross, string? CrossLabel, long Services, long ByHand, long Persons, long Minutes, double? MedianHours,
    long InTime, long Late, long Waiting, double? OnTime, long Rated, double? Rating);

/// <summary>The figures for programs and spreadsheets: the same rows as on the page.</summary>
internal static class FigureRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/stats/services", ApiAsync).AllowAnonymous().WithName("GetServiceFigures").WithTags("directory").WithSummary("服务统计 · Service figures")
            .WithDescription("服务次数、人次、及时率和满意度，按一个或两个维度。 Services, persons, punctuality and satisfaction by one or two dimensions.")
            .Takes([
                new("by", "维度；member 须登录 · Dimension; member for those signed in") { Values = [.. FigureQuestion.Dimensions.Keys] },
                new("cross", "第二个维度 · Second dimension") { Values = [.. FigureQuestion.Dimensions.Keys] },
                new("from", "起始月份 · First month", "2026-01"),
                new("to", "截止月份 · Last month", "2026-06"),
                new("region", "服务对象的地区代码 · Region of the client", "44"),
                new("item", "服务事项代码 · Code of the service", "basic.search"),
                new("channel", "渠道 · Channel") { Values = [.. ServiceCatalogue.Channels.Keys] },
                new("client", "服务对象类别 · Kind of client") { Values = [.. ClientKinds.All.Keys.Select(kind => kind.ToString())] },
            ]);
        routes.MapGet("/service-figures.{format}", async (string format, [AsParameters] FigureForm form, ServiceFigures figures,
            Regions regions, ServiceCatalogue catalogue, TimeProvider clock, CancellationToken ct) =>
        {
            var question = FigureQuestion.Read(form, clock.Today(), regions, catalogue, out _);
            if (question.HasMember && !figures.MayByMember)
                return Results.StatusCode(StatusCodes.Status403Forbidden);
            return TableFile.Answer(format, "services", Head(question), (await figures.ReadAsync(question, ct)).Select(row => Cells(question, row)));
        }).AllowAnonymous().ExcludeFromDescription();
    }

    private static IReadOnlyList<string> Head(FigureQuestion question)
    {
        static IEnumerable<string> Dimension(string name) => [FigureQuestion.Dimensions[name].ToString(), Lang.T("Label|名称")];
        return
        [
            .. Dimension(question.By), .. question.Cross.Length > 0 ? Dimension(question.Cross) : [], Lang.T("服务次数"), Lang.T("其中手工登记"),
            Lang.T("人次"), Lang.T("工时（分钟）"), Lang.T("响应小时（中位）"), Lang.T("按时"), Lang.T("Late|逾期"),
            Lang.T("未答复"), Lang.T("按时率"), Lang.T("评价数"), Lang.T("满意度"),
        ];
    }

    private static IReadOnlyList<string> Cells(FigureQuestion question, ServiceFigure row)
    {
        static string N(IFormattable? number) => number?.ToString("0.####", CultureInfo.InvariantCulture) ?? "";
        return
        [
            row.Value, row.Label, .. question.Cross.Length > 0 ? [row.Other, row.OtherLabel] : Array.Empty<string>(), N(row.Services), N(row.ByHand), N(row.Persons), N(row.Minutes),
            N(row.Hours), N(row.InTime), N(row.Late), N(row.Waiting), N(row.OnTime), N(row.Rated), N(row.Stars),
        ];
    }

    private static async Task<Results<Ok<IEnumerable<ApiFigure>>, ProblemHttpResult>> ApiAsync([AsParameters] FigureForm form,
        ServiceFigures figures, Regions regions, ServiceCatalogue catalogue, TimeProvider clock, CancellationToken ct)
    {
        var question = FigureQuestion.Read(form, clock.Today(), regions, catalogue, out var wrong);
        if (wrong.Count > 0)
            return TypedResults.Problem(Lang.T($"没有这样的取值：{Bilingual.List(wrong)}。by 和 cross 应为 {Bilingual.List(FigureQuestion.Dimensions.Keys)} 中不同的两个，from 和 to 为 yyyy-MM"), statusCode: 400);
        if (question.HasMember && !figures.MayByMember)
            return TypedResults.Problem(Lang.T("按机构的统计须登录"), statusCode: 403);
        var crossed = question.Cross.Length > 0;
        return TypedResults.Ok((await figures.ReadAsync(question, ct)).Select(row => new ApiFigure(row.Value, row.Label, crossed ? row.Other : null, crossed ? row.OtherLabel : null,
            row.Services, row.ByHand, row.Persons, row.Minutes, row.Hours, row.InTime, row.Late, row.Waiting, row.OnTime, row.Rated, row.Stars)));
    }
}
