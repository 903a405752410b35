using System.Xml.Linq;

namespace Zhishu.Records;

/// <summary>The pictures that a document names, in its order: abstract, drawings, views, those in its texts.</summary>
internal static class MediaXml
{
    private static readonly HashSet<string> Images = new(StringComparer.Ordinal) { "img", "Image", "image", "EMI" };

    public static List<MediaItem> Of(XElement entry, bool design)
    {
        var found = new List<MediaItem>();
        foreach (var image in entry.Descendants().Where(element => Images.Contains(element.Name.LocalName)))
        {
            if (((string?)image.Attribute("file") ?? (string?)image.Attribute("FILE") ?? (string?)image.Attribute("fileName"))?.Trim() is not { Length: > 0 and <= 200 } file)
                continue;
            file = file.Replace('\\', '/');
            file = file[(file.LastIndexOf('/') + 1)..];
            if (found.Exists(known => known.Name.Equals(file, StringComparison.OrdinalIgnoreCase)))
                continue;
            var figure = image.Ancestors().FirstOrDefault(above => above.Name.LocalName is "figure" or "Figure" or "DesignView" or "view");
            var label = ((string?)figure?.Attribute("figureLabels") ?? (string?)figure?.Attribute("figure-labels") ?? figure?.Element("figureLabel")
                .Trimmed() ?? figure?.Element("figure-label").Trimmed())?.Trim();
            found.Add(new(KindOf(image, design), file, "") { Label = label is { Length: > 0 and <= 100 } ? label : null });
        }

        return found;
    }

    private static string KindOf(XElement image, bool design)
    {
        foreach (var above in image.Ancestors())
        {
            switch (above.Name.LocalName)
            {
                case "abstract" or "abstract-figure":
                    return "abstract";
                case "description" or "claims" or "SDODE" or "SDOCL" or "subdoc-description" or "subdoc-claims" or "DescriptionOfDrawings":
                    return "inline";
                case "drawings" or "SDODR" or "subdoc-drawings":
                    return design ? "view" : "drawing";
            }
        }

        return design ? "view" : "drawing";
    }
}
