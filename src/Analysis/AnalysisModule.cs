using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Analysis.Charts;
using Zhishu.Analysis.Show;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.Analysis;

/// <summary>Wiring of the analysis: charts, comparison, report.</summary>
public static class AnalysisModule
{
    /// <summary>Registers the services; needs those of the search.</summary>
    public static IServiceCollection AddAnalysis(this IServiceCollection services) => services
        .AddSingleton<Industries>()
        .AddSingleton<ChartMaker>()
        .AddSingleton(new NavEntry(NavGroup.Search, 50, "/analysis", new("统计分析")))
            .AddSingleton(new NavEntry(NavGroup.Search, 70, "/applicants", new("Applicants|申请人")))
        .AddSingleton(new RecordAction(15, new("申请人主页"), stored =>
            stored.Record.Parties.FirstOrDefault(party => party.Role == PartyRole.Applicant) is { } applicant ? "/applicants?name=" + Uri.EscapeDataString(applicant.Name) : null))
        .AddSingleton(new ResultAction(5, "/analysis", new("分析")));

    /// <summary>Routes of tables; the pages carry their own.</summary>
    public static IEndpointRouteBuilder MapAnalysis(this IEndpointRouteBuilder routes)
    {
        AnalysisApi.Map(routes);
        return routes;
    }
}
