using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Exchange.Feed;
using Zhishu.Exchange.Harvest;
using Zhishu.Exchange.Oai;
using Zhishu.Exchange.Sru;
using Zhishu.Foundation;

namespace Zhishu.Exchange;

/// <summary>Wiring of what connects hubs: OAI-PMH, SRU, HSDS, open data, harvesting, federated search, feeds and webhooks.</summary>
public static class ExchangeModule
{
    /// <summary>The schema files of this module.</summary>
    public static SchemaSource Schema { get; } = new("exchange", typeof(ExchangeModule).Assembly);

    /// <summary>Registers the services.</summary>
    public static IServiceCollection AddExchange(this IServiceCollection services) => services
        .AddSingleton<HubIdentity>()
        .AddSingleton<ItemStore>()
        .AddSingleton<ItemFollower>()
        .AddSingleton<SetCatalogue>()
        .AddSingleton<IClockwork, ThemeSets>()
        .AddSingleton<DublinCore>()
        .AddSingleton<OaiFormats>()
        .AddSingleton<OaiProvider>()
        .AddSingleton<SruSchemas>()
        .AddSingleton<SruTerms>()
        .AddSingleton<SruServer>()
        .AddSingleton<HarvestLimits>()
        .AddSingleton<SourceStore>()
        .AddSingleton<Fetcher>()
        .AddSingleton<OaiClient>()
        .AddSingleton<HarvestWriter>()
        .AddSingleton<MemberHarvest>()
        .AddSingleton<Harvester>()
        .AddSingleton(provider => new HarvestDesk(provider.GetRequiredService<SourceStore>(), provider.GetRequiredService<Harvester>(), provider.GetRequiredService<OaiClient>()))
        .AddSingleton<HarvestRunner>();

    /// <summary>Registers what only the hub runs: following the records, harvesting, building files, telling subscribers.</summary>
    public static IServiceCollection AddExchangeRunners(this IServiceCollection services) => services
        .AddHostedService(provider => provider.GetRequiredService<ItemFollower>())
        .AddHostedService(provider => provider.GetRequiredService<HarvestRunner>());

    /// <summary>Routes; the pages carry their own.</summary>
    public static IEndpointRouteBuilder MapExchange(this IEndpointRouteBuilder routes)
    {
        OaiRoutes.Map(routes);
        SruRoutes.Map(routes);
        return routes;
    }
}
