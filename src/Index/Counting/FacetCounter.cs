using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Zhishu.Index.Columns;
using Zhishu.Index.Matching;
using Zhishu.Index.Segments;
using Zhishu.Index.Storage;

namespace Zhishu.Index.Counting;

/// <summary>Counts how many hits have each value of a facet.</summary>
internal static class FacetCounter
{
    private const int PortionSize = 1024;

    /// <summary>Hits are few when there are so many times more values.</summary>
    private const int FewPerValue = 16;

    /// <summary>The most frequent values of a facet, equally frequent ones in ascending order.</summary>
    public static List<ValueCount> Count(Snapshot snapshot, int field, IReadOnlyList<DocSet> hits, int size)
    {
        var ordinals = snapshot.Ordinals(field);
        if (hits.Sum(set => (long)set.Count) * FewPerValue < ordinals.Count)
            return CountFew(snapshot, field, ordinals, hits, size);
        var counts = ArrayPool<int>.Shared.Rent(Math.Max(1, ordinals.Count));
        counts.AsSpan(0, ordinals.Count).Clear();
        try
        {
            for (var view = 0; view < snapshot.Views.Count; view++)
            {
                var segment = snapshot.Views[view].Segment;
                if (hits[view].Count == 0 || segment.Terms(field) is not { } terms)
                    continue;
                if (view == 0)
                {
                    Add(segment, field, hits[0], counts.AsSpan(0, terms.Count));
                    continue;
                }

                var own = ArrayPool<int>.Shared.Rent(terms.Count);
                own.AsSpan(0, terms.Count).Clear();
                Add(segment, field, hits[view], own.AsSpan(0, terms.Count));
                for (var i = 0; i < terms.Count; i++)
                {
                    if (own[i] != 0)
                        counts[ordinals[view, i]] += own[i];
                }

                ArrayPool<int>.Shared.Return(own);
            }

            return Best(snapshot, ordinals, null, counts.AsSpan(0, ordinals.Count), size);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(counts);
        }
    }

    /// <summary>Of few hits, only the values that they have are looked at.</summary>
    private static List<ValueCount> CountFew(Snapshot snapshot, int field, FacetOrdinals ordinals, IReadOnlyList<DocSet> hits, int size)
    {
        var counts = new Dictionary<int, int>();
        var values = new List<int>();
        Span<int> portion = stackalloc int[PortionSize];
        for (var view = 0; view < snapshot.Views.Count; view++)
        {
            var column = snapshot.Views[view].Segment.Facets(field);
            var read = hits[view].Read();
            while (read.Next(portion) is > 0 and var count)
            {
                foreach (var document in portion[..count])
                {
                    values.Clear();
                    column.Read(document, values);
                    foreach (var value in values)
                        CollectionsMarshal.GetValueRefOrAddDefault(counts, ordinals[view, value], out _)++;
                }
            }
        }

        var numbers = counts.Keys.ToArray();
        Array.Sort(numbers);
        return Best(snapshot, ordinals, numbers, Array.ConvertAll(numbers, number => counts[number]), size);
    }

    private static void Add(Segment segment, int field, DocSet hits, Span<int> counts)
    {
        var column = segment.Facets(field);
        if (hits.IsList || hits.Count <= segment.Documents / 2)
        {
            var read = hits.Read();
            Add(column, ref read, counts, 1);
            return;
        }

        // Of most documents, those that are no hits are taken off the counts of all.
        var all = column.Counts;
        for (var i = 0; i < all.Length; i++)
            counts[i] += all[i] is var having && having <= (uint)segment.Documents ? (int)having : throw MappedFile.Damaged("a value in more documents than there are");
        if (hits.Count == segment.Documents)
            return;
        using var scratch = new Scratch(WorkBudget.Unlimited);
        var words = hits.Words;
        var others = scratch.Bits(words.Length);
        Bits.Fill(others.AsSpan(0, words.Length), segment.Documents);
        for (var i = 0; i < words.Length; i++)
            others[i] &= ~words[i];
        var rest = DocSet.Of(others, words.Length).Read();
        Add(column, ref rest, counts, -1);
    }

    private static void Add(FacetColumn column, ref DocSet.Portions read, Span<int> counts, int one)
    {
        Span<int> portion = stackalloc int[PortionSize];
        if (column.HasSeveral)
        {
            while (read.Next(portion) is > 0 and var count)
            {
                foreach (var document in portion[..count])
                {
                    var (start, end) = ((int)column.Starts[document], (int)column.Starts[document + 1]);
                    if ((uint)(end - start) > (uint)counts.Length)
                        throw MappedFile.Damaged("a document with more values than there are");
                    for (var i = start; i < end; i++)
                        Add(counts, column.Values[i], one);
                }
            }

            return;
        }

        // A value of 0 is none; what is counted for it is left out.
        while (read.Next(portion) is > 0 and var count)
        {
            foreach (var document in portion[..count])
            {
                if (column.Values[document] is > 0 and var value)
                    Add(counts, value - 1, one);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Span<int> counts, ulong ordinal, int one)
    {
        if (ordinal >= (ulong)counts.Length)
            throw MappedFile.Damaged("a value behind the last");
        counts[(int)ordinal] += one;
    }

    /// <param name="snapshot">The segments.</param>
    /// <param name="ordinals">Numbers of the values.</param>
    /// <param name="numbers">Numbers that were counted, in ascending order; null for all.</param>
    /// <param name="counts">Their counts.</param>
    /// <param name="size">Most values.</param>
    private static List<ValueCount> Best(Snapshot snapshot, FacetOrdinals ordinals, int[]? numbers, ReadOnlySpan<int> counts, int size)
    {
        if (size <= 0)
            return [];

        // The count that the last of the best has.
        var least = new PriorityQueue<int, int>();
        foreach (var count in counts)
        {
            if (count == 0)
                continue;
            if (count < 0)
                throw MappedFile.Damaged("a value in fewer documents than have it");
            if (least.Count < size)
                least.Enqueue(count, count);
            else if (count > least.Peek())
                least.EnqueueDequeue(count, count);
        }

        if (least.Count == 0)
            return [];
        var cut = least.Count < size ? 1 : least.Peek();
        var best = new List<ValueCount>();
        var ties = new List<ValueCount>();
        for (int view = 0, i = 0; view < snapshot.Views.Count; view++)
        {
            // Of those that have just that count, the first of each segment suffice: their numbers rise with their values.
            var equal = 0;
            for (; i < counts.Length && (numbers is null ? i : numbers[i]) < ordinals.BaseOf(view + 1); i++)
            {
                if (counts[i] > cut)
                    best.Add(new(ordinals.ValueOf(numbers is null ? i : numbers[i]), counts[i]));
                else if (counts[i] == cut && equal++ < size)
                    ties.Add(new(ordinals.ValueOf(numbers is null ? i : numbers[i]), cut));
            }
        }

        return [.. best.Concat(ties).OrderByDescending(value => value.Count).ThenBy(value => value.Value, CodePointOrder.Instance).Take(size)];
    }
}
