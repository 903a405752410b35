using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Training.Hosting;

/// <summary>The events of a person's members.</summary>
[Authorize]
internal sealed class ListModel(AppDb db, Visitors visitors) : PageModel
{
    public const int Size = 30;

    public IReadOnlyList<Event> Events { get; private set; } = [];

    public int Total { get; private set; }

    public bool Manages => visitors.Signed.Organisations.Any(visitors.Signed.Manages);

    public async Task<IActionResult> OnGetAsync(int page, CancellationToken ct)
    {
        var (events, own) = (db.Events, visitors.Signed.Organisations);
        if (own.Count == 0)
            return NotFound();
        var rows = events.AsNoTracking().Where(row => own.Contains(row.OrganisationId));
        Total = await rows.CountAsync(ct);
        Events = await rows.OrderByDescending(row => row.StartsAt).Skip(Foundation.Pages.Skip(page, Size)).Take(Size).ToListAsync(ct);
        return Page();
    }
}
