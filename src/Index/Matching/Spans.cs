using Zhishu.Index.Postings;

namespace Zhishu.Index.Matching;

/// <summary>
/// A place of a text in a document, in units. Where a pattern is open, its beginning or its end may be anywhere between two units;
/// otherwise both are the same.
/// </summary>
internal readonly record struct Span(int FirstLow, int FirstHigh, int LastLow, int LastHigh);

/// <summary>Nearness and patterns: the places of their parts are gathered for some thousands of documents at a time, and compared.</summary>
internal sealed partial class Matcher
{
    /// <summary>The term that stands at the first unit of every run, and behind the last unit.</summary>
    internal const string RunMark = "";

    private Occurrences FindSpans(Query.Text text, DocSet? within)
    {
        var candidates = Candidates(text, within);
        if (candidates.Count == 0)
            return Occurrences.None;
        var (list, times) = (scratch.List(candidates.Count), scratch.List(candidates.Count));
        var count = 0;
        var chunk = new int[Math.Min(ChunkSize, candidates.Count)];
        var read = candidates.Read();
        while (read.Next(chunk) is > 0 and var length)
        {
            var spans = SpansOf(text, chunk.AsSpan(0, length).ToArray());
            for (var i = 0; i < length; i++)
            {
                if (spans[i] is { Count: > 0 } found)
                    (list[count], times[count++]) = (chunk[i], found.Count);
            }
        }

        return new(DocSet.Of(list, count), times);
    }

    /// <summary>The documents that have all parts of a text, wherever.</summary>
    private DocSet Candidates(Query.Text text, DocSet? within)
    {
        _narrowed++;
        var found = text switch
        {
            Query.Near near => Candidates(near.Right, Candidates(near.Left, within)),
            Query.Sequence sequence => sequence.Parts.OrderBy(Estimate).Aggregate(within, (set, part) => Candidates(part, set)) ?? DocSet.Empty,
            _ => Match(text, within),
        };
        _narrowed--;
        return found;
    }

    private List<Span>?[] SpansOf(Query.Text text, int[] documents) => text switch
    {
        Query.Phrase phrase => SpansOfPhrase(phrase, documents),
        Query.Sequence sequence => SpansOfSequence(sequence, documents),
        Query.Near near => SpansOfNear(near, documents),
        _ => SpansOfTerms(text, documents),
    };

    private List<Span>?[] SpansOfPhrase(Query.Phrase phrase, int[] documents)
    {
        var spans = new List<Span>?[documents.Length];
        if (Open(phrase) is not { } places)
            return spans;
        var length = phrase.Terms.Count + phrase.Width - 2;
        for (var i = 0; i < documents.Length; i++)
        {
            if (!Array.TrueForAll(places, place => place.Reader.Advance(documents[i]) == documents[i]))
                continue;
            var count = Starts(places);
            for (var start = 0; start < count; start++)
            {
                var unit = _starts[start] >> 1;
                (spans[i] ??= []).Add(new(unit, unit, unit + length, unit + length));
            }
        }

        return spans;
    }

    private List<Span>?[] SpansOfTerms(Query.Text text, int[] documents)
    {
        var spans = new List<Span>?[documents.Length];
        foreach (var term in Expand(text))
        {
            var reader = new PostingsReader(segment, term, true);
            for (var i = 0; i < documents.Length; i++)
            {
                var found = reader.Advance(documents[i]);
                if (found == PostingsReader.End)
                    break;
                if (found > documents[i])
                {
                    while (i + 1 < documents.Length && documents[i + 1] < found)
                        i++;
                    continue;
                }

                var count = reader.Positions(ref _starts);
                foreach (var position in _starts.AsSpan(0, count))
                    (spans[i] ??= []).Add(new(position >> 1, position >> 1, position >> 1, position >> 1));
            }
        }

        foreach (var list in spans)
            list?.Sort((a, b) => a.FirstLow.CompareTo(b.FirstLow));
        return spans;
    }

    private List<Span>?[] SpansOfNear(Query.Near near, int[] documents)
    {
        var (left, right) = (SpansOf(near.Left, documents), SpansOf(near.Right, documents));
        var spans = new List<Span>?[documents.Length];
        for (var i = 0; i < documents.Length; i++)
        {
            if (left[i] is not { } lefts || right[i] is not { } rights)
                continue;
            foreach (var a in lefts)
            {
                foreach (var b in rights)
                {
                    if (IsBefore(a, b, near.Distance))
                        (spans[i] ??= []).Add(new(a.FirstLow, a.FirstHigh, b.LastLow, b.LastHigh));
                    else if (!near.Ordered && IsBefore(b, a, near.Distance))
                        (spans[i] ??= []).Add(new(b.FirstLow, b.FirstHigh, a.LastLow, a.LastHigh));
                }
            }
        }

        return spans;
    }

    // Between the end of one and the beginning of the other any number of units is possible, from the one extreme to the other.
    private static bool IsBefore(Span a, Span b, int distance) => b.FirstHigh - a.LastLow - 1 >= 0 && b.FirstLow - a.LastHigh - 1 <= distance;

    private List<Span>?[] SpansOfSequence(Query.Sequence sequence, int[] documents)
    {
        var parts = sequence.Parts.Select(part => SpansOf(part, documents)).ToArray();
        var spans = new List<Span>?[documents.Length];
        if (Find(sequence.Field, RunMark) is not { } mark)
            return spans;
        var runs = new PostingsReader(segment, mark, true);
        for (var i = 0; i < documents.Length; i++)
        {
            if (Array.Exists(parts, part => part[i] is null) || runs.Advance(documents[i]) != documents[i])
                continue;
            var count = runs.Positions(ref _more);
            var marks = _more.AsSpan(0, count);
            foreach (var first in parts[0][i]!)
            {
                // The run that the first part stands in: every other part must be in it too.
                var place = marks.BinarySearch((first.FirstLow << 1) | 1);
                place = (place < 0 ? ~place : place + 1) - 1;
                var (start, end) = (marks[place] >> 1, (marks[place + 1] >> 1) - 1);
                var room = first.FirstLow - start;
                if (room >= sequence.Gaps[0].Least && first.LastLow <= end)
                    Follow(sequence, parts, i, 1, first, start, end, spans);
            }
        }

        return spans;
    }

    private static void Follow(Query.Sequence sequence, List<Span>?[][] parts, int document, int part, Span sofar, int start, int end, List<Span>?[] spans)
    {
        if (part == parts.Length)
        {
            var (before, after) = (sequence.Gaps[0], sequence.Gaps[^1]);
            if (end - sofar.LastLow < after.Least)
                return;
            var (first, last) = (sofar.FirstLow - before.Least, sofar.LastLow + after.Least);
            (spans[document] ??= []).Add(new(before.Open ? start : first, first, last, after.Open ? end : last));
            return;
        }

        var gap = sequence.Gaps[part];
        foreach (var next in parts[part][document]!)
        {
            var between = next.FirstLow - sofar.LastLow - 1;
            if (next.LastLow <= end && between >= gap.Least && (gap.Open || between == gap.Least))
                Follow(sequence, parts, document, part + 1, sofar with { LastLow = next.LastLow, LastHigh = next.LastHigh }, start, end, spans);
        }
    }
}
