using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Filings.Desk;
using Zhishu.Filings.Dossiers;
using Zhishu.Filings.Schemes;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Filings.Examine;

/// <summary>One application, for the applicant and for the officers; each sees the acts that the table allows.</summary>
[Authorize]
internal sealed class ShowModel(CaseReader cases, ActDesk acts, DossierDesk desk, FileStore files, AuditTrail trail, Visitors visitors) : PageModel
{
    private Case _case = null!;

    public Filing Filing => _case.Filing!;

    public Scheme Scheme => _case.Now.Scheme;

    public Situation Now => _case.Now;

    public bool IsOfficer => (_case.Who & (Party.Recommender | Party.Decider)) != 0;

    public bool IsDecider => (_case.Who & Party.Decider) != 0;

    public bool MayEdit => (_case.Who & Party.Applicant) != 0 && FilingLifecycle.IsEditable(Filing.State);

    public IEnumerable<FilingAct> Acts => FilingLifecycle.Table.ActsFrom(Filing.State, _case.Who, Scheme);

    public IEnumerable<FilingCheck> Checks => FilingChecks.Of(Filing, _case.Now);

    public IEnumerable<(string, string)> Grounds => new[] { Ground.FalseMaterials, Ground.OwnRequest }.Select(ground => (ground.ToString(), LifeLifecycles.Label(ground).ToString()));

    public IReadOnlyList<StoredFile> Files { get; private set; } = [];

    public IReadOnlyList<AuditEntry> History { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public Bilingual KindOf(StoredFile file) => file.OwnerKind switch
    {
        DossierDesk.Rules => new("working rules|相关工作制度"),
        DossierDesk.Sealed => new("盖章签字件"),
        _ => new("其他材料"),
    };

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (await cases.FilingAsync(Guid.Parse(RouteData.Values["id"]!.ToString()!), HttpContext.RequestAborted) is not { } found)
        {
            context.Result = NotFound();
            return;
        }

        _case = found;
        await next();
    }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Files = [.. await files.ListAsync(DossierDesk.Sealed, Filing.Id, ct), .. await files.ListAsync(DossierDesk.Rules, Filing.Id, ct), .. await files.ListAsync(DossierDesk.Other, Filing.Id, ct)];
        History = await trail.ReadAsync(new(Subject: ("filing", Filing.Id.ToString())), 0, 100, ct);
    }

    public async Task<IActionResult> OnPostAsync(FilingAct act, int revision, string? text, int? rank, DateOnly? effective, Ground? ground, string[]? checks, CancellationToken ct)
    {
        var input = new ActInput
        {
            Text = SafeText.OrNull(text),
            Rank = rank is > 0 and < 10_000 ? rank : null,
            Effective = effective,
            Ground = act == FilingAct.Terminate ? ground ?? Ground.FalseMaterials : null,
            Checks = Scheme.Conditions.ToDictionary(condition => condition.Id, condition => checks?.Contains(condition.Id) == true),
        };
        return await AnswerAsync(await acts.DoAsync(_case.Dossier.Id, Filing.Id, act, revision, input, ct), ct);
    }

    public async Task<IActionResult> OnPostSettleAsync(Guid objection, ObjectionAct settle, int revision, string? text, CancellationToken ct)
    {
        var id = Filing.Id;
        return await AnswerAsync(await desk.WorkAsync(_case.Dossier.Id, visitors.Actor, (dossier, now) =>
        {
            var filing = dossier.Filings.Find(row => row.Id == id)!;
            var found = filing.Objections.Find(row => row.Id == objection);
            return ValueTask.FromResult(found is null || filing.Revision != revision ? DossierDesk.Conflict
                : dossier.Settle(filing, found, settle, dossier.PartyOf(visitors.Signed), SafeText.Clean(text?.Trim() ?? ""), now));
        }, ct), ct);
    }

    private async Task<IActionResult> AnswerAsync(Refusal? refusal, CancellationToken ct)
    {
        if (refusal is null)
            return LocalRedirect($"/filings/{Filing.Id}");
        Message = refusal.Text;
        Response.StatusCode = refusal.Code is "filings.conflict" ? 409 : 400;
        _case = (await cases.FilingAsync(Filing.Id, ct))!;
        await OnGetAsync(ct);
        return Page();
    }
}
