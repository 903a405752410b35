using System.Runtime.InteropServices;
using Zhishu.Index.Matching;
using Zhishu.Index.Segments;
using Zhishu.Index.Storage;

namespace Zhishu.Index.Counting;

/// <summary>Counts hits by several facets together.</summary>
internal static class Tally
{
    private const int PortionSize = 256;

    /// <summary>Most combinations that are counted in cells (4 MB), and most that are marked by bits (8 MB).</summary>
    private const int MostCells = 1 << 20;
    private const int MostBits = 1 << 26;

    /// <summary>How many hits have each combination of values, most frequent first, equally frequent ones in ascending order of the values.</summary>
    /// <remarks>Twice the same facet counts pairs of different values, each pair once.</remarks>
    public static List<ValuesCount> Count(Snapshot snapshot, IReadOnlyList<int> fields, IReadOnlyList<DocSet> hits, int size)
    {
        if (fields.Count == 1)
            return [.. FacetCounter.Count(snapshot, fields[0], hits, size).Select(value => new ValuesCount([value.Value], value.Count))];
        var ordinals = fields.Select(snapshot.Ordinals).ToArray();
        var pairs = fields.Count == 2 && fields[0] == fields[1];
        var counts = fields.Count == 2 && !pairs && (long)ordinals[0].Count * ordinals[1].Count <= MostCells
            ? Cells(snapshot, fields, ordinals, hits)
            : Combinations(snapshot, fields, pairs, hits);

        // Only those that can be among the first are turned into texts.
        var cut = counts.Count <= size ? 0 : counts.Select(pair => pair.Value).OrderDescending().ElementAt(size - 1);
        return
        [
            .. counts.Where(pair => pair.Value >= cut)
                .Select(pair => new ValuesCount(Texts(pair.Key), pair.Value))
                .OrderByDescending(row => row.Count).ThenBy(row => row.Values[0], CodePointOrder.Instance)
                .ThenBy(row => row.Values.ElementAtOrDefault(1), CodePointOrder.Instance)
                .ThenBy(row => row.Values.ElementAtOrDefault(2), CodePointOrder.Instance)
                .Take(size),
        ];

        string[] Texts((int A, int B, int C) key)
        {
            int[] numbers = [key.A, key.B, key.C];
            string[] texts = [.. ordinals.Select((ordinal, i) => ordinal.ValueOf(numbers[i]))];
            if (pairs)
                Array.Sort(texts, CodePointOrder.Instance);
            return texts;
        }
    }

    /// <summary>Of two facets with few values every combination has a cell.</summary>
    private static List<KeyValuePair<(int A, int B, int C), int>> Cells(Snapshot snapshot, IReadOnlyList<int> fields, FacetOrdinals[] ordinals, IReadOnlyList<DocSet> hits)
    {
        var columns = ordinals[1].Count;
        var cells = new int[ordinals[0].Count * columns];
        Walk(snapshot, fields, hits, values =>
        {
            foreach (var a in values[0])
            {
                foreach (var b in values[1])
                    cells[(a * columns) + b]++;
            }
        });
        var counts = new List<KeyValuePair<(int, int, int), int>>();
        for (var i = 0; i < cells.Length; i++)
        {
            if (cells[i] > 0)
                counts.Add(new((i / columns, i % columns, 0), cells[i]));
        }

        return counts;
    }

    private static List<KeyValuePair<(int A, int B, int C), int>> Combinations(Snapshot snapshot, IReadOnlyList<int> fields, bool pairs, IReadOnlyList<DocSet> hits)
    {
        var counts = new Dictionary<(int, int, int), int>();
        Walk(snapshot, fields, hits, values =>
        {
            foreach (var a in values[0])
            {
                foreach (var b in values[1])
                {
                    if (fields.Count == 3)
                    {
                        foreach (var c in values[2])
                            CollectionsMarshal.GetValueRefOrAddDefault(counts, (a, b, c), out _)++;
                    }
                    else if (!pairs || a < b)
                    {
                        CollectionsMarshal.GetValueRefOrAddDefault(counts, (a, b, 0), out _)++;
                    }
                }
            }
        });
        return [.. counts];
    }

    /// <summary>How many different values of one facet there are for each value of another, in ascending order of that.</summary>
    public static List<ValueCount> Distinct(Snapshot snapshot, int by, int of, IReadOnlyList<DocSet> hits)
    {
        var (ordinals, others) = (snapshot.Ordinals(by), snapshot.Ordinals(of).Count);
        var all = new HashSet<int>();
        var counts = (long)ordinals.Count * others <= MostBits ? DistinctByBits(snapshot, by, of, hits, all, ordinals.Count, others) : DistinctBySet(snapshot, by, of, hits, all);
        return [.. all.Select(number => new ValueCount(ordinals.ValueOf(number), counts(number))).OrderBy(row => row.Value, CodePointOrder.Instance)];
    }

    private static Func<int, int> DistinctByBits(Snapshot snapshot, int by, int of, IReadOnlyList<DocSet> hits, HashSet<int> all, int rows, int others)
    {
        var words = Bits.WordsFor(others);
        var seen = new ulong[rows * words];
        Walk(snapshot, [by, of], hits, values =>
        {
            foreach (var a in values[0])
            {
                all.Add(a);
                foreach (var b in values[1])
                    Bits.Set(seen.AsSpan(a * words, words), b);
            }
        });
        return row => Bits.Count(seen.AsSpan(row * words, words));
    }

    private static Func<int, int> DistinctBySet(Snapshot snapshot, int by, int of, IReadOnlyList<DocSet> hits, HashSet<int> all)
    {
        var seen = new HashSet<(int, int)>();
        Walk(snapshot, [by, of], hits, values =>
        {
            foreach (var a in values[0])
            {
                all.Add(a);
                foreach (var b in values[1])
                    seen.Add((a, b));
            }
        });
        var counts = seen.CountBy(pair => pair.Item1).ToDictionary();
        return row => counts.GetValueOrDefault(row);
    }

    private static void Walk(Snapshot snapshot, IReadOnlyList<int> fields, IReadOnlyList<DocSet> hits, Action<List<int>[]> take)
    {
        var ordinals = fields.Select(snapshot.Ordinals).ToArray();
        var values = fields.Select(_ => new List<int>()).ToArray();
        Span<int> portion = stackalloc int[PortionSize];
        for (var view = 0; view < snapshot.Views.Count; view++)
        {
            var columns = fields.Select(snapshot.Views[view].Segment.Facets).ToArray();
            var read = hits[view].Read();
            while (read.Next(portion) is > 0 and var count)
            {
                foreach (var document in portion[..count])
                {
                    for (var i = 0; i < columns.Length; i++)
                    {
                        values[i].Clear();
                        columns[i].Read(document, values[i]);
                        for (var v = 0; v < values[i].Count; v++)
                            values[i][v] = ordinals[i][view, values[i][v]];
                    }

                    take(values);
                }
            }
        }
    }
}
