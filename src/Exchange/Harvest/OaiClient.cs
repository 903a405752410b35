using System.Xml;
using System.Xml.Linq;
using Zhishu.Exchange.Oai;
using Zhishu.Records;

namespace Zhishu.Exchange.Harvest;

/// <summary>One record as a source told it.</summary>
/// <param name="Identifier">Its identifier there.</param>
/// <param name="Stamp">Its datestamp there.</param>
/// <param name="Deleted">Whether it is gone.</param>
/// <param name="Record">The record, or null.</param>
/// <param name="Refusal">Why there is no record, or null.</param>
/// <param name="Origin">What the source itself said of where it came from, as XML; null when it said nothing.</param>
/// <param name="Way">Identifiers of the record at the hubs it came through.</param>
internal sealed record Harvested(string Identifier, string Stamp, bool Deleted, IpRecord? Record, IntakeRefusal? Refusal, string? Origin, IReadOnlyList<string> Way)
{
    /// <summary>Which record is gone, when the source names it by key.</summary>
    public RecordKey? Key { get; init; }
}

/// <summary>A page of a list.</summary>
/// <param name="Records">What it holds.</param>
/// <param name="Token">Where the list goes on; null at its end.</param>
/// <param name="ResponseDate">The clock of the source.</param>
/// <param name="Error">Code of a protocol error, or null.</param>
/// <param name="Bytes">Its size, unpacked.</param>
internal sealed record OaiPage(IReadOnlyList<Harvested> Records, string? Token, string ResponseDate, string? Error, long Bytes);

