using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;

namespace Zhishu.Foundation.Web;

/// <summary>Chinese first; <c>?lang=en</c> chooses English and is remembered, <c>?lang=zh</c> goes back. What the browser prefers is not asked.</summary>
internal sealed class LanguageChoice : RequestCultureProvider
{
    private const string Cookie = "zhishu.lang";

    public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext)
    {
        var chosen = httpContext.Request.Query["lang"].ToString();
        if (chosen is "zh" or "en")
            httpContext.Response.Cookies.Append(Cookie, chosen, new() { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, HttpOnly = true, IsEssential = true });
        else
            chosen = httpContext.Request.Cookies[Cookie];
        return Task.FromResult<ProviderCultureResult?>(new(chosen == "en" ? "en" : Lang.Cultures[0]));
    }
}
