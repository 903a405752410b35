using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.ServiceDirectory.Find;

/// <summary>The 34 province-level regions as a grid of tiles, roughly where they lie; no borders are drawn.</summary>
internal static class TileMap
{
    private const int Side = 62;

    private static readonly (string Code, int Column, int Row)[] Places =
    [
        ("23", 8, 0), ("65", 0, 1), ("15", 5, 1), ("22", 8, 1), ("63", 1, 2), ("62", 2, 2), ("64", 3, 2), ("14", 4, 2), ("13", 5, 2), ("11", 6, 2), ("12", 7, 2), ("21", 8, 2),
        ("54", 1, 3), ("51", 2, 3), ("61", 3, 3), ("41", 4, 3), ("37", 5, 3), ("32", 6, 3), ("31", 7, 3), ("53", 1, 4), ("52", 2, 4), ("50", 3, 4), ("42", 4, 4), ("34", 5, 4), ("33", 6, 4),
        ("45", 3, 5), ("43", 4, 5), ("36", 5, 5), ("35", 6, 5), ("71", 7, 5), ("44", 4, 6), ("81", 5, 6), ("46", 3, 7), ("82", 4, 7),
    ];

    /// <summary>The map as SVG; each tile leads to its province.</summary>
    public static string Draw(IReadOnlyDictionary<string, int> counts, Regions regions, Func<string, string> address, string present)
    {
        var (least, most) = counts.Count == 0 ? (0, 1) : (counts.Values.Min(), Math.Max(counts.Values.Max(), counts.Values.Min() + 1));
        var svg = new StringBuilder(string.Create(CultureInfo.InvariantCulture,
            $"<svg class=\"tiles{(Lang.IsEnglish ? " en" : "")}\" viewBox=\"0 0 {9 * Side} {8 * Side}\" role=\"group\" aria-label=\"{Lang.T("各省成员数")}\">"));
        foreach (var (code, column, row) in Places)
        {
            var count = counts.GetValueOrDefault(code);
            var name = regions.NameOf(code);
            var shade = count == 0 ? 0 : 1 + Math.Min(3, (count - least) * 4 / (most - least));
            svg.Append(CultureInfo.InvariantCulture,
                $"<a href=\"{HtmlEncoder.Default.Encode(address(code))}\" "
                + $"aria-label=\"{HtmlEncoder.Default.Encode(Lang.T($"{name} {count} 个"))}\""
                + $"{(present.StartsWith(code, StringComparison.Ordinal) ? " aria-current=\"true\"" : "")}>")
                .Append(CultureInfo.InvariantCulture, $"<rect class=\"t{shade}\" x=\"{(column * Side) + 2}\" y=\"{(row * Side) + 2}\" width=\"{Side - 4}\" height=\"{Side - 4}\" rx=\"4\"/>")
                .Append(CultureInfo.InvariantCulture,
                $"<text class=\"t{shade}\" x=\"{(column * Side) + (Side / 2)}\" y=\"{(row * Side) + 27}\">{HtmlEncoder.Default.Encode(Short(regions.Find(code)!.Name))}</text>")
                .Append(CultureInfo.InvariantCulture, $"<text class=\"t{shade} n\" x=\"{(column * Side) + (Side / 2)}\" y=\"{(row * Side) + 47}\">{count}</text></a>");
        }

        return svg.Append("</svg>").ToString();
    }

    private static string Short(Bilingual name) => Lang.IsEnglish ? name.En.Split(' ')[0] is var first && name.En.Length > 9 ? first[..Math.Min(9, first.Length)] : name.En
        : name.Zh is ['内' or '黑', _, _, ..] ? name.Zh[..3] : name.Zh[..2];
}
