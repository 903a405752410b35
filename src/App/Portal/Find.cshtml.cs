using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;

namespace Zhishu.App.Portal;

/// <summary>What one question finds of one kind.</summary>
internal sealed record FindGroup(string Code, Bilingual Label, long Total, IReadOnlyList<FoundItem> Items, string More);

/// <summary>The one box: records, members, answers, resources, events, needs and offers, for one question.</summary>
[AllowAnonymous]
internal sealed class FindModel(IEnumerable<IFinder> finders, IEnumerable<FindPart> parts, SiteText texts) : PageModel
{
    public const int Size = 20;
    private const int First = 4;

    public string Question { get; private set; } = "";

    public string In { get; private set; } = "";

    public IReadOnlyList<FindGroup> Groups { get; private set; } = [];

    public FindGroup? Only => In.Length == 0 ? null : Groups.FirstOrDefault(group => group.Code == In);

    public async Task OnGetAsync(string? q, string? @in, int page, CancellationToken ct)
    {
        Question = q is { Length: <= 500 } ? SafeText.Clean(q).Trim() : "";
        if (Question.Length == 0)
            return;
        var groups = new List<(int Order, FindGroup Group)>();
        foreach (var finder in finders)
        {
            var (total, items, more) = await finder.FindAsync(Question, First, ct);
            groups.Add((finder.Order, new("", finder.Label, total, items, more)));
        }

        foreach (var part in parts)
        {
            var only = @in == part.Kinds[0];
            var hits = await texts.FindAsync(Question, part.Kinds, SiteText.Search, only ? Foundation.Pages.Skip(page, Size) : 0, only ? Size : First, ct);
            groups.Add((part.Order, new(part.Kinds[0], part.Label, hits.Count > 0 ? hits[0].Total
                : 0, [.. hits.Select(hit => new FoundItem(hit.Title, hit.Url, hit.Summary))], $"/find?q={Uri.EscapeDataString(Question)}&in={part.Kinds[0]}")));
            if (only)
                In = part.Kinds[0];
        }

        Groups = [.. groups.OrderBy(pair => pair.Order).Select(pair => pair.Group)];
    }
}
