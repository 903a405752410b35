using Microsoft.EntityFrameworkCore;
using Zhishu.Filings.Desk;
using Zhishu.Filings.Dossiers;
using Zhishu.Foundation;
using Zhishu.ServiceDirectory;

namespace Zhishu.Filings.Published;

/// <summary>The cases of the newest filing that was accepted are public with the outlet.</summary>
internal sealed class FiledCases(AppDb db) : IMemberCases
{
    public async Task<IReadOnlyList<MemberCase>> OfAsync(Guid organisation, CancellationToken ct)
    {
        var (filings, dossiers) = (db.Filings, db.Dossiers);
        var form = await (from filing in filings.AsNoTracking()
                          join dossier in dossiers on filing.DossierId equals dossier.Id
                          where dossier.OrganisationId == organisation && filing.State == FilingState.Filed
                          orderby filing.DecidedOn descending
                          select filing.Form).FirstOrDefaultAsync(ct);
        return form is null ? [] : [.. form.Cases.Select(item => new MemberCase(item.Title, item.When, item.Text))];
    }
}
