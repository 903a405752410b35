using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Zhishu.Identity.Notices;

/// <summary>What the hub has told the person signed in.</summary>
[Authorize]
internal sealed class NoticesModel(NoticeBox box, Visitors visitors) : PageModel
{
    public const int Size = 30;

    public IReadOnlyList<NoticeRow> Rows { get; private set; } = [];

    public long Total { get; private set; }

    public async Task OnGetAsync(int page, CancellationToken ct) => (Rows, Total) = await box.ListAsync(visitors.Signed.Id, Foundation.Pages.Skip(page, Size), Size, ct);

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct) =>
        await box.ReadAsync(visitors.Signed.Id, id, ct) is { } url && Url.IsLocalUrl(url) ? LocalRedirect(url) : LocalRedirect("/notices");

    public async Task<IActionResult> OnPostAllAsync(CancellationToken ct)
    {
        await box.ReadAsync(visitors.Signed.Id, null, ct);
        return LocalRedirect("/notices");
    }
}
