using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Cases;
using Zhishu.Identity;

namespace Zhishu.Training.Hosting;

/// <summary>The events of a person's members.</summary>
[Authorize]
internal sealed class ListModel(EventCase cases, CaseDesk<Event, EventState, EventAct, EventParty> desk, Visitors visitors) : PageModel
{
    public ListView Rows { get; private set; } = null!;

    public bool Manages => visitors.Signed.Organisations.Any(visitors.Signed.Manages);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (visitors.Signed.Organisations.Count == 0)
            return NotFound();
        Rows = await cases.List.PageAsync(desk.VisibleTo(visitors.Signed), Request.Query, cases.AddressOf, cases.Path, ct);
        return Page();
    }
}
