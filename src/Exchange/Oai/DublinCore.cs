using System.Xml.Linq;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Records;
using static Zhishu.Exchange.Oai.OaiNames;

namespace Zhishu.Exchange.Oai;

/// <summary>A record in the fifteen elements of Dublin Core; what the elements mean here is told in docs/interconnection.md.</summary>
internal sealed class DublinCore(ReferenceData reference, IOptions<HubOptions> options)
{
    /// <summary>The elements, each under <paramref name="root"/>.</summary>
    public XElement Write(XName root, IpRecord record) => new(root, Elements(record));

    private IEnumerable<XElement> Elements(IpRecord record)
    {
        var language = record.Office is "CN" or "TW" or "HK" or "MO" ? "zh" : "en";
        yield return Text("title", record.Title);
        if (record.TitleEn is not null)
            yield return new XElement(Dc + "title", new XAttribute(XNamespace.Xml + "lang", "en"), record.TitleEn);
        foreach (var party in record.Parties.Where(party => party.Role is PartyRole.Applicant).DistinctBy(party => party.Name))
            yield return Text("creator", party.Name);
        foreach (var party in record.Parties.Where(party => party.Role is PartyRole.Inventor or PartyRole.Agency).DistinctBy(party => party.Name))
            yield return Text("contributor", party.Name);
        foreach (var symbol in record.Classifications)
            yield return Text("subject", $"{symbol.Scheme.ToUpperInvariant()}: {symbol.Symbol}");
        if (record.Abstract is not null)
            yield return Text("description", record.Abstract);
        yield return Text("publisher", record.Office);
        foreach (var day in new[] { record.FilingDate, record.PublicationDate, record.GrantDate }.OfType<DateOnly>())
            yield return Text("date", day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        yield return Text("type", record.Kind.Code());
        if (record.Type is not null)
            yield return Text("type", record.Type);

        // The first identifier is the key that all hubs share, then the address here, then every publication.
        yield return Text("identifier", $"{record.Office}{(record.Number.StartsWith(record.Office, StringComparison.Ordinal) ? record.Number[record.Office.Length..] : record.Number)}");
        yield return Text("identifier", options.Value.Absolute(RecordLinks.To(record)));
        foreach (var publication in record.Publications)
            yield return Text("identifier", publication.Number);
        if (record.Source is { } source)
            yield return Text("source", source.Name);
        yield return Text("language", language);
        foreach (var number in record.Family)
            yield return Text("relation", number);
        if (record.Region is { } region)
            yield return Text("coverage", reference.Regions.TitleOf(region));
        if (record.Source?.Licence is { } licence)
            yield return Text("rights", licence);
    }

    private static XElement Text(string name, string text) => new(Dc + name, text);
}
