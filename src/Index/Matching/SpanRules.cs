namespace Zhishu.Index.Matching;

/// <summary>How places of texts combine to places of patterns and nearness, wherever the places come from.</summary>
internal static class SpanRules
{
    /// <summary>Both texts near each other.</summary>
    public static List<Span>? Near(Query.Near near, List<Span>? left, List<Span>? right)
    {
        List<Span>? spans = null;
        foreach (var a in left ?? [])
        {
            foreach (var b in right ?? [])
            {
                if (IsBefore(a, b, near.Distance))
                    (spans ??= []).Add(new(a.FirstLow, a.FirstHigh, b.LastLow, b.LastHigh));
                else if (!near.Ordered && IsBefore(b, a, near.Distance))
                    (spans ??= []).Add(new(b.FirstLow, b.FirstHigh, a.LastLow, a.LastHigh));
            }
        }

        return spans;
    }

    /// <summary>All parts in one run, with the gaps that are asked for.</summary>
    /// <param name="sequence">The pattern.</param>
    /// <param name="parts">The places of each part.</param>
    /// <param name="marks">Positions of the first unit of every run and of the end of the text.</param>
    public static List<Span>? Sequence(Query.Sequence sequence, List<Span>[] parts, ReadOnlySpan<int> marks)
    {
        List<Span>? spans = null;
        foreach (var first in parts[0])
        {
            // The run that the first part stands in: every other part must be in it too.
            var place = marks.BinarySearch((first.FirstLow << 1) | 1);
            place = (place < 0 ? ~place : place + 1) - 1;
            if (place < 0 || place + 1 >= marks.Length)
                throw new IndexDamagedException("A place stands in no run.");
            var (start, end) = (marks[place] >> 1, (marks[place + 1] >> 1) - 1);
            if (first.FirstLow - start >= sequence.Gaps[0].Least && first.LastLow <= end)
                Follow(sequence, parts, 1, first, start, end, ref spans);
        }

        return spans;
    }

    // Between the end of one and the beginning of the other any number of units is possible, from the one extreme to the other.
    private static bool IsBefore(Span a, Span b, int distance) => b.FirstHigh - a.LastLow - 1 >= 0 && b.FirstLow - a.LastHigh - 1 <= distance;

    private static void Follow(Query.Sequence sequence, List<Span>[] parts, int part, Span sofar, int start, int end, ref List<Span>? spans)
    {
        if (part == parts.Length)
        {
            var (before, after) = (sequence.Gaps[0], sequence.Gaps[^1]);
            if (end - sofar.LastLow < after.Least)
                return;
            var (first, last) = (sofar.FirstLow - before.Least, sofar.LastLow + after.Least);
            (spans ??= []).Add(new(before.Open ? start : first, first, last, after.Open ? end : last));
            return;
        }

        var gap = sequence.Gaps[part];
        foreach (var next in parts[part])
        {
            var between = next.FirstLow - sofar.LastLow - 1;
            if (next.LastLow <= end && between >= gap.Least && (gap.Open || between == gap.Least))
                Follow(sequence, parts, part + 1, sofar with { LastLow = next.LastLow, LastHigh = next.LastHigh }, start, end, ref spans);
        }
    }
}
