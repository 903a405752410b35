using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Identity.Accounts;
using Zhishu.Identity.Audit;
using Zhishu.Identity.Notices;
using Zhishu.Identity.Sessions;
using Zhishu.Identity.SignIn;

namespace Zhishu.Identity;

/// <summary>Wiring of accounts, duties, sessions, notices, the workbench and the audit pages.</summary>
public static class IdentityModule
{
    /// <summary>Rate limit of forms that everybody may send.</summary>
    public const string PublicLimit = "public";

    internal const string AccountLimit = "account";

    private static readonly string[] Programs = ["/oai", "/sru", "/api"];

    /// <summary>The schema files of this module.</summary>
    public static SchemaSource Schema { get; } = new("identity", typeof(IdentityModule).Assembly);

    /// <summary>Registers the services.</summary>
    public static IServiceCollection AddIdentity(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton(IdentityDb.Part);
        services.AddSingleton<Regions>();
        services.AddSingleton<Places.RecentRegions>();
        services.AddSingleton<Places.RegionFilter>();
        services.Configure<Microsoft.AspNetCore.Mvc.MvcOptions>(options => options.Filters.AddService<Places.RegionFilter>());
        services.AddSingleton<Visitors>();
        services.AddSingleton<NoticeBox>();
        services.AddSingleton(new Trim("held forms", _ => 1,
            "delete from identity.held_form where digest = any (array(select digest from identity.held_form where held_at < @before limit @size))"));
        services.AddSingleton(new Trim("kept files", _ => 1,
            "delete from identity.kept_files where digest = any (array(select digest from identity.kept_files where kept_at < @before limit @size))"));
        services.AddSingleton(new Trim("drafts", _ => Drafts.DraftStore.Days,
            "delete from identity.draft where ctid = any (array(select ctid from identity.draft where at < @before limit @size))"));
        services.AddSingleton(new Trim("notices", options => options.KeepNoticesDays,
            "delete from identity.notice where id = any (array(select id from identity.notice where read_at < @before limit @size))"));
        services.AddSingleton(new Trim("notices unread", options => 3 * options.KeepNoticesDays,
            "delete from identity.notice where id = any (array(select id from identity.notice where at < @before limit @size))"));
        services.AddSingleton<IHeadLinks, PersonLinks>();
        services.AddSingleton<IProcessSubscriber, NoticeWriter>();
        services.AddScoped<DemoPeople>();
        services.AddScoped<Teller>();
        services.AddScoped<Profile.AccountData>();
        services.AddScoped<SessionKeeper>();
        services.AddScoped<SignInDesk>();
        services.AddScoped<Devices>();
        services.AddSingleton<HeldForms>();
        services.AddSingleton<FileKeeper>();
        services.Configure<Microsoft.AspNetCore.Mvc.MvcOptions>(options => options.Filters.Add<KeptFilesFilter>());
        services.AddSingleton<Drafts.DraftStore>();
        services.AddSingleton<IPersonalData>(provider => provider.GetRequiredService<Drafts.DraftStore>());
        services.AddScoped<Tries>();
        services.AddScoped<Administer.ConsentDesk>();
        services.AddScoped<IWorkbenchPart, Administer.ConsentWork>();
        services.AddScoped<PasswordReset>();
        services.AddScoped<AddressProof>();
        services.AddScoped(provider => new AccountDesk(provider.GetRequiredService<AppDb>(), provider.GetRequiredService<UserManager<Account>>(),
            provider.GetRequiredService<ProcessLog>(), provider.GetRequiredService<Regions>(), provider.GetRequiredService<Mailer>(), provider.GetRequiredService<TimeProvider>()));
        services.AddDataProtection();
        services.AddIdentityCore<Account>(options =>
        {
            // 等保 2.0: five wrong tries, ten minutes. The rules for passwords are in PasswordRules.
            options.Lockout.MaxFailedAccessAttempts = 5;
            options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(10);
            options.User.RequireUniqueEmail = true;
            options.User.AllowedUserNameCharacters = "";
            options.Password.RequireDigit = options.Password.RequireLowercase = options.Password.RequireUppercase = options.Password.RequireNonAlphanumeric = false;
            options.Password.RequiredLength = PasswordRules.Shortest;
        }).AddEntityFrameworkStores<AppDb>().AddDefaultTokenProviders().AddPasswordValidator<PasswordRules>();
        services.Configure<DataProtectionTokenProviderOptions>(options => options.TokenLifespan = TimeSpan.FromHours(2));
        services.AddAuthentication(SessionKeeper.Scheme).AddCookie(SessionKeeper.Scheme, options =>
        {
            options.Cookie.Name = "zhishu.session";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.LoginPath = "/account/sign-in";
            options.ReturnUrlParameter = "returnUrl";

            // Longer than a session can last: when it has ended it is still known whose it was, so that what they typed is kept for them.
            options.ExpireTimeSpan = SessionKeeper.Longest * 2;
            options.SlidingExpiration = false;
            options.Events.OnRedirectToLogin = context =>
            {
                if (context.Request.Path.StartsWithSegments("/api") || !HttpMethods.IsGet(context.Request.Method))
                    context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                else
                    context.Response.Redirect(context.RedirectUri);
                return Task.CompletedTask;
            };
            options.Events.OnRedirectToAccessDenied = context =>
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                return Task.CompletedTask;
            };
        });
        services.AddSingleton<IAuthorizationHandler, DutyHandler>();
        var authorization = services.AddAuthorizationBuilder();
        foreach (var (policy, duties) in Duties.Policies)
            authorization.AddPolicy(policy, builder => builder.RequireAuthenticatedUser().AddRequirements(new DutyRequirement(duties)));
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;

