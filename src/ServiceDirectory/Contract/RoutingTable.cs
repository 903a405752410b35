using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.ServiceDirectory;

/// <summary>The members that can answer now.</summary>
public sealed class RoutingTable(NetworkRegister register, ServiceItems items, AccountDesk accounts, TimeProvider clock)
{
    /// <summary>Reads them.</summary>
    /// <param name="waiting">How many cases wait at each, so that the least busy comes first.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<Candidate>> ReadAsync(IReadOnlyDictionary<Guid, int> waiting, CancellationToken ct)
    {
        var people = await accounts.OrganisationsWithPeopleAsync(ct);
        var (organisations, today) = (register.All(), clock.Today());
        var ids = people.ToArray();
        var kinds = (await register.AllMemberships().Where(row => ids.Contains(row.OrganisationId) && row.FromDay <= today).ToListAsync(ct))
            .Where(row => row.IsInForce(today)).ToLookup(row => row.OrganisationId, row => row.Kind);
        var offered = (await items.AllPublished().Where(row => ids.Contains(row.Organisation)).Select(row => new { row.Organisation, row.Item.Code })
            .Distinct().ToListAsync(ct)).ToLookup(row => row.Organisation, row => row.Code);
        var found = await organisations.Where(row => ids.Contains(row.Id) && row.VerifiedAt != null).Select(row => new { row.Id, row.Region, row.Categories }).ToListAsync(ct);
        return [.. found.Where(row => kinds.Contains(row.Id))
            .Select(row => new Candidate(row.Id, row.Region, kinds[row.Id].Max(ServiceRouting.RungOf), row.Categories, [.. offered[row.Id]], waiting.GetValueOrDefault(row.Id)))];
    }
}
