using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Enquiries.Feedback;

/// <summary>One opinion in the hands of who answers for it.</summary>
[Authorize]
internal sealed class CaseModel(AppDb db, OpinionDesk desk, NetworkRegister register, Visitors visitors) : PageModel
{
    public Opinion It { get; private set; } = null!;

    public Bilingual? Message { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, OpinionAct act, string? text, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
            return NotFound();
        if (await desk.DoAsync(id, act, text, visitors.Actor, ct) is not { } refusal)
            return LocalRedirect($"/feedback/desk/{id}");
        Message = refusal.Text;
        Response.StatusCode = refusal.Status;
        return Page();
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        var opinions = db.Opinions;
        if (await opinions.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is not { } found)
            return false;
        var region = found.OrganisationId is { } member ? (await register.FindAsync(member, ct))!.Region : null;
        if (!found.IsHandledBy(visitors.Signed, region))
            return false;
        It = found;
        return true;
    }
}
