using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Zhishu.Foundation.Web;

/// <summary>
/// The hub below a prefix (<see cref="HubOptions.PathBase"/>): the prefix is taken off an address, put before where a redirect leads, and taken as given by a proxy
/// that cuts it off itself. Links of pages get it by <see cref="LinkTagHelper"/>, links of mails and feeds by <see cref="HubOptions.Absolute"/>.
/// </summary>
internal sealed class BelowPrefix(RequestDelegate next, IOptions<HubOptions> options)
{
    private readonly PathString _prefix = options.Value.Prefix;

    public Task InvokeAsync(HttpContext context)
    {
        if (!_prefix.HasValue)
            return next(context);
        if (context.Request.Path.StartsWithSegments(_prefix, StringComparison.Ordinal, out var rest))
            context.Request.Path = rest.HasValue ? rest : "/";
        context.Request.PathBase = _prefix;
        context.Response.OnStarting(Redirect, context.Response);
        return next(context);
    }

    private Task Redirect(object state)
    {
        var headers = ((HttpResponse)state).Headers;
        if (headers.TryGetValue(HeaderNames.Location, out var to))
            headers.Location = Below(to.ToString(), _prefix);
        return Task.CompletedTask;
    }

    /// <summary>A local address below a prefix; others, and those that have it, as they are.</summary>
    public static string Below(string url, PathString prefix) => !prefix.HasValue || !IsLocal(url) || Has(url, prefix.Value!) ? url : prefix.Value + url;

    private static bool IsLocal(string url) => url is ['/'] or ['/', not '/' and not '\\', ..];

    private static bool Has(string url, string prefix) =>
        url.StartsWith(prefix, StringComparison.Ordinal) && (url.Length == prefix.Length || url[prefix.Length] is '/' or '?' or '#');
}
