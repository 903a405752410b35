using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Network;

namespace Zhishu.Resources;

/// <summary>A member where a matter can be done or asked about in person.</summary>
internal sealed record LocalWindow(Guid Id, string Name, MemberKind Kind, string Region, string Address, string Phone, string Hours);

/// <summary>Finds such members near a place: in the county first, then in the city, then in the province; never elsewhere.</summary>
internal sealed class LocalWindows(NetworkRegister register, TimeProvider clock)
{
    public const int Most = 10;

    /// <summary>Those in force and confirmed.</summary>
    public async Task<IReadOnlyList<LocalWindow>> FindAsync(IReadOnlyList<MemberKind> kinds, string region, CancellationToken ct)
    {
        var (memberships, organisations, today, province, city) = (register.AllMemberships(), register.All(), clock.Today(), region[..2], region.Length > 4 ? region[..4] : region);
        var found = await (from membership in memberships
                           join organisation in organisations on membership.OrganisationId equals organisation.Id
                           where kinds.Contains(membership.Kind) && membership.FromDay <= today && (membership.UntilDay == null || membership.UntilDay >= today)
                               && (membership.EndedOn == null || membership.EndedOn > today) && organisation.VerifiedAt != null && organisation.Region.StartsWith(province)
                           orderby organisation.Region.StartsWith(region) ? 0 : organisation.Region.StartsWith(city) ? 1 : 2, organisation.Region, organisation.Name
                           select new LocalWindow(organisation.Id, organisation.Name, membership.Kind, organisation.Region, organisation.Address, organisation.Phone, organisation.Hours))
            .Take(Most * 3).ToListAsync(ct);
        return [.. found.DistinctBy(window => window.Id).Take(Most)];
    }
}
