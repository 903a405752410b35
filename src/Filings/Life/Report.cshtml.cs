using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Filings.Desk;
using Zhishu.Filings.Dossiers;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.ServiceDirectory;

namespace Zhishu.Filings.Life;

/// <summary>One annual report: filled in by the outlet, reviewed by the recommender, gathered for CNIPA.</summary>
[Authorize]
internal sealed class ReportModel(CaseReader cases, DossierDesk desk, NetworkRegister register, ServiceItems items, ServiceBook book, AuditTrail trail, Visitors visitors) : PageModel
{
    private Case _case = null!;

    public AnnualReport Report => _case.Report!;

    public Situation Now => _case.Now;

    public ReportContent Typed { get; private set; } = new();

    public bool MayEdit => (_case.Who & Party.Applicant) != 0 && Report.State is ReportState.Open or ReportState.Returned;

    public IEnumerable<ReportAct> Acts => LifeLifecycles.Report.ActsFrom(Report.State, _case.Who & ~Party.Applicant, Now.Scheme);

    public IReadOnlyList<AuditEntry> History { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (await cases.ReportAsync(Guid.Parse(RouteData.Values["id"]!.ToString()!), HttpContext.RequestAborted) is not { } found)
        {
            context.Result = NotFound();
            return;
        }

        _case = found;
        Typed = found.Report!.Content;
        await next();
    }

    public async Task OnGetAsync(CancellationToken ct)
    {
        if (Report is { State: ReportState.Open, Revision: 1 })
            Typed = await PrefilledAsync(ct);
        await HistoryAsync(ct);
    }

    public Task<IActionResult> OnPostSaveAsync(ReportContent content, int revision, CancellationToken ct) => KeepAsync(content, revision, submit: false, ct);

    public Task<IActionResult> OnPostSubmitAsync(ReportContent content, int revision, CancellationToken ct) => KeepAsync(content, revision, submit: true, ct);

    public Task<IActionResult> OnPostActAsync(ReportAct act, int revision, string? text, CancellationToken ct) =>
        DoAsync(revision, (dossier, report, now) => dossier.Do(report, act, dossier.PartyOf(visitors.Signed), SafeText.OrNull(text), now), ct);

    private Task<IActionResult> KeepAsync(ReportContent content, int revision, bool submit, CancellationToken ct)
    {
        string Clean(string? text) => SafeText.Clean(text ?? "").ReplaceLineEndings("\n").Trim();
        Typed = content with { Summary = Clean(content.Summary), Plans = Clean(content.Plans), ServiceItems = Clean(content.ServiceItems) };
        return DoAsync(revision, (dossier, report, now) =>
        {
            var who = dossier.PartyOf(visitors.Signed);
            if ((who & Party.Applicant) == 0 || report.State is not (ReportState.Open or ReportState.Returned))
                return DossierDesk.Conflict;
            if (Typed.Summary.Length > 6000 || Typed.Plans.Length > 3000 || Typed.ServiceItems.Length > 2000)
                return new("report.long", new("总结不超过 6000 字，计划不超过 3000 字，服务事项不超过 2000 字"));
            if (new[] { Typed.FullTime, Typed.PartTime, Typed.Enquiries, Typed.Searches, Typed.Events, Typed.Attendants, Typed.Projects }.Any(number => number is < 0 or > 100_000_000))
                return new("report.numbers", new("数量应为零或正整数"));
            report.Content = Typed;
            report.Revision++;
            return submit ? dossier.Do(report, ReportAct.Submit, who, null, now) : null;
        }, ct);
    }

    private async Task<IActionResult> DoAsync(int revision, Func<Dossier, AnnualReport, Situation, Refusal?> work, CancellationToken ct)
    {
        var id = Report.Id;
        var refusal = await desk.WorkAsync(_case.Dossier.Id, visitors.Actor, (dossier, now) =>
        {
            var found = dossier.Reports.Find(row => row.Id == id)!;
            return ValueTask.FromResult(found.Revision != revision ? DossierDesk.Conflict : work(dossier, found, now));
        }, ct);
        if (refusal is null)
            return LocalRedirect($"/filings/reports/{id}");
        Message = refusal.Text;
        Response.StatusCode = refusal.Code == "filings.conflict" ? 409 : 400;
        _case = (await cases.ReportAsync(id, ct))!;
        await HistoryAsync(ct);
        return Page();
    }

    /// <summary>What the hub knows already.</summary>
    private async Task<ReportContent> PrefilledAsync(CancellationToken ct)
    {
        var staff = await register.StaffAsync(_case.Dossier.OrganisationId, ct);
        var published = await items.PublishedAsync(_case.Dossier.OrganisationId, ct);
        var given = await book.YearAsync(_case.Dossier.OrganisationId, Report.Year, ct);
        return Report.Content with
        {
            Enquiries = given.Enquiries,
            Searches = given.Searches,
            Events = given.Events,
            Attendants = given.Attendants,
            Projects = given.Projects,
            FullTime = staff.Count(row => row.FullTime),
            PartTime = staff.Count(row => !row.FullTime),
            ServiceItems = string.Join('、', published?.Items.Select(item => item.Name) ?? [])
        };
    }

    private async Task HistoryAsync(CancellationToken ct) => History = await trail.ReadAsync(new(Subject: ("report", Report.Id.ToString())), 0, 100, ct);
}
