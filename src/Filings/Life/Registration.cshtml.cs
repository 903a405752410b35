using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Filings.Desk;
using Zhishu.Filings.Dossiers;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Filings.Life;

/// <summary>The life of a registration: terms, rectification, revocation, termination.</summary>
[Authorize]
internal sealed class RegistrationModel(CaseReader cases, DossierDesk desk, AuditTrail trail, Visitors visitors) : PageModel
{
    private Case _case = null!;

    public Registration Registration => _case.Registration!;

    public Dossier Dossier => _case.Dossier;

    public Situation Now => _case.Now;

    public bool IsApplicant => (_case.Who & Party.Applicant) != 0;

    public IEnumerable<RegistrationAct> Acts => LifeLifecycles.Registration.ActsFrom(Registration.State, _case.Who, Now.Scheme).Where(act => act != RegistrationAct.Renew);

    public IReadOnlyList<AuditEntry> History { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public IEnumerable<Ground> GroundsOf(RegistrationAct act) => act == RegistrationAct.Revoke
        ? [Ground.FalseMaterials, Ground.UnrelatedBusiness, Ground.Unlawful]
        : [Ground.OwnRequest, Ground.FalseMaterials, Ground.UnrelatedBusiness, Ground.Unlawful];

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (await cases.RegistrationAsync(Guid.Parse(RouteData.Values["id"]!.ToString()!), HttpContext.RequestAborted) is not { } found)
        {
            context.Result = NotFound();
            return;
        }

        _case = found;
        await next();
    }

    public async Task OnGetAsync(CancellationToken ct) => History = await trail.ReadAsync(new(Subject: ("registration", Registration.Id.ToString())), 0, 100, ct);

    public Task<IActionResult> OnPostAsync(RegistrationAct act, int revision, string? text, Ground? ground, CancellationToken ct) =>
        DoAsync(revision, (dossier, registration, now) => dossier.Do(registration, act, dossier.PartyOf(visitors.Signed), new() { Text = SafeText.OrNull(text), Ground = ground }, now), ct);

    public Task<IActionResult> OnPostEvidenceAsync(int revision, string? text, CancellationToken ct) =>
        DoAsync(revision, (dossier, registration, now) => dossier.Rectified(registration, SafeText.OrNull(text), dossier.PartyOf(visitors.Signed), now), ct);

    private async Task<IActionResult> DoAsync(int revision, Func<Dossier, Registration, Situation, Refusal?> work, CancellationToken ct)
    {
        var id = Registration.Id;
        var refusal = await desk.WorkAsync(Dossier.Id, visitors.Actor, (dossier, now) =>
        {
            var found = dossier.Registrations.Find(row => row.Id == id)!;
            return ValueTask.FromResult(found.Revision != revision ? DossierDesk.Conflict : work(dossier, found, now));
        }, ct);
        if (refusal is null)
            return LocalRedirect($"/filings/registrations/{id}");
        Message = refusal.Text;
        Response.StatusCode = refusal.Code == "filings.conflict" ? 409 : 400;
        _case = (await cases.RegistrationAsync(id, ct))!;
        await OnGetAsync(ct);
        return Page();
    }
}
