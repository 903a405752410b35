using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;

namespace Zhishu.Resources.Show;

/// <summary>The guide to matters (一窗统办): the hub leads the way, the official systems and bodies handle.</summary>
[AllowAnonymous]
internal sealed class ServicesModel(AppDb db, Matters matters) : PageModel
{
    private const int MostEntries = 200;

    public string Find { get; private set; } = "";

    public IReadOnlyList<Matter> Found { get; private set; } = [];

    public IReadOnlyList<Resource> Entries { get; private set; } = [];

    public Matters Matters => matters;

    public async Task OnGetAsync(string? find, CancellationToken ct)
    {
        Find = find is { Length: <= 100 } ? SafeText.Line(find) : "";
        if (Find.Length > 0)
        {
            Found = matters.Search(Find);
            return;
        }

        var resources = db.SharedResources;
        Entries = [.. (await resources.AsNoTracking().Where(row => row.Kind == "entry" && row.Content != null).OrderByDescending(row => row.PublishedAt).Take(MostEntries).ToListAsync(ct))
            .OrderBy(row => row.Content!.Fields["category"], StringComparer.Ordinal).ThenBy(row => row.Content!.Fields["step"], StringComparer.Ordinal)];
    }
}
