using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;
using Microsoft.Net.Http.Headers;
using SameSite = Microsoft.AspNetCore.Http.SameSiteMode;

namespace Zhishu.Foundation.Web;

/// <summary>
/// What was chosen last: <c>?lang=en</c>, or another language that the program has, is remembered, <c>?lang=zh</c> goes back. Whoever has chosen nothing gets the
/// language that the browser prefers among those (RFC 9110, 12.5.4), and Chinese when it prefers none of them.
/// </summary>
internal sealed class LanguageChoice : RequestCultureProvider
{
    private const string Cookie = "zhishu.lang";

    public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext)
    {
        var chosen = httpContext.Request.Query["lang"].ToString();
        var known = Find(chosen);
        if (known is not null)
            httpContext.Response.Cookies.Append(Cookie, chosen, new() { MaxAge = TimeSpan.FromDays(365), SameSite = SameSite.Lax, HttpOnly = true, IsEssential = true });
        else
            known = Find(httpContext.Request.Cookies[Cookie]);
        if (known is null)
        {
            known = Preferred(httpContext.Request);
            httpContext.Response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptLanguage);
        }

        return Task.FromResult<ProviderCultureResult?>(new(known ?? Lang.Cultures[0]));
    }

    private static string? Preferred(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var wanted)
            ? wanted.Take(20).Where(one => one.Quality is not 0).OrderByDescending(one => one.Quality ?? 1)
                .Select(one => one.Value.Length >= 2 ? Find(one.Value.ToString()[..2].ToLowerInvariant()) : null).FirstOrDefault(found => found is not null)
            : null;

    private static string? Find(string? chosen) => chosen is { Length: 2 } ? Lang.Cultures.FirstOrDefault(culture => culture[..2] == chosen) : null;
}
