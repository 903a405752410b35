using Zhishu.Search.Text;
using Zhishu.Search.Words;

namespace Zhishu.Search.Similarity;

/// <summary>
/// How alike two names of trademarks are, from 0 to 1, by characters, order and sound; over 0.6 they count as similar.
/// A first sieve for people who compare marks, not a judgement under the examination guidelines.
/// </summary>
internal sealed class MarkSimilarity(Lexicon lexicon)
{
    public const double Threshold = 0.6;

    /// <summary>The name as it is compared, and its syllables.</summary>
    public (string Name, string[] Syllables) Prepare(string name)
    {
        var folded = lexicon.Fold(name);
        return (folded.Length <= 100 ? folded : folded[..100], [.. lexicon.Pinyin.Syllables(folded.Length <= 100 ? folded : folded[..100])]);
    }

    /// <summary>Keys of which two similar names share at least one.</summary>
    public static int[] Keys((string Name, string[] Syllables) mark)
    {
        var keys = new HashSet<int>(mark.Syllables.Select(syllable => Gram.Word("~" + syllable)));
        for (var i = 0; i < mark.Name.Length; i++)
        {
            // Names of three letters can be similar without a common pair.
            if (Gram.IsCjk(mark.Name[i]) || mark.Name.Length <= 3)
                keys.Add(Gram.Pair(mark.Name[i], 0));
            if (!Gram.IsCjk(mark.Name[i]) && i + 1 < mark.Name.Length)
                keys.Add(Gram.Pair(mark.Name[i], mark.Name[i + 1]));
        }

        return [.. keys];
    }

    public static double Score((string Name, string[] Syllables) a, (string Name, string[] Syllables) b) => Compare(a, b).Score;

    /// <summary>How alike, and in what.</summary>
    public static (double Score, MarkGrounds Grounds) Compare((string Name, string[] Syllables) a, (string Name, string[] Syllables) b)
    {
        var (one, other) = (a.Name, b.Name);
        if (one.Length == 0 || other.Length == 0)
            return default;
        if (one == other)
            return (1, MarkGrounds.Same);
        var (score, grounds) = (Alike(one.AsSpan(), other.AsSpan()), MarkGrounds.None);
        void Count(double alike, MarkGrounds ground)
        {
            (score, grounds) = (Math.Max(score, alike), alike > Threshold ? grounds | ground : grounds);
        }

        Count(score, MarkGrounds.Characters);
        var (shorter, longer) = one.Length < other.Length ? (one, other) : (other, one);
        if (shorter.Length >= 2 && longer.Contains(shorter, StringComparison.Ordinal))
            Count(0.7 + (0.2 * shorter.Length / longer.Length), MarkGrounds.Contained);
        if (one.Length == other.Length && one.All(Gram.IsCjk) && one.Order().SequenceEqual(other.Order()))
            Count(0.8, MarkGrounds.Order);
        Count(0.9 * Alike<string>(a.Syllables, b.Syllables), MarkGrounds.Sound);
        return (score, grounds);
    }

    /// <summary>How alike two names of the same length look, character by character, when at least one character is another that looks alike; otherwise 0.</summary>
    public static double Glyphs(string one, string other, Lookalikes lookalikes)
    {
        if (one.Length != other.Length || one == other)
            return 0;
        var (sum, others) = (0.0, false);
        for (var i = 0; i < one.Length; i++)
        {
            var alike = lookalikes.Alike(one[i], other[i]);
            (sum, others) = (sum + alike, others || (alike > 0 && one[i] != other[i]));
        }

        return others ? sum / one.Length : 0;
    }

    private static double Alike<T>(ReadOnlySpan<T> one, ReadOnlySpan<T> other)
        where T : IEquatable<T> => Math.Max(one.Length, other.Length) is > 0 and var longest ? 1 - (EditDistance(one, other) / (double)longest) : 0;

    /// <summary>Insertions, deletions and replacements that turn one into the other.</summary>
    public static int EditDistance<T>(ReadOnlySpan<T> one, ReadOnlySpan<T> other)
        where T : IEquatable<T>
    {
        var row = new int[other.Length + 1];
        for (var j = 0; j <= other.Length; j++)
            row[j] = j;
        for (var i = 1; i <= one.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, corner + (one[i - 1].Equals(other[j - 1]) ? 0 : 1));
                corner = above;
            }
        }

        return row[other.Length];
    }
}
