using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Zhishu.Watch.Themes;

/// <summary>The thematic databases that are open to everybody.</summary>
[AllowAnonymous]
internal sealed class ListModel(ThemeStore themes) : PageModel
{
    public IReadOnlyList<Theme> Themes { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct) => Themes = await themes.PublicAsync(ct);
}
