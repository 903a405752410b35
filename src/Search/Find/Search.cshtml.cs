using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Records;

namespace Zhishu.Search.Find;

/// <summary>Some values of a facet, for the partial page.</summary>
internal sealed record FacetList(Facet Facet, IEnumerable<FacetCount> Counts, SearchModel Page);

/// <summary>The result page: query, filters that can be removed, facets, hits, pages.</summary>
[AllowAnonymous]
internal sealed class SearchModel(QueryLanguage language, SearchService search, ReferenceData reference) : PageModel
{
    public const int Size = 20;
    private const int AllFacetValues = 8;

    public string Query { get; private set; } = "";

    public (string Name, QueryFault Fault)? Fault { get; private set; }

    public SearchParameters? Asked { get; private set; }

    public SearchPage? Found { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        Query = Request.Query["q"].ToString();
        Fault = SearchParameters.Read(Request.Query, language, Size, out var asked);
        if (asked is null)
        {
            Response.StatusCode = 400;
            return Page();
        }

        Asked = asked with { Facets = [.. FacetValues.InOrder] };
        Found = await search.FindAsync(Asked.Request, ct);
        return Page();
    }

    public string LabelOf(Facet facet, string value) => FacetValues.LabelOf(facet, value, reference);

    public bool IsChosen(Facet facet, string value) => Asked!.Filters.TryGetValue(facet, out var values) && values.Contains(value);

    public string RegionName(string? code) => code is null ? "" : reference.Regions.TitleOf(code.Length > 4 ? code[..4] : code);

    /// <summary>The facets worth showing, each with whether it stands open.</summary>
    public IEnumerable<(Facet Facet, IReadOnlyList<FacetCount> Counts, bool Long)> FacetsToShow() =>
        Found!.Facets
            .Where(facet => facet.Value.Count > 1 || (facet.Value.Count == 1 && Asked!.Filters.ContainsKey(facet.Key)))
            .Select(facet => (facet.Key, facet.Value, facet.Value.Count > AllFacetValues));

    public static int FirstFacetValues => AllFacetValues;

    /// <summary>Where each numbered page begins: the first, the last and those around the present one.</summary>
    public IEnumerable<int> PageNumbers()
    {
        var last = (int)Math.Min((Found!.Total - 1) / Size, int.MaxValue / Size);
        var present = Asked!.From / Size;
        return Enumerable.Range(0, Math.Min(last + 1, 1)).Concat(Enumerable.Range(present - 2, 5)).Append(last).Where(page => page >= 0 && page <= last).Distinct().Order();
    }
}
