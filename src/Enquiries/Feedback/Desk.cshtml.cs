using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Cases;
using Zhishu.Identity;

namespace Zhishu.Enquiries.Feedback;

/// <summary>Everything that came in and that a person handles, what is done included.</summary>
[Authorize]
internal sealed class DeskModel(OpinionKind kind, CaseDesk<Opinion, OpinionState, OpinionAct, OpinionParty> desk, Visitors visitors) : PageModel
{
    public ListView Rows { get; private set; } = null!;

    public static bool IsFor(Person person) => person.Organisations.Count > 0 || person.Offices.Count > 0 || person.Has(Duty.Administrator);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!IsFor(visitors.Signed))
            return NotFound();
        Rows = await kind.List.PageAsync(desk.VisibleTo(visitors.Signed), Request.Query, kind.AddressOf, kind.Path, ct);
        return Page();
    }
}
