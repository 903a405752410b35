using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Enquiries.Desk;

/// <summary>Who has an answer and can only be told by telephone: the list of calls to make (回电).</summary>
[Authorize]
internal sealed class CallsModel(AppDb db, EnquiryDesk desk, Visitors visitors, TimeProvider clock) : PageModel
{
    public const int Size = 30;

    public int Total { get; private set; }

    public IReadOnlyList<Enquiry> Rows { get; private set; } = [];

    public IReadOnlyDictionary<Guid, string> Answers { get; private set; } = new Dictionary<Guid, string>();

    /// <summary>The line that was refused, with what was typed.</summary>
    public (Guid Id, string? Result, string? Text)? Typed { get; private set; }

    public Bilingual? Message { get; private set; }

    public async Task<IActionResult> OnGetAsync(int page, CancellationToken ct)
    {
        if (visitors.Signed.Organisations.Count == 0 && !visitors.Signed.Has(Duty.National))
            return NotFound();
        await LoadAsync(page, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, string? result, string? text, int page, CancellationToken ct)
    {
        if (await db.EnquiriesOf(visitors.Signed, clock.Today()).FirstOrDefaultAsync(row => row.Id == id, ct) is not { } found)
            return NotFound();
        var party = found.PartyOf(visitors.Signed, false, null) & EnquiryParty.Handler;
        if (await desk.DoAsync(id, EnquiryAct.CallBack, party, visitors.Actor, new(text) { Result = result }, ct) is not { } refusal)
            return LocalRedirect($"/enquiries/calls?page={Math.Max(1, page)}");
        (Message, Typed, Response.StatusCode) = (refusal.Text, (id, result, text), refusal.Status);
        await LoadAsync(page, ct);
        return Page();
    }

    private async Task LoadAsync(int page, CancellationToken ct)
    {
        var (enquiries, messages, person, own) = (db.Enquiries, db.Messages, visitors.Signed, visitors.Signed.Organisations);
        var national = person.Has(Duty.National);
        var rows = enquiries.AsNoTracking().Where(row => row.CallSince != null && row.State != EnquiryState.Merged && row.State != EnquiryState.Spam
            && (row.OrganisationId == null ? national : own.Contains(row.OrganisationId.Value)));
        Total = await rows.CountAsync(ct);
        Rows = await rows.OrderBy(row => row.CallSince).ThenBy(row => row.Id).Skip(Foundation.Pages.Skip(page, Size)).Take(Size).ToListAsync(ct);
        var ids = Rows.Select(row => row.Id).ToList();
        var said = await messages.AsNoTracking().Where(row => ids.Contains(row.EnquiryId) && row.Kind == MessageKind.Answer).OrderBy(row => row.At).ToListAsync(ct);
        Answers = said.GroupBy(row => row.EnquiryId).ToDictionary(group => group.Key, group => group.Last().Text);
    }
}
