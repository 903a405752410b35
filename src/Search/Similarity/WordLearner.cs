using static Zhishu.Search.Similarity.WordVectors;

namespace Zhishu.Search.Similarity;

/// <summary>
/// Learns vectors of words from texts alone: how much more often than by chance words stand near each other (positive pointwise mutual information),
/// brought down to few dimensions by subspace iteration. The same texts give the same vectors. Bounded: 200,000 texts need about 250 MB.
/// </summary>
internal sealed class WordLearner
{
    private const int Window = 8;
    private const int LeastTexts = 3;
    private const int MostWords = 30_000;
    private const int MostDistinct = 500_000;
    private const int LongestText = 100;
    private const int Rounds = 4;
    private const int Portion = 2000;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<int> _texts = [];
    private List<int[]> _read = [];

    /// <summary>Adds a text: its words in order.</summary>
    public void Add(IEnumerable<string> words)
    {
        var numbers = new List<int>();
        foreach (var word in words.Take(LongestText))
        {
            if (!_numbers.TryGetValue(word, out var number))
            {
                if (_numbers.Count == MostDistinct)
                    continue;
                _numbers.Add(word, number = _numbers.Count);
                _texts.Add(0);
            }

            numbers.Add(number);
        }

        foreach (var number in numbers.Distinct())
            _texts[number]++;
        _read.Add([.. numbers]);
    }

    /// <summary>Learns from what was added; to be called once.</summary>
    /// <param name="records">Records of the hub now.</param>
    /// <param name="rest">Called now and then, to let others work.</param>
    /// <param name="ct">Cancels.</param>
    public WordVectors Learn(long records, Action rest, CancellationToken ct)
    {
        var words = _numbers.Where(pair => _texts[pair.Value] >= LeastTexts).OrderByDescending(pair => _texts[pair.Value]).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Take(MostWords).ToList();
        float[] rarity = [.. words.Select(pair => (float)Math.Log((double)_read.Count / _texts[pair.Value]))];
        var places = new int[_numbers.Count];
        Array.Fill(places, -1);
        foreach (var (place, (_, number)) in words.Index())
            places[number] = place;
        var (pairs, totals) = Count(places, words.Count, rest, ct);
        _read = [];
        var numbers = Reduce(new Rows(pairs, totals), words.Count, rest, ct);
        TakeAway(numbers, [.. words.Select((pair, place) => _texts[pair.Value] * rarity[place])]);
        return new(records, [.. words.Select(pair => pair.Key)], rarity, numbers);
    }

    // What all texts have in common tells none from another: that direction is taken out of every word.
    private static void TakeAway(float[] numbers, float[] weights)
    {
        var common = new float[Size];
        for (var word = 0; word < weights.Length; word++)
            AddTo(common, numbers.AsSpan(word * Size, Size), weights[word]);
        var square = Math.Max(Dot(common, common), float.Epsilon);
        for (var word = 0; word < weights.Length; word++)
            AddTo(numbers.AsSpan(word * Size, Size), common, -Dot(numbers.AsSpan(word * Size, Size), common) / square);
    }

    private (WordPairs Pairs, long[] Totals) Count(int[] places, int words, Action rest, CancellationToken ct)
    {
        var (pairs, totals) = (new WordPairs(), new long[words]);
        foreach (var portion in _read.Chunk(Portion))
        {
            ct.ThrowIfCancellationRequested();
            foreach (var text in portion)
            {
                int[] known = [.. text.Select(number => places[number]).Where(place => place >= 0)];
                for (var i = 0; i < known.Length; i++)
                {
                    for (var j = Math.Max(0, i - Window); j < i; j++)
                    {
                        if (known[i] == known[j])
                            continue;
                        pairs.Add(known[i], known[j]);
                        totals[known[i]]++;
                        totals[known[j]]++;
                    }
                }
            }

            rest();
        }

        return (pairs, totals);
    }

    // A block of vectors is multiplied by the matrix and made orthonormal, again and again: it turns towards the strongest associations.
    private static float[] Reduce(Rows matrix, int words, Action rest, CancellationToken ct)
    {
        var random = new Random(11);
        float[] block = [.. Enumerable.Range(0, words * Size).Select(_ => (float)(random.NextDouble() - 0.5))];
        for (var round = 1; round <= Rounds; round++)
        {
            var next = new float[block.Length];
            for (var word = 0; word < words; word++)
            {
                matrix.MultiplyTo(next.AsSpan(word * Size, Size), word, block);
                if (word % Portion > 0)
                    continue;
                ct.ThrowIfCancellationRequested();
                rest();
            }

            Orthonormalise(next, words, scale: round == Rounds, rest, ct);
            block = next;
        }

        return block;
    }

    // At the end each dimension is as long as the root of its strength.
    private static void Orthonormalise(float[] rows, int words, bool scale, Action rest, CancellationToken ct)
    {
        var columns = new float[Size][];
        for (var d = 0; d < Size; d++)
        {
            ct.ThrowIfCancellationRequested();
            var column = columns[d] = new float[words];
            for (var i = 0; i < words; i++)
                column[i] = rows[(i * Size) + d];
            for (var before = 0; before < d; before++)
                AddTo(column, columns[before], -Dot(column, columns[before]));
            var strength = (float)Math.Sqrt(Dot(column, column));
            AddTo(column, column, (1 / Math.Max(strength, 1e-12f)) - 1);
            var times = scale ? (float)Math.Sqrt(strength) : 1;
            for (var i = 0; i < words; i++)
                rows[(i * Size) + d] = column[i] * times;
            rest();
        }
    }

    /// <summary>Rows of the matrix: for each word those it stands near more often than by chance.</summary>
    private sealed class Rows
    {
        private readonly int[] _starts;
        private readonly int[] _others;
        private readonly float[] _weights;

        public Rows(WordPairs pairs, long[] totals)
        {
            var all = (double)totals.Sum();
            _starts = new int[totals.Length + 1];
            foreach (var (one, other, _) in Above())
            {
                _starts[one + 1]++;
                _starts[other + 1]++;
            }

            for (var i = 0; i < totals.Length; i++)
                _starts[i + 1] += _starts[i];
            (_others, _weights) = (new int[_starts[^1]], new float[_starts[^1]]);
            var next = _starts[..^1];
            foreach (var (one, other, weight) in Above())
            {
                (_others[next[one]], _weights[next[one]++]) = (other, weight);
                (_others[next[other]], _weights[next[other]++]) = (one, weight);
            }

            IEnumerable<(int One, int Other, float Weight)> Above() => pairs.All()
                .Select(pair => (pair.One, pair.Other, (float)Math.Log(pair.Count * all / ((double)totals[pair.One] * totals[pair.Other])))).Where(pair => pair.Item3 > 0);
        }

        public void MultiplyTo(Span<float> sum, int row, float[] block)
        {
            for (var i = _starts[row]; i < _starts[row + 1]; i++)
                AddTo(sum, block.AsSpan(_others[i] * Size, Size), _weights[i]);
        }
    }
}
