using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore.Storage;
using Zhishu.Filings.Desk;
using Zhishu.Filings.Dossiers;
using Zhishu.Filings.Schemes;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Filings.Apply;

/// <summary>How an organisation stands under a scheme; <c>Closed</c> tells why it cannot apply.</summary>
internal sealed record Standing(Scheme Scheme, Dossier Dossier, Registration? Registration, Bilingual? Closed, Bilingual? Warning);

/// <summary>The filings, reports and changes of one's own organisations, and the door to a new application.</summary>
[Authorize]
internal sealed class MineModel(AppDb db, NetworkRegister register, SchemeStore schemes, DossierDesk desk, FormKeeper forms, FileStore files, Visitors visitors) : PageModel
{
    public IReadOnlyList<(Organisation Organisation, IReadOnlyList<Standing> Standings)> Organisations { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public async Task OnGetAsync(Guid? organisation, CancellationToken ct)
    {
        var found = new List<(Organisation, IReadOnlyList<Standing>)>();
        foreach (var id in visitors.Signed.OwnOrganisations.Where(id => organisation is null || id == organisation))
        {
            if (await register.FindAsync(id, ct) is not { } row)
                continue;
            var standings = new List<Standing>();
            foreach (var scheme in schemes.All)
                standings.Add(await StandingAsync(row, scheme, ct));
            found.Add((row, standings));
        }

        Organisations = found;
    }

    public async Task<IActionResult> OnPostAsync(Guid organisation, string? scheme, CancellationToken ct)
    {
        if (schemes.Find(scheme) is not { } chosen || !visitors.Signed.BelongsTo(organisation) || await register.FindAsync(organisation, ct) is not { } row)
            return NotFound();
        var dossierId = await desk.EnsureAsync(row, chosen, ct);
        Guid? opened = null;
        var refusal = await desk.WorkAsync(dossierId, visitors.Actor, async (dossier, now) =>
        {
            var former = dossier.LiveRegistration is { } live ? dossier.Filings.Find(filing => filing.Id == live.LastTerm.FilingId) : null;
            var (filing, refused) = dossier.Open(await forms.BeginAsync(row, chosen, former?.Form, ct), dossier.PartyOf(visitors.Signed), now);
            if (filing is not null && former is not null)
                await files.CopyAsync(db.Database.CurrentTransaction!.GetDbTransaction(), DossierDesk.Rules, former.Id, filing.Id, ct);
            opened = filing?.Id;
            return refused;
        }, ct);
        if (refusal is null)
            return LocalRedirect($"/filings/{opened}/form/facts");
        Message = refusal.Text;
        Response.StatusCode = 400;
        await OnGetAsync(organisation, ct);
        return Page();
    }

    private async Task<Standing> StandingAsync(Organisation organisation, Scheme scheme, CancellationToken ct)
    {
        var (dossier, now) = await desk.StandingAsync(organisation, scheme, ct);
        var closed = dossier.NotEligible(now, null)?.Text;
        var live = dossier.LiveRegistration;
        if (closed is null && live is not null && now.Today < Dossier.RenewalOpens(live, now))
            closed = new($"{Dossier.RenewalOpens(live, now):yyyy年M月d日} 起可申请续期。");
        return new(scheme, dossier, live ?? dossier.Registrations.MaxBy(row => row.Since), closed, closed is null ? Dossier.NotRecommendable(now)?.Text : null);
    }
}
