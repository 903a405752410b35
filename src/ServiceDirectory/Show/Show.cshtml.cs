using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.ServiceDirectory.Show;

/// <summary>A member's public page (001·8, 004·二(二)).</summary>
[AllowAnonymous]
internal sealed class ShowModel(NetworkRegister register, ServiceBook book, ServiceItems lists, ServiceCatalogue catalogue, IEnumerable<IMemberCases> cases,
Regions regions, IOptions<HubOptions> options, TimeProvider clock) : PageModel
{
    public Organisation Organisation { get; private set; } = null!;

    public IReadOnlyList<Membership> InForce { get; private set; } = [];

    public Organisation? Supporter { get; private set; }

    public ItemList? List { get; private set; }

    public IReadOnlyList<ServiceItem> Items { get; private set; } = [];

    public IReadOnlyList<MemberCase> Cases { get; private set; } = [];

    public int FullTime { get; private set; }

    public int PartTime { get; private set; }

    public GivenByMember Given { get; private set; } = new(0, 0, null);

    public ServiceCatalogue Catalogue => catalogue;

    public Regions Regions => regions;

    /// <summary>The page for search engines.</summary>
    public string JsonLd => MemberJsonLd.Write(Organisation, InForce, Items, options.Value.Absolute($"/outlets/{Organisation.Id}"),
        regions.NameOf(Organisation.Region.Length >= 2 ? Organisation.Region[..2] : ""), regions.NameOf(Organisation.Region.Length >= 4 ? Organisation.Region[..4] : ""));

    public async Task<IActionResult> OnGetAsync(Guid id, int? version, CancellationToken ct)
    {
        var memberships = await register.MembershipsAsync(id, ct);
        if (await register.FindAsync(id, ct) is not { VerifiedAt: not null } found || memberships.Count == 0)
            return NotFound();
        Organisation = found;
        InForce = [.. memberships.Where(row => row.IsInForce(clock.Today())).OrderBy(row => row.Kind)];
        if (InForce.FirstOrDefault(row => row.ParentId is not null)?.ParentId is { } parent)
            Supporter = await register.FindAsync(parent, ct);
        if (await (version is { } wanted ? lists.VersionAsync(id, wanted, ct) : lists.PublishedAsync(id, ct)) is { } list)
            (List, Items) = list;
        else if (version is not null)
            return NotFound();
        var staff = await register.StaffAsync(id, ct);
        (FullTime, PartTime) = (staff.Count(row => row.FullTime), staff.Count(row => !row.FullTime));
        var shown = new List<MemberCase>();
        foreach (var source in cases)
            shown.AddRange(await source.OfAsync(id, ct));
        Cases = shown;
        Given = await book.LastYearAsync(id, ct);
        return Page();
    }
}
