using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.ServiceDirectory.Api;
using Zhishu.ServiceDirectory.Coverage;
using Zhishu.ServiceDirectory.Figures;
using Zhishu.ServiceDirectory.Find;
using Zhishu.ServiceDirectory.Items;

namespace Zhishu.ServiceDirectory;

/// <summary>Wiring of service item lists, the public directory and coverage.</summary>
public static class ServiceDirectoryModule
{
    /// <summary>The schema files of this module.</summary>
    public static SchemaSource Schema { get; } = new("directory", typeof(ServiceDirectoryModule).Assembly);

    /// <summary>Registers the services; needs those of Network.</summary>
    public static IServiceCollection AddServiceDirectory(this IServiceCollection services)
    {
        ProcessLabels.Add(
        [
            new("service.enter", new("登记服务")),
            new("service.correct", new("service corrected|更正服务记录")),
            new("service.strike", new("划销服务记录")),
            new("service.restore", new("恢复服务记录")),
        ]);
        return services
            .AddSingleton(DirectoryDb.Part)
            .AddSingleton<ServiceCatalogue>()
            .AddSingleton(new NavEntry(NavGroup.Network, 10, "/outlets", new("找服务机构")))
            .AddSingleton(new NavEntry(NavGroup.Network, 30, "/coverage", new("覆盖情况")))
            .AddSingleton(new NavEntry(NavGroup.Network, 40, "/service-figures", new("Figures|服务统计")))
            .AddScoped<ServiceItems>()
            .AddScoped<ServiceBook>()
            .AddScoped<Lookups.LookupDesk>()
            .AddScoped<RoutingTable>()
            .AddScoped<DirectorySearch>()
            .AddScoped<IFinder, MemberFinder>()
            .AddScoped<ServiceFigures>()
            .AddScoped<IWorkbenchPart, FigureWork>()
            .AddScoped<IPersonalData, ServedPersons>()
            .AddScoped<CoverageReport>();
    }

    /// <summary>Routes of the API; the pages carry their own.</summary>
    public static IEndpointRouteBuilder MapServiceDirectory(this IEndpointRouteBuilder routes)
    {
        DirectoryApi.Map(routes);
        FigureRoutes.Map(routes);
        return routes;
    }
}
