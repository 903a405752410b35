using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Filings.Apply;
using Zhishu.Filings.Deadlines;
using Zhishu.Filings.Demo;
using Zhishu.Filings.Desk;
using Zhishu.Filings.Dossiers;
using Zhishu.Filings.Form;
using Zhishu.Filings.Published;
using Zhishu.Filings.Schemes;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.ServiceDirectory;

namespace Zhishu.Filings;

/// <summary>Wiring of the filing of outlets, and of what follows from it.</summary>
public static class FilingsModule
{
    /// <summary>The schema files of this module.</summary>
    public static SchemaSource Schema { get; } = new("filings", typeof(FilingsModule).Assembly);

    /// <summary>Registers the services; needs those of ServiceDirectory.</summary>
    public static IServiceCollection AddFilings(this IServiceCollection services)
    {
        ProcessLabels.Add(ProcessNames.All);
        return services
            .AddSingleton(FilingsDb.Part)
            .AddSingleton<SchemeStore>()
            .AddSingleton<DeadlineRunner>()
            .AddSingleton<IClockwork>(provider => provider.GetRequiredService<DeadlineRunner>())
            .AddSingleton<IProcessSubscriber, NamingSubscriber>()
            .AddSingleton(new NavEntry(NavGroup.Network, 20, "/filings", new("网点备案")))
            .AddScoped<DossierDesk>()
            .AddScoped<ActDesk>()
            .AddScoped<CaseReader>()
            .AddScoped<FormKeeper>()
            .AddScoped<PublishedLists>()
            .AddScoped<IHomeItems, HomeBatches>()
            .AddScoped<IMemberCases, FiledCases>()
            .AddScoped<IWorkbenchPart, FilingsWork>()
            .AddScoped<DemoOrganisations>()
            .AddScoped<DemoFilings>()
            .AddSingleton<DemoNetwork>()
            .AddSingleton<PdfPaper>();
    }

    /// <summary>Routes of downloads and of the API; the pages carry their own.</summary>
    public static IEndpointRouteBuilder MapFilings(this IEndpointRouteBuilder routes)
    {
        PaperRoutes.Map(routes);
        ListRoutes.Map(routes);
        return routes;
    }
}
