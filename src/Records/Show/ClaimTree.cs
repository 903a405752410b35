using System.Globalization;
using System.Text.RegularExpressions;

namespace Zhishu.Records.Show;

/// <summary>An independent claim and those that depend on it.</summary>
/// <param name="Root">The claim at the top.</param>
/// <param name="Below">Those below it in order, each with its depth from 1.</param>
internal sealed record ClaimGroup(Claim Root, IReadOnlyList<(Claim Claim, int Level)> Below);

/// <summary>Claims as a tree: each stands below the first one it refers to.</summary>
internal static partial class ClaimTree
{
    private const int Deepest = 4;

    public static IReadOnlyList<ClaimGroup> Of(IReadOnlyList<Claim> claims)
    {
        var places = new Dictionary<int, (Claim Root, int Level)>();
        var groups = new List<(Claim Root, List<(Claim Claim, int Level)> Below)>();
        foreach (var claim in claims)
        {
            // A claim that refers to one behind it, or to none there is, stands for itself.
            var above = claim.DependsOn.Where(number => number < claim.Number && places.ContainsKey(number)).Select(number => places[number]).FirstOrDefault();
            places[claim.Number] = above.Root is null ? (claim, 0) : (above.Root, above.Level + 1);
            if (above.Root is null)
                groups.Add((claim, []));
            else
                groups.Find(group => group.Root.Number == above.Root.Number).Below.Add((claim, Math.Min(Deepest, above.Level + 1)));
        }

        return [.. groups.Select(group => new ClaimGroup(group.Root, group.Below))];
    }

    /// <summary>The numbers by which a claim names others in its text.</summary>
    public static IEnumerable<(int Start, int End, int Number)> Named(string text)
    {
        foreach (var match in References().Matches(text).AsEnumerable())
        {
            foreach (var number in Numbers().Matches(match.Value).AsEnumerable())
                yield return (match.Index + number.Index, match.Index + number.Index + number.Length, int.Parse(number.Value, CultureInfo.InvariantCulture));
        }
    }

    [GeneratedRegex(@"(?:权利要求|權利要求|请求项|請求項|\bclaims?)\s*(?:any\s+(?:one\s+)?of\s+)?\d{1,4}"
        + @"(?:\s*(?:至|到|-|–|—|~|～|to|through|、|,|，|或|和|及|与|or|and)\s*(?:(?:权利要求|claims?)\s*)?\d{1,4}(?!\d))*", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex References();

    [GeneratedRegex(@"\d{1,4}", RegexOptions.CultureInvariant)]
    private static partial Regex Numbers();
}
