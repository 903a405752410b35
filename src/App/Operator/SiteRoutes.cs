using System.Security;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;

namespace Zhishu.App.Operator;

/// <summary>What programs fetch of the site as a whole: its colour and logo, what search engines may read, what a phone needs to keep it.</summary>
internal static partial class SiteRoutes
{
    private const string Dark = "#181e28";
    private const string ForGood = "public, max-age=31536000, immutable";
    private const string ForAnHour = "public, max-age=3600";

    // Pages that are the same for everybody and change seldom; records are found by the lists of open data.
    private static readonly string[] Pages =
        ["/", "/search/advanced", "/classifications", "/themes", "/enquiries", "/knowledge", "/events", "/requests", "/board", "/resources", "/resources/services", "/outlets",
            "/filings", "/coverage", "/service-figures", "/open-data", "/open-data/docs", "/hubs", "/feedback", "/privacy", "/accessibility", "/sitemap"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/site/accent.css", (string? v, HttpContext context) =>
        {
            var colour = "#" + (v ?? "").ToLowerInvariant();
            if (!Colour().IsMatch(colour))
                return Results.NotFound();
            context.Response.Headers.CacheControl = ForGood;
            return Results.Text(Accent(colour), "text/css; charset=utf-8");
        }).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/site/logo/{digest:length(32)}", async (string digest, Site site, HttpContext context, CancellationToken ct) =>
        {
            if (await site.LogoAsync(digest, ct) is not { } logo)
                return Results.NotFound();
            context.Response.Headers.CacheControl = ForGood;
            return Results.Bytes(logo.Content, logo.Type);
        }).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/robots.txt", (HttpContext context, IOptions<HubOptions> options) => Text(context, Robots(options.Value))).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/sitemap.xml", (HttpContext context, IOptions<HubOptions> options) => Text(context,
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
            + string.Concat(Pages.Select(page => $"  <url><loc>{SecurityElement.Escape(options.Value.Absolute(page))}</loc></url>\n")) + "</urlset>\n",
            "application/xml; charset=utf-8")).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/manifest.webmanifest", async (HttpContext context, Site site, CancellationToken ct) =>
        {
            var it = (await site.ReadAsync(ct)).Settings;
            var prefix = context.Request.PathBase.Value;
            var name = it.Name.Length > 0 ? it.Name : site.PlainTitle;
            context.Response.Headers.CacheControl = ForAnHour;
            return Results.Json(new
            {
                name,
                short_name = name.Split('·')[0].Trim() is { Length: <= 12 } brief ? brief : name[..Math.Min(12, name.Length)],
                start_url = prefix + "/",
                scope = prefix + "/",
                display = "minimal-ui",
                lang = "zh-CN",
                background_color = "#f5f6f8",
                theme_color = it.Accent,
                icons = new[] { new { src = prefix + "/favicon.svg", sizes = "any", type = "image/svg+xml" } },
            }, contentType: "application/manifest+json");
        }).AllowAnonymous().ExcludeFromDescription();
    }

    private static IResult Text(HttpContext context, string text, string type = "text/plain; charset=utf-8")
    {
        context.Response.Headers.CacheControl = ForAnHour;
        return Results.Text(text, type, Encoding.UTF8);
    }

    // Result lists are endless; pages of cases and accounts are nobody's to find.
    private static string Robots(HubOptions options)
    {
        var prefix = options.Prefix.Value;
        string[] closed = ["/search?", "/search/export", "/search/facet", "/find?", "/analysis", "/my", "/account", "/accounts", "/workbench", "/api/", "/sru", "/oai", "/hubs/search",
            "/marks/check", "/pictures", "/site/"];
        return "User-agent: *\n" + string.Concat(closed.Select(path => $"Disallow: {prefix}{path}\n")) + $"\nSitemap: {options.Absolute("/sitemap.xml")}\n";
    }

    private static string Accent(string colour)
    {
        string With(string other, double share) => SiteSettings.Mix(colour, other, share);
        return $$"""
            :root { --brand: {{colour}}; --fill: {{colour}}; --brand-2: {{With("#000000", 0.28)}}; --brand-soft: {{With("#ffffff", 0.9)}}; --share: {{With("#ffffff", 0.68)}}; }
            @media (prefers-color-scheme: dark) {
              :root { --brand: {{With("#ffffff", 0.58)}}; --brand-2: {{With("#000000", 0.6)}}; --brand-soft: {{With(Dark, 0.8)}}; --share: {{With(Dark, 0.4)}}; }
            }

            """;
    }

    [GeneratedRegex("^#[0-9a-f]{6}$", RegexOptions.CultureInvariant)]
    private static partial Regex Colour();
}
