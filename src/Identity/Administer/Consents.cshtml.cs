using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Identity.Accounts;

namespace Zhishu.Identity.Administer;

/// <summary>Where a second person agrees to what an administrator asks.</summary>
[Authorize(Policy = Duties.Second)]
internal sealed class ConsentsModel(ConsentDesk desk, Visitors visitors, Regions regions) : PageModel
{
    public IReadOnlyList<(Consent Consent, Account Account)> Open { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public string? Link { get; private set; }

    public bool MayAgree(Consent consent) => visitors.Signed.Id is var me && consent.AskedBy != me && consent.AccountId != me;

    public string ReachOf(Consent consent) => string.Join(' ', new[] { regions.PathOf(consent.Region), Sectors.NameOf(consent.Sector) }.Where(part => part.Length > 0));

    public async Task OnGetAsync(CancellationToken ct) => Open = await desk.OpenAsync(ct);

    public async Task<IActionResult> OnPostAsync(Guid id, bool agreed, CancellationToken ct)
    {
        (Link, Message) = await desk.AnswerAsync(id, agreed, visitors.Signed, visitors.Actor, ct);
        if (Message is null && Link is null)
            return LocalRedirect(ConsentDesk.Url);
        Response.StatusCode = Message is null ? 200 : 400;
        await OnGetAsync(ct);
        return Page();
    }
}
