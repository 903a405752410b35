using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.WebEncoders;
using Zhishu.Foundation.Web;

namespace Zhishu.Foundation;

/// <summary>Wiring of the ground: languages, security headers, errors, health.</summary>
public static class FoundationModule
{
    /// <summary>The schema files of the ground.</summary>
    public static SchemaSource Schema { get; } = new("foundation", typeof(FoundationModule).Assembly);

    /// <summary>Registers what only the hub runs: watching over its own PostgreSQL.</summary>
    public static IServiceCollection AddClusterWatch(this IServiceCollection services) => services.AddHostedService<Database.ClusterWatch>()
        .AddHostedService<Database.BaseCopies>().AddHostedService<BacklogWatch>();

    /// <summary>Registers what only the hub runs: sending mail.</summary>
    public static IServiceCollection AddMailSender(this IServiceCollection services) => services.AddHostedService<Mail.MailSender>();

    /// <summary>Registers what only the hub runs: telling those who must hear of a process.</summary>
    public static IServiceCollection AddSubscriberRunner(this IServiceCollection services) => services.AddHostedService(provider => provider.GetRequiredService<Processes.SubscriberRunner>());

    /// <summary>Registers what only the hub runs: letting go of what is done with.</summary>
    public static IServiceCollection AddTrimRunner(this IServiceCollection services) => services.AddHostedService(provider => provider.GetRequiredService<TrimRunner>());

    /// <summary>Registers what only the hub runs: noting the head of the audit trail outside of the database.</summary>
    public static IServiceCollection AddAuditAnchors(this IServiceCollection services) => services.AddHostedService(provider => provider.GetRequiredService<Audit.AuditAnchors>());

    /// <summary>Registers what only the hub runs: work that falls due by the clock.</summary>
    public static IServiceCollection AddClockworkRunner(this IServiceCollection services) => services.AddHostedService(provider => provider.GetRequiredService<ClockworkRunner>());

    /// <summary>Registers the services of the ground. The database and the options are registered by the program.</summary>
    public static IServiceCollection AddFoundation(this IServiceCollection services)
    {
        services.Configure<Microsoft.AspNetCore.Mvc.MvcOptions>(options => options.Filters.Add(new Web.KnownHandlers()));
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Mailer>();
        services.AddSingleton<PdfFonts>();
        services.AddSingleton<Loops>();
        services.AddSingleton<DatabaseAway>();
        services.AddSingleton<Backlogs>();
        services.AddSingleton<SetAside>();
        services.AddSingleton(new Backlog("mail_waiting", new("等待发送的邮件"),
            "select count(*) from foundation.mail where sent_at is null and next_try_at < now() + interval '2 days'", TooMany: 500));
        services.AddSingleton(new Backlog(
            "trail_behind", new("等待处理的办理记录"),
                "select coalesce(max(p.seq) - (select min(seq) from foundation.subscriber), 0) from foundation.process p", TooMany: 1000));
        services.AddSingleton(new Backlog("set_aside", new("搁置的事项"), "select count(*) from foundation.set_aside where aside", TooMany: 0));
        services.AddSingleton(new Backlog("archive_failed", new("数据库日志归档失败"),
            "select count(*) from pg_stat_archiver where last_failed_time > coalesce(last_archived_time, '-infinity')", TooMany: 0));

        // Sent, or given up: what waits has its next try within two days.
        services.AddSingleton(new Trim("mail", options => options.KeepMailDays, """
            delete from foundation.mail where id = any (array(
              select id from foundation.mail where sent_at < @before or (sent_at is null and written_at < @before and next_try_at > now() + interval '3 days') limit @size))
            """));
        services.AddSingleton(new Trim("sendings", _ => 1, "delete from foundation.sending where digest = any (array(select digest from foundation.sending where at < @before limit @size))"));
        services.AddSingleton<TrimRunner>();
        services.AddProblemDetails();
        services.AddCors();
        services.AddResponseCompression();
        services.PostConfigure<ResponseCompressionOptions>(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = options.MimeTypes.Concat(["text/html", "text/css", "text/javascript", "image/svg+xml", "application/json",
                "application/problem+json", "application/atom+xml"]).Distinct();
        });
        services.AddScoped(provider =>
        {
            var options = new DbContextOptionsBuilder<AppDb>().UseNpgsql(provider.GetRequiredService<HubDatabase>().Source.CreateConnection(), contextOwnsConnection: true).Options;
            return new AppDb(options, provider.GetServices<ModelPart>(), provider.GetRequiredService<AuditKeys>(), provider.GetRequiredService<TimeProvider>());
        });
        services.AddScoped<ProcessLog>();
        services.AddSingleton<AuditKeys>();
        services.AddSingleton<AuditDesk>();
        services.AddSingleton<KeyFolder>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<Audit.AuditAnchors>();
        services.AddSingleton<FileScanner>();
        services.AddSingleton<FileStore>();
        services.AddSingleton<Sendings>();
        services.AddSingleton<SecretLinks>();
        services.AddSingleton<WorkCalendar>();
        services.AddSingleton<SiteText>();
        services.AddSingleton<Site>();
        services.AddSingleton<ClockworkRunner>();
        services.AddSingleton<Processes.SubscriberRunner>();

