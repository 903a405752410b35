using Microsoft.AspNetCore.Http;

namespace Zhishu.Foundation.Web;

/// <summary>Headers that keep a page from being framed, sniffed or fed foreign scripts.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    private const string Policy = "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    // Set when the answer begins, so that an error, which clears what was prepared, has them too.
    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(Set, context);
        return next(context);
    }

    private static Task Set(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";

        // A year of TLS only, once a visitor came over it; a machine's own name is left alone, other programs listen there too.
        if (context.Request is { IsHttps: true, Host.Host: not ("localhost" or "127.0.0.1" or "[::1]") })
            headers.StrictTransportSecurity = "max-age=31536000";
        return Task.CompletedTask;
    }
}
