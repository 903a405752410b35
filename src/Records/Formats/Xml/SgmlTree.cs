using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Zhishu.Records;

/// <summary>
/// Documents of SGML as a tree: elements that are never ended hold nothing, and what follows them belongs to the element around them. One document is held at a time.
/// </summary>
internal static partial class SgmlTree
{
    private const int LongestDocument = 30_000_000;
    private const int Deepest = 250;

    /// <summary>The entries of a text.</summary>
    /// <param name="reader">One document; several may follow each other in it.</param>
    /// <param name="entries">Names of the elements that are one record each.</param>
    /// <param name="line">Line where the text begins, for faults.</param>
    /// <param name="fault">Why the rest could not be read, or null.</param>
    public static IReadOnlyList<XElement> Read(TextReader reader, IReadOnlySet<string> entries, long line, out Problem? fault)
    {
        fault = null;
        var text = new StringBuilder();
        var buffer = new char[1 << 14];
        for (int read; (read = reader.Read(buffer, 0, buffer.Length)) > 0;)
        {
            text.Append(buffer, 0, read);
            if (text.Length <= LongestDocument)
                continue;
            fault = Problem.Of(line, null, null, "xml.large", new("文献过大，无法读取"));
            return [];
        }

        var root = new XElement("documents");
        var open = new List<XElement> { root };
        var at = 0;
        foreach (var tag in Tag().EnumerateMatches(text.ToString()))
        {
            AddText(open[^1], text.ToString(at, tag.Index - at));
            at = tag.Index + tag.Length;
            Enter(text.ToString(tag.Index, tag.Length), open);
        }

        AddText(open[^1], text.ToString(at, text.Length - at));
        var found = root.Descendants().Where(element => entries.Contains(element.Name.LocalName)).ToList();
        if (found.Count == 0)
            fault = Problem.Of(line, null, null, "xml.root", new("文件中没有可识别的文献"));
        return found;
    }

    private static void Enter(string tag, List<XElement> open)
    {
        if (tag.StartsWith("<!", StringComparison.Ordinal) || tag.StartsWith("<?", StringComparison.Ordinal))
            return;
        var name = Name().Match(tag).Value;
        if (tag[1] == '/')
        {
            var begun = open.FindLastIndex(element => element.Name.LocalName == name);
            if (begun <= 0)
                return;

            // What was begun since and never ended holds nothing: its content goes to the element around it.
            for (var i = open.Count - 1; i > begun; i--)
            {
                var content = open[i].Nodes().ToList();
                open[i].RemoveNodes();
                open[i - 1].Add(content);
            }

            open.RemoveRange(begun, open.Count - begun);
            return;
        }

        var element = new XElement(XmlConvert.EncodeLocalName(name));
        foreach (var match in Attribute().Matches(tag).AsEnumerable())
            element.SetAttributeValue(XmlConvert.EncodeLocalName(match.Groups[1].Value), match.Groups[2].Value.Trim('"', '\''));
        open[^1].Add(element);
        if (!tag.EndsWith("/>", StringComparison.Ordinal) && open.Count < Deepest)
            open.Add(element);
    }

    private static void AddText(XElement element, string text)
    {
        if (text.Length > 0)
            element.Add(new XText(WebUtility.HtmlDecode(text)));
    }

    [GeneratedRegex("""<(?:/?[A-Za-z][\w.:-]*(?:\s+[\w.:-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?)*\s*/?|\?[^>]*|!DOCTYPE[^\[>]*(?:\[[^\]]*\]\s*)?|![^>]*)>""", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex(@"[A-Za-z][\w.-]*", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex("""\s([\w.-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s>"'/]+)""", RegexOptions.CultureInvariant)]
    private static partial Regex Attribute();
}
