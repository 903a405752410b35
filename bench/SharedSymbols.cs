using Zhishu.Records;

namespace Zhishu.Bench;

/// <summary>How much of their classification two records share. Measured here as an opinion on similar records; the product does not ask it.</summary>
internal static class SharedSymbols
{
    /// <summary>The symbols of a record with what stands above each: H01M, H01M10, H01M10/0525.</summary>
    public static HashSet<string> Of(IpRecord record) => [.. record.Classifications.SelectMany(symbol => Levels(symbol.Symbol).Select(level => $"{symbol.Scheme}:{level}"))];

    /// <summary>What two records share of what either has: 1 for the same symbols, 0 for none in common.</summary>
    public static double Alike(HashSet<string> one, HashSet<string> other)
    {
        var shared = one.Count(other.Contains);
        return shared == 0 ? 0 : (double)shared / (one.Count + other.Count - shared);
    }

    private static IEnumerable<string> Levels(string symbol)
    {
        var group = symbol.IndexOf('/', StringComparison.Ordinal);
        if (symbol.Length > 4)
            yield return symbol[..4];
        if (group > 4)
            yield return symbol[..group];
        yield return symbol;
    }
}
