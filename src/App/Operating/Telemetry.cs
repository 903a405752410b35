using System.Net;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Zhishu.Foundation;

namespace Zhishu.App.Operating;

/// <summary>What operators see of a running hub: traces and metrics by OTLP, a page of metrics, log lines.</summary>
internal static class Telemetry
{
    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Metrics always, for the page; by OTLP, with traces, when the standard variable names a collector.</summary>
    public static void Add(WebApplicationBuilder builder, HubOptions options)
    {
        var telemetry = builder.Services.AddSingleton<HubMeter>().AddHostedService(provider => provider.GetRequiredService<HubMeter>()).AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("zhishu"))
            .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation().AddRuntimeInstrumentation().AddMeter("Npgsql", HubMeters.Own.Name).AddPrometheusExporter());
        if (!string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            telemetry.WithTracing(traces => traces.AddAspNetCoreInstrumentation().AddNpgsql()).UseOtlpExporter();

        builder.Logging.ClearProviders();
        if (options.Logs == "json")
            builder.Logging.AddJsonConsole(line => (line.UseUtcTimestamp, line.TimestampFormat) = (true, Time));
        else
            builder.Logging.AddSimpleConsole(line => (line.UseUtcTimestamp, line.TimestampFormat, line.SingleLine) = (true, Time + " ", true));
    }

    /// <summary>The page <c>/metrics</c>, for the addresses of <see cref="HubOptions.MetricsFrom"/>; to others there is no such page.</summary>
    public static void Use(WebApplication app, HubOptions options)
    {
        var allowed = options.MetricsFrom.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(text => Network(text)).ToList();
        app.UseOpenTelemetryPrometheusScrapingEndpoint(context => context.Request.Path == "/metrics" && May(context));

        // A proxy that is not trusted seems to be the visitor: what it passes on is for nobody.
        bool May(HttpContext context) => !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("Forwarded")
            && context.Connection.RemoteIpAddress is { } from && allowed.Exists(network => network.Contains(from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : from));
    }

    private static IPNetwork Network(string text) => IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw new HubFaultException("settings.metrics", new($"MetricsFrom 中的 {text} 不是网络地址"));
}
