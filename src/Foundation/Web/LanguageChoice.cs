using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;

namespace Zhishu.Foundation.Web;

/// <summary>
/// Chinese first; <c>?lang=en</c>, or another language that the program has, is remembered, <c>?lang=zh</c> goes back. What the browser prefers is not asked.
/// </summary>
internal sealed class LanguageChoice : RequestCultureProvider
{
    private const string Cookie = "zhishu.lang";

    public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext)
    {
        var chosen = httpContext.Request.Query["lang"].ToString();
        var known = Find(chosen);
        if (known is not null)
            httpContext.Response.Cookies.Append(Cookie, chosen, new() { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, HttpOnly = true, IsEssential = true });
        else
            known = Find(httpContext.Request.Cookies[Cookie]);
        return Task.FromResult<ProviderCultureResult?>(new(known ?? Lang.Cultures[0]));
    }

    private static string? Find(string? chosen) => chosen is { Length: 2 } ? Lang.Cultures.FirstOrDefault(culture => culture[..2] == chosen) : null;
}
