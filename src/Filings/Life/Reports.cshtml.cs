using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Filings.Desk;
using Zhishu.Filings.Dossiers;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Filings.Life;

/// <summary>A report as listed.</summary>
internal sealed class ReportRow
{
    public Guid Id { get; init; }

    public Guid Dossier { get; init; }

    public required string Name { get; init; }

    public ReportState State { get; init; }

    public DateOnly DueOn { get; init; }

    public DateOnly? SubmittedOn { get; init; }

    public required ReportContent Content { get; init; }

    public int Revision { get; init; }

    public bool IsLate(DateOnly today) => State is ReportState.Open or ReportState.Returned && DueOn < today;
}

/// <summary>The reports of a year in an officer's region or sector: who is late, and the summary for CNIPA.</summary>
[Authorize(Policy = Duties.Officer)]
internal sealed class ReportsModel(AppDb db, NetworkRegister register, DossierDesk desk, Visitors visitors, TimeProvider clock) : PageModel
{
    public int Year { get; private set; }

    public string State { get; private set; } = "";

    public DateOnly Today => clock.Today();

    public IReadOnlyList<ReportRow> Rows { get; private set; } = [];

    public IReadOnlyList<(string Name, Refusal? Refusal)> Results { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public IEnumerable<(string, string)> States => [("", Lang.T("全部")), .. Enum.GetValues<ReportState>().Select(state => (state.ToString(), LifeLifecycles.Report.Label(state).ToString()))];

    public async Task OnGetAsync(int? year, string? state, CancellationToken ct)
    {
        Year = year is >= 2000 and < 2200 ? year.Value : Today.Year - 1;
        State = state?.Length <= 20 ? state : "";
        var rows = await Ask(Year).ToListAsync(ct);
        Rows = Enum.TryParse<ReportState>(State, out var wanted) ? [.. rows.Where(row => row.State == wanted)] : rows;
    }

    public async Task<IActionResult> OnGetCsvAsync(int year, CancellationToken ct)
    {
        var csv = new StringBuilder(CsvText.Line(["机构", "状态", "报送日期", "专职", "兼职", "咨询", "检索", "培训场次", "参加人数", "特色服务", "服务事项", "工作总结", "计划"]));
        foreach (var row in await Ask(year).ToListAsync(ct))
        {
            var it = row.Content;
            csv.Append(CsvText.Line([row.Name, LifeLifecycles.Report.Label(row.State).Zh, row.SubmittedOn?.ToString("O", CultureInfo.InvariantCulture) ?? "",
                .. new[] { it.FullTime, it.PartTime, it.Enquiries, it.Searches, it.Events, it.Attendants,
                it.Projects }.Select(number => number.ToString(CultureInfo.InvariantCulture)), it.ServiceItems, it.Summary, it.Plans]));
        }

        return File(Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(csv.ToString())).ToArray(), "text/csv", $"reports-{year}.csv");
    }

    public async Task OnPostAsync(Guid[]? chosen, int year, CancellationToken ct)
    {
        var wanted = (chosen ?? []).Take(1000).ToList();
        var results = new List<(string, Refusal?)>();
        foreach (var row in await Ask(year).Where(row => wanted.Contains(row.Id)).ToListAsync(ct))
        {
            results.Add((row.Name, await desk.WorkAsync(row.Dossier,
                visitors.Actor, (dossier, now) =>
                ValueTask.FromResult(dossier.Do(dossier.Reports.Find(report => report.Id == row.Id)!, ReportAct.Gather, dossier.PartyOf(visitors.Signed), null, now)), ct)));
        }

        if (results.Count == 0)
        {
            Message = new("请选择已审核的报告");
            Response.StatusCode = 400;
        }

        Results = results;
        await OnGetAsync(year, null, ct);
    }

    private IQueryable<ReportRow> Ask(int year)
    {
        var (dossiers, reports, organisations, offices) = (db.Dossiers, db.AnnualReports, register.All(), visitors.Signed.Offices);
        return from report in reports.AsNoTracking()
               join dossier in dossiers on report.DossierId equals dossier.Id
               join organisation in organisations on dossier.OrganisationId equals organisation.Id
               where report.Year == year && (offices.Contains(dossier.Recommender) || offices.Contains(dossier.Decider))
               orderby organisation.Name, report.Id
               select new ReportRow
               {
                   Id = report.Id,
                   Dossier = dossier.Id,
                   Name = organisation.Name,
                   State = report.State,
                   DueOn = report.DueOn,
                   SubmittedOn = report.SubmittedOn,
                   Content = report.Content,
                   Revision = report.Revision
               };
    }
}
