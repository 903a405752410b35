namespace Zhishu.Index.Matching;

/// <summary>How places of texts combine to places of patterns and nearness, wherever the places come from.</summary>
internal static class SpanRules
{
    /// <summary>Both texts near each other: each place once, by their beginnings.</summary>
    /// <param name="near">The nearness.</param>
    /// <param name="left">Places of the one, by their beginnings.</param>
    /// <param name="right">Places of the other, by their beginnings.</param>
    /// <param name="into">An empty list that is filled and given back.</param>
    public static List<Span> Near(Query.Near near, List<Span> left, List<Span> right, List<Span> into)
    {
        AddBefore(left, right, near.Distance, into);
        if (!near.Ordered)
        {
            AddBefore(right, left, near.Distance, into);
            AddAround(left, right, into);
            AddAround(right, left, into);
        }

        Settle(into);
        return into;
    }

    /// <summary>Puts places in the order of their beginnings and leaves each once.</summary>
    public static void Settle(List<Span> spans)
    {
        if (spans.Count < 2)
            return;
        spans.Sort(static (a, b) => a.FirstLow != b.FirstLow ? a.FirstLow.CompareTo(b.FirstLow) : a.LastLow != b.LastLow ? a.LastLow.CompareTo(b.LastLow)
            : a.FirstHigh != b.FirstHigh ? a.FirstHigh.CompareTo(b.FirstHigh)
            : a.LastHigh != b.LastHigh ? a.LastHigh.CompareTo(b.LastHigh) : a.Gapped.CompareTo(b.Gapped));
        var kept = 1;
        for (var i = 1; i < spans.Count; i++)
        {
            if (spans[i] != spans[kept - 1])
                spans[kept++] = spans[i];
        }

        spans.RemoveRange(kept, spans.Count - kept);
    }

    // Those that begin near enough behind the end stand together: the others are not looked at.
    private static void AddBefore(List<Span> firsts, List<Span> seconds, int distance, List<Span> into)
    {
        var slack = Slack(seconds);
        foreach (var first in firsts)
        {
            var last = (long)first.LastHigh + 1 + distance;
            for (var at = FirstFrom(seconds, first.LastLow + 1 - slack); at < seconds.Count && seconds[at].FirstLow <= last; at++)
            {
                if (IsBefore(first, seconds[at], distance))
                    into.Add(new(first.FirstLow, first.FirstHigh, seconds[at].LastLow, seconds[at].LastHigh, distance > 0 || first.Gapped || seconds[at].Gapped));
            }
        }
    }

    // What stands between two that are near each other is near both.
    private static void AddAround(List<Span> outers, List<Span> inners, List<Span> into)
    {
        var slack = -1;
        foreach (var outer in outers)
        {
            if (!outer.Gapped)
                continue;
            slack = slack < 0 ? Slack(inners) : slack;
            for (var at = FirstFrom(inners, outer.FirstLow + 1 - slack); at < inners.Count && inners[at].FirstLow < outer.LastHigh; at++)
            {
                if (inners[at].FirstHigh <= outer.FirstLow || inners[at].LastLow >= outer.LastHigh)
                    continue;
                into.Add(outer);
                break;
            }
        }
    }

    private static int Slack(List<Span> spans)
    {
        var slack = 0;
        foreach (var span in spans)
            slack = Math.Max(slack, span.FirstHigh - span.FirstLow);
        return slack;
    }

    private static int FirstFrom(List<Span> spans, int unit)
    {
        var (low, high) = (0, spans.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (spans[middle].FirstLow < unit)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
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
