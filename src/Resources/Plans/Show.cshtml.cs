using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Resources.Plans;

/// <summary>One plan as announced, what resembles it, and what is said of it.</summary>
[AllowAnonymous]
[EnableRateLimiting(IdentityModule.PublicLimit)]
internal sealed class ShowModel(AppDb db, ResourceCase cases, Consultation consultation, SimilarPlans similar, ResourceKinds kinds, NetworkRegister register, Regions regions,
Visitors visitors, TimeProvider clock) : PageModel
{
    public Resource It { get; private set; } = null!;

    public ResourceKind Kind { get; private set; } = null!;

    public ResourceText Text { get; private set; } = null!;

    public IReadOnlyList<Comment> Comments { get; private set; } = [];

    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    public IReadOnlyList<SimilarOne> Similar { get; private set; } = [];

    public IReadOnlyList<(string Code, string Name)> Voices { get; private set; } = [];

    public (string? Voice, string? Stance, string? Text) Typed { get; private set; }

    public Bilingual? Message { get; private set; }

    public bool IsOpen => consultation.IsOpen(It);

    public bool MayEdit { get; private set; }

    public DateOnly Today => clock.Today();

    public Regions Regions => regions;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostCommentAsync(Guid id, string? voice, string? stance, string? text, CancellationToken ct)
    {
        if (visitors.Current is not { } person)
            return NotFound();
        var refusal = await consultation.CommentAsync(id, voice, stance, text, person, regions, visitors.Actor, ct);
        if (refusal is null)
            return LocalRedirect($"/resources/plans/{id}#said");
        if (refusal.Status == 404 || !await LoadAsync(id, ct))
            return NotFound();
        (Typed, Message, Response.StatusCode) = ((voice, stance, text), refusal.Text, refusal.Status);
        return Page();
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        var resources = db.SharedResources;
        if (await resources.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is not { Plan: { } plan } found || kinds.Find(found.Kind) is not { Plan: not null } kind)
            return false;
        (It, Text, Kind) = (found, plan, kind);
        Comments = await consultation.ReadAsync(id, ct);
        var members = Comments.Select(row => row.OrganisationId).OfType<Guid>().Distinct().ToList();
        Names = await register.All().Where(row => members.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, ct);
        Similar = [.. (await similar.FindAsync(kind, id, plan.Title, plan.Summary, plan.Fields, ct)).Where(one => one.Url is not null)];
        if (visitors.Current is { } person)
            (Voices, MayEdit) = (await consultation.VoicesAsync(found, person, regions, ct), cases.PartyOf(found, person) != ResourceParty.None);
        return true;
    }
}
