using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Enquiries.Roster;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Enquiries.Desk;

/// <summary>An enquiry of another member, told by its code: where it is and how it stands, nothing of what is in it.</summary>
/// <param name="Code">Code.</param>
/// <param name="Member">Who has it.</param>
/// <param name="Number">Number to call, or empty.</param>
/// <param name="State">How it stands.</param>
internal sealed record Elsewhere(string Code, string Member, string Number, Bilingual State);

/// <summary>The enquiries of a person's members and region, and of the members that the person's node supports.</summary>
[Authorize]
internal sealed class QueueModel(AppDb db, EnquiryKind kind, CaseDesk<Enquiry, EnquiryState, EnquiryAct, EnquiryParty> desk, Desks desks, Visitors visitors) : PageModel
{
    public bool IsMember => visitors.Signed.Organisations.Count > 0;

    /// <summary>Whether the person answers at a desk, of a member or of the hub; other officers look on.</summary>
    public bool Answers => IsMember || visitors.Signed.Has(Duty.National);

    public ListView Rows { get; private set; } = null!;

    public Elsewhere? Other { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? find, CancellationToken ct)
    {
        if (kind.LinkFor(visitors.Signed) is null)
            return NotFound();
        Rows = await kind.List.PageAsync(desk.VisibleTo(visitors.Signed), Request.Query, kind.AddressOf, kind.Path, ct);
        if (Rows.Total == 0 && CaseCode.Read(find) is { } code)
            Other = await ElsewhereAsync(code, ct);
        return Page();
    }

    // Who rings any member and gives the code is led to where the enquiry is.
    private async Task<Elsewhere?> ElsewhereAsync(string code, CancellationToken ct)
    {
        var enquiries = db.Enquiries;
        return await enquiries.AsNoTracking().FirstOrDefaultAsync(row => row.Code == code, ct) is { } found && !await desk.VisibleTo(visitors.Signed).AnyAsync(row => row.Id == found.Id, ct)
            ? new(found.Code, Desks.NameOf(found.Member), await desks.NumberOfAsync(found.Member, ct), EnquiryWords.LabelForAsker(found.State)) : null;
    }
}
