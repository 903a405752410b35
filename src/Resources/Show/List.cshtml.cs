using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Resources.Show;

/// <summary>The shared resources by kind.</summary>
[AllowAnonymous]
internal sealed class ListModel(AppDb db, ResourceKinds kinds, SiteText texts, NetworkRegister register, Regions regions, Visitors visitors, TimeProvider clock) : PageModel
{
    public const int Size = 20;

    public string Find { get; private set; } = "";

    public string Kind { get; private set; } = "";

    public string Region { get; private set; } = "";

    public int Total { get; private set; }

    public IReadOnlyList<Resource> Rows { get; private set; } = [];

    public IReadOnlyDictionary<string, int> Counts { get; private set; } = new Dictionary<string, int>();

    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    public ResourceKinds Kinds => kinds;

    public Regions Regions => regions;

    public DateOnly Today => clock.Today();

    public bool MayWrite => visitors.Current is { } person && kinds.All.Any(kind => kind.MayWrite(person));

    public async Task OnGetAsync(string? find, string? kind, string? region, int page, CancellationToken ct)
    {
        (Find, Kind, Region) = (find is { Length: <= 100 } ? find.Trim() : "", kinds.Find(kind)?.Code ?? "", regions.Find(region) is null ? "" : region!);
        var resources = db.SharedResources;
        var rows = resources.AsNoTracking().Where(row => row.Content != null);
        Counts = await rows.GroupBy(row => row.Kind).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, ct);
        if (Kind.Length > 0)
            rows = rows.Where(row => row.Kind == Kind);
        if (Region.Length > 0)
            rows = rows.Where(row => row.Region.StartsWith(Region));
        if (Find.Length > 0)
        {
            var ids = (await texts.FindAsync(Find, [Resource.SiteKind], SiteText.Search, 0, 500, ct)).Select(hit => hit.Id).ToList();
            rows = rows.Where(row => ids.Contains(row.Id));
        }

        Total = await rows.CountAsync(ct);
        Rows = await rows.OrderByDescending(row => row.PublishedAt).ThenBy(row => row.Id).Skip(Foundation.Pages.Skip(page, Size)).Take(Size).ToListAsync(ct);
        var members = Rows.Where(row => row.OrganisationId != null).Select(row => row.OrganisationId!.Value).Distinct().ToList();
        Names = await register.All().Where(row => members.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, ct);
    }
}
