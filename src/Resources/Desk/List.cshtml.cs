using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Resources.Desk;

/// <summary>What one provides, and what waits for one's review.</summary>
[Authorize]
internal sealed class ListModel(AppDb db, ResourceKinds kinds, Visitors visitors) : PageModel
{
    public IReadOnlyList<Resource> ToReview { get; private set; } = [];

    public IReadOnlyList<Resource> Own { get; private set; } = [];

    public ResourceKinds Kinds => kinds;

    public IEnumerable<ResourceKind> MayWrite => kinds.All.Where(kind => kind.MayWrite(visitors.Signed));

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var person = visitors.Signed;
        if (person.Organisations.Count == 0 && person.Offices.Count == 0)
            return NotFound();
        ToReview = await ReviewsAsync(db, kinds, person, ct);
        var (resources, own, regions, national) = (db.SharedResources, person.Organisations, person.Regions, person.Has(Duty.National));
        Own = await resources.AsNoTracking()
            .Where(row => (row.OrganisationId != null && own.Contains(row.OrganisationId.Value))
            || (row.OrganisationId == null && (regions.Contains(row.Region) || (national && row.Region == ResourceKinds.Nation))))
            .OrderByDescending(row => row.Revision).ThenBy(row => row.Id).Take(500).ToListAsync(ct);
        return Page();
    }

    /// <summary>What waits for a person's review.</summary>
    internal static async Task<IReadOnlyList<Resource>> ReviewsAsync(AppDb db, ResourceKinds kinds, Person person, CancellationToken ct)
    {
        var resources = db.SharedResources;
        if (person.Offices.Count == 0)
            return [];
        var waiting = await resources.AsNoTracking().Where(row => row.State == ResourceState.Submitted || row.State == ResourceState.Forwarded || row.State == ResourceState.Consulted)
            .OrderBy(row => row.SubmittedAt).Take(1000).ToListAsync(ct);
        return [.. waiting.Where(row => ResourceDesk.Acts(row, kinds.Find(row.Kind)!, person).Any(act => act is ResourceAct.Publish or ResourceAct.Forward or ResourceAct.Consult))];
    }
}
