using System.Xml.Linq;

namespace Zhishu.Bench;

/// <summary>Grants of 1976 to 2001 as a tree of their tags, read by a few lines that share nothing with the reader of the product.</summary>
internal static partial class Fidelity
{
    private static XDocument? GreenBook(string text)
    {
        if (!text.StartsWith("PATN", StringComparison.Ordinal))
            return null;
        var root = new XElement("GREENBOOK");
        var described = new XElement("DESCRIBED");
        XElement? group = null;
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd()))
        {
            if (line.StartsWith("     ", StringComparison.Ordinal) && group?.Elements().LastOrDefault() is { } open)
                open.Value += " " + line.Trim();
            else if (line.Length == 4)
                root.Add(group = new XElement(line));
            else if (line.Length > 5 && group is not null)
                group.Add(new XElement(line[..4].Trim(), line[5..].Trim()));
        }

        // The last figure of the number checks the others; the name behind the semicolon is the given one; what describes stands in three groups.
        foreach (var number in root.Elements("PATN").Elements("WKU"))
            number.Value = number.Value[..^1].TrimStart('0');
        foreach (var name in root.Elements("INVT").Elements("NAM"))
            name.Value = name.Value.Split(';')[0];
        foreach (var part in root.Elements().Where(part => part.Name.LocalName is "BSUM" or "DRWD" or "DETD" or "GOVT" or "PARN").Elements()
            .Where(part => part.Name.LocalName is "PAR" or "PAC" or "PA0" or "PA1"))
            described.Add(new XElement(part));
        root.Add(described);
        return new(root);
    }
}
