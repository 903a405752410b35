using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Zhishu.Search.Words;

/// <summary>The table of synonyms, to be seen by everybody.</summary>
[AllowAnonymous]
internal sealed class SynonymsModel(Synonyms synonyms) : PageModel
{
    public string Find { get; private set; } = "";

    public IReadOnlyList<SynonymGroup> Groups { get; private set; } = [];

    public async Task OnGetAsync(string? find, CancellationToken ct)
    {
        Find = (find ?? "").Trim();
        Groups = [.. (await synonyms.ListAsync(ct)).Where(group => Find.Length == 0 || group.Terms.Any(term => term.Contains(Find, StringComparison.OrdinalIgnoreCase)))];
    }
}
