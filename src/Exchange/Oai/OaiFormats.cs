using System.Xml.Linq;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Records;
using static Zhishu.Exchange.Oai.OaiNames;

namespace Zhishu.Exchange.Oai;

/// <summary>A form in which records are handed out.</summary>
/// <param name="Prefix">Name in requests.</param>
/// <param name="Schema">Address of its schema.</param>
/// <param name="Space">Its namespace.</param>
/// <param name="Set">A set of <c>exchange.item</c> that a record must be in to have the form, or null.</param>
/// <param name="Write">Writes a record.</param>
internal sealed record OaiFormat(string Prefix, string Schema, string Space, string? Set, Func<IpRecord, XElement?> Write);

/// <summary>The forms: Dublin Core, WIPO ST.96, its legal status, and the hub's own lossless one.</summary>
internal sealed class OaiFormats(DublinCore dublinCore, IOptions<HubOptions> options)
{
    public const string DublinCorePrefix = "oai_dc";
    public const string St96Prefix = "st96";
    public const string StatusPrefix = "st96_status";
    public const string HubPrefix = "zhishu";

    private const string DublinCoreSchema = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd";
    private const string St96Schema = "https://www.wipo.int/standards/XMLSchema/ST96/V6_0/Patent/Document/PatentPublication_V6_0.xsd";
    private const string StatusSchema = "https://www.wipo.int/standards/XMLSchema/ST96/V6_0/Patent/Document/PatentLegalStatusData_V6_0.xsd";

    public IReadOnlyList<OaiFormat> All { get; } =
    [
        new(DublinCorePrefix, DublinCoreSchema, OaiDc.NamespaceName, null, record => Dc15(dublinCore, record)),
        new(St96Prefix, St96Schema, St96Xml.NamespaceOf(RecordKind.Patent), null, St96Xml.ToElement),
        new(StatusPrefix, StatusSchema, St96Xml.NamespaceOf(RecordKind.Patent), Feed.RecordSets.HasStatus, St96Xml.ToStatus),
        new(HubPrefix, options.Value.Absolute("/schemas/zhishu-record.xsd"), Lossless.NamespaceName, null, Own),
    ];

    public OaiFormat? Find(string? prefix) => All.FirstOrDefault(format => format.Prefix == prefix);

    /// <summary>The hub's own form: the JSON of the record in one element.</summary>
    public static XElement Own(IpRecord record) => new(Lossless + "record", RecordJson.Write(record));

    private static XElement Dc15(DublinCore dublinCore, IpRecord record)
    {
        var element = dublinCore.Write(OaiDc + "dc", record);
        element.Add(new XAttribute(XNamespace.Xmlns + "oai_dc", OaiDc), new XAttribute(XNamespace.Xmlns + "dc", Dc), new XAttribute(XNamespace.Xmlns + "xsi", Instance),
            SchemaLocation((OaiDc, DublinCoreSchema)));
        return element;
    }
}
