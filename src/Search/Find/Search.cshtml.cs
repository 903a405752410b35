using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search.Reading;

namespace Zhishu.Search.Find;

/// <summary>Some values of a facet, for the partial page.</summary>
internal sealed record FacetList(Facet Facet, IEnumerable<FacetCount> Counts, SearchParameters Asked, ReferenceData Reference)
{
    public bool IsChosen(FacetCount count) => Asked.Filters.TryGetValue(Facet, out var values) && values.Contains(count.Value);

    public bool IsExcluded(FacetCount count) => Asked.Excluded.TryGetValue(Facet, out var values) && values.Contains(count.Value);

    public string LabelOf(FacetCount count) => FacetValues.LabelOf(Facet, count.Value, Reference);
}

/// <summary>The result page: how the question was read, filters that can be removed, facets, hits, pages.</summary>
[AllowAnonymous]
internal sealed class SearchModel(
    QueryReader reader, SearchService search, ReferenceData reference, Corrections corrections, IEnumerable<ResultAction> actions, IEnumerable<PickedAction> picked) : PageModel
{
    public const int Size = 20;
    public const int FirstFacetValues = 8;

    public string Query { get; private set; } = "";

    public ParameterFault? Fault { get; private set; }

    public SearchParameters? Asked { get; private set; }

    public SearchPage? Found { get; private set; }

    public IReadOnlyList<Correction> Offers { get; private set; } = [];

    public ReferenceData Reference => reference;

    public IEnumerable<ResultAction> Actions => actions.OrderBy(action => action.Order);

    public IEnumerable<PickedAction> PickedActions => picked.OrderBy(action => action.Order);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        Query = Request.Query["q"].ToString();
        (var asked, Fault) = await SearchParameters.ReadAsync(Request.Query, reader, Size, ct);
        if (asked is null)
        {
            Response.StatusCode = 400;
            return Page();
        }

        Asked = asked with { Facets = [.. FacetValues.InOrder] };
        try
        {
            Found = await search.FindAsync(Asked.Request, ct);
        }
        catch (TooCostlyException e)
        {
            (Asked, Fault) = (null, new("q", new(0, 0, e.Text)));
            Response.StatusCode = 422;
            return Page();
        }

        if (Found.Total == 0)
            Offers = await corrections.FindAsync(Query, Asked.Reading, ct);
        return Page();
    }

    public string LabelOf(Facet facet, string value) => FacetValues.LabelOf(facet, value, reference);

    public string RegionName(string? code) => code is null ? "" : reference.Regions.TitleOf(code.Length > 4 ? code[..4] : code);

    /// <summary>The facets worth showing.</summary>
    public IEnumerable<(Facet Facet, IReadOnlyList<FacetCount> Counts)> FacetsToShow() =>
        Found!.Facets
            .Where(facet => facet.Value.Count > 1 || (facet.Value.Count == 1 && (Asked!.Filters.ContainsKey(facet.Key) || Asked.Excluded.ContainsKey(facet.Key))))
            .Select(facet => (facet.Key, facet.Value));

    /// <summary>The columns of the table view.</summary>
    public IEnumerable<ResultColumn> Columns => Asked!.Columns.Select(ResultColumn.Find).OfType<ResultColumn>();

    public static Bilingual LabelOf(ReadAs read) => read switch
    {
        ReadAs.Number => new("number|号码"),
        ReadAs.Symbol => new("class|分类号"),
        ReadAs.Applicant => new("applicant|申请人"),
        ReadAs.Word => new("词"),
        ReadAs.Ignored => new("忽略"),
        _ => new("text|原文"),
    };

    /// <summary>Where each numbered page begins: the first, the last and those around the present one.</summary>
    public IEnumerable<int> PageNumbers()
    {
        var last = (int)Math.Min((Found!.Total - 1) / Size, int.MaxValue / Size);
        var present = Asked!.From / Size;
        return Enumerable.Range(0, Math.Min(last + 1, 1)).Concat(Enumerable.Range(present - 2, 5)).Append(last).Where(page => page >= 0 && page <= last).Distinct().Order();
    }
}
