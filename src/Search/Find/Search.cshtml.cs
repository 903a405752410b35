using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search.Query;
using Zhishu.Search.Reading;
using Zhishu.Search.Sets;

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
[IgnoreAntiforgeryToken] // A long question comes as a form, from any page with a box; it changes nothing of the visitor's.
internal sealed class SearchModel(
    QueryReader reader, SearchService search, ReferenceData reference, Corrections corrections, IAskedQuestions history, KeptQuestions kept,
    IEnumerable<ResultAction> actions, IEnumerable<PickedAction> picked) : PageModel
{
    public const int Size = 20;
    public const int FirstFacetValues = 8;
    public const int ShownOfHistory = 4;
    private const int MostNoted = 5;
    private const int OpenFacets = 3;
    private const int LongestTitle = 80;

    public string Query { get; private set; } = "";

    public ParameterFault? Fault { get; private set; }

    /// <summary>What the visitor has asked in this round.</summary>
    public IReadOnlyList<AskedQuestion> Round { get; private set; } = [];

    public SearchParameters? Asked { get; private set; }

    public SearchPage? Found { get; private set; }

    /// <summary>What the hub holds, told when nothing is found.</summary>
    public IReadOnlyList<FacetCount> Held { get; private set; } = [];

    /// <summary>What was typed lately, the last first, for the box.</summary>
    public IEnumerable<string> Typed => Round.Select(one => one.Typed).Where(typed => typed.Length is > 0 and <= 200).Reverse().Take(50);

    /// <summary>The query as far as a title goes.</summary>
    public string Title => Query.Length <= LongestTitle ? Query : Query[..LongestTitle] + "…";

    public IReadOnlyList<Correction> Offers { get; private set; } = [];

    public ReferenceData Reference => reference;

    public IEnumerable<ResultAction> Actions => actions.OrderBy(action => action.Order);

    public IEnumerable<PickedAction> PickedActions => picked.OrderBy(action => action.Order);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        Query = Request.Query["q"].ToString();
        Round = await history.RoundAsync(HttpContext, ct);
        (var asked, Fault) = await SearchParameters.ReadAsync(Request.Query, reader, Size, ct, Round.ToDictionary(one => one.Number, one => one.Address));
        if (asked is null)
        {
            Response.StatusCode = 400;
            return Page();
        }

        Asked = asked with { Facets = [.. FacetValues.InOrder], Size = Math.Max(asked.Size, 1) };
        try
        {
            foreach (var address in Asked.BuiltOn)
                await kept.KeepAsync(address, Origin.Of(HttpContext), ct);
            Found = await search.FindAsync(Asked.Request, ct);
        }
        catch (TooCostlyException e)
        {
            (Asked, Fault) = (null, new("q", new(0, 0, e.Text)));
            Response.StatusCode = 422;
            return Page();
        }

        await NoteAsync(ct);
        if (Found.Total == 0)
        {
            Offers = await corrections.FindAsync(Query, Asked.Reading, ct);
            Held = (await search.FindAsync(SearchRequest.All(new QueryNode.All(), Facet.Kind), ct)).Facets[Facet.Kind];
        }

        return Page();
    }

    /// <summary>A question too long for an address: it is kept, and its key asked for.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!Request.HasFormContentType)
            return BadRequest();
        var form = await Request.ReadFormAsync(ct);
        var builder = new QueryBuilder(form.Where(field => field.Key != "__RequestVerificationToken"));
        Round = await history.RoundAsync(HttpContext, ct);
        (var asked, Fault) = await SearchParameters.ReadAsync(new QueryCollection(QueryHelpers.ParseQuery(builder.ToString())), reader, Size, ct,
            Round.ToDictionary(one => one.Number, one => one.Address));
        if (asked is null)
        {
            Query = form["q"].ToString();
            Response.StatusCode = 400;
            return Page();
        }

        foreach (var address in asked.BuiltOn)
            await kept.KeepAsync(address, Origin.Of(HttpContext), ct);
        var key = await kept.KeepAsync(SearchQuestions.AddressOf(asked.Query), Origin.Of(HttpContext), ct);
        return Redirect(SearchLinks.To(asked with { Query = "#" + key, From = 0 }));
    }

    // A link with keys that came from elsewhere: what it is built on gets numbers here first. A key alone is the question itself.
    private async Task NoteAsync(CancellationToken ct)
    {
        if (Asked!.Query.Length == 0 && !Asked.IsNarrowed)
            return;
        var (noted, total) = (Asked, Asked.OnePerFamily ? null : (long?)Found!.Total);
        IReadOnlyList<string> names = Asked.Cql ? [] : SetNames.In(QueryTokens.Read(Asked.Query));
        foreach (var name in names.Where(name => !Round.Any(one => NameOf(one) == name)).Take(MostNoted))
        {
            if (await kept.ReadAsync(name[1..], ct) is not { } address
                || await SearchParameters.ReadAsync(new QueryCollection(QueryHelpers.ParseQuery(address)), reader, 0, ct) is not { Asked: { } built })
                continue;
            if (name == Asked.Query.Trim() && !Asked.IsNarrowed)
                noted = built;
            else
                Round = await history.NoteAsync(HttpContext, new(built), Shown(built.Query), null, ct);
        }

        Query = Shown(noted.Query);
        if (Asked.From == 0)
            Round = await history.NoteAsync(HttpContext, new(noted), Query, total, ct);
    }

    private static string NameOf(AskedQuestion one) => "#" + KeptQuestions.KeyOf(one.Address);

    private string Shown(string query) => Asked!.Cql ? query : SetNames.Rename(query, name => Round.FirstOrDefault(one => NameOf(one) == name) is { } one ? $"#{one.Number}" : null);

    public string LabelOf(Facet facet, string value) => FacetValues.LabelOf(facet, value, reference);

    public string RegionName(string? code) => code is null ? "" : reference.Regions.TitleOf(code.Length > 4 ? code[..4] : code);

    /// <summary>The kinds as tabs, each with what the question finds of it whatever kind is chosen.</summary>
    public IEnumerable<(Bilingual Label, long Count, string Url, bool IsCurrent)> Tabs()
    {
        var counts = Found!.Facets[Facet.Kind].ToDictionary(count => count.Value, count => count.Count);
        var chosen = Asked!.Filters.GetValueOrDefault(Facet.Kind);
        string Url(string? kind)
        {
            var filters = new Dictionary<Facet, IReadOnlyList<string>>(Asked.Filters);
            filters.Remove(Facet.Kind);
            if (kind is not null)
                filters[Facet.Kind] = [kind];
            return SearchLinks.To(Asked with { Filters = filters, From = 0 });
        }

        yield return (new("All|全部"), counts.Values.Sum(), Url(null), chosen is null);
        foreach (var kind in RecordKinds.InOrder)
            yield return (kind.Label(), counts.GetValueOrDefault(kind.Code()), Url(kind.Code()), chosen is [var only] && only == kind.Code());
    }

    /// <summary>The facets worth showing, and whether they stand open: the first ones, and those with something chosen.</summary>
    public IEnumerable<(Facet Facet, IReadOnlyList<FacetCount> Counts, bool IsOpen)> FacetsToShow()
    {
        var shown = 0;
        foreach (var (facet, counts) in Found!.Facets.Where(facet => facet.Key != Facet.Kind))
        {
            var chosen = Asked!.Filters.ContainsKey(facet) || Asked.Excluded.ContainsKey(facet);
            if (counts.Count > 1 || (counts.Count == 1 && chosen))
                yield return (facet, counts, shown++ < OpenFacets || chosen);
        }
    }

    /// <summary>The orders with their names.</summary>
    public static IEnumerable<(string Code, string Label)> SortLabels =>
    [
        ("relevance", Lang.T("相关度")), ("-date", Lang.T("日期从新到旧")), ("date", Lang.T("日期从旧到新")),
        ("-published", Lang.T("公开日从新到旧")), ("published", Lang.T("公开日从旧到新")), ("-granted", Lang.T("授权（注册）日从新到旧")), ("granted", Lang.T("授权（注册）日从旧到新")),
        ("number", Lang.T("号码顺序")), ("-number", Lang.T("号码倒序")), ("title", Lang.T("名称拼音顺序")), ("-title", Lang.T("名称拼音倒序")),
        ("applicant", Lang.T("申请人拼音顺序")), ("-applicant", Lang.T("申请人拼音倒序")),
    ];

    /// <summary>The order that a click on a column asks for, and the present one of that column; nulls for one that has none.</summary>
    public (string? Sort, string? Present) SortOf(ResultColumn column)
    {
        var (code, first) = column.Code switch
        {
            "filed" => ("date", "descending"),
            "published" or "granted" => (column.Code, "descending"),
            "number" or "title" => (column.Code, "ascending"),
            "applicants" => ("applicant", "ascending"),
            _ => (null, ""),
        };
        if (code is null)
            return (null, null);
        var present = Asked!.SortCode == code ? "ascending" : Asked.SortCode == "-" + code ? "descending" : null;
        var next = present is null ? first : present == "ascending" ? "descending" : "ascending";
        return (next == "ascending" ? code : "-" + code, present);
    }

    /// <summary>The picture that stands for a record in a list; null without one.</summary>
    public static MediaItem? PictureOf(IpRecord record) =>
        record.Media.Where(media => media.Key.Length > 0 && media.Kind is "mark" or "abstract" or "view" or "drawing" && media.Type != "application/pdf")
            .MinBy(media => media.Kind == "drawing");

    /// <summary>All records of an applicant.</summary>
    public static string ByApplicant(string name) => $"/search?q={Uri.EscapeDataString($"PA=\"{name.Replace("\"", "", StringComparison.Ordinal)}\"")}";

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

    /// <summary>What is searched for besides a part of the question, in brackets; null when nothing is.</summary>
    public static string? Besides(ReadTerm term)
    {
        var parts = new List<string>();
        if (term.Also.Count > 0)
            parts.Add(Lang.T($"含 {string.Join(Lang.T("、"), term.Also)}"));
        if (term.Across.Count > 0)
            parts.Add(term.IsChinese ? Lang.T($"英 {string.Join(Lang.T("、"), term.Across)}") : Lang.T($"中 {string.Join(Lang.T("、"), term.Across)}"));
        return parts.Count == 0 ? null : Lang.T($"（{string.Join(Lang.T("；"), parts)}）");
    }

    /// <summary>Where each numbered page begins: the first, the last and those around the present one.</summary>
    public IEnumerable<int> PageNumbers()
    {
        var last = (int)Math.Min((Found!.Total - 1) / Asked!.Size, int.MaxValue / Asked.Size);
        var present = Asked.From / Asked.Size;
        return Enumerable.Range(0, Math.Min(last + 1, 1)).Concat(Enumerable.Range(present - 2, 5)).Append(last).Where(page => page >= 0 && page <= last).Distinct().Order();
    }
}
