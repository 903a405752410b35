using Microsoft.EntityFrameworkCore;
using Zhishu.Filings.Dossiers;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Filings.Desk;

/// <summary>A dossier as a person sees it.</summary>
internal sealed record Case(Dossier Dossier, Situation Now, Party Who)
{
    public Filing? Filing { get; init; }

    public Registration? Registration { get; init; }

    public AnnualReport? Report { get; init; }

    public ChangeReport? Change { get; init; }
}

/// <summary>Finds cases. What a person may not see does not exist for that person.</summary>
internal sealed class CaseReader(AppDb db, DossierDesk desk, Visitors visitors)
{
    public Task<Case?> FilingAsync(Guid id, CancellationToken ct)
    {
        var filings = db.Filings;
        return ReadAsync(filings.Where(row => row.Id == id).Select(row => row.DossierId), found => found with { Filing = found.Dossier.Filings.Find(row => row.Id == id) }, ct);
    }

    public Task<Case?> RegistrationAsync(Guid id, CancellationToken ct)
    {
        var registrations = db.Registrations;
        return ReadAsync(registrations.Where(row => row.Id == id).Select(row => row.DossierId), found => found with { Registration = found.Dossier.Registrations.Find(row => row.Id == id) }, ct);
    }

    public Task<Case?> ReportAsync(Guid id, CancellationToken ct)
    {
        var reports = db.AnnualReports;
        return ReadAsync(reports.Where(row => row.Id == id).Select(row => row.DossierId), found => found with { Report = found.Dossier.Reports.Find(row => row.Id == id) }, ct);
    }

    public Task<Case?> ChangeAsync(Guid id, CancellationToken ct)
    {
        var changes = db.ChangeReports;
        return ReadAsync(changes.Where(row => row.Id == id).Select(row => row.DossierId), found => found with { Change = found.Dossier.Changes.Find(row => row.Id == id) }, ct);
    }

    private async Task<Case?> ReadAsync(IQueryable<Guid> ids, Func<Case, Case> pick, CancellationToken ct)
    {
        var (dossiers, person) = (db.Dossiers, visitors.Signed);
        var id = await dossiers.VisibleTo(person).Where(row => ids.Contains(row.Id)).Select(row => row.Id).FirstOrDefaultAsync(ct);
        if (id == Guid.Empty)
            return null;
        var (dossier, now) = await desk.LoadAsync(id, ct);
        return pick(new(dossier, now, dossier.PartyOf(person)));
    }
}
