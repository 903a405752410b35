using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Filings.Desk;
using Zhishu.Filings.Dossiers;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Filings.Life;

/// <summary>One change report on its way from the outlet through the recommender to the filing authority.</summary>
[Authorize]
internal sealed class ChangeModel(CaseReader cases, DossierDesk desk, NetworkRegister register, AuditTrail trail, Visitors visitors) : PageModel
{
    private Case _case = null!;

    public ChangeReport Change => _case.Change!;

    public Situation Now => _case.Now;

    public OrganisationData Data { get; private set; } = new();

    public IEnumerable<ChangeAct> Acts => LifeLifecycles.Change.ActsFrom(Change.State, _case.Who, Now.Scheme);

    public IReadOnlyList<AuditEntry> History { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (await cases.ChangeAsync(Guid.Parse(RouteData.Values["id"]!.ToString()!), HttpContext.RequestAborted) is not { } found)
        {
            context.Result = NotFound();
            return;
        }

        _case = found;
        await next();
    }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Data = (await register.FindAsync(_case.Dossier.OrganisationId, ct))!.Data;
        History = await trail.ReadAsync(new(Subject: ("change", Change.Id.ToString())), 0, 100, ct);
    }

    public async Task<IActionResult> OnPostAsync(ChangeAct act, int revision, string? text, CancellationToken ct)
    {
        var id = Change.Id;
        var refusal = await desk.WorkAsync(_case.Dossier.Id, visitors.Actor, (dossier, now) =>
        {
            var found = dossier.Changes.Find(row => row.Id == id)!;
            return ValueTask.FromResult(found.Revision != revision ? DossierDesk.Conflict : dossier.Do(found, act, dossier.PartyOf(visitors.Signed), SafeText.OrNull(text), now));
        }, ct);
        if (refusal is null)
            return LocalRedirect($"/filings/changes/{id}");
        Message = refusal.Text;
        Response.StatusCode = refusal.Code == "filings.conflict" ? 409 : 400;
        _case = (await cases.ChangeAsync(id, ct))!;
        await OnGetAsync(ct);
        return Page();
    }
}
