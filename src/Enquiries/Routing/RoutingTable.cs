using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.ServiceDirectory;

namespace Zhishu.Enquiries.Routing;

/// <summary>The members that can answer now.</summary>
internal sealed class RoutingTable(AppDb db, NetworkRegister register, ServiceItems items, AccountDesk accounts, TimeProvider clock)
{
    public async Task<IReadOnlyList<Candidate>> ReadAsync(CancellationToken ct)
    {
        var people = await accounts.OrganisationsWithPeopleAsync(ct);
        var (enquiries, organisations, today) = (db.Enquiries, register.All(), clock.Today());
        var ids = people.ToArray();
        var kinds = (await register.AllMemberships().Where(row => ids.Contains(row.OrganisationId) && row.FromDay <= today).ToListAsync(ct)).Where(row => row.IsInForce(today)).ToLookup(row => row.OrganisationId, row => row.Kind);
        var offered = (await items.AllPublished().Where(row => ids.Contains(row.Organisation)).Select(row => new { row.Organisation, row.Item.Code }).Distinct().ToListAsync(ct)).ToLookup(row => row.Organisation, row => row.Code);
        var waiting = await enquiries.Where(row => row.State == EnquiryState.Open && row.OrganisationId != null).GroupBy(row => row.OrganisationId!.Value).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, ct);
        var found = await organisations.Where(row => ids.Contains(row.Id) && row.VerifiedAt != null).Select(row => new { row.Id, row.Region, row.Categories }).ToListAsync(ct);
        return [.. found.Where(row => kinds.Contains(row.Id)).Select(row => new Candidate(row.Id, row.Region, kinds[row.Id].Max(EnquiryRouting.RungOf), row.Categories, [.. offered[row.Id]], waiting.GetValueOrDefault(row.Id)))];
    }
}
