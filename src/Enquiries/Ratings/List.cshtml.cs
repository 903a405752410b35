using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Cases;
using Zhishu.Identity;

namespace Zhishu.Enquiries.Ratings;

/// <summary>The bad ratings of a person's members and region, and how far they are followed up.</summary>
[Authorize]
internal sealed class ListModel(PoorRatingKind kind, CaseDesk<PoorRating, PoorRatingState, PoorRatingAct, PoorRatingParty> desk, Visitors visitors) : PageModel
{
    public ListView Rows { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (visitors.Signed is { Organisations.Count: 0, Offices.Count: 0 })
            return NotFound();
        Rows = await kind.List.PageAsync(desk.VisibleTo(visitors.Signed), Request.Query, kind.AddressOf, kind.Path, ct);
        return Page();
    }
}