            // Whoever has no account may send so many forms, wherever they are; programs that ask by POST have the limits of the interface.
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
                HttpMethods.IsPost(context.Request.Method) && !Origin.HasAccount(context)
                && !Programs.Any(path => context.Request.Path.StartsWithSegments(path)) ? Forms(context) : RateLimitPartition.GetNoLimiter("read"));
            limiter.AddPolicy(AccountLimit, context => HttpMethods.IsPost(context.Request.Method)
                ? RateLimitPartition.GetFixedWindowLimiter(Origin.Address(context), _ => new FixedWindowRateLimiterOptions
                {
                    PermitLimit = context.RequestServices.GetRequiredService<IOptions<HubOptions>>().Value.AccountTriesPerMinute,
                    Window = TimeSpan.FromMinutes(1),
                })
                : RateLimitPartition.GetNoLimiter("read"));
            limiter.AddPolicy(PublicLimit, context => HttpMethods.IsPost(context.Request.Method)
                ? Forms(context)
                : RateLimitPartition.GetNoLimiter("read"));
        });
        return services;
    }

    private static RateLimitPartition<string> Forms(HttpContext context) => RateLimitPartition.GetSlidingWindowLimiter(Origin.Of(context), _ => new SlidingWindowRateLimiterOptions
    {
        PermitLimit = context.RequestServices.GetRequiredService<IOptions<HubOptions>>().Value.PublicPostsPerHour,
        Window = TimeSpan.FromHours(1),
        SegmentsPerWindow = 12,
    });

    /// <summary>Middleware between routing and the pages: who it is, what the person may, how often.</summary>
    public static IApplicationBuilder UseIdentity(this IApplicationBuilder app) => app
        .UseAuthentication()
        .UseMiddleware<WhoIsIt>()
        .UseMiddleware<WorkGate>()
        .UseAuthorization()
        .UseRateLimiter();

    /// <summary>Routes that are no pages.</summary>
    public static IEndpointRouteBuilder MapIdentity(this IEndpointRouteBuilder routes)
    {
        AuditExport.Map(routes);
        Drafts.DraftRoutes.MapDrafts(routes);
        Places.RegionRoutes.Map(routes);
        return routes;
    }
}
