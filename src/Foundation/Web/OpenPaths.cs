using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace Zhishu.Foundation.Web;

/// <summary>The interfaces for programs: pages of other sites may read them, never with the visitor's cookies.</summary>
internal static class OpenPaths
{
    private static readonly string[] Roots = ["/api/v1", "/oai", "/sru", "/hsds", "/openapi", "/schemas", "/feeds", "/open-data/files", "/catalog.jsonld", "/opensearch.xml"];

    /// <summary>What other sites may ask.</summary>
    public static void Allow(CorsPolicyBuilder policy) => policy
        .AllowAnyOrigin().DisallowCredentials()
        .WithMethods(HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Options)
        .WithHeaders("Accept", "Accept-Language", "Content-Type", "If-None-Match", "If-Modified-Since", "Range", "X-Api-Key")
        .WithExposedHeaders("ETag", "Link", "Content-Range", "Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
        .SetPreflightMaxAge(TimeSpan.FromDays(1));

    /// <summary>Whether an address is one of them.</summary>
    public static bool Covers(HttpContext context) => Covers(context.Request.Path);

    private static bool Covers(PathString path) =>
        Array.Exists(Roots, root => path.StartsWithSegments(root)) || path.Value?.EndsWith(".atom", StringComparison.Ordinal) == true;

    /// <summary>
    /// Whether an answer may be packed. Beside what a stranger can put into a page, packing tells the length of secrets (BREACH): so only static files, and
    /// pages for those who send neither cookie nor key.
    /// </summary>
    public static bool MayBePacked(HttpContext context) =>
        (context.Request.Headers.Cookie.Count == 0 && context.Request.Headers.Authorization.Count == 0)
        || context.Request.Path.StartsWithSegments("/lib") || context.Request.Path.StartsWithSegments("/schemas")
        || context.Request.Path.Value is { } path && (path.EndsWith(".css", StringComparison.Ordinal) || path.EndsWith(".js", StringComparison.Ordinal)
        || path.EndsWith(".svg", StringComparison.Ordinal));

}
