using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;
using Zhishu.Watch.Spaces;

namespace Zhishu.Watch.Strategies;

/// <summary>The search report of a strategy as a table or a document.</summary>
internal static class StrategyRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/my/strategies/{id:guid}/report.{format}", async (
        Guid id, string format, HttpContext context, SpaceKeeper spaces, StrategyStore strategies, StrategyRun run, ReferenceData reference,
        IOptions<HubOptions> options, CancellationToken ct) =>
    {
        if (format is not ("csv" or "xlsx" or "docx") || await spaces.FindAsync(context, ct) is not { } space || await strategies.FindAsync(space.Id, id, ct) is not { } strategy)
            return Results.NotFound();
        var state = await run.StateAsync(ct);
        var results = await run.RunAsync(strategy.Lines, context, ct);
        var day = ChinaTime.Show(state.At.UtcDateTime);
        if (format == "docx")
            return Results.File(StrategyDocx.Write(strategy, results, state, options.Value.HubName, line => Narrowing(line, reference)), StrategyDocx.MediaType, "search-report.docx");
        return TableFile.Answer(format, "search-report",
            [Lang.T("行"), Lang.T("检索式"), Lang.T("已选条件"), Lang.T("说明"), Lang.T("Hits|结果"), Lang.T("检索时间"), Lang.T("库中记录"), Lang.T("数据到第几次变更")],
            strategy.Lines.Zip(results).Index().Where(row => row.Item.First.Query.Length > 0).Select(row => (IReadOnlyList<string>)
            [
                $"#{row.Index + 1}", row.Item.First.Query, Narrowing(row.Item.First, reference),
                row.Item.First.Note, row.Item.Second.Total?.ToString(CultureInfo.InvariantCulture) ?? row.Item.Second.Fault ?? "",
                day, state.ByKind.Values.Sum().ToString(CultureInfo.InvariantCulture), state.Sequence.ToString(CultureInfo.InvariantCulture),
            ]));
    }).AllowAnonymous().ExcludeFromDescription();

    private static string Narrowing(StrategyLine line, ReferenceData reference) => line.Filters.Length == 0 ? "" : SearchQuestions.NarrowingOf(line.Address, reference);
}
