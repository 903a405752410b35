using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Foundation;
using Zhishu.Search.Find;
using Zhishu.Search.Indexing;
using Zhishu.Search.Postgres;

namespace Zhishu.Search;

/// <summary>Wiring of the search: engine, index, result page, API.</summary>
public static class SearchModule
{
    /// <summary>The schema files of this module.</summary>
    public static SchemaSource Schema { get; } = new("search", typeof(SearchModule).Assembly);

    /// <summary>Registers the services that the hub and the commands share; needs those of the records.</summary>
    public static IServiceCollection AddSearch(this IServiceCollection services) => services
        .AddSingleton<SearchIndex>()
        .AddSingleton<ISearchEngine, PostgresEngine>()
        .AddSingleton<SearchService>()
        .AddSingleton<QueryLanguage>()
        .AddSingleton(new NavItem(10, "/search", new("检索", "Search")));

    /// <summary>Registers what only the hub runs: the index follows the records by itself.</summary>
    public static IServiceCollection AddSearchFollower(this IServiceCollection services) => services.AddHostedService<IndexFollower>();

    /// <summary>Routes of the API; the pages carry their own.</summary>
    public static IEndpointRouteBuilder MapSearch(this IEndpointRouteBuilder routes)
    {
        SearchApi.Map(routes);
        return routes;
    }
}
