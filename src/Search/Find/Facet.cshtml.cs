using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Records;

namespace Zhishu.Search.Find;

/// <summary>The values of one facet over a whole result, up to a thousand, with a filter on their labels.</summary>
[AllowAnonymous]
internal sealed class FacetModel(QueryReader reader, ISearchEngine engine, ReferenceData reference) : PageModel
{
    public const int Most = 1000;

    public SearchParameters Asked { get; private set; } = null!;

    public Facet Facet { get; private set; }

    public string Contains { get; private set; } = "";

    public FacetList List { get; private set; } = null!;

    public int Values { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var (asked, _) = await SearchParameters.ReadAsync(Request.Query, reader, 0, ct);
        if (asked is null || FacetValues.Parse(Request.Query["facet"].ToString()) is not { } facet)
            return NotFound();
        (Asked, Facet, Contains) = (asked, facet, Request.Query["contains"].ToString().Trim());
        var counts = (await engine.FindAsync(asked.Request with { Size = 0, Facets = [facet], FacetSize = Most }, ct)).Facets[facet];
        Values = counts.Count;
        List = new(facet, counts.Where(count => Contains.Length == 0 || FacetValues.LabelOf(facet, count.Value, reference).Contains(Contains, StringComparison.OrdinalIgnoreCase)), asked, reference);
        return Page();
    }
}