        // Whatever does not say that everybody may use it, nobody may use.
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.Configure<RequestLocalizationOptions>(options =>
        {
            options.SupportedCultures = [.. Lang.Cultures.Select(CultureInfo.GetCultureInfo)];
            options.SupportedUICultures = options.SupportedCultures;
            options.DefaultRequestCulture = new RequestCulture(Lang.Cultures[0]);
            options.RequestCultureProviders = [new LanguageChoice()];
        });
        return services;
    }

    /// <summary>Middleware that every request passes, before the routes.</summary>
    public static IApplicationBuilder UseFoundation(this IApplicationBuilder app) => app
        .UseMiddleware<SecurityHeaders>()
        .UseMiddleware<BelowPrefix>()
        .Use(Methods.HeadAsGet)
        .UseCookiePolicy(new() { Secure = CookieSecurePolicy.SameAsRequest })
        .UseWhen(OpenPaths.Covers, open => open.UseCors(OpenPaths.Allow))
        .UseWhen(OpenPaths.MayBePacked, packed => packed.UseResponseCompression())
        .UseRequestLocalization()
        .UseMiddleware<ErrorPages>();

    /// <summary>After routing: turns away methods that an address does not take.</summary>
    public static IApplicationBuilder UseMethods(this IApplicationBuilder app) => app.Use(Methods.Check);

    /// <summary>Routes of the ground: <c>/healthz</c> and <c>/readyz</c>.</summary>
    public static IEndpointRouteBuilder MapFoundation(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => Results.Text("ok")).AllowAnonymous().WithName("Alive").WithSummary("进程在运行 · The process is alive").WithTags("health")
            .WithDescription("答复 ok。 Answers ok.").Produces<string>(StatusCodes.Status200OK, "text/plain");
        routes.MapGet("/readyz", async (HubDatabase database, Loops loops, Backlogs backlogs, CancellationToken ct) =>
        {
            if (!await database.AnswersAsync(ct))
                return Results.Problem(Lang.T("数据库没有应答"), statusCode: StatusCodes.Status503ServiceUnavailable);

            // Pages and searches are served while a background work is unwell: it is named, and the hub stays in service.
            var unwell = string.Join(", ", loops.Unwell.Select(state => state.Kind.Name));
            var behind = string.Join(", ", backlogs.Behind);
            return Results.Text("ready" + (unwell.Length > 0 ? $", degraded: {unwell}" : "") + (behind.Length > 0 ? $", behind: {behind}" : ""));
        })
            .AllowAnonymous().WithName("Ready").WithSummary("可以提供服务 · Ready to serve").WithTags("health")
            .WithDescription("答复 ready；有后台工作不正常时列出。 Answers ready, and names background work that is unwell.")
            .Produces<string>(StatusCodes.Status200OK, "text/plain").ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        return routes;
    }
}
