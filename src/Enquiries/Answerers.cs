using Microsoft.EntityFrameworkCore;
using Zhishu.Enquiries.Roster;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.ServiceDirectory;

namespace Zhishu.Enquiries;

/// <summary>Who can answer: the members that can take an enquiry, those above, those to hand it to.</summary>
internal sealed class Answerers(AppDb db, RoutingTable routing, NetworkRegister register, Regions regions)
{
    /// <summary>Code of the desk of the hub where a member is chosen.</summary>
    public const string Hub = "national";

    private const int MostTargets = 300;

    /// <summary>The members that can take one now.</summary>
    public async Task<IReadOnlyList<Candidate>> AllAsync(CancellationToken ct)
    {
        var enquiries = db.Enquiries;
        return await routing.ReadAsync(await enquiries.Where(row => row.State == EnquiryState.Open && row.OrganisationId != null)
            .GroupBy(row => row.OrganisationId!.Value).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, ct), ct);
    }

    /// <summary>The next member up the ladder that has not had it, or null for the desk of the hub.</summary>
    public async Task<Guid?> AboveAsync(Enquiry it, CancellationToken ct)
    {
        var candidates = await AllAsync(ct);
        var rung = candidates.FirstOrDefault(candidate => candidate.Id == it.OrganisationId)?.Rung ?? Rung.Outlet;
        return ServiceRouting.Above(rung, it.Region, [.. it.Passed, it.OrganisationId!.Value], candidates)?.Id;
    }

    /// <summary>Whom it can be handed to, those of its province first.</summary>
    public async Task<IReadOnlyDictionary<string, Bilingual>> TargetsAsync(Enquiry it, CancellationToken ct)
    {
        var candidates = (await AllAsync(ct)).Where(candidate => candidate.Id != it.OrganisationId)
            .OrderByDescending(candidate => candidate.Region.StartsWith(it.Region[..2], StringComparison.Ordinal)).ThenByDescending(candidate => candidate.Rung).Take(MostTargets).ToList();
        var ids = candidates.Select(candidate => candidate.Id).ToList();
        var names = await register.All().Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, ct);
        var targets = candidates.Select(candidate => $"{regions.PathOf(candidate.Region)} · {names[candidate.Id]}")
            .Zip(ids, (name, id) => KeyValuePair.Create(id.ToString(), Bilingual.Of(name, name)));
        return (it.OrganisationId is null ? targets : targets.Append(KeyValuePair.Create(Hub, Desks.Cnipa))).ToDictionary();
    }
}
