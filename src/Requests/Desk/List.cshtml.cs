using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Cases;
using Zhishu.Identity;

namespace Zhishu.Requests.Desk;

/// <summary>The requests of a person's members and region.</summary>
[Authorize]
internal sealed class ListModel(RequestKind kind, RequestDesk desk, Visitors visitors) : PageModel
{
    public ListView Rows { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (visitors.Signed is not { } person || person is { Organisations.Count: 0, Offices.Count: 0 })
            return NotFound();
        Rows = await kind.List.PageAsync(desk.ListedFor(person), Request.Query, it => RequestKind.MayRead(it, person) ? kind.AddressOf(it) : "", kind.ListPath, ct);
        return Page();
    }
}
