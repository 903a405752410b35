using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Enquiries.Roster;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Enquiries.Feedback;

/// <summary>One opinion in the hands of who answers for it.</summary>
[Authorize]
internal sealed class CaseModel(AppDb db, OpinionDesk desk, NetworkRegister register, AuditTrail trail, Regions regions, Visitors visitors) : PageModel
{
    public Opinion It { get; private set; } = null!;

    public OpinionParty Party { get; private set; }

    public string MemberName { get; private set; } = "";

    /// <summary>Who handles it.</summary>
    public string Office => It.Office is { } office ? Desks.NameOfOffice(office, regions) : MemberName;

    public IReadOnlyList<AuditEntry> History { get; private set; } = [];

    /// <summary>What was refused, with what was typed.</summary>
    public (OpinionAct Act, string Text)? Typed { get; private set; }

    public Bilingual? Message { get; private set; }

    public string TextOf(OpinionAct act) => Typed is { } typed && typed.Act == act ? typed.Text : act == OpinionAct.Reply ? It.Reply ?? "" : "";

    public bool May(OpinionAct act) => Opinion.Table.Find(It.State, act, Party) is not null
        && (act != OpinionAct.AskStatement || (It.Office is not null && It.OrganisationId is not null));

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, OpinionAct act, string? text, string? seen, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
            return NotFound();
        if (await desk.DoAsync(id, act, Party, text, seen, visitors.Actor, ct) is not { } refusal)
            return LocalRedirect($"/feedback/desk/{id}");
        await LoadAsync(id, ct);
        (Message, Typed, Response.StatusCode) = (refusal.Text, (act, text ?? ""), refusal.Status);
        return Page();
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        var opinions = db.Opinions;
        if (await opinions.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is not { } found)
            return false;
        var member = found.OrganisationId is { } known ? await register.FindAsync(known, ct) : null;
        if (found.PartyOf(visitors.Signed, member?.Region) is var party && party == OpinionParty.None)
            return false;
        (It, Party, MemberName) = (found, party, member?.Name ?? "");
        History = party.HasFlag(OpinionParty.Handler) ? await trail.ReadAsync(new(Subject: ("feedback", id.ToString())), 0, 100, ct) : [];
        return true;
    }
}
