using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Filings.Desk;
using Zhishu.Filings.Schemes;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Filings.Life;

/// <summary>Reports changed facts of a filed outlet.</summary>
[Authorize]
internal sealed class NewChangeModel(NetworkRegister register, SchemeStore schemes, DossierDesk desk, Visitors visitors) : PageModel
{
    public Organisation Organisation { get; private set; } = null!;

    public IReadOnlyDictionary<string, string> Typed { get; private set; } = new Dictionary<string, string>();

    public string Reason { get; private set; } = "";

    public Bilingual? Message { get; private set; }

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (!Guid.TryParse(Request.Query["organisation"], out var id) || !visitors.Signed.ActsFor(id) || await register.FindAsync(id, HttpContext.RequestAborted) is not { } found)
        {
            context.Result = NotFound();
            return;
        }

        Organisation = found;
        Typed = ChangedFacts.Fields.ToDictionary(field => field.Field, field => ChangedFacts.ValueOf(found.Data, field.Field));
        await next();
    }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync([FromQuery] string? scheme, string? reason, CancellationToken ct)
    {
        Typed = ChangedFacts.Fields.ToDictionary(field => field.Field, field => SafeText.Clean(Request.Form[field.Field].ToString()).Trim());
        Reason = SafeText.Clean(reason ?? "").Trim();
        var changes = Typed.Where(pair => pair.Value != ChangedFacts.ValueOf(Organisation.Data, pair.Key)).ToDictionary(pair => pair.Key, pair => pair.Value);
        Message = Check(changes);
        if (Message is null)
        {
            var dossierId = await desk.EnsureAsync(Organisation, schemes.Find(scheme) ?? schemes.All[0], ct);
            Guid? made = null;
            var refusal = await desk.WorkAsync(dossierId, visitors.Actor, (dossier, now) =>
            {
                (var report, var refused) = dossier.Report(changes, Reason, dossier.PartyOf(visitors.Signed), now);
                made = report?.Id;
                return ValueTask.FromResult(refused);
            }, ct);
            if (refusal is null)
                return LocalRedirect($"/filings/changes/{made}");
            Message = refusal.Text;
        }

        Response.StatusCode = 400;
        return Page();
    }

    private Bilingual? Check(Dictionary<string, string> changes)
    {
        var tooLong = ChangedFacts.Fields.FirstOrDefault(field => Typed[field.Field].Length > field.Most);
        if (tooLong.Field is not null)
            return new($"“{tooLong.Label}”不超过 {tooLong.Most} 字");

        // What the register would refuse when the report is confirmed is refused now.
        var faults = register.FaultsOf(Organisation, ChangedFacts.Apply(Organisation.Data, changes));
        return faults.Count > 0 ? ChangedFacts.Refuse(faults).Text : null;
    }
}
