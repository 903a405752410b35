using System.Numerics;
using System.Runtime.InteropServices;

namespace Zhishu.Search.Similarity;

/// <summary>What was learned of words: those that stand in like company have like vectors. Never changed.</summary>
/// <param name="Records">Records that the hub had when it was learned.</param>
/// <param name="Words">The words.</param>
/// <param name="Rarity">How rare each is, the logarithm of all texts over those that have it.</param>
/// <param name="Numbers">Their vectors, one behind the other.</param>
internal sealed record WordVectors(long Records, IReadOnlyList<string> Words, float[] Rarity, float[] Numbers)
{
    /// <summary>Numbers of a vector.</summary>
    public const int Size = 96;

    private readonly Dictionary<string, int> _places = Words.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);

    /// <summary>What a text speaks of: the sum over its words, each once, weighed by how rare they are, of length one; null when none is known.</summary>
    public float[]? Of(IEnumerable<string> text)
    {
        var sum = new float[Size];
        foreach (var word in text.Distinct())
        {
            if (_places.TryGetValue(word, out var place))
                AddTo(sum, Numbers.AsSpan(place * Size, Size), Rarity[place]);
        }

        var length = (float)Math.Sqrt(Dot(sum, sum));
        if (length < 1e-9f)
            return null;
        AddTo(sum, sum, (1 / length) - 1);
        return sum;
    }

    /// <summary>How alike two texts are: 1 when their vectors point the same way, 0 when they have nothing in common.</summary>
    public static float Dot(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        var left = MemoryMarshal.Cast<float, Vector<float>>(one);
        var right = MemoryMarshal.Cast<float, Vector<float>>(other);
        var sum = Vector<float>.Zero;
        for (var i = 0; i < left.Length; i++)
            sum += left[i] * right[i];
        var dot = Vector.Sum(sum);
        for (var i = left.Length * Vector<float>.Count; i < one.Length; i++)
            dot += one[i] * other[i];
        return dot;
    }

    /// <summary>Adds so many times one to a sum.</summary>
    public static void AddTo(Span<float> sum, ReadOnlySpan<float> one, float times)
    {
        var to = MemoryMarshal.Cast<float, Vector<float>>(sum);
        var from = MemoryMarshal.Cast<float, Vector<float>>(one);
        for (var i = 0; i < to.Length; i++)
            to[i] += from[i] * times;
        for (var i = to.Length * Vector<float>.Count; i < sum.Length; i++)
            sum[i] += one[i] * times;
    }
}
