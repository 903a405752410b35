using System.Text;
using System.Xml;
using System.Xml.Linq;
using Zhishu.Records.Standards;

namespace Zhishu.Records;

/// <summary>XML after WIPO ST.96: the components of records at any depth of the file; the legal status of a patent stands after it.</summary>
internal sealed class St96Format : IRecordFormat
{
    private const int LongestRecord = 16 << 20;

    public string Name => "st96-xml";

    public MergeRule Rule => MergeRule.Fill;

    public bool Recognises(ReadOnlySpan<byte> head) => Encoding.UTF8.GetString(head).Contains("standards/XMLSchema/ST96/", StringComparison.Ordinal);

    public IEnumerable<SourceItem> Read(Stream stream, string sourceName)
    {
        using var bounded = new BudgetStream(stream, LongestRecord);
        using var reader = XmlReader.Create(bounded, SafeXml.Settings());
        SourceItem? waiting = null;
        var components = new List<XElement>();
        for (var number = 1L; ; number++)
        {
            bounded.Renew();
            var (element, fault) = Next(reader, number);
            var belongs = element is not null && (element.Name == St96Names.Patent + "PatentLegalStatusData" || element.Name == St96Names.RecordData);
            if (fault is not null || !belongs)
            {
                if (waiting is { } ready)
                    yield return ready;
                waiting = null;
            }

            if (fault is not null)
                yield return SourceItem.Refused(fault);
            if (element is null)
                yield break;
            if (element.Name == St96Names.RecordData)
            {
                // The hub's own, whole: unless its components were edited since.
                waiting = Whole(element, components) is { } whole && waiting is not null ? new SourceItem(number, whole, []) { Rule = MergeRule.Replace } : waiting;
                continue;
            }

            if (element.Name != St96Names.Patent + "PatentLegalStatusData")
                components.Clear();
            components.Add(element);
            if (element.Name == St96Names.Patent + "PatentLegalStatusData")
            {
                waiting = waiting is { Record: { } patent } item ? item with { Record = WithStatus(patent, element) } : waiting;
                continue;
            }

            waiting = St96Reader.Read(element) is { } record
                ? new(number, record with { Source = new(sourceName) }, [])
                : SourceItem.Refused(Problem.Of(number, null, null, "st96.record", new("该组件缺少受理局或申请号")));
        }
    }

    private static IpRecord? Whole(XElement data, List<XElement> components)
    {
        if ((string?)data.Attribute("of") != RecordCell.Checksum(components))
            return null;
        try
        {
            return RecordJson.Read(data.Value);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static IpRecord WithStatus(IpRecord record, XElement status) =>
        record with { Events = [.. St96Reader.ReadStatus(status).Where(found => found.Number == record.Number).SelectMany(found => found.Events)] };

    private static (XElement? Element, Problem? Fault) Next(XmlReader reader, long number)
    {
        try
        {
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element && XName.Get(reader.LocalName, reader.NamespaceURI) is var name
                    && (St96Reader.Roots.Contains(name) || name == St96Names.Patent + "PatentLegalStatusData" || name == St96Names.RecordData))
                {
                    using var part = reader.ReadSubtree();
                    return (XElement.Load(part), null);
                }
            }

            return (null, null);
        }
        catch (BudgetException)
        {
            return (null, Problem.Of(number, null, null, "row.long", new("记录超过 16 MB，读取已停止")));
        }
        catch (XmlException e)
        {
            return (null, Problem.Of(e.LineNumber, null, null, "xml.syntax", new($"XML 有误，其余部分无法读取（第 {e.LineNumber} 行第 {e.LinePosition} 列）")));
        }
    }
}

/// <summary>More was read at a stretch than one record may have.</summary>
internal sealed class BudgetException() : IOException("More was read at a stretch than one record may have.");

/// <summary>A stream from which only so many bytes may be read until the budget is renewed.</summary>
internal sealed class BudgetStream(Stream inner, long budget) : ForwardStream(inner)
{
    private long _read;

    public void Renew() => _read = 0;

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = Inner.Read(buffer, offset, count);
        _read += read;
        return _read > budget ? throw new BudgetException() : read;
    }
}
