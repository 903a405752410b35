using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.Records;
using Zhishu.Search;
using Zhishu.Watch.Spaces;

namespace Zhishu.Watch.Themes;

/// <summary>The page of a thematic database: its tree with counts, the records of a part, their statistics.</summary>
[AllowAnonymous]
internal sealed class ShowModel(
    SpaceKeeper spaces, ThemeStore themes, ListingDesk listings, NetworkRegister register, Visitors visitors,
    SearchQuestions questions, ISearchEngine engine, SearchService search, ReferenceData reference) : PageModel
{
    public const int Size = 20;
    private static readonly Facet[] Counted = [Facet.Kind, Facet.Status, Facet.FilingYear, Facet.Applicant, Facet.Region, Facet.Ipc];

    public Theme Theme { get; private set; } = null!;

    public bool IsOwner { get; private set; }

    /// <summary>Whether it is proposed and shown to whoever decides.</summary>
    public bool IsReview { get; private set; }

    /// <summary>The member in whose name it is listed, or null.</summary>
    public Organisation? By { get; private set; }

    public IReadOnlyList<(ThemeNode Node, long Total)> Nodes { get; private set; } = [];

    public ThemeNode? Chosen { get; private set; }

    public SearchPage? Found { get; private set; }

    public int From { get; private set; }

    public string? Key { get; private set; }

    public string LabelOf(Facet facet, string value) => FacetValues.LabelOf(facet, value, reference);

    /// <summary>The same theme at another part or page.</summary>
    public string LinkTo(Guid? node, int from) => $"/themes/{Theme.Slug}" + new Microsoft.AspNetCore.Http.Extensions.QueryBuilder(
        new[] { ("node", node?.ToString()), ("from", from > 0 ? from.ToString(System.Globalization.CultureInfo.InvariantCulture) : null), ("key", Key) }
            .Where(pair => pair.Item2 is not null).Select(pair => new KeyValuePair<string, string>(pair.Item1, pair.Item2!)));

    public async Task<IActionResult> OnGetAsync(string slug, Guid? node, string? key, int from, CancellationToken ct)
    {
        var space = await spaces.FindAsync(HttpContext, ct);
        var seen = await themes.VisibleAsync(slug, space?.Id, key, ct);
        IsReview = seen is null && await listings.ReviewsAsync(slug, visitors.Current, ct);
        if ((IsReview ? await themes.FindAsync(slug, ct) : seen) is not { } theme)
            return NotFound();
        if (theme.Access == "public" && (await themes.BodiesAsync(ct)).TryGetValue(theme.Id, out var body))
            By = await register.FindAsync(body, ct);
        (Theme, IsOwner, Key, From) = (theme, space is not null && space.Id == theme.SpaceId, theme.Access == "link" ? key : null, Math.Clamp(from, 0, 1_000_000));
        var nodes = await themes.NodesAsync(theme, ct);
        var counted = new List<(ThemeNode, long)>();
        foreach (var one in nodes)
            counted.Add((one, await WhatAsync([.. Whole(one, nodes)], ct) is { } what ? (await engine.FindAsync(SearchRequest.All(what), ct)).Total : 0));
        Nodes = counted;
        Chosen = nodes.FirstOrDefault(one => one.Id == node);
        if (await WhatAsync(Chosen is null ? nodes : [.. Whole(Chosen, nodes)], ct) is { } all)
            Found = await search.FindAsync(SearchRequest.All(all, Counted) with { From = From, Size = Size, FacetSize = 8 }, ct);
        return Page();
    }

    /// <summary>A part with the parts below it.</summary>
    private static IEnumerable<ThemeNode> Whole(ThemeNode node, IReadOnlyList<ThemeNode> nodes) => nodes.Where(other => other.Id == node.Id || other.ParentId == node.Id);

    private Task<QueryNode?> WhatAsync(IReadOnlyList<ThemeNode> nodes, CancellationToken ct) => ThemeQuestion.ReadAsync(nodes, questions, ct);
}
