using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.ServiceDirectory;

namespace Zhishu.Requests.Ask;

/// <summary>A member that offers a service and cannot be asked for it on the web.</summary>
/// <param name="Id">The organisation.</param>
/// <param name="Name">Its name.</param>
/// <param name="Region">Region code.</param>
/// <param name="Contact">Contact of the service item, otherwise the telephone of the organisation; may be empty.</param>
internal sealed record OffWeb(Guid Id, string Name, string Region, string Contact);

/// <summary>Who offers a service.</summary>
/// <param name="Online">Members that can be asked for it here.</param>
/// <param name="Free">How many of them offer it free of charge.</param>
/// <param name="Others">Members that are called instead, those with a telephone first; at most <see cref="Providers.MostShown"/>.</param>
/// <param name="OtherCount">How many of those there are.</param>
internal sealed record Provision(IReadOnlyList<Guid> Online, int Free, IReadOnlyList<OffWeb> Others, int OtherCount);

/// <summary>Knows who can be asked for a service here and now, and who only by telephone.</summary>
internal sealed class Providers(AppDb db, RoutingTable routing, ServiceItems items, NetworkRegister register, Regions regions)
{
    public const int MostShown = 50;
    private const int MostNamed = 300;

    /// <summary>The members that offer a service and have people here, each with what waits at it.</summary>
    public async Task<IReadOnlyList<Candidate>> OfferingAsync(string item, CancellationToken ct) => [.. (await OnlineAsync(ct)).Where(candidate => candidate.Items.Contains(item))];

    /// <summary>Members to choose from, by their region and name.</summary>
    public async Task<IReadOnlyDictionary<string, Bilingual>> NamesOfAsync(IReadOnlyList<Guid> ids, CancellationToken ct) =>
        (await register.All().Where(row => ids.Contains(row.Id)).OrderBy(row => row.Region).Take(MostNamed).Select(row => new { row.Id, row.Name, row.Region }).ToListAsync(ct))
        .Select(row => (row.Id, Name: $"{regions.PathOf(row.Region)} · {row.Name}")).ToDictionary(row => row.Id.ToString(), row => Bilingual.Of(row.Name, row.Name));

    /// <summary>Who offers each of the services, by its code.</summary>
    /// <param name="codes">Codes of the catalogue.</param>
    /// <param name="region">Region whose members are shown first, or null.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyDictionary<string, Provision>> OfAsync(IReadOnlyCollection<string> codes, string? region, CancellationToken ct)
    {
        var online = (await OnlineAsync(ct)).ToDictionary(row => row.Id);
        var rows = await items.AllPublished().Where(row => codes.Contains(row.Item.Code))
            .Join(register.All(), row => row.Organisation, member => member.Id, (row, member) =>
                new { row.Item.Code, row.Item.Free, row.Item.Contact, member.Id, member.Name, member.Region, member.Phone })
            .ToListAsync(ct);
        var found = rows.ToLookup(row => row.Code);
        return codes.Distinct().ToDictionary(code => code, code =>
        {
            var members = found[code].GroupBy(row => row.Id).ToList();
            var here = members.Where(member => online.ContainsKey(member.Key)).ToList();
            var others = members.Where(member => !online.ContainsKey(member.Key)).Select(member => member.First())
                .Select(row => new OffWeb(row.Id, row.Name, row.Region, row.Contact.Length > 0 ? row.Contact : row.Phone)).ToList();
            return new Provision([.. here.Select(member => member.Key)], here.Count(member => member.Any(row => row.Free)),
                [.. others.OrderBy(row => row.Contact.Length == 0).ThenByDescending(row => Near(row.Region, region)).ThenBy(row => row.Region, StringComparer.Ordinal)
                    .Take(MostShown)], others.Count);
        });
    }

    /// <summary>The first words of an enquiry about a service: what its form would ask.</summary>
    public static string Outline(RequestType type) => string.Concat(type.Fields.Select(field => $"{field.Label}{Lang.T("：")}\n"));

    /// <summary>What was typed into the form of a service, as the text of an enquiry.</summary>
    public static string TextOf(RequestType type, FormInput typed) =>
        string.Concat(type.Fields.Where(field => typed.Text(field.Input).Length > 0).Select(field => $"{field.Label}{Lang.T("：")}{typed.Text(field.Input)}\n"));

    private async Task<IReadOnlyList<Candidate>> OnlineAsync(CancellationToken ct)
    {
        var busy = await db.ServiceRequests.Where(row => row.State == RequestState.Submitted || row.State == RequestState.InWork).GroupBy(row => row.OrganisationId)
            .Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, ct);
        return await routing.ReadAsync(busy, ct);
    }

    private static int Near(string region, string? to) => to is not { Length: >= 2 } || !region.StartsWith(to[..2], StringComparison.Ordinal) ? 0
        : to.Length >= 4 && region.StartsWith(to[..4], StringComparison.Ordinal) ? 2 : 1;
}
