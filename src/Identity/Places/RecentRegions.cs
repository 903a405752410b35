using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;

namespace Zhishu.Identity.Places;

/// <summary>Regions that are near at hand: those this browser gave last, those of the person's offices and members, and the hub's own. The browser forgets them when it is closed.</summary>
internal sealed class RecentRegions(Regions regions, IOptions<HubOptions> options)
{
    private const string Cookie = "zhishu.regions";
    private const int Most = 5;
    private static readonly object Given = new();

    /// <summary>Puts a region first in the memory of the browser.</summary>
    public void Remember(HttpContext context, string code)
    {
        var codes = Read(context);
        if (codes.Count > 0 && codes[0] == code)
            return;
        codes = [.. codes.Where(other => other != code).Prepend(code).Take(Most)];
        context.Items[Given] = codes;
        context.Response.Cookies.Append(Cookie, string.Join('-', codes), new()
        {
            HttpOnly = true,
            IsEssential = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
        });
    }

    /// <summary>Regions to choose from without typing, the last ones first.</summary>
    /// <param name="context">The request.</param>
    /// <param name="person">Who asks, or null.</param>
    /// <param name="homes">Regions of the person's members.</param>
    public IReadOnlyList<Region> For(HttpContext context, Person? person, IEnumerable<string> homes) =>
        [.. Read(context).Concat(homes).Concat(person?.Regions ?? []).Append(options.Value.HubRegion ?? "").Select(regions.Find).OfType<Region>().Distinct().Take(Most + 1)];

    // What the browser sends is looked up, never trusted; before it sends it back, what this request has given counts.
    private List<string> Read(HttpContext context) => context.Items[Given] as List<string>
        ?? [.. (context.Request.Cookies[Cookie] ?? "").Split('-').Take(Most).Where(code => regions.Find(code) is not null).Distinct()];
}