/// <summary>Reads OAI-PMH repositories.</summary>
internal sealed class OaiClient(Fetcher fetcher)
{
    private const int MostDepth = 100;
    private const int LongestToken = 4000;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersFromEntities = 1,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true
    };

    /// <summary>The metadata formats a repository has; the best of those this hub reads.</summary>
    public async Task<string> BestPrefixAsync(HarvestSource source, CancellationToken ct)
    {
        if (source.Prefix.Length > 0)
            return source.Prefix;
        using var stream = await fetcher.GetAsync($"{source.OaiAddress}?verb=ListMetadataFormats", source, "text/xml", ct);
        var document = Load(stream);
        var prefixes = document.Descendants(OaiNames.Pmh + "metadataPrefix").Select(element => element.Value.Trim()).ToHashSet();
        return new[] { OaiFormats.HubPrefix, OaiFormats.St96Prefix, OaiFormats.DublinCorePrefix }.FirstOrDefault(prefixes.Contains)
            ?? throw new HarvestFaultException("oai.formats", new("对方没有可读的元数据格式（zhishu、st96、oai_dc）"));
    }

    /// <summary>What a hub says of its epoch, or null when it says nothing.</summary>
    public async Task<string?> EpochAsync(HarvestSource source, CancellationToken ct)
    {
        using var stream = await fetcher.GetAsync($"{source.OaiAddress}?verb=Identify", source, "text/xml", ct);
        return (string?)Load(stream).Descendants(OaiNames.Hub + "hub").FirstOrDefault()?.Attribute("epoch") is { Length: > 0 and <= 100 } epoch ? epoch : null;
    }

    /// <summary>Whether an address is an OAI-PMH repository; asked by the operator at the shell.</summary>
    public async Task<string?> NameAsync(string address, CancellationToken ct)
    {
        try
        {
            using var stream = await fetcher.GetAsync($"{address}?verb=Identify", new HarvestSource { Trusted = true }, "text/xml", ct);
            return Load(stream).Descendants(OaiNames.Pmh + "repositoryName").FirstOrDefault()?.Value.Trim();
        }
        catch (HarvestFaultException)
        {
            return null;
        }
    }

    /// <summary>The first page of a list, or the next one.</summary>
    public async Task<OaiPage> PageAsync(HarvestSource source, string prefix, string? from, string? token, CancellationToken ct)
    {
        var query = token is not null
            ? $"resumptionToken={Uri.EscapeDataString(token)}"
            : $"metadataPrefix={Uri.EscapeDataString(prefix)}" + (from is null ? "" : $"&from={Uri.EscapeDataString(from)}")
            + (source.SetSpec.Length == 0 ? "" : $"&set={Uri.EscapeDataString(source.SetSpec)}");
        using var stream = await fetcher.GetAsync($"{source.OaiAddress}?verb=ListRecords&{query}", source, "text/xml", ct);
        try
        {
            return Read(stream, prefix, DublinCoreMapping.Read(source.Mapping));
        }
        catch (XmlException e)
        {
            throw Faulty(e);
        }
    }

    // Read twice: first whether all of it is well-formed and not too deep, then record by record, so that only one is held as a tree.
    private static OaiPage Read(MemoryStream stream, string prefix, DublinCoreMapping mapping)
    {
        using (var check = XmlReader.Create(stream, Settings))
        {
            while (check.Read())
            {
                if (check.Depth > MostDepth)
                    throw new HarvestFaultException("oai.deep", new($"XML 嵌套超过 {MostDepth} 层"));
            }
        }

        stream.Position = 0;
        var records = new List<Harvested>();
        string? token = null, error = null;
        var date = "";
        using var reader = XmlReader.Create(stream, Settings);
        reader.MoveToContent();
        if (reader.LocalName != "OAI-PMH" || reader.NamespaceURI != OaiNames.Pmh.NamespaceName)
            throw new HarvestFaultException("oai.answer", new("对方的应答不是 OAI-PMH"));
        while (!reader.EOF)
        {
            if (reader.NodeType != XmlNodeType.Element || reader.NamespaceURI != OaiNames.Pmh.NamespaceName || reader.LocalName is not ("responseDate" or "error" or "record" or "resumptionToken"))
            {
                reader.Read();
                continue;
            }

            // ReadFrom leaves the reader behind the element.
            var element = (XElement)XNode.ReadFrom(reader);
            switch (element.Name.LocalName)
            {
                case "responseDate":
                    date = element.Value.Trim();
                    break;
                case "error":
                    error = (string?)element.Attribute("code") ?? "unknown";
                    break;
                case "record":
                    records.Add(Record(element, prefix, mapping));
                    break;
                default:
                    token = element.Value.Trim() is { Length: > 0 } text ? text : null;
                    break;
            }
        }

        if (token?.Length > LongestToken)
            throw new HarvestFaultException("oai.token", new("续传标记过长"));
        return new(records, token, date, error, stream.Length);
    }

    private static Harvested Record(XElement record, string prefix, DublinCoreMapping mapping)
    {
        var header = record.Element(OaiNames.Pmh + "header");
        var identifier = header?.Element(OaiNames.Pmh + "identifier")?.Value.Trim() ?? "";
        var stamp = header?.Element(OaiNames.Pmh + "datestamp")?.Value.Trim() ?? "";
        if (identifier.Length is 0 or > 500)
            return new(identifier.Length > 500 ? identifier[..500] : "?", stamp, false, null, new(null, "oai.identifier", new("标识缺失或过长")), null, []);
        if ((string?)header!.Attribute("status") == "deleted")
            return new(identifier, stamp, true, null, null, null, []);
        var (xml, way) = OaiProvenance.Read(record);
        var (read, refusal) = Content(record.Element(OaiNames.Pmh + "metadata")?.Elements().FirstOrDefault(), prefix, mapping);
        return new(identifier, stamp, false, read, refusal, xml, way);
    }

    private static (IpRecord? Record, IntakeRefusal? Refusal) Content(XElement? content, string prefix, DublinCoreMapping mapping)
    {
        if (content is null)
            return (null, new(null, "oai.metadata", new("没有元数据")));
        return prefix switch
        {
            OaiFormats.HubPrefix => RecordLines.ReadOne(content.Value),
            OaiFormats.DublinCorePrefix => mapping.Map(content),
            _ => St96Xml.Read(content) is { } record ? (record, null) : (null, new(null, "st96.record", new("组件缺少受理局或申请号"))),
        };
    }

    private static XDocument Load(MemoryStream stream)
    {
        try
        {
            using (var check = XmlReader.Create(stream, Settings))
            {
                while (check.Read() && check.Depth <= MostDepth)
                {
                }
            }

            stream.Position = 0;
            using var reader = XmlReader.Create(stream, Settings);
            return XDocument.Load(reader);
        }
        catch (XmlException e)
        {
            throw Faulty(e);
        }
    }

    private static HarvestFaultException Faulty(XmlException e) => new("oai.xml", new($"对方的 XML 有误：{e.Message}"));
}
