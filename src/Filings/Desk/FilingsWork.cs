using Microsoft.EntityFrameworkCore;
using Zhishu.Filings.Dossiers;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Filings.Desk;

/// <summary>What the filings put on a workbench: what waits for the person, deadlines of a year, figures of the region.</summary>
internal sealed class FilingsWork(AppDb db, NetworkRegister register, TimeProvider clock) : IWorkbenchPart
{
    private const int Most = 200;

    public async Task<WorkbenchContent> ReadAsync(Person person, CancellationToken ct)
    {
        var (own, offices) = (person.OwnOrganisations, person.Offices);
        if (own.Count == 0 && offices.Count == 0)
            return new([], [], [], []);
        var (dossiers, organisations) = (db.Dossiers, register.All());
        var mine = from dossier in dossiers.AsNoTracking()
            .VisibleTo(person)
                   join organisation in organisations on dossier.OrganisationId equals organisation.Id
                   select new Named { Dossier = dossier, Name = organisation.Name };
        var items = new List<WorkItem>();
        items.AddRange(await ApplicationsAsync(mine, own, offices, ct));
        items.AddRange(await ReportsAndChangesAsync(mine, own, offices, ct));
        items.AddRange(await RectificationsAsync(mine, own, offices, ct));
        if (offices.Count > 0)
        {
            var pending = await register.VisibleTo(person).Where(row => row.VerifiedAt == null && row.DeclinedAt == null).OrderBy(row => row.CreatedAt).Take(50).ToListAsync(ct);
            items.AddRange(pending.Select(row => new WorkItem(new("机构待核实"), row.Name, $"/organisations/{row.Id}", ChinaTime.DayOf(row.CreatedAt), null)));
        }

        var links = new List<NavItem>();
        if (own.Count > 0)
            links.Add(new(10, "/filings/mine", new("备案与年报")));
        if (offices.Count > 0)
            links.AddRange([new(20, "/filings/queue", new("备案办件")), new(30, "/filings/registrations", new("备案管理")),
                new(40, "/filings/reports", new("年度报告"))]);
        links.Add(new(50, "/organisations", new("机构登记")));
        return new(items, await DeadlinesAsync(mine, ct), await FiguresAsync(mine, offices, ct), links);
    }

    private async Task<IEnumerable<WorkItem>> ApplicationsAsync(IQueryable<Named> mine, IReadOnlyList<Guid> own, IReadOnlyList<string> offices, CancellationToken ct)
    {
        var filings = db.Filings;
        var rows = await (from filing in filings.AsNoTracking()
                          join named in mine on filing.DossierId equals named.Dossier.Id
                          where ((filing.State == FilingState.Draft || filing.State == FilingState.Returned) && own.Contains(named.Dossier.OrganisationId))
                            || (filing.State == FilingState.Submitted && offices.Contains(named.Dossier.Recommender))
                            || ((filing.State == FilingState.Recommended || filing.State == FilingState.AwaitingDecision) && offices.Contains(named.Dossier.Decider))
                          orderby filing.Since
                          select new { filing.Id, filing.State, filing.Since, named.Name }).Take(Most).ToListAsync(ct);
        return rows.Select(row =>
            new WorkItem(new($"备案申请：{FilingLifecycle.Table.Label(row.State)}"), row.Name, $"/filings/{row.Id}", row.Since, null));
    }

    private async Task<IEnumerable<WorkItem>> ReportsAndChangesAsync(IQueryable<Named> mine, IReadOnlyList<Guid> own, IReadOnlyList<string> offices, CancellationToken ct)
    {
        var (reports, changes) = (db.AnnualReports, db.ChangeReports);
        var owed = await (from report in reports.AsNoTracking()
                          join named in mine on report.DossierId equals named.Dossier.Id
                          where ((report.State == ReportState.Open || report.State == ReportState.Returned) && own.Contains(named.Dossier.OrganisationId))
                            || (report.State == ReportState.Submitted && offices.Contains(named.Dossier.Recommender))
                          orderby report.DueOn
                          select new { report.Id, report.State, report.Since, report.DueOn, report.Year, named.Name }).Take(Most).ToListAsync(ct);
        var changed = await (from change in changes.AsNoTracking()
                             join named in mine on change.DossierId equals named.Dossier.Id
                             where (change.State == ChangeState.Returned && own.Contains(named.Dossier.OrganisationId))
                               || (change.State == ChangeState.Submitted && offices.Contains(named.Dossier.Recommender))
                               || (change.State == ChangeState.Forwarded && offices.Contains(named.Dossier.Decider))
                             orderby change.Since
                             select new { change.Id, change.State, change.Since, named.Name }).Take(Most).ToListAsync(ct);
        return owed.Select(row =>
            new WorkItem(new($"{row.Year} 年度报告：{LifeLifecycles.Report.Label(row.State)}"), row.Name, $"/filings/reports/{row.Id}", row.Since, row.State == ReportState.Submitted ? null : row.DueOn))
            .Concat(changed.Select(row =>
            new WorkItem(new($"变更报备：{LifeLifecycles.Change.Label(row.State)}"), row.Name, $"/filings/changes/{row.Id}", row.Since, null)));
    }

