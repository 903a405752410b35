using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Zhishu.Records;

/// <summary>One document or one entry of a file as a tree without namespaces: offices write the same elements with different ones.</summary>
internal static class DocumentTree
{
    private const int Deepest = 250;
    private const int MostElements = 2_000_000;
    private const int LongestText = 40_000_000;

    /// <summary>Reads the element at which the reader stands and moves past it.</summary>
    /// <param name="xml">Stands at the beginning of an element.</param>
    /// <param name="passedOver">Local names of elements that are left out, such as sequence listings.</param>
    /// <exception cref="InvalidDataException">The document is too deep or too long.</exception>
    public static XElement Read(XmlReader xml, IReadOnlySet<string> passedOver)
    {
        var root = Element(xml);
        var open = new Stack<XElement>();
        var (elements, length) = (1, 0L);
        if (xml.IsEmptyElement)
        {
            xml.Read();
            return root;
        }

        open.Push(root);
        xml.Read();
        while (open.Count > 0 && !xml.EOF)
        {
            switch (xml.NodeType)
            {
                case XmlNodeType.Element when passedOver.Contains(xml.LocalName):
                    xml.Skip();
                    continue;
                case XmlNodeType.Element:
                    if (++elements > MostElements || open.Count >= Deepest)
                        throw new InvalidDataException("The document has too many elements, or they lie too deep.");
                    var element = Element(xml);
                    open.Peek().Add(element);
                    if (!xml.IsEmptyElement)
                        open.Push(element);
                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace:
                    if ((length += xml.Value.Length) > LongestText)
                        throw new InvalidDataException($"The document has over {LongestText:N0} characters.");
                    open.Peek().Add(new XText(xml.Value));
                    break;
            }

            xml.Read();
        }

        return root;
    }

    private static XElement Element(XmlReader xml)
    {
        var element = new XElement(XmlConvert.EncodeLocalName(xml.LocalName));
        if (xml.MoveToFirstAttribute())
        {
            do
            {
                if (xml.Prefix != "xmlns" && xml.LocalName != "xmlns")
                    element.SetAttributeValue(XmlConvert.EncodeLocalName(xml.LocalName), xml.Value);
            }
            while (xml.MoveToNextAttribute());
            xml.MoveToElement();
        }

        return element;
    }

    /// <summary>The first element of that name below, at whatever depth, or null.</summary>
    public static XElement? Below(this XElement? element, string name) => element?.Descendants(name).FirstOrDefault();

    /// <summary>The element at the end of a path of children, or null.</summary>
    public static XElement? At(this XElement? element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            element = element?.Element(name);
        return element;
    }

    /// <summary>The trimmed text of an element, or null when it is missing or empty.</summary>
    public static string? Trimmed(this XElement? element) => element?.Value.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>The text of the first element of that name below, or null.</summary>
    public static string? TextOf(this XElement? element, string name) => element.Below(name).Trimmed();

    /// <summary>The text as a person reads it: with what stands high or low, its blanks made one; null when there is none.</summary>
    public static string? Marked(this XElement? element)
    {
        if (element is null)
            return null;
        var text = new StringBuilder();
        var marks = new MarkedText(LongestText);
        using var reader = element.CreateReader();
        while (reader.Read())
            marks.Read(reader, text);
        return Tidy(text.ToString()) is { Length: > 0 } tidy ? tidy : null;
    }

    public static string Tidy(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
