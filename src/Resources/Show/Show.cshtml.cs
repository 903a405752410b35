using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Resources.Edit;

namespace Zhishu.Resources.Show;

/// <summary>One resource as published, or one of its earlier versions.</summary>
[AllowAnonymous]
[EnableRateLimiting(IdentityModule.PublicLimit)]
internal sealed class ShowModel(AppDb db, ResourceCase cases, ResourceFiles kept, ResourceRatings ratings, ResourceKinds kinds, FileStore files, Inspections inspections, Regions regions,
    Visitors visitors, TimeProvider clock) : PageModel
{
    public Resource It { get; private set; } = null!;

    public ResourceKind Kind { get; private set; } = null!;

    public ResourceText Text { get; private set; } = null!;

    public int Shown { get; private set; }

    public IReadOnlyList<StoredFile> Files { get; private set; } = [];

    public IReadOnlyDictionary<Guid, Inspection> Inspected { get; private set; } = new Dictionary<Guid, Inspection>();

    public IReadOnlyDictionary<Guid, long> Downloads { get; private set; } = new Dictionary<Guid, long>();

    public IReadOnlyList<ResourceVersion> Versions { get; private set; } = [];

    public bool MayEdit { get; private set; }

    public bool Thanked { get; private set; }

    public Regions Regions => regions;

    public DateOnly Today => clock.Today();

    public async Task<IActionResult> OnGetAsync(Guid id, int? version, bool thanks, CancellationToken ct)
    {
        var (resources, versions) = (db.SharedResources, db.ResourceVersions);
        if (await resources.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is not { IsPublic: true } found)
            return NotFound();
        (It, Kind, Thanked, Shown) = (found, kinds.Find(found.Kind)!, thanks, version ?? found.Version);
        Versions = await versions.AsNoTracking().Where(row => row.ResourceId == id).OrderByDescending(row => row.Number).ToListAsync(ct);
        if (Versions.FirstOrDefault(row => row.Number == Shown)?.Content is not { } text)
            return NotFound();
        Text = text;
        Files = [.. (await files.ListAsync(Resource.FileKind, id, ct)).Where(file => text.Files.Contains(file.Id))];
        if (Kind.Archives)
            Inspected = await inspections.OfAsync(id, Files, ct);
        Downloads = await kept.DownloadsAsync(id, ct);
        MayEdit = visitors.Current is { } person && cases.PartyOf(found, person) != ResourceParty.None;
        return Page();
    }

    public async Task<IActionResult> OnPostRateAsync(Guid id, int? rating, CancellationToken ct) =>
        await ratings.RateAsync(id, rating, visitors.Actor, ct) is { } refusal ? StatusCode(refusal.Status) : LocalRedirect($"/resources/{id}?thanks=true");
}
