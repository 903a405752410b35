namespace Zhishu.Requests.Board;

/// <summary>A post that fits another.</summary>
/// <param name="Post">The post.</param>
/// <param name="Score">The higher the better; 0 fits in nothing.</param>
/// <param name="Why">What fits.</param>
internal sealed record Match(Post Post, double Score, IReadOnlyList<string> Why);

/// <summary>How well a need and an offer fit: technology first, then industry, words, nearness.</summary>
internal static class Matching
{
    /// <summary>The score of two posts.</summary>
    /// <param name="one">A post.</param>
    /// <param name="other">One of the other side.</param>
    /// <param name="words">Share of the words of one that the other holds, 0 to 1.</param>
    public static Match Of(Post one, Post other, double words)
    {
        var (score, why) = (0.0, new List<string>());
        var symbol = Common(one.Technology, other.Technology);
        if (symbol >= 3)
        {
            score += symbol >= 4 ? 4 : 2;
            why.Add("technology");
        }

        if (one.Industry == other.Industry)
        {
            score += 3;
            why.Add("industry");
        }

        if (words > 0)
        {
            score += 4 * words;
            why.Add("words");
        }

        // Nearness alone makes no match: it decides between those that fit.
        if (score > 0 && Common(one.Region, other.Region) is var near && near >= 2)
        {
            score += near >= 4 ? 1 : 0.5;
            why.Add("region");
        }

        return new(other, score, why);
    }

    private static int Common(string a, string b)
    {
        var length = 0;
        while (length < a.Length && length < b.Length && char.ToUpperInvariant(a[length]) == char.ToUpperInvariant(b[length]))
            length++;
        return length;
    }
}