    private async Task<IEnumerable<WorkItem>> RectificationsAsync(IQueryable<Named> mine, IReadOnlyList<Guid> own, IReadOnlyList<string> offices, CancellationToken ct)
    {
        var (registrations, rectifications) = (db.Registrations, db.Set<Rectification>());
        var rows = await (from rectification in rectifications.AsNoTracking()
                          join registration in registrations on rectification.RegistrationId equals registration.Id
                          join named in mine on registration.DossierId equals named.Dossier.Id
                          where rectification.ClosedOn == null
                          && (own.Contains(named.Dossier.OrganisationId) || (offices.Contains(named.Dossier.Decider) && (rectification.Evidence != null || rectification.DueOn < clock.Today())))
                          select new { registration.Id, rectification.OrderedOn, rectification.DueOn, named.Name }).Take(Most).ToListAsync(ct);
        return rows.Select(row => new WorkItem(new("Rectification|整改"), row.Name, $"/filings/registrations/{row.Id}", row.OrderedOn, row.DueOn));
    }

    private async Task<IReadOnlyList<WorkDeadline>> DeadlinesAsync(IQueryable<Named> mine, CancellationToken ct)
    {
        var (filings, registrations, terms, today) = (db.Filings, db.Registrations, db.Set<Term>(), clock.Today());
        var horizon = today.AddDays(366);
        var publicity = await (from filing in filings.AsNoTracking(
            )
                               join named in mine on filing.DossierId equals named.Dossier.Id
                               where filing.State == FilingState.InPublicity
                               select new
                               {
                                   filing.Id,
                                   filing.PublicityUntil,
                                   named.Name
                               }).Take(Most).ToListAsync(ct);
        var ends = await (from registration in registrations.AsNoTracking()
                          join named in mine on registration.DossierId equals named.Dossier.Id
                          where registration.State == RegistrationState.InForce || registration.State == RegistrationState.Rectifying
                          select new
                          {
                              registration.Id,
                              named.Name,
                              Until = terms.Where(term => term.RegistrationId == registration.Id)
                          .Max(term => term.UntilDay)
                          }).Where(row => row.Until >= today && row.Until <= horizon).OrderBy(row => row.Until).Take(Most).ToListAsync(ct);
        var (reports, rectifications) = (db.AnnualReports, db.Set<Rectification>());
        var owed = await (from report in reports.AsNoTracking(
            )
                          join named in mine on report.DossierId equals named.Dossier.Id
                          where (report.State == ReportState.Open || report.State == ReportState.Returned)
            && report.DueOn >= today
                          orderby report.DueOn
                          select new { report.Id, report.Year, report.DueOn, named.Name }).Take(Most).ToListAsync(ct);
        var open = await (from rectification in rectifications.AsNoTracking()
                          join registration in registrations on rectification.RegistrationId equals registration.Id
                          join named in mine on registration.DossierId equals named.Dossier.Id
                          where rectification.ClosedOn == null && rectification.DueOn >= today
                          select new { registration.Id, rectification.DueOn, named.Name }).Take(Most).ToListAsync(ct);
        return
        [
            .. owed.Select(row => new WorkDeadline(row.DueOn, new($"{row.Year} 年度报告截止"), row.Name, $"/filings/reports/{row.Id}")),
            .. open.Select(row => new WorkDeadline(row.DueOn, new("整改期满"), row.Name, $"/filings/registrations/{row.Id}")),
            .. publicity.Select(row => new WorkDeadline(row.PublicityUntil!.Value, new("Publicity ends|公示期满"), row.Name, $"/filings/{row.Id}")),
            .. ends.Select(row => new WorkDeadline(row.Until, new("备案到期"), row.Name, $"/filings/registrations/{row.Id}")),
        ];
    }

    private async Task<IReadOnlyList<WorkFigure>> FiguresAsync(IQueryable<Named> mine, IReadOnlyList<string> offices, CancellationToken ct)
    {
        if (offices.Count == 0)
            return [];
        var (filings, registrations, reports, today) = (db.Filings, db.Registrations, db.AnnualReports, clock.Today());
        return
        [
            new(new("To review first|待初审"),
                await (from filing in filings join named in mine on filing.DossierId equals named.Dossier.Id
                    where filing.State == FilingState.Submitted select filing).CountAsync(ct), "/filings/queue?state=Submitted"),
            new(new("To review|待审核"),
                await (from filing in filings join named in mine on filing.DossierId equals named.Dossier.Id
                    where filing.State == FilingState.Recommended select filing).CountAsync(ct), "/filings/queue?state=Recommended"),
            new(new("In publicity|公示中"),
                await (from filing in filings join named in mine on filing.DossierId equals named.Dossier.Id
                    where filing.State == FilingState.InPublicity select filing).CountAsync(ct), "/filings/queue?state=InPublicity"),
            new(new("待决定"),
                await (from filing in filings join named in mine on filing.DossierId equals named.Dossier.Id
                    where filing.State == FilingState.AwaitingDecision select filing).CountAsync(ct), "/filings/queue?state=AwaitingDecision"),
            new(new("有效备案"),
                await (from registration in registrations join named in mine on registration.DossierId equals named.Dossier.Id
                    where registration.State == RegistrationState.InForce || registration.State == RegistrationState.Rectifying
                    select registration).CountAsync(ct), "/filings"),
            new(new("年报逾期"),
                await (from report in reports join named in mine on report.DossierId equals named.Dossier.Id where (report.State == ReportState.Open
                || report.State == ReportState.Returned) && report.DueOn < today select report).CountAsync(ct), "/filings/reports?state=Open"),
        ];
    }

    private sealed class Named
    {
        public required Dossier Dossier { get; init; }

        public required string Name { get; init; }
    }
}
