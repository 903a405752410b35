using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Records;
using Zhishu.Search;
using Zhishu.Watch.Alerts;
using Zhishu.Watch.History;
using Zhishu.Watch.My;
using Zhishu.Watch.Spaces;
using Zhishu.Watch.Strategies;
using Zhishu.Watch.Themes;

namespace Zhishu.Watch;

/// <summary>Wiring of what visitors keep and watch: saved searches, folders, notes, alerts, thematic databases.</summary>
public static class WatchModule
{
    /// <summary>The schema files of this module.</summary>
    public static SchemaSource Schema { get; } = new("watch", typeof(WatchModule).Assembly);

    /// <summary>Registers the services; needs those of the search.</summary>
    public static IServiceCollection AddWatch(this IServiceCollection services)
    {
        ProcessLabels.Add([new("theme.reword", new("修改已公开专题的标题或简介")), .. Enum.GetValues<ListingAct>()
            .Select(act => KeyValuePair.Create($"theme.{act.ToString().ToLowerInvariant()}", Listing.Table.Label(act)))]);
        return services
            .AddSingleton<SpaceKeeper>()
            .AddSingleton<MyStore>()
            .AddSingleton<AskedStore>()
            .AddSingleton<IAskedQuestions>(provider => provider.GetRequiredService<AskedStore>())
            .AddSingleton(new Trim("sessions", _ => AskedStore.SessionDays,
                "delete from watch.asker where owner = any (array(select owner from watch.asker where space_id is null and asked_at < @before limit @size))"))
            .AddSingleton(new Trim("history", _ => AskedStore.Days,
                "delete from watch.asked where ctid = any (array(select ctid from watch.asked where asked_at < @before limit @size))")) // index asked_at
            .AddSingleton<StrategyStore>()
            .AddSingleton<StrategyRun>()
            .AddSingleton<IPersonalData, SpacePersons>()
            .AddSingleton<IFinder, ThemeFinder>()
            .AddSingleton<AlertStore>()
            .AddSingleton(new FeedReader("alerts", "select min(seq) from watch.alert where address is not null") { OnlyNew = true })
            .AddSingleton<AlertRunner>()
            .AddSingleton<ThemeStore>()
            .AddScoped<ListingDesk>()
            .AddScoped<IWorkbenchPart, ListingWork>()
            .AddSingleton(provider => new PublicThemes(provider.GetRequiredService<ThemeStore>(), provider.GetRequiredService<SearchQuestions>()))
            .AddSingleton(provider => new ThemePublication(provider.GetRequiredService<ThemeStore>()))
            .AddSingleton(new NavEntry(NavGroup.Search, 80, "/themes", new("专题")))
            .AddSingleton(new NavEntry(NavGroup.Mine, 10, "/my", new("收藏与订阅")))
            .AddSingleton(new NavEntry(NavGroup.Mine, 20, "/my/history", new("检索历史")))
            .AddSingleton(new NavEntry(NavGroup.Mine, 30, "/my/strategies", new("检索策略")))
            .AddSingleton(new ResultAction(20, "/my/save", new("保存与订阅")))
            .AddSingleton(new PickedAction(30, "/my/keep", new("收藏")))
            .AddSingleton(new RecordAction(20, new("收藏"), stored => $"/my/keep?id={stored.Id}"))
            .AddSingleton(new RecordAction(30, new("Watch the status|跟踪法律状态"), stored => $"/my/watch?id={stored.Id}"));
    }

    /// <summary>Registers what only the hub runs: writing notices.</summary>
    public static IServiceCollection AddAlertRunner(this IServiceCollection services) => services.AddHostedService(provider => provider.GetRequiredService<AlertRunner>());

    /// <summary>Routes of feeds and of links in mails; the pages carry their own.</summary>
    public static IEndpointRouteBuilder MapWatch(this IEndpointRouteBuilder routes)
    {
        FeedRoutes.Map(routes);
        HistoryRoutes.Map(routes);
        StrategyRoutes.Map(routes);
        return routes;
    }
}
