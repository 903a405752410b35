using System.Globalization;
using System.Text.RegularExpressions;

namespace Zhishu.Records;

/// <summary>The claims to which the words of a claim refer: 根据权利要求1至3中任一项所述, according to any of claims 1 to 3, nach einem der Ansprüche 1 bis 3.</summary>
internal static partial class ClaimReferences
{
    private const int Farthest = 300;

    /// <param name="text">Text of the claim.</param>
    /// <param name="number">Its own number: it refers to claims before it alone.</param>
    /// <returns>Numbers in order, empty for an independent claim.</returns>
    public static IReadOnlyList<int> Of(string text, int number)
    {
        var found = new SortedSet<int>();

        // References stand at the beginning; what a claim mentions later (a method for making the device of claim 1) is one all the same.
        foreach (var match in References().Matches(text.Length <= 4 * Farthest ? text : text[..(4 * Farthest)]).AsEnumerable())
        {
            int? last = null;
            var range = false;
            foreach (var part in Parts().Matches(match.Value).AsEnumerable())
            {
                if (!char.IsAsciiDigit(part.Value[0]))
                {
                    range = true;
                    continue;
                }

                if (!int.TryParse(part.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var named) || named >= number || named < 1)
                {
                    (last, range) = (null, false);
                    continue;
                }

                for (var i = range && last is { } from && named - from < Farthest ? from + 1 : named; i <= named; i++)
                    found.Add(i);
                (last, range) = (named, false);
            }
        }

        return [.. found];
    }

    [GeneratedRegex(@"(?:权利要求|權利要求|请求项|請求項|\bclaims?|\bAnspr(?:uch|üche)n?|\brevendications?)\s*(?:any\s+(?:one\s+)?of\s+)?\d{1,4}"
        + @"(?:\s*(?:至|到|-|–|—|~|～|to|through|bis|à|、|,|，|或|和|及|与|or|and|und|oder|et|ou)\s*"
        + @"(?:(?:权利要求|權利要求|claims?|Anspruch|revendication)\s*)?\d{1,4})*", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex References();

    [GeneratedRegex(@"\d{1,4}|至|到|[-–—~～]|\bto\b|\bthrough\b|\bbis\b|à", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Parts();
}
