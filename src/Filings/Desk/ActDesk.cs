using Microsoft.EntityFrameworkCore;
using Zhishu.Filings.Dossiers;
using Zhishu.Filings.Schemes;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Filings.Desk;

/// <summary>Acts on applications by the person signed in: the page, bulk actions and tests call the same.</summary>
internal sealed class ActDesk(AppDb db, DossierDesk desk, SchemeStore schemes, Visitors visitors)
{
    /// <summary>Does one act on one application as it was when the person saw it.</summary>
    /// <param name="dossierId">Its dossier.</param>
    /// <param name="filingId">The application.</param>
    /// <param name="act">What is done.</param>
    /// <param name="revision">The revision that was seen; another means somebody was quicker.</param>
    /// <param name="input">What goes with it.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Refusal?> DoAsync(Guid dossierId, Guid filingId, FilingAct act, int revision, ActInput input, CancellationToken ct)
    {
        // What is made public alone is a batch of one.
        var made = act == FilingAct.Publish && input.Batch is null ? await BatchAsync(dossierId, ct) : (Guid?)null;
        input = input with { Batch = input.Batch ?? made };
        var refusal = await desk.WorkAsync(dossierId, visitors.Actor, async (dossier, now) =>
        {
            var filing = dossier.Filings.Find(row => row.Id == filingId)!;
            if (filing.Revision != revision)
                return FilingLifecycle.Table.Find(filing.State, act, dossier.PartyOf(visitors.Signed), now.Scheme) is null ? FilingLifecycle.Table.NotAllowed(filing.State, act) : DossierDesk.Conflict;
            if (act == FilingAct.Accept)
                input = input with { Number = dossier.LiveRegistration?.Number ?? await desk.NextNumberAsync(now.Scheme, (input.Effective ?? now.Today).Year, ct) };
            return dossier.Do(filing, act, dossier.PartyOf(visitors.Signed), input, now);
        }, ct);
        if (refusal is not null && made is { } batch)
            await desk.DropBatchAsync(batch, ct);
        return refusal;
    }

    private async Task<Guid> BatchAsync(Guid dossierId, CancellationToken ct)
    {
        var dossiers = db.Dossiers;
        var dossier = await dossiers.AsNoTracking().SingleAsync(row => row.Id == dossierId, ct);
        return (await desk.NextBatchAsync(schemes[dossier.Scheme], dossier.Decider, ct)).Id;
    }
}
