using System.Xml.Linq;

namespace Zhishu.Records;

/// <summary>The description of a patent as its parts: headings, paragraphs, tables, pictures, in the order of the document.</summary>
internal static class DescriptionXml
{
    private const int MostParts = 50_000;

    // Stands where a table or a picture was; no document has it, for it was made a blank when the file was read.
    private const char Cut = '\u0001';

    private static readonly Dictionary<string, string> Sections = new(StringComparer.Ordinal)
    {
        ["technical-field"] = "技术领域",
        ["background-art"] = "背景技术",
        ["disclosure"] = "发明内容",
        ["description-of-drawings"] = "附图说明",
        ["mode-for-invention"] = "具体实施方式",
    };

    private static readonly HashSet<string> Headings = new(StringComparer.Ordinal)
    {
        "技术领域", "背景技术", "发明内容", "实用新型内容", "附图说明", "具体实施方式", "所属技术领域", "具体实施例", "工业实用性",
    };

    /// <summary>Adds the parts of an element.</summary>
    /// <param name="description">The element of the description.</param>
    /// <param name="parts">Takes the parts.</param>
    /// <param name="chinese">Whether sections without a heading get that of Chinese documents, and paragraphs that are one become it.</param>
    public static void Read(XElement? description, List<DescriptionPart> parts, bool chinese)
    {
        if (description is null)
            return;
        foreach (var node in description.Nodes())
        {
            if (parts.Count >= MostParts)
                return;
            if (node is XText text)
                AddText(text.Value, null, parts, chinese);
            else if (node is XElement element)
                ReadElement(element, parts, chinese);
        }
    }

    private static void ReadElement(XElement element, List<DescriptionPart> parts, bool chinese)
    {
        switch (element.Name.LocalName)
        {
            case "heading" or "H" or "section-title":
                if (element.Marked() is { } heading)
                    parts.Add(new("heading", heading));
                break;
            case "p" or "paragraph" or "PARA":
                ReadParagraph(element, parts, chinese);
                break;
            case "table" or "tables" or "TABLE-US" or "tbl":
                AddTable(element, parts);
                break;
            case "img" or "Image" or "EMI":
                AddImage(element, parts);
                break;
            case "invention-title":
                break;
            case var name:
                if (chinese && Sections.TryGetValue(name, out var section) && element.Element("heading") is null
                    && !(element.Elements("p").FirstOrDefault() is { } first && Headings.Contains(first.Value.Trim())))
                    parts.Add(new("heading", section));
                Read(element, parts, chinese);
                break;
        }
    }

    private static void ReadParagraph(XElement paragraph, List<DescriptionPart> parts, bool chinese)
    {
        var number = ((string?)paragraph.Attribute("num") ?? (string?)paragraph.Attribute("Num"))?.Trim();
        var special = paragraph.Descendants().Where(IsSpecial).Where(element => !element.Ancestors().TakeWhile(above => above != paragraph).Any(IsSpecial)).ToList();
        if (special.Count == 0)
        {
            AddText(paragraph.Marked(), number, parts, chinese);
            return;
        }

        // Tables and pictures part the text; each piece is a part of its own, the first has the number.
        foreach (var element in special)
            element.ReplaceWith(new XText(Cut.ToString()));
        foreach (var (piece, i) in (paragraph.Marked() ?? "").Split(Cut).Select((piece, i) => (piece, i)))
        {
            AddText(piece, number, parts, chinese);
            number = piece.Trim().Length > 0 ? null : number;
            if (i >= special.Count)
                continue;
            if (special[i].Name.LocalName is "img" or "Image" or "EMI")
                AddImage(special[i], parts);
            else
                AddTable(special[i], parts);
        }
    }

    private static bool IsSpecial(XElement element) => element.Name.LocalName is "table" or "tables" or "tbl" or "TABLE-US" or "img" or "Image" or "EMI";

    private static void AddText(string? text, string? number, List<DescriptionPart> parts, bool chinese)
    {
        if (text is null || DocumentTree.Tidy(text) is not { Length: > 0 } tidy)
            return;
        if (chinese && Headings.Contains(tidy))
            parts.Add(new("heading", tidy));
        else
            parts.Add(new("paragraph", tidy) { Number = number is { Length: > 0 and <= 12 } ? number : null });
    }

    private static void AddImage(XElement image, List<DescriptionPart> parts)
    {
        if (((string?)image.Attribute("file") ?? (string?)image.Attribute("FILE")) is { Length: > 0 and <= 200 } file)
            parts.Add(new("image", file));
    }

    // A row a line, cells parted by tabs.
    private static void AddTable(XElement table, List<DescriptionPart> parts)
    {
        var rows = table.Descendants().Where(element => element.Name.LocalName is "row" or "tr" or "Row" or "ROW").ToList();
        var lines = rows.Select(row => string.Join('\t', row.Elements().Where(cell => cell.Name.LocalName is "entry" or "td" or "th" or "Entry" or "ENTRY")
            .Select(cell => cell.Marked() ?? ""))).Where(line => line.Trim().Length > 0).ToList();
        if (lines.Count > 0)
            parts.Add(new("table", string.Join('\n', lines)));
        else if (table.Marked() is { } text)
            parts.Add(new("paragraph", text));
        foreach (var image in table.Descendants().Where(element => element.Name.LocalName is "img" or "Image"))
            AddImage(image, parts);
    }
}
