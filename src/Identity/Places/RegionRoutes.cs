using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Zhishu.Identity.Places;

/// <summary>A region that may be meant.</summary>
/// <param name="Text">What goes into the field.</param>
/// <param name="Label">What a person reads.</param>
/// <param name="Note">Its code.</param>
internal sealed record RegionSuggestion(string Text, string Label, string Note);

/// <summary><c>/regions?q=</c>: suggestions while a region is typed.</summary>
internal static class RegionRoutes
{
    private const int Most = 10;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/regions", (string? q, string? near, Regions regions, HttpContext context) =>
    {
        // The answer depends on nothing but the question and the language, which the script puts into it.
        context.Response.Headers.CacheControl = "private, max-age=3600";
        return regions.Suggest(q ?? "", near, Most).Select(region => new RegionSuggestion(regions.PathOf(region.Code), regions.PathOf(region.Code), region.Code));
    }).AllowAnonymous().ExcludeFromDescription();
}
