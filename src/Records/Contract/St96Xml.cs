using System.Xml;
using System.Xml.Linq;
using Zhishu.Foundation;
using Zhishu.Records.Standards;

namespace Zhishu.Records;

/// <summary>
/// Records as XML after WIPO ST.96 V6.0: <c>pat:PatentPublication</c> with <c>pat:PatentLegalStatusData</c> (ST.27), <c>tmk:Trademark</c> (ST.61), <c>gin:GIData</c>.
/// ST.96 has no component for layout designs of integrated circuits: these stand in the hub's namespace with common components.
/// What ST.96 has no place for is left out; <see cref="RecordJson"/> keeps everything.
/// </summary>
public static class St96Xml
{
    /// <summary>Namespaces of the components, by kind of record.</summary>
    public static string NamespaceOf(RecordKind kind) => (kind switch
    {
        RecordKind.Patent => St96Names.Patent,
        RecordKind.Trademark => St96Names.Trademark,
        RecordKind.Gi => St96Names.Indication,
        _ => St96Names.Hub,
    }).NamespaceName;

    /// <summary>A record as one component.</summary>
    public static XElement ToElement(IpRecord record)
    {
        var element = record.Kind switch
        {
            RecordKind.Patent => St96Patent.Write(record),
            RecordKind.Trademark => St96Mark.Write(record),
            RecordKind.Gi => St96Indication.Write(record),
            _ => St96Indication.WriteLayout(record),
        };
        foreach (var (prefix, space) in St96Names.Prefixes)
            element.Add(new XAttribute(XNamespace.Xmlns + prefix, space));
        return XmlAnswer.Clean(element);
    }

    /// <summary>The legal events of a patent as one component; null for other kinds and when no event has a day.</summary>
    public static XElement? ToStatus(IpRecord record) => record.Kind == RecordKind.Patent && St96Status.Write(record) is { } status ? XmlAnswer.Clean(status) : null;

    /// <summary>Reads a component; null when it is no record or lacks office or number.</summary>
    public static IpRecord? Read(XElement element) => St96Reader.Read(element);

    /// <summary>A writer with the settings that this form needs; disposing flushes.</summary>
    public static XmlWriter Writer(Stream stream) => XmlAnswer.Writer(stream, indent: true);

    /// <summary>Begins a document of the hub's own that holds many components; end it with <c>WriteEndDocumentAsync</c>.</summary>
    public static async Task StartAsync(XmlWriter xml)
    {
        await xml.WriteStartDocumentAsync();
        await xml.WriteStartElementAsync(null, "Records", St96Names.Hub.NamespaceName);
        foreach (var (prefix, space) in St96Names.Prefixes)
            await xml.WriteAttributeStringAsync("xmlns", prefix, null, space.NamespaceName);
    }

    /// <summary>
    /// Writes one record into such a document, with its legal events after it, and in the hub's namespace what ST.96 has no place for: readers that do not know it pass over it.
    /// </summary>
    public static async Task WriteAsync(XmlWriter xml, IpRecord record)
    {
        var (component, status) = (ToElement(record), ToStatus(record));
        await component.WriteToAsync(xml, CancellationToken.None);
        if (status is not null)
            await status.WriteToAsync(xml, CancellationToken.None);
        await new XElement(St96Names.RecordData, new XAttribute("of", RecordCell.Checksum(status is null ? [component] : [component, status])), SafeText.ForXml(RecordJson.Write(record)))
            .WriteToAsync(xml, CancellationToken.None);
    }
}
