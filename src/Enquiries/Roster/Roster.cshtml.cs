using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Enquiries.Roster;

/// <summary>A person keeps hotline, roster and sign-off of a desk.</summary>
[Authorize]
internal sealed class RosterModel(Desks desks, Visitors visitors, TimeProvider clock) : PageModel
{
    public IReadOnlyList<KeptDesk> All { get; private set; } = [];

    public KeptDesk Desk { get; private set; } = null!;

    public DeskSetting Setting { get; private set; } = null!;

    public IReadOnlyList<OnDuty> Rows { get; private set; } = [];

    public string Day { get; private set; } = "";

    public string Name { get; private set; } = "";

    public string Phone { get; private set; } = "";

    /// <summary>What somebody else has changed since the form was opened.</summary>
    public IReadOnlyList<(Bilingual Label, string Now)> Changed { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public DateOnly Today => clock.Today();

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        All = await desks.OfAsync(visitors.Signed, HttpContext.RequestAborted);
        var wanted = Request.Query["desk"].ToString();
        if ((wanted.Length == 0 ? All.FirstOrDefault() : All.FirstOrDefault(row => row.Owner == wanted)) is not { } found)
        {
            context.Result = NotFound();
            return;
        }

        (Desk, Day) = (found, Today.ToString("O"));
        await LoadAsync(HttpContext.RequestAborted);
        await next();
    }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostSetAsync(string? hotline, string? hours, bool signOff, int? seen, CancellationToken ct)
    {
        var refusal = await desks.SetAsync(Desk, hotline, hours, signOff, seen, visitors.Actor, ct);
        if (refusal is not null)
        {
            // As it is now: somebody may have been faster.
            await LoadAsync(ct);
            var typed = new DeskSetting { Owner = Desk.Owner, Hotline = hotline ?? "", Hours = hours ?? "", SignOff = signOff };
            if (refusal == SeenForm.Changed)
                Changed = SeenForm.Differences(typed, Setting, DeskSetting.Labels);
            (Setting.Hotline, Setting.Hours, Setting.SignOff) = (typed.Hotline, typed.Hours, typed.SignOff);
        }

        return Answer(refusal);
    }

    public async Task<IActionResult> OnPostAddAsync(string? day, string? name, string? phone, CancellationToken ct)
    {
        (Day, Name, Phone) = (day ?? "", name ?? "", phone ?? "");
        return Answer(await desks.AddAsync(Desk, DateOnly.TryParseExact(day, "O", out var on) ? on : null, name, phone, visitors.Actor, ct));
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid id, CancellationToken ct) => Answer(await desks.RemoveAsync(Desk, id, visitors.Actor, ct));

    private IActionResult Answer(Refusal? refusal)
    {
        if (refusal is null)
            return LocalRedirect($"/enquiries/roster?desk={Uri.EscapeDataString(Desk.Owner)}");
        (Message, Response.StatusCode) = (refusal.Text, refusal.Status);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct) =>
        (Setting, Rows) = (await desks.FindAsync(Desk.Owner, ct), await desks.RosterAsync(Desk.Owner, Today, Today.AddDays(Desks.Ahead), ct));
}
