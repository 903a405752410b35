using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Enquiries.Knowledge;

/// <summary>One answer with its versions.</summary>
[AllowAnonymous]
[EnableRateLimiting(IdentityModule.PublicLimit)]
internal sealed class ShowModel(AppDb db, KnowledgeDesk desk, NetworkRegister register, Regions regions, Visitors visitors) : PageModel
{
    public Entry Entry { get; private set; } = null!;

    public IReadOnlyList<EntryVersion> Versions { get; private set; } = [];

    public EntryVersion? Former { get; private set; }

    public Organisation? Member { get; private set; }

    public Regions Regions => regions;

    public bool MayEdit => visitors.Current is { } person && KnowledgeDesk.MayEdit(person, Entry);

    public bool Thanked { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, int? version, bool thanks, CancellationToken ct)
    {
        var (entries, versions) = (db.Entries, db.EntryVersions);
        if (await entries.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is not { IsPublished: true } found)
            return NotFound();
        Entry = found;
        Versions = await versions.AsNoTracking().Where(row => row.EntryId == id && row.State == EntryVersion.Published).OrderByDescending(row => row.Version).ToListAsync(ct);
        if (version is { } wanted && wanted != found.Version && (Former = Versions.FirstOrDefault(row => row.Version == wanted)) is null)
            return NotFound();
        Member = found.OrganisationId is { } member ? await register.FindAsync(member, ct) : null;
        Thanked = thanks;
        return Page();
    }

    public async Task<IActionResult> OnPostVoteAsync(Guid id, bool useful, CancellationToken ct) =>
        await desk.VoteAsync(id, useful, visitors.Actor, ct) is { } refusal ? StatusCode(refusal.Status) : LocalRedirect($"/knowledge/{id}?thanks=true");

    public async Task<IActionResult> OnPostWithdrawAsync(Guid id, CancellationToken ct) =>
        visitors.Current is not { } person || await desk.WithdrawAsync(id, person, visitors.Actor, ct) is not null ? NotFound() : LocalRedirect("/knowledge");
}
