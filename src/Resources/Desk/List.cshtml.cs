using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Identity;

namespace Zhishu.Resources.Desk;

/// <summary>What one provides, and what waits for one's review.</summary>
[Authorize]
internal sealed class ListModel(ResourceCase cases, CaseDesk<Resource, ResourceState, ResourceAct, ResourceParty> desk, ResourceKinds kinds, Visitors visitors) : PageModel
{
    public IReadOnlyList<Resource> ToReview { get; private set; } = [];

    public ListView Rows { get; private set; } = null!;

    public IEnumerable<ResourceKind> MayWrite => kinds.All.Where(kind => kind.MayWrite(visitors.Signed));

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (visitors.Signed is { Organisations.Count: 0, Offices.Count: 0 })
            return NotFound();
        var visible = desk.VisibleTo(visitors.Signed);
        ToReview = await visible.Where(cases.Waits[0].Of(visitors.Signed)).OrderBy(it => it.SubmittedAt).Take(100).ToListAsync(ct);
        Rows = await cases.List.PageAsync(visible, Request.Query, cases.AddressOf, cases.Path, ct);
        return Page();
    }
}
