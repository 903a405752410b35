using System.Xml.Linq;
using Zhishu.Exchange.Oai;
using Zhishu.Records;

namespace Zhishu.Exchange.Sru;

/// <summary>A schema in which records are handed out.</summary>
internal sealed record SruSchema(string Name, string Identifier, string Title, Func<IpRecord, XElement> Write);

/// <summary>The schemas: Dublin Core, WIPO ST.96, and the hub's own lossless one.</summary>
internal sealed class SruSchemas(DublinCore dublinCore)
{
    private static readonly XNamespace SrwDc = "info:srw/schema/1/dc-schema";

    public IReadOnlyList<SruSchema> All { get; } =
    [
        new("dc", "info:srw/schema/1/dc-v1.1", "Dublin Core", record => Dc(dublinCore, record)),
        new("st96", "http://www.wipo.int/standards/XMLSchema/ST96", "WIPO ST.96", St96Xml.ToElement),
        new("zhishu", OaiNames.Lossless.NamespaceName, "JSON", OaiFormats.Own),
    ];

    /// <summary>A schema by its short name or its identifier; the first when none is named; null when there is no such.</summary>
    public SruSchema? Find(string name) => name.Length == 0 ? All[0] : All.FirstOrDefault(schema => schema.Name == name || schema.Identifier == name);

    private static XElement Dc(DublinCore dublinCore, IpRecord record)
    {
        var element = dublinCore.Write(SrwDc + "dc", record);
        element.Add(new XAttribute(XNamespace.Xmlns + "srw_dc", SrwDc), new XAttribute(XNamespace.Xmlns + "dc", OaiNames.Dc));
        return element;
    }
}
