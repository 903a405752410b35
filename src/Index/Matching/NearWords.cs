using Zhishu.Index.Postings;

namespace Zhishu.Index.Matching;

/// <summary>Nearness of words, or of any of some words on either side, which is asked most: places are counted document by document, and no spans are made of them.</summary>
internal sealed partial class Matcher
{
    /// <summary>One side: words of one width.</summary>
    private sealed class Side(PostingsReader[] readers, int length)
    {
        private int[] _starts = new int[16];
        private int[] _read = new int[16];

        /// <summary>Units from the first to the last of a word.</summary>
        public int Length => length;

        public int Count { get; private set; }

        public ReadOnlySpan<int> Starts => _starts.AsSpan(0, Count);

        /// <summary>Gathers where the words begin in a document: units in ascending order, each once.</summary>
        public bool Find(int document)
        {
            Count = 0;
            foreach (var reader in readers)
            {
                if (reader.Advance(document) != document)
                    continue;
                var count = reader.Positions(ref _read);
                if (Count + count > _starts.Length)
                    Array.Resize(ref _starts, Math.Max(Count + count, _starts.Length * 2));
                for (var i = 0; i < count; i++)
                    _starts[Count + i] = _read[i] >> 1;
                Count += count;
                if (Count > count)
                    Settle();
            }

            return Count > 0;
        }

        private void Settle()
        {
            _starts.AsSpan(0, Count).Sort();
            var kept = 1;
            for (var i = 1; i < Count; i++)
            {
                if (_starts[i] != _starts[kept - 1])
                    _starts[kept++] = _starts[i];
            }

            Count = kept;
        }
    }

    /// <summary>Null when the sides are more than words.</summary>
    private Occurrences? FindNearWords(Query.Near near, DocSet candidates)
    {
        if (SideOf(near.Left) is not { } left || SideOf(near.Right) is not { } right)
            return null;
        var (list, times) = (scratch.List(candidates.Count), scratch.List(candidates.Count));
        var count = 0;
        Span<int> portion = stackalloc int[256];
        for (var read = candidates.Read(); read.Next(portion) is > 0 and var length;)
        {
            ct.ThrowIfCancellationRequested();
            foreach (var document in portion[..length])
            {
                if (!left.Find(document) || !right.Find(document))
                    continue;
                var found = Meet(left.Starts, right.Starts) ? SpanRules.Near(near, Spans(left), Spans(right), []).Count
                    : Before(left, right, near.Distance) + (near.Ordered ? 0 : Before(right, left, near.Distance));
                SpendOn(left.Count + right.Count + (double)found);
                if (found > 0)
                    (list[count], times[count++]) = (document, found);
            }
        }

        return new(DocSet.Of(list, count), times);
    }

    private Side? SideOf(Query.Text text)
    {
        IReadOnlyList<Query.Text> words = text is Query.AnyOf any ? any.Parts : [text];
        return words.All(word => word is Query.Phrase { Terms.Count: 1 }) && words.Select(word => ((Query.Phrase)word).Width).Distinct().Take(2).Count() == 1
            ? new([.. words.SelectMany(Expand).Select(entry => new PostingsReader(segment, text.Field, entry))], ((Query.Phrase)words[0]).Width - 1)
            : null;
    }

    // Where both begin at one unit, a span may come from either order, and counts once.
    private static bool Meet(ReadOnlySpan<int> left, ReadOnlySpan<int> right)
    {
        for (int i = 0, j = 0; i < left.Length && j < right.Length;)
        {
            if (left[i] == right[j])
                return true;
            if (left[i] < right[j])
                i++;
            else
                j++;
        }

        return false;
    }

    private static int Before(Side first, Side second, int distance)
    {
        var seconds = second.Starts;
        var (from, to, count) = (0, 0, 0);
        foreach (var start in first.Starts)
        {
            var least = start + first.Length + 1;
            while (from < seconds.Length && seconds[from] < least)
                from++;
            to = Math.Max(to, from);
            while (to < seconds.Length && (long)seconds[to] - least <= distance)
                to++;
            count += to - from;
        }

        return count;
    }

    private static List<Span> Spans(Side side)
    {
        var spans = new List<Span>(side.Count);
        foreach (var start in side.Starts)
            spans.Add(new(start, start, start + side.Length, start + side.Length));
        return spans;
    }
}
