using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Enquiries.Roster;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Enquiries.Ratings;

/// <summary>The bad ratings of a person's members and region, and how far they are followed up.</summary>
[Authorize]
internal sealed class ListModel(AppDb db, RatingDesk desk, NetworkRegister register, Regions regions, Visitors visitors, TimeProvider clock) : PageModel
{
    public const int Size = 30;

    public string State { get; private set; } = "";

    public int Total { get; private set; }

    public IReadOnlyList<(PoorRating Rating, Enquiry Enquiry, string Member)> Rows { get; private set; } = [];

    public DateTimeOffset Now => clock.GetUtcNow();

    public async Task<IActionResult> OnGetAsync(string? state, int page, CancellationToken ct)
    {
        var person = visitors.Signed;
        if (person.Organisations.Count == 0 && person.Offices.Count == 0)
            return NotFound();
        var (rows, enquiries) = (desk.Of(person), db.Enquiries.AsNoTracking());
        if (Enum.TryParse<PoorRatingState>(state, out var wanted))
            (rows, State) = (rows.Where(row => row.State == wanted), wanted.ToString());
        else
            rows = rows.Where(row => row.State != PoorRatingState.Closed);
        Total = await rows.CountAsync(ct);
        var found = await rows.OrderBy(row => row.DueAt).ThenBy(row => row.Id).Skip(Foundation.Pages.Skip(page, Size)).Take(Size)
            .Join(enquiries, row => row.EnquiryId, enquiry => enquiry.Id, (row, enquiry) => new { row, enquiry }).ToListAsync(ct);
        var ids = found.Where(pair => pair.row.OrganisationId != null).Select(pair => pair.row.OrganisationId!.Value).Distinct().ToList();
        var names = await register.All().Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, ct);
        Rows = [.. found.OrderBy(pair => pair.row.DueAt)
            .Select(pair => (pair.row, pair.enquiry, pair.row.OrganisationId is { } member ? names[member] : Desks.NameOfOffice(Desks.National, regions)))];
        return Page();
    }
}
