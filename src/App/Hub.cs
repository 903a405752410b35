using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using Zhishu.Analysis;
using Zhishu.Delivery;
using Zhishu.Enquiries;
using Zhishu.Exchange;
using Zhishu.Filings;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.Pictures;
using Zhishu.Records;
using Zhishu.Requests;
using Zhishu.Resources;
using Zhishu.Search;
using Zhishu.ServiceDirectory;
using Zhishu.Training;
using Zhishu.Watch;

namespace Zhishu.App;

/// <summary>Puts the modules together: services for every command, and the web application.</summary>
internal static class Hub
{
    public static IReadOnlyList<SchemaSource> Schemas { get; } = [FoundationModule.Schema, RecordsModule.Schema, SearchModule.Schema, WatchModule.Schema, PicturesModule.Schema,
        IdentityModule.Schema, NetworkModule.Schema, ServiceDirectoryModule.Schema, FilingsModule.Schema, EnquiriesModule.Schema, TrainingModule.Schema,
        RequestsModule.Schema, DeliveryModule.Schema, ResourcesModule.Schema, ExchangeModule.Schema];

    public static IServiceCollection AddHub(this IServiceCollection services, HubDatabase database, HubOptions options) => services
        .AddSingleton(database)
        .AddSingleton(Options.Create(options))
        .AddSingleton(ReferenceData.Load(options))
        .AddFoundation()
        .AddRecords()
        .AddSearch()
        .AddAnalysis()
        .AddPictures()
        .AddWatch()
        .AddIdentity()
        .AddNetwork()
        .AddServiceDirectory()
        .AddFilings()
        .AddEnquiries()
        .AddTraining()
        .AddRequests()
        .AddDelivery()
        .AddResources()
        .AddExchange()
        .AddSingleton<Portal.PortalCounts>()
        .AddSingleton<Portal.HomeNews>()
        .AddScoped<IWorkbenchPart, Operator.OperatorWork>();

    /// <summary>The web application; tests may change the services, such as the clock.</summary>
    public static WebApplication Build(HubDatabase database, HubSettings settings, Action<IServiceCollection>? change = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, ApplicationName = typeof(Hub).Assembly.GetName().Name });
        builder.Configuration.AddConfiguration(settings.Configuration);
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1 << 20;
            kestrel.Limits.MaxRequestLineSize = 64 << 10;
            kestrel.Limits.MaxRequestHeadersTotalSize = 96 << 10;
        });
        builder.WebHost.UseUrls(settings.Options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        builder.Services.AddHub(database, settings.Options).AddClusterWatch().AddAuditAnchors().AddTrimRunner().AddMailSender().AddSearchFollower().AddPictureFollower()
            .AddAlertRunner().AddSubscriberRunner().AddClockworkRunner().AddExchangeRunners();
        builder.Services.AddDataProtection().SetApplicationName("zhishu").PersistKeysToFileSystem(Directory.CreateDirectory(Path.Combine(database.DataFolder, "keys")));
        builder.Services.AddRazorPages(options => options.RootDirectory = "/");
        builder.Services.AddOpenApi("v1", options => Operating.ApiDescription.Describe(options, settings.Options));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(10));

        Operating.Telemetry.Add(builder, settings.Options);
        change?.Invoke(builder.Services);
        var app = builder.Build();
        UseProxies(app, settings.Options);
        app.UseFoundation();
        Operating.Telemetry.Use(app, settings.Options);
        app.UseExchange();
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = app.Environment.WebRootFileProvider,
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = file.Context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "public, max-age=3600",
        });
        app.UseRouting();
        app.UseMethods();
        app.UseIdentity();
        app.UseAntiforgery();
        app.MapRazorPages();
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        Operator.SiteRoutes.Map(app);
        app.MapFoundation().MapRecords().MapSearch().MapAnalysis().MapPictures().MapWatch().MapIdentity().MapServiceDirectory().MapFilings().MapEnquiries().MapTraining()
            .MapRequests().MapDelivery().MapResources().MapExchange();
        app.MapFallback("{**path}", () => Results.NotFound()).AllowAnonymous().ExcludeFromDescription();
        return app;
    }

    // Behind a proxy every visitor would seem to be the proxy: limits by address and the audit trail need the real one.
    private static void UseProxies(WebApplication app, HubOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.TrustedProxies))
            return;
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var address in options.TrustedProxies.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            forwarded.KnownProxies.Add(System.Net.IPAddress.TryParse(address, out var proxy) ? proxy : throw new HubFaultException("settings.proxies", new(
                $"TrustedProxies 中的 {address} 不是网络地址")));
        }

        app.UseForwardedHeaders(forwarded);
    }

    /// <summary>Starts listening; an address in use becomes a message.</summary>
    public static async Task StartAsync(WebApplication app, string urls, CancellationToken ct)
    {
        try
        {
            await app.StartAsync(ct);
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new HubFaultException("port.busy", new($"地址 {urls} 已被其他程序占用。请停止它，或换一个端口，例如 Zhishu__Urls=http://127.0.0.1:8081 ./run。"), e);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or System.Net.Sockets.SocketException)
        {
            throw new HubFaultException("settings.urls", new($"无法监听 {urls}：{e.Message}"), e);
        }
    }
}
