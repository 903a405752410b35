using System.Numerics;
using System.Runtime.InteropServices;

namespace Zhishu.Bench;

/// <summary>
/// Vectors of words learned from the texts alone: positive pointwise mutual information of words near each other, reduced by subspace iteration.
/// Measured here beside the words themselves; the product has it only if it is better.
/// </summary>
internal sealed class WordVectors
{
    private const int Size = 96;
    private const int Window = 8;
    private const int LeastDocuments = 3;
    private const int MostWords = 30_000;
    private const int Rounds = 4;

    private readonly Dictionary<string, int> _places;
    private readonly float[] _idf;
    private readonly float[][] _vectors;

    public WordVectors(IReadOnlyList<IReadOnlyList<string>> texts)
    {
        var documents = new Dictionary<string, int>();
        foreach (var word in texts.SelectMany(text => text.Distinct()))
            documents[word] = documents.GetValueOrDefault(word) + 1;
        var words = documents.Where(pair => pair.Value >= LeastDocuments).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(MostWords).ToList();
        _places = words.Index().ToDictionary(pair => pair.Item.Key, pair => pair.Index);
        _idf = [.. words.Select(pair => (float)Math.Log((double)texts.Count / pair.Value))];
        _vectors = Reduce(Associations(texts));
    }

    public int Words => _places.Count;

    /// <summary>The mean of the words' vectors, weighed by how rare they are, of length one; null when no word is known.</summary>
    public float[]? Of(IEnumerable<string> text)
    {
        var sum = new float[Size];
        foreach (var word in text.Distinct())
        {
            if (_places.TryGetValue(word, out var place))
                AddTo(sum, _vectors[place], _idf[place]);
        }

        var length = (float)Math.Sqrt(Dot(sum, sum));
        if (length < 1e-9f)
            return null;
        AddTo(sum, sum, (1 / length) - 1);
        return sum;
    }

    public static float Dot(float[] one, float[] other)
    {
        var left = MemoryMarshal.Cast<float, Vector<float>>(one.AsSpan());
        var right = MemoryMarshal.Cast<float, Vector<float>>(other.AsSpan());
        var sum = Vector<float>.Zero;
        for (var i = 0; i < left.Length; i++)
            sum += left[i] * right[i];
        var dot = Vector.Sum(sum);
        for (var i = left.Length * Vector<float>.Count; i < one.Length; i++)
            dot += one[i] * other[i];
        return dot;
    }

    private static void AddTo(float[] sum, float[] one, float times)
    {
        var to = MemoryMarshal.Cast<float, Vector<float>>(sum.AsSpan());
        var from = MemoryMarshal.Cast<float, Vector<float>>(one.AsSpan());
        for (var i = 0; i < to.Length; i++)
            to[i] += from[i] * times;
        for (var i = to.Length * Vector<float>.Count; i < sum.Length; i++)
            sum[i] += one[i] * times;
    }

    /// <summary>Rows of the matrix: for each word the words it stands near more often than by chance.</summary>
    private (int[] Other, float[] Weight)[] Associations(IReadOnlyList<IReadOnlyList<string>> texts)
    {
        var counts = new Dictionary<int, float>[_places.Count];
        var totals = new double[_places.Count];
        double all = 0;
        foreach (var text in texts)
        {
            var places = text.Select(word => _places.GetValueOrDefault(word, -1)).Where(place => place >= 0).ToArray();
            for (var i = 0; i < places.Length; i++)
            {
                for (var j = Math.Max(0, i - Window); j < i; j++)
                {
                    if (places[i] == places[j])
                        continue;
                    Count(places[i], places[j]);
                    Count(places[j], places[i]);
                }
            }
        }

        var rows = new (int[] Other, float[] Weight)[counts.Length];
        for (var a = 0; a < counts.Length; a++)
        {
            var kept = (counts[a] ?? []).Select(pair => (Other: pair.Key, Weight: (float)Math.Log(pair.Value * all / (totals[a] * totals[pair.Key]))))
                .Where(pair => pair.Weight > 0).OrderBy(pair => pair.Other).ToList();
            rows[a] = ([.. kept.Select(pair => pair.Other)], [.. kept.Select(pair => pair.Weight)]);
        }

        return rows;

        void Count(int one, int other)
        {
            var row = counts[one] ??= [];
            row[other] = row.GetValueOrDefault(other) + 1;
            totals[one]++;
            all++;
        }
    }

    // A block of vectors is multiplied by the matrix and made orthonormal, again and again: it turns towards the strongest associations.
    private static float[][] Reduce((int[] Other, float[] Weight)[] matrix)
    {
        var random = new Random(11);
        var block = matrix.Select(_ => Enumerable.Range(0, Size).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            var next = matrix.Select(row =>
            {
                var sum = new float[Size];
                for (var i = 0; i < row.Other.Length; i++)
                    AddTo(sum, block[row.Other[i]], row.Weight[i]);
                return sum;
            }).ToArray();
            var strengths = Orthonormalise(next);
            block = next;
            if (round == Rounds - 1)
            {
                foreach (var row in block)
                {
                    for (var d = 0; d < Size; d++)
                        row[d] *= (float)Math.Sqrt(strengths[d]);
                }
            }
        }

        return block;
    }

    private static double[] Orthonormalise(float[][] rows)
    {
        var columns = Enumerable.Range(0, Size).Select(d => rows.Select(row => row[d]).ToArray()).ToArray();
        var strengths = new double[Size];
        for (var d = 0; d < Size; d++)
        {
            for (var before = 0; before < d; before++)
                AddTo(columns[d], columns[before], -Dot(columns[d], columns[before]));
            strengths[d] = Math.Sqrt(Dot(columns[d], columns[d]));
            AddTo(columns[d], columns[d], (float)((1 / Math.Max(strengths[d], 1e-12)) - 1));
        }

        for (var i = 0; i < rows.Length; i++)
        {
            for (var d = 0; d < Size; d++)
                rows[i][d] = columns[d][i];
        }

        return strengths;
    }
}
