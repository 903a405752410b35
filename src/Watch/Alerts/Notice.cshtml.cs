using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Watch.Spaces;

namespace Zhishu.Watch.Alerts;

/// <summary>What an alert found.</summary>
[AllowAnonymous]
internal sealed class NoticeModel(SpaceKeeper spaces, AlertStore alerts) : PageModel
{
    public Notice Notice { get; private set; } = null!;

    public IReadOnlyList<NoticeItem> Items { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await spaces.FindAsync(HttpContext, ct) is not { } space || await alerts.SeeAsync(space.Id, id, ct) is not { } notice)
            return NotFound();
        (Notice, Items) = (notice, AlertStore.ItemsOf(notice));
        return Page();
    }
}
