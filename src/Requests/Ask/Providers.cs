using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
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
internal sealed class Providers(RequestDesk desk, ServiceItems items, NetworkRegister register)
{
    public const int MostShown = 50;

    /// <summary>Who offers each of the services, by its code.</summary>
    /// <param name="codes">Codes of the catalogue.</param>
    /// <param name="region">Region whose members are shown first, or null.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyDictionary<string, Provision>> OfAsync(IReadOnlyCollection<string> codes, string? region, CancellationToken ct)
    {
        var online = (await desk.OnlineAsync(ct)).ToDictionary(row => row.Id);
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
    public static string Outline(RequestType type) => string.Concat(type.Fields.Select(field => $"{Lang.T(field.Zh, field.En)}{Lang.T("：", ": ")}\n"));

    /// <summary>What was typed into the form of a service, as the text of an enquiry.</summary>
    public static string TextOf(RequestType type, RequestInput typed) => string.Concat(type.Fields.Select(field => (field, Answer: typed.Answers.GetValueOrDefault(field.Name)))
        .Where(pair => !string.IsNullOrWhiteSpace(pair.Answer)).Select(pair => $"{Lang.T(pair.field.Zh, pair.field.En)}{Lang.T("：", ": ")}{pair.Answer}\n"));

    private static int Near(string region, string? to) => to is not { Length: >= 2 } || !region.StartsWith(to[..2], StringComparison.Ordinal) ? 0
        : to.Length >= 4 && region.StartsWith(to[..4], StringComparison.Ordinal) ? 2 : 1;
}
