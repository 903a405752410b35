using System.Xml.Linq;
using Zhishu.Exchange.Feed;
using static Zhishu.Exchange.Oai.OaiNames;

namespace Zhishu.Exchange.Oai;

/// <summary>
/// Where a record passed on came from, and under which terms: the provenance and rights containers of the OAI guidelines.
/// Each hub wraps what the one before it said, so the whole way stands in the record.
/// </summary>
internal static class OaiProvenance
{
    private const int Deepest = 12;

    public static XElement Write(ItemOrigin origin) => new(Provenance + "provenance",
        new XAttribute(XNamespace.Xmlns + "xsi", Instance),
        SchemaLocation((Provenance, "http://www.openarchives.org/OAI/2.0/provenance.xsd")),
        new XElement(Provenance + "originDescription",
            new XAttribute("harvestDate", Form(DateTime.SpecifyKind(origin.HarvestedAt, DateTimeKind.Utc))),
            new XAttribute("altered", "false"),
            new XElement(Provenance + "baseURL", origin.SourceKind switch { "hub" => origin.Address.TrimEnd('/') + "/oai", "oai" => origin.Address, _ => "urn:zhishu:" + origin.SourceKind }),
            new XElement(Provenance + "identifier", origin.Identifier),
            new XElement(Provenance + "datestamp", origin.Stamp),
            new XElement(Provenance + "metadataNamespace", Lossless.NamespaceName),
            origin.Before is null ? null : XElement.Parse(origin.Before)));

    public static XElement WriteRights(string licence) => new(Rights + "rights",
        new XAttribute(XNamespace.Xmlns + "xsi", Instance),
        SchemaLocation((Rights, "http://www.openarchives.org/OAI/2.0/rights.xsd")),
        Uri.TryCreate(licence, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? new XElement(Rights + "rightsReference", new XAttribute("ref", licence))
            : new XElement(Rights + "rightsDefinition", new XElement(Dc + "rights", licence)));

    /// <summary>
    /// The description that a record carries, with the identifiers of all hubs on its way; null when it carries none.
    /// </summary>
    public static (string? Xml, IReadOnlyList<string> Identifiers) Read(XElement record)
    {
        var outer = record.Elements(Pmh + "about").Elements(Provenance + "provenance").Elements(Provenance + "originDescription").FirstOrDefault();
        if (outer is null)
            return (null, []);
        var identifiers = new List<string>();
        var depth = 0;
        for (var one = outer; one is not null && depth < Deepest; one = one.Element(Provenance + "originDescription"), depth++)
            identifiers.Add(one.Element(Provenance + "identifier")?.Value.Trim() ?? "");
        return depth < Deepest && outer.ToString(SaveOptions.DisableFormatting) is { Length: < 20_000 } xml ? (xml, identifiers) : (null, identifiers);
    }
}
