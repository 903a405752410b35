using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.Watch.History;

/// <summary>The history as a table to take away.</summary>
internal static class HistoryRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/my/history.{format}", async (
        string format, int? round, HttpContext context, AskedStore history, ReferenceData reference, CancellationToken ct) => TableFile.Answer(
            format, "history", [Lang.T("编号"), Lang.T("检索式"), Lang.T("已选条件"), Lang.T("Hits|结果"), Lang.T("时间")],
            (await history.RoundAsync(context, round, ct)).Select(one => (IReadOnlyList<string>)
            [
                $"#{one.Number}", one.Typed, SearchQuestions.NarrowingOf(one.Address, reference), one.Total?.ToString(CultureInfo.InvariantCulture) ?? "", ChinaTime.Show(one.AskedAt),
            ]))).AllowAnonymous().ExcludeFromDescription();
}
