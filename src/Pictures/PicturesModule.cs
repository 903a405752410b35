using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Pictures.Check;
using Zhishu.Pictures.Features;
using Zhishu.Pictures.Find;
using Zhishu.Pictures.Set;
using Zhishu.Pictures.Store;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.Pictures;

/// <summary>Wiring of the search by pictures and of the check of a sign.</summary>
public static class PicturesModule
{
    /// <summary>The schema files of this module.</summary>
    public static SchemaSource Schema { get; } = new("pictures", typeof(PicturesModule).Assembly);

    /// <summary>Registers the services; needs those of the search.</summary>
    public static IServiceCollection AddPictures(this IServiceCollection services) => services
        .AddSingleton(provider => new LookMaker(provider.GetRequiredService<ILogger<LookMaker>>()))
        .AddSingleton<PictureTable>()
        .AddSingleton<PictureIndexer>()
        .AddSingleton<PictureSet>()
        .AddSingleton<PictureSearch>()
        .AddSingleton<Holdings>()
        .AddSingleton<UploadGate>()
        .AddSingleton<GoodsGroups>()
        .AddSingleton<SignCheck>()
        .AddSingleton(provider => new FeedReader("pictures",
            provider.GetRequiredService<IOptions<HubOptions>>().Value.Pictures ? "select seq from pictures.cursor" : "select null::bigint"))
        .AddSingleton(new Backlog("pictures_waiting", new("等待编入图形索引的图片"), "select count(*) from pictures.waiting"))
        .AddSingleton(new RecordAction(12, new("相似图形"), stored => ShownPicture.MediaOf(stored.Record).Count > 0 ? $"/pictures?id={stored.Id}&n=0" : null))
        .AddSingleton(new RecordAction(13, new("近似自查"), stored => stored.Record.Kind == RecordKind.Trademark && stored.Record.Title.Length is > 0 and <= EarlierMarks.LongestName
            ? $"/marks/check?name={Uri.EscapeDataString(stored.Record.Title)}&nice={string.Join(',', stored.Record.Classifications.Where(code => code.Scheme == "nice").Select(code => code.Symbol))}"
            : null))
        .AddSingleton(new NavEntry(NavGroup.Search, 40, "/pictures", new("图形检索")))
        .AddSingleton(new NavEntry(NavGroup.Search, 45, "/marks/check", new("商标近似自查")));

    /// <summary>Registers what only the hub runs: pictures follow the records by themselves.</summary>
    public static IServiceCollection AddPictureFollower(this IServiceCollection services) => services.AddHostedService<PictureFollower>();

    /// <summary>Routes of the API; the pages carry their own.</summary>
    public static IEndpointRouteBuilder MapPictures(this IEndpointRouteBuilder routes)
    {
        PicturesApi.Map(routes);
        return routes;
    }
}
