using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Enquiries.Desk;

/// <summary>Who has an answer and can only be told by telephone: the list of calls to make (回电).</summary>
[Authorize]
internal sealed class CallsModel(AppDb db, EnquiryKind kind, CaseDesk<Enquiry, EnquiryState, EnquiryAct, EnquiryParty> desk, Visitors visitors) : PageModel
{
    public const int Size = 30;
    private static readonly IReadOnlyDictionary<string, Bilingual> NoFaults = new Dictionary<string, Bilingual>();
    private (Guid Id, FormInput Input, IReadOnlyDictionary<string, Bilingual> Faults)? _refused;

    public int Total { get; private set; }

    /// <summary>Who is called, with what they were answered.</summary>
    public IReadOnlyList<Enquiry> Rows { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    /// <summary>The form of a line; what was refused comes back.</summary>
    public ActForm FormOf(Enquiry row) => new(nameof(EnquiryAct.CallBack), new("已回电"), kind.Table.NeedsOf(EnquiryAct.CallBack),
        _refused is { } typed && typed.Id == row.Id ? typed.Input : FormInput.Empty, _refused is { } one && one.Id == row.Id ? one.Faults : NoFaults)
    { Key = row.Id.ToString() };

    public async Task<IActionResult> OnGetAsync(int page, CancellationToken ct)
    {
        if (visitors.Signed.Organisations.Count == 0 && !visitors.Signed.Has(Duty.National))
            return NotFound();
        await LoadAsync(page, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, int page, CancellationToken ct)
    {
        var (person, input) = (visitors.Signed, FormInput.Read(kind.Table.NeedsOf(EnquiryAct.CallBack), Request.Form));
        if (!await desk.VisibleTo(person).AnyAsync(row => row.Id == id, ct))
            return NotFound();
        var (refusal, faults) = await desk.DoAsync(id, EnquiryAct.CallBack, it => kind.PartyOf(it, person), input, visitors.Actor, null, person, ct);
        if (refusal is null)
            return LocalRedirect($"/enquiries/calls?page={Math.Max(1, page)}");
        (Message, _refused, Response.StatusCode) = (refusal.Text, (id, input, faults), refusal.Status);
        await LoadAsync(page, ct);
        return Page();
    }

    private async Task LoadAsync(int page, CancellationToken ct)
    {
        var rows = db.ToCall(visitors.Signed);
        Total = await rows.CountAsync(ct);
        Rows = await rows.Include(row => row.Messages.Where(message => message.Kind == MessageKind.Answer).OrderByDescending(message => message.At).Take(1))
            .OrderBy(row => row.CallSince).ThenBy(row => row.Id).Skip(Foundation.Pages.Skip(page, Size)).Take(Size).ToListAsync(ct);
    }
}
