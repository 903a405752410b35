using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Foundation;
using Zhishu.Records.Imports;
using Zhishu.Records.Show;

namespace Zhishu.Records;

/// <summary>Wiring of the records: the store, imports, record pages, classification browser.</summary>
public static class RecordsModule
{
    /// <summary>The schema files of this module.</summary>
    public static SchemaSource Schema { get; } = new("records", typeof(RecordsModule).Assembly) { Settle = "settle", BroughtBack = "brought-back" };

    /// <summary>Registers the services; needs <see cref="HubDatabase"/> and <see cref="ReferenceData"/>.</summary>
    public static IServiceCollection AddRecords(this IServiceCollection services) => services
        .AddSingleton<RecordStore>()
        .AddSingleton<ChangeFeed>()
        .AddSingleton<ITrimmer>(provider => provider.GetRequiredService<ChangeFeed>())
        .AddSingleton<RecordImporter>()
        .AddSingleton<RecordIntake>()
        .AddSingleton<MediaStore>()
        .AddSingleton<RecordPreviewer>()
        .AddSingleton<MappingStore>()
        .AddSingleton<ImportUndo>()
        .AddSingleton<ConflictStore>()
        .AddSingleton<RefusedRowFiles>()
        .AddSingleton<DemoSet>()
        .AddSingleton<BatchStore>()
        .AddSingleton<Show.RecordPdf>()
        .AddSingleton(provider => new Show.OfficialLinks(provider.GetRequiredService<ReferenceData>().Folder))
        .AddHostedService<LinkFiller>()
        .AddHostedService<MediaArchiver>()
        .AddSingleton(new NavEntry(NavGroup.Search, 60, "/classifications", new("分类表")))
        .AddSingleton(new NavEntry(NavGroup.Data, 50, "/imports", new("数据入库")));

    /// <summary>Routes of the API and of downloads; the pages carry their own.</summary>
    public static IEndpointRouteBuilder MapRecords(this IEndpointRouteBuilder routes)
    {
        RecordApi.Map(routes);
        MediaRoutes.Map(routes);
        routes.MapGet("/imports/{id:guid}/refused.csv", (Guid id, HubDatabase database) =>
        {
            var path = Path.Combine(database.DataFolder, "imports", id.ToString(), "refused.csv");
            return File.Exists(path) ? Results.File(path, "text/csv; charset=utf-8", $"refused-{id}.csv") : Results.NotFound();
        }).AllowAnonymous().ExcludeFromDescription();
        return routes;
    }
}
