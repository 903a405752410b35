using System.Runtime.InteropServices;
using Zhishu.Index.Matching;
using Zhishu.Index.Segments;

namespace Zhishu.Index.Counting;

/// <summary>Counts hits by several facets together.</summary>
internal static class Tally
{
    private const int PortionSize = 256;

    /// <summary>How many hits have each combination of values, most frequent first, equally frequent ones in ascending order of the values.</summary>
    /// <remarks>Twice the same facet counts pairs of different values, each pair once.</remarks>
    public static List<ValuesCount> Count(Snapshot snapshot, IReadOnlyList<int> fields, IReadOnlyList<DocSet> hits, int size)
    {
        var counts = new Dictionary<(int, int, int), int>();
        var pairs = fields.Count == 2 && fields[0] == fields[1];
        Walk(snapshot, fields, hits, values =>
        {
            foreach (var a in values[0])
            {
                if (fields.Count == 1)
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(counts, (a, 0, 0), out _)++;
                    continue;
                }

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
        var ordinals = fields.Select(snapshot.Ordinals).ToArray();

        // Only those that can be among the first are turned into texts.
        var cut = counts.Count <= size ? 0 : counts.Values.OrderDescending().ElementAt(size - 1);
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

    /// <summary>How many different values of one facet there are for each value of another, in ascending order of that.</summary>
    public static List<ValueCount> Distinct(Snapshot snapshot, int by, int of, IReadOnlyList<DocSet> hits)
    {
        var seen = new HashSet<(int, int)>();
        var all = new HashSet<int>();
        Walk(snapshot, [by, of], hits, values =>
        {
            foreach (var a in values[0])
            {
                all.Add(a);
                foreach (var b in values[1])
                    seen.Add((a, b));
            }
        });
        var ordinals = snapshot.Ordinals(by);
        var counts = seen.CountBy(pair => pair.Item1).ToDictionary();
        return [.. all.Select(number => new ValueCount(ordinals.ValueOf(number), counts.GetValueOrDefault(number))).OrderBy(row => row.Value, CodePointOrder.Instance)];
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
