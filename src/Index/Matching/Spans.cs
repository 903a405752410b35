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
            var reader = new PostingsReader(segment, text.Field, term);
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
        return
        [
            .. left.Select((spans, i) =>
            {
                // Each place is held against each: of long texts these are many.
                if ((long)(spans?.Count ?? 0) * (right[i]?.Count ?? 0) is > ChunkSize and var pairs)
                    budget.Spend(pairs);
                return SpanRules.Near(near, spans, right[i]);
            }),
        ];
    }

    private List<Span>?[] SpansOfSequence(Query.Sequence sequence, int[] documents)
    {
        var parts = sequence.Parts.Select(part => SpansOf(part, documents)).ToArray();
        var spans = new List<Span>?[documents.Length];
        if (Find(sequence.Field, RunMark) is not { } mark)
            return spans;
        var runs = new PostingsReader(segment, sequence.Field, mark);
        for (var i = 0; i < documents.Length; i++)
        {
            if (Array.Exists(parts, part => part[i] is null) || runs.Advance(documents[i]) != documents[i])
                continue;
            var count = runs.Positions(ref _more);
            spans[i] = SpanRules.Sequence(sequence, Array.ConvertAll(parts, part => part[i]!), _more.AsSpan(0, count));
        }

        return spans;
    }
}
