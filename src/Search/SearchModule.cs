using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search.Export;
using Zhishu.Search.Find;
using Zhishu.Search.Indexing;
using Zhishu.Search.Numbers;
using Zhishu.Search.Postgres;
using Zhishu.Search.Reading;
using Zhishu.Search.Replica;
using Zhishu.Search.Similarity;
using Zhishu.Search.Words;

namespace Zhishu.Search;

/// <summary>Wiring of the search: engine, index, result page, API.</summary>
public static class SearchModule
{
    /// <summary>The schema files of this module.</summary>
    public static SchemaSource Schema { get; } = new("search", typeof(SearchModule).Assembly) { Built = ["search.entry", "search.mark", "search.more", "search.name", "search.word"] };

    /// <summary>Registers the services that the hub and the commands share; needs those of the records.</summary>
    public static IServiceCollection AddSearch(this IServiceCollection services) => services
        .AddSingleton<SearchIndex>()
        .AddSingleton<PostgresEngine>()
        .AddSingleton<Replica.Replica>()
        .AddSingleton<IndexEngine>()
        .AddSingleton<ISearchEngine, HubEngine>()
        .AddSingleton<SearchService>()
        .AddSingleton<QueryLanguage>()
        .AddSingleton<KeptQuestions>()
        .AddSingleton(new Trim("questions", _ => KeptQuestions.Days,
            "delete from search.question where key = any (array(select key from search.question where used_at < @before limit @size))")) // index question_used
        .AddSingleton<QueryReader>()
        .AddSingleton<SearchQuestions>()
        .AddSingleton<Synonyms>()
        .AddSingleton<Terms>()
        .AddSingleton<IFinder, RecordFinder>()
        .AddSingleton<Corrections>()
        .AddSingleton(services => new Ranking(services.GetRequiredService<HubDatabase>(), services.GetRequiredService<SearchIndex>().Analysis))
        .AddSingleton<SimilarRecords>()
        .AddSingleton<LearnedWords>()
        .AddSingleton(provider => new EarlierMarks(provider.GetRequiredService<HubDatabase>(), provider.GetRequiredService<SearchIndex>(),
            provider.GetRequiredService<Synonyms>(), provider.GetRequiredService<Terms>(), provider.GetRequiredService<ReferenceData>()))
        .AddSingleton<NumberList>()
        .AddSingleton<ExportJobs>()
        .AddSingleton<ExportLimit>()
        .AddSingleton(provider => new ExportContext(provider.GetRequiredService<RecordStore>().Texts, provider.GetRequiredService<IOptions<HubOptions>>().Value.Absolute))
        .AddSingleton<NumberLookUp>()
        .AddSingleton(new Backlog("exports_waiting", new("等待生成的下载文件"), "select count(*) from search.export where state in ('waiting', 'running')", TooMany: 40))
        .AddSingleton(new Backlog(
            "index_behind", new("等待进入检索的记录"),
                "select coalesce((select max(seq) from records.changes), 0) - (select seq from search.cursor where name = 'entry')", TooMany: 100_000))
        .AddSingleton(new FeedReader("search", "select seq from search.cursor where name = 'entry'"))
        .AddSingleton<IRecordQuestions, RecordQuestions>()
        .AddSingleton<IClassificationCounts, ClassificationCounts>()
        .AddSingleton<ApplicantAuthority>()
        .AddSingleton(new ResultAction(10, "/search/export", new("导出")))
        .AddSingleton(new PickedAction(10, "/search/compare", new("对比")))
        .AddSingleton(new PickedAction(20, "/search/export", new("导出")))
        .AddSingleton(new RecordAction(10, new("相似记录"), stored => $"/search/similar?id={stored.Id}")
        {
            IsSection = true,
            Part = stored => $"/search/similar?id={stored.Id}&few=1",
        })
        .AddSingleton(new RecordAction(35, new("导出"), stored => $"/search/export?id={stored.Id}"))
        .AddSingleton<NameLookup>(services => new(services.GetRequiredService<HubDatabase>(), services.GetRequiredService<SearchIndex>().Lexicon))
        .AddSingleton(new NavEntry(NavGroup.Search, 10, "/search", new("检索")))
        .AddSingleton(new NavEntry(NavGroup.Search, 20, "/search/advanced", new("高级检索")))
        .AddSingleton(new NavEntry(NavGroup.Search, 30, "/search/numbers", new("号码批量查询")))
        .AddSingleton(new NavEntry(NavGroup.Search, 35, "/search/similar", new("相似检索")));

    /// <summary>Registers what only the hub runs: the index follows the records by itself, and files are made in the background.</summary>
    public static IServiceCollection AddSearchFollower(this IServiceCollection services) => services.AddHostedService<IndexFollower>()
        .AddHostedService<ReplicaFollower>().AddHostedService<ReplicaCheck>().AddHostedService<WordFollower>().AddHostedService(provider => provider.GetRequiredService<ExportJobs>());

    /// <summary>Routes of the API; the pages carry their own.</summary>
    public static IEndpointRouteBuilder MapSearch(this IEndpointRouteBuilder routes)
    {
        SearchApi.Map(routes);
        NumbersApi.Map(routes);
        SuggestApi.Map(routes);
        ExportRoutes.Map(routes);
        TermRoutes.Map(routes);
        return routes;
    }
}
