using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Primitives;

namespace Zhishu.Identity.Places;

/// <summary>A text that names no region, or more than one.</summary>
/// <param name="Text">As typed.</param>
/// <param name="Matches">The regions it may mean; none when it names no region.</param>
internal sealed record UnclearRegion(string Text, IReadOnlyList<Region> Matches);

/// <summary>
/// Turns what people type as a region into its code before a page reads it. What is not clear stays as typed, and the field shows the choice.
/// A question in the address is asked again by the code, so that its links, pages and exports hold the same.
/// </summary>
internal sealed class RegionFilter(Regions regions, RecentRegions recent) : IAsyncResourceFilter
{
    /// <summary>Ending of the field that holds a choice made below the text.</summary>
    public const string Pick = "-pick";

    /// <summary>Ending of the field that holds the code which the text stood for when the page was made.</summary>
    public const string Was = "-was";

    /// <summary>Names of the fields that hold a region.</summary>
    private static readonly string[] Fields = ["region", "near"];

    /// <summary>What was unclear in a field of this request, or null.</summary>
    public static UnclearRegion? UnclearIn(HttpContext context, string field) => context.Items.TryGetValue((typeof(UnclearRegion), field.ToLowerInvariant()), out var unclear)
        ? (UnclearRegion?)unclear : null;

    /// <inheritdoc/>
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var request = context.HttpContext.Request;
        if (context.ActionDescriptor is PageActionDescriptor && request.HasFormContentType)
        {
            try
            {
                var form = await request.ReadFormAsync(context.HttpContext.RequestAborted);
                if (Read(context.HttpContext, form) is { } changed)
                    request.Form = new FormCollection(changed, form.Files);
            }
            catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
            {
                // A form that cannot be read is refused where the page reads it.
            }
        }
        else if (context.ActionDescriptor is PageActionDescriptor && HttpMethods.IsGet(request.Method) && Read(context.HttpContext, request.Query) is { } changed)
        {
            context.Result = new LocalRedirectResult(request.Path.ToUriComponent() + new QueryBuilder(changed));
            return;
        }

        await next();
    }

    // The fields with codes in place of names, or null when nothing changes.
    private Dictionary<string, StringValues>? Read(HttpContext context, IEnumerable<KeyValuePair<string, StringValues>> sent)
    {
        Dictionary<string, StringValues>? changed = null;
        var all = new Dictionary<string, StringValues>(sent, StringComparer.OrdinalIgnoreCase);
        foreach (var field in Fields)
        {
            if ((!all.TryGetValue(field, out var typed) && !all.ContainsKey(field + Pick)) || typed.Count > 1)
                continue;
            var text = typed.ToString().Trim();
            var code = CodeOf(text, all.GetValueOrDefault(field + Pick).ToString(), all.GetValueOrDefault(field + Was).ToString(), context, field);
            if (code is { Length: > 0 })
                recent.Remember(context, code);
            if (all.ContainsKey(field + Pick) || all.ContainsKey(field + Was) || (code is not null && code != typed.ToString()))
            {
                changed ??= new(all, StringComparer.OrdinalIgnoreCase);
                changed.Remove(field + Pick);
                changed.Remove(field + Was);
                changed[all.Keys.FirstOrDefault(key => key.Equals(field, StringComparison.OrdinalIgnoreCase)) ?? field] = code ?? text;
            }
        }

        return changed;
    }

    // The code that is meant; empty for none; null when it is not clear.
    private string? CodeOf(string text, string picked, string was, HttpContext context, string field)
    {
        if (regions.Find(picked) is not null)
            return picked;
        if (text.Length == 0 || regions.Find(text) is not null)
            return text;
        if (regions.Find(was) is not null && regions.NamesOf(was).ToList() is var names && RegionNames.Fold(text) is var typed
            && (typed == RegionNames.Fold(string.Concat(names.Select(name => name.Zh))) || typed == RegionNames.Fold(string.Concat(names.Select(name => name.En)))))
            return was;
        var matches = regions.Match(text);
        if (matches.Count == 1)
            return matches[0].Code;
        context.Items[(typeof(UnclearRegion), field)] = new UnclearRegion(text, matches);
        return null;
    }
}
