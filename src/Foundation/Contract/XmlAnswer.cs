using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Zhishu.Foundation;

/// <summary>Everything in XML that leaves the hub is written here: no text in it, wherever it came from, makes a document that no parser reads.</summary>
public static class XmlAnswer
{
    /// <summary>A writer to a stream, which stays open; disposing flushes. What is written to it goes through <see cref="SafeText.ForXml"/> before, or is refused.</summary>
    public static XmlWriter Writer(Stream stream, bool indent = false) =>
        XmlWriter.Create(stream, new() { Async = true, Indent = indent, Encoding = new UTF8Encoding(false), CheckCharacters = true, CloseOutput = false });

    /// <summary>A document as UTF-8.</summary>
    public static byte[] Bytes(XElement root)
    {
        using var stream = new MemoryStream();
        using (var writer = Writer(stream))
            new XDocument(Clean(root)).Save(writer);
        return stream.ToArray();
    }

    /// <summary>A document as text, with its declaration.</summary>
    public static string Text(XElement root) => "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + Clean(root).ToString(SaveOptions.DisableFormatting);

    /// <summary>Takes what XML 1.0 does not allow out of all texts and attributes of an element; the element itself is given back.</summary>
    public static XElement Clean(XElement root)
    {
        foreach (var element in root.DescendantsAndSelf())
        {
            foreach (var attribute in element.Attributes())
            {
                if (SafeText.ForXml(attribute.Value) is var clean && !ReferenceEquals(clean, attribute.Value))
                    attribute.Value = clean;
            }

            if (!element.HasElements)
            {
                if (SafeText.ForXml(element.Value) is var clean && clean != element.Value)
                    element.Value = clean;
                continue;
            }

            foreach (var text in element.Nodes().OfType<XText>())
                text.Value = SafeText.ForXml(text.Value);
        }

        return root;
    }
}
