using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Zhishu.Records;

/// <summary>
/// XML of an office: a file holds one document, many one after another, or a list with one entry for each record. An entry is held at a time; what is damaged costs
/// itself alone where the file allows it.
/// </summary>
/// <param name="name">Name for <c>--format</c>.</param>
/// <param name="roots">Local names of the elements that such a file begins with.</param>
/// <param name="entries">Local names of the elements that are one record each.</param>
/// <param name="read">What an entry says: records, and refusals.</param>
internal sealed partial class XmlSourceFormat(string name, string[] roots, string[] entries, Func<XElement, long, string, IEnumerable<SourceItem>> read) : IRecordFormat
{
    private const long LongestEntry = 60_000_000;
    private static readonly HashSet<string> PassedOver = new(StringComparer.Ordinal)
    {
        "sequence-list", "sequence-list-doc", "us-sequence-list-doc", "SequenceList", "subdoc-sequence-listing", "us-megatable-doc", "SDODR",
    };

    private readonly HashSet<string> _entries = new(entries, StringComparer.Ordinal);

    public string Name => name;

    public MergeRule Rule { get; init; } = MergeRule.Fill;

    /// <summary>Whether elements may be left without their end, as in SGML.</summary>
    public bool Sgml { get; init; }

    /// <summary>An element around the roots that files of several kinds begin with; null when there is none.</summary>
    public string? Wrapper { get; init; }

    /// <summary>What stands near the beginning of a wrapped file and tells it from others; null when the root alone does.</summary>
    public string? Telling { get; init; }

    public bool Recognises(ReadOnlySpan<byte> head)
    {
        var text = Decode(head);
        if (RootOf(text) is not { } root)
            return false;
        if (roots.Contains(root, StringComparer.Ordinal))
            return true;
        return root == Wrapper && (Telling is null || text.Contains(Telling, StringComparison.Ordinal))
            && roots.Any(inner => text.Contains($"<{inner}", StringComparison.Ordinal) || text.Contains($":{inner}", StringComparison.Ordinal));
    }

    public IEnumerable<SourceItem> Read(Stream stream, string sourceName)
    {
        using var reader = Open(stream);
        using var plain = new PlainXmlText(reader, LongestEntry);
        var documents = new DocumentSlicer(plain);
        while (documents.MoveNext())
        {
            foreach (var item in Sgml ? ReadSgml(documents, sourceName) : ReadDocument(documents, plain, sourceName))
                yield return item;
            documents.SkipRest();
        }
    }

    private IEnumerable<SourceItem> ReadDocument(DocumentSlicer document, PlainXmlText plain, string sourceName)
    {
        var start = document.StartLine;
        using var xml = XmlReader.Create(document, SafeXml.Settings());
        var any = false;
        while (true)
        {
            plain.Renew();
            var line = start + Math.Max(0, ((IXmlLineInfo)xml).LineNumber - 1);
            var (entry, fault) = Next(xml, start);
            if (fault is not null)
            {
                yield return SourceItem.Refused(fault);
                yield break;
            }

            if (entry is null)
                break;
            any = true;
            foreach (var item in Records(entry, line, sourceName))
                yield return item;
        }

        if (!any)
            yield return SourceItem.Refused(Problem.Of(start, null, null, "xml.root", new("文件中没有可识别的文献")));
    }

    private (XElement? Entry, Problem? Fault) Next(XmlReader xml, long start)
    {
        try
        {
            while (!xml.EOF)
            {
                if (xml.NodeType == XmlNodeType.Element && _entries.Contains(xml.LocalName))
                    return (DocumentTree.Read(xml, PassedOver), null);
                xml.Read();
            }

            return (null, null);
        }
        catch (XmlException e)
        {
            return (null, Problem.Of(start + Math.Max(0, e.LineNumber - 1), null, null, "xml.syntax", new($"XML 损坏，该文献的其余部分无法读取（第 {e.LineNumber} 行第 {e.LinePosition} 列）")));
        }
        catch (Exception e) when (e is InvalidDataException or BudgetException)
        {
            return (null, Problem.Of(start, null, null, "xml.large", new("文献过大，无法读取")));
        }
    }

    private IEnumerable<SourceItem> ReadSgml(DocumentSlicer document, string sourceName)
    {
        var start = document.StartLine;
        var trees = SgmlTree.Read(document, _entries, start, out var fault);
        foreach (var tree in trees)
        {
            foreach (var item in Records(tree, start, sourceName))
                yield return item;
        }

        if (fault is not null)
            yield return SourceItem.Refused(fault);
    }

    private List<SourceItem> Records(XElement entry, long line, string sourceName)
    {
        try
        {
            return [.. read(entry, line, sourceName)];
        }
        catch (InvalidDataException)
        {
            return [SourceItem.Refused(Problem.Of(line, null, null, "xml.large", new("文献中的一段文本过长")))];
        }
    }

    private static StreamReader Open(Stream stream)
    {
        var head = new byte[64 << 10];
        var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return new StreamReader(new HeadStream(head, read, stream), EncodingOf(head.AsSpan(0, read)), detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
    }

    // What a file says of its own encoding is believed where its bytes do not speak against it: many say GB2312 and have characters of GB18030, some say UTF-8 and are neither.
    private static Encoding EncodingOf(ReadOnlySpan<byte> head)
    {
        var found = TextEncodings.Detect(head);

        // Where the beginning has plain characters alone, there is nothing but its word.
        if (found != TextEncodings.Gb18030 && !(Equals(found, Encoding.UTF8) && !head.ContainsAnyInRange((byte)0x80, (byte)0xFF)))
            return found;
        var declared = Declared().Match(Encoding.Latin1.GetString(head[..Math.Min(head.Length, 200)])) is { Success: true } match ? match.Groups[1].Value.ToLowerInvariant() : "";
        return declared switch
        {
            "iso-8859-1" or "latin1" or "windows-1252" => Encoding.Latin1,
            "big5" => TextEncodings.Big5,
            "gb2312" or "gbk" or "gb18030" => TextEncodings.Gb18030,
            _ => found,
        };
    }

    private static string Decode(ReadOnlySpan<byte> head) => EncodingOf(head).GetString(head).TrimStart('\uFEFF');

    /// <summary>The local name of the first element, behind declaration, document type and comments.</summary>
    internal static string? RootOf(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("<"))
            return null;
        var match = Root().Match(text);
        return match.Success ? match.Groups[1].Value : null;
    }

    [GeneratedRegex(@"\A\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>\s*)*<(?:[\w.-]+:)?([\w.-]+)", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Root();

    [GeneratedRegex("""encoding\s*=\s*["']([\w-]+)["']""", RegexOptions.CultureInvariant)]
    private static partial Regex Declared();
}
