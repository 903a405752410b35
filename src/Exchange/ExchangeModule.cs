using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Exchange.Federate;
using Zhishu.Exchange.Feed;
using Zhishu.Exchange.Feeds;
using Zhishu.Exchange.Harvest;
using Zhishu.Exchange.Hooks;
using Zhishu.Exchange.Hsds;
using Zhishu.Exchange.Keys;
using Zhishu.Exchange.Oai;
using Zhishu.Exchange.OpenData;
using Zhishu.Exchange.Sru;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.Exchange;

/// <summary>Wiring of what connects hubs: OAI-PMH, SRU, HSDS, open data, harvesting, federated search, feeds and webhooks.</summary>
public static class ExchangeModule
{
    /// <summary>The schema files of this module.</summary>
    public static SchemaSource Schema { get; } = new("exchange", typeof(ExchangeModule).Assembly) { Settle = "settle" };

    /// <summary>Registers the services.</summary>
    public static IServiceCollection AddExchange(this IServiceCollection services)
    {
        ExchangeLabels.Register();
        return AddServices(services);
    }

    private static IServiceCollection AddServices(IServiceCollection services) => services
        .AddSingleton<HubIdentity>()
        .AddSingleton<ItemStore>()
        .AddSingleton<ItemFollower>()
        .AddSingleton<SetCatalogue>()
        .AddSingleton<ThemeSets>()
        .AddSingleton<DublinCore>()
        .AddSingleton<OaiFormats>()
        .AddSingleton<OaiProvider>()
        .AddSingleton<SruSchemas>()
        .AddSingleton<SruTerms>()
        .AddSingleton<SruServer>()
        .AddSingleton<HsdsBook>()
        .AddSingleton<HarvestLimits>()
        .AddSingleton<SourceStore>()
        .AddSingleton<Fetcher>()
        .AddSingleton<OaiClient>()
        .AddSingleton<HarvestWriter>()
        .AddSingleton<MemberHarvest>()
        .AddSingleton<LicenceRules>()
        .AddSingleton<Harvester>()
        .AddSingleton(provider => new HarvestDesk(provider.GetRequiredService<SourceStore>(), provider.GetRequiredService<Harvester>(), provider.GetRequiredService<OaiClient>()))
        .AddSingleton<HarvestRunner>()
        .AddSingleton<MediaFetcher>()
        .AddSingleton<FederationLimits>()
        .AddSingleton<FederatedSearch>()
        .AddSingleton<HubList>()
        .AddSingleton<HookStore>()
        .AddSingleton<HookSender>()
        .AddSingleton<Harvest.HarvestFolders>()
        .AddScoped<IWorkbenchPart, HarvestWork>()
        .AddScoped<IPersonalData, ExchangePersons>()
        .AddSingleton<Intake.UploadStore>()
        .AddSingleton<Intake.UploadRunner>()
        .AddSingleton<Packages.PackageStore>()
        .AddSingleton<Packages.SftpFetcher>()
        .AddSingleton<Packages.PackageRunner>()
        .AddSingleton<DumpStore>()
        .AddSingleton<DumpAge>()
        .AddSingleton<DumpBuilder>()
        .AddSingleton(provider => new OpenDataDesk(provider.GetRequiredService<DumpStore>(), provider.GetRequiredService<DumpBuilder>()))
        .AddSingleton(provider => new Chore("open-data", new("重新生成开放数据文件"), provider.GetRequiredService<OpenDataDesk>().AskAsync))
        .AddSingleton<PublishingRunner>()
        .AddSingleton(new Backlog("hooks_waiting", new("等待送达订阅方的通知"),
        "select count(*) from exchange.delivery where delivered_at is null and given_up_at is null", TooMany: 1000))
        .AddSingleton(new Backlog(
            "items_behind", new("等待对外发布的记录"),
                "select coalesce((select max(seq) from records.changes), 0) - (select seq from exchange.follower where id = 1)", TooMany: 100_000))
        .AddSingleton(new FeedReader("items", "select seq from exchange.follower where id = 1"))

        // A run that wrote records stays: they name it as where they came from.
        .AddSingleton(new Trim("runs", options => options.KeepRunsDays, """
            delete from exchange.run where id = any (array(
              select id from exchange.run r
              where ended_at < @before and records_new = 0 and records_changed = 0 and records_deleted = 0
                and exists (select from exchange.run later where later.source_id = r.source_id and later.began_at > r.began_at)
              limit @size))
            """))
        .AddSingleton(new Trim("deliveries", _ => 30,
        "delete from exchange.delivery where id = any (array(select id from exchange.delivery where delivered_at < @before or given_up_at < @before limit @size))"))
        .AddSingleton<Catalogue>()
        .AddSingleton<KeyStore>()
        .AddSingleton<ApiGate>()
        .AddSingleton<IClockwork>(provider => provider.GetRequiredService<ApiGate>())
        .AddSingleton(new NavEntry(NavGroup.Data, 10, "/open-data", new("开放数据")))
        .AddSingleton(new NavEntry(NavGroup.Data, 20, "/open-data/docs", new("字段说明")))
        .AddResponseCompression(options =>
        {
            // Only what is public is packed, see UseExchange: nothing secret stands beside what a stranger sends.
            options.EnableForHttps = true;
            options.MimeTypes = ["text/xml", "application/xml", "application/json", "application/ld+json", "application/x-ndjson", "application/sru+xml", "application/atom+xml"];
        })
        .AddSingleton<IFinder, RemoteMemberFinder>()
        .AddSingleton(new ResultAction(30, "/hubs/search", new("检索其他枢纽")))
        .AddSingleton(new NavEntry(NavGroup.Data, 40, "/hubs", new("互联枢纽")));

    /// <summary>Registers what only the hub runs: following the records, harvesting, building files, telling subscribers.</summary>
    public static IServiceCollection AddExchangeRunners(this IServiceCollection services) => services
        .AddHostedService(provider => provider.GetRequiredService<ItemFollower>())
        .AddHostedService(provider => provider.GetRequiredService<PublishingRunner>())
        .AddHostedService(provider => provider.GetRequiredService<HarvestRunner>())
        .AddHostedService(provider => provider.GetRequiredService<MediaFetcher>())
        .AddHostedService(provider => provider.GetRequiredService<Intake.UploadRunner>())
        .AddHostedService(provider => provider.GetRequiredService<Packages.PackageRunner>())
        .AddHostedService(provider => provider.GetRequiredService<HookSender>());

    /// <summary>Middleware before routing: packs and counts the answers of the open interface.</summary>
    public static IApplicationBuilder UseExchange(this IApplicationBuilder app) => app.UseWhen(context => ApiGate.Covers(context.Request.Path), open =>
    {
        open.UseResponseCompression();
        open.Use((context, next) => context.RequestServices.GetRequiredService<ApiGate>().InvokeAsync(context, next));
    });

    /// <summary>Routes; the pages carry their own.</summary>
    public static IEndpointRouteBuilder MapExchange(this IEndpointRouteBuilder routes)
    {
        OaiRoutes.Map(routes);
        SruRoutes.Map(routes);
        FederatedApi.Map(routes);
        HsdsRoutes.Map(routes);
        OpenDataRoutes.Map(routes);
        SearchFeeds.Map(routes);
        return routes;
    }
}
