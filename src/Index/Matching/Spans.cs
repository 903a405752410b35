using Zhishu.Index.Postings;

namespace Zhishu.Index.Matching;

/// <summary>
/// A place of a text in a document, in units. Where a pattern is open, its beginning or its end may be anywhere between two units;
/// otherwise both are the same.
/// </summary>
/// <param name="FirstLow">Where it begins at the earliest.</param>
/// <param name="FirstHigh">Where it begins at the latest.</param>
/// <param name="LastLow">Where it ends at the earliest.</param>
/// <param name="LastHigh">Where it ends at the latest.</param>
/// <param name="Gapped">Whether other units may stand in it: it comes of nearness.</param>
internal readonly record struct Span(int FirstLow, int FirstHigh, int LastLow, int LastHigh, bool Gapped = false);

/// <summary>Nearness and patterns: the places of their parts are gathered for some thousands of documents at a time, and compared.</summary>
internal sealed partial class Matcher
{
    /// <summary>The term that stands at the first unit of every run, and behind the last unit.</summary>
    internal const string RunMark = "";

    /// <summary>Units for a part whose places in a document are gathered.</summary>
    private const int SpanCost = 120;

    /// <summary>Units for a term that is looked for in the documents of a chunk.</summary>
    private const int ReaderCost = 40;

    /// <summary>Documents whose places are gathered at a time.</summary>
    private const int SpanChunk = 512;

    // What is open, and the places found in the documents of the present chunk.
    private readonly Dictionary<Query, PostingsReader[]> _open = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Query, (PostingsReader Reader, int Offset)[]?> _openPhrases = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Query, List<Span>?[]> _places = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<List<Span>> _spare = [];

    private static int Parts(Query.Text text) => text switch
    {
        Query.Near near => Parts(near.Left) + Parts(near.Right),
        Query.Sequence sequence => 1 + sequence.Parts.Sum(Parts),
        Query.AnyOf any => any.Parts.Sum(Parts),
        _ => 1,
    };

    private Occurrences FindSpans(Query.Text text, DocSet? within)
    {
        var candidates = Candidates(text, within);
        if (candidates.Count == 0)
            return Occurrences.None;
        budget.Spend((long)candidates.Count * SpanCost * Parts(text));
        if (text is Query.Near near && FindNearWords(near, candidates) is { } words)
            return words;
        var (list, times) = (scratch.List(candidates.Count), scratch.List(candidates.Count));
        var count = 0;
        var chunk = new int[Math.Min(SpanChunk, candidates.Count)];
        Forget();
        var read = candidates.Read();
        while (read.Next(chunk) is > 0 and var length)
        {
            ct.ThrowIfCancellationRequested();
            var spans = SpansOf(text, chunk.AsSpan(0, length).ToArray());
            for (var i = 0; i < length; i++)
            {
                if (spans[i] is { Count: > 0 } found)
                    (list[count], times[count++]) = (chunk[i], found.Count);
            }

            // Lists are taken again for the next documents: there are many.
            foreach (var lists in _places.Values)
            {
                foreach (var one in lists)
                {
                    if (one is null)
                        continue;
                    one.Clear();
                    _spare.Push(one);
                }
            }

            _places.Clear();
        }

        Forget();

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
            Query.AnyOf any => Union([.. any.Parts.Select(part => Candidates(part, within))]),
            _ => Match(text, within),
        };
        _narrowed--;
        return found;
    }

    private List<Span>?[] SpansOf(Query.Text text, int[] documents) => text switch
    {
        Query.Sequence sequence => SpansOfSequence(sequence, documents),
        _ when _places.TryGetValue(text, out var known) => known,
        Query.Near near => _places[near] = SpansOfNear(near, documents),
        Query.AnyOf any => _places[any] = SpansOfAny(any, documents),
        Query.Phrase phrase => _places[phrase] = SpansOfPhrase(phrase, documents),
        _ => _places[text] = SpansOfTerms(text, documents),
    };

    private List<Span> Spare() => _spare.TryPop(out var list) ? list : [];

    private PostingsReader[] Opened(Query.Text text)
    {
        if (!_open.TryGetValue(text, out var readers))
            _open[text] = readers = [.. Expand(text).Select(term => new PostingsReader(segment, text.Field, term))];
        return readers;
    }

    private List<Span>?[] SpansOfPhrase(Query.Phrase phrase, int[] documents)
    {
        var spans = new List<Span>?[documents.Length];
        if (!_openPhrases.TryGetValue(phrase, out var places))
            _openPhrases[phrase] = places = Open(phrase);
        if (places is null)
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
                (spans[i] ??= Spare()).Add(new(unit, unit, unit + length, unit + length));
            }
        }

        return spans;
    }

    private List<Span>?[] SpansOfTerms(Query.Text text, int[] documents)
    {
        var spans = new List<Span>?[documents.Length];
        var readers = Opened(text);
        budget.Spend((long)readers.Length * ReaderCost);
        foreach (var reader in readers)
        {
            for (var i = 0; i < documents.Length;)
            {
                var found = reader.Advance(documents[i]);
                if (found != documents[i])
                {
                    // A pattern has many terms, of which most are in few of these documents.
                    i = NextFrom(documents, i + 1, found);
                    continue;
                }

                var count = reader.Positions(ref _starts);
                foreach (var position in _starts.AsSpan(0, count))
                    (spans[i] ??= Spare()).Add(new(position >> 1, position >> 1, position >> 1, position >> 1));
                i++;
            }
        }

        foreach (var list in spans)
        {
            if (list is { Count: > 1 } && readers.Length > 1)
                list.Sort(static (a, b) => a.FirstLow.CompareTo(b.FirstLow));
        }

        return spans;
    }

    /// <summary>The first place from one on whose document is not below another; the length when there is none.</summary>
    private static int NextFrom(int[] documents, int from, int wanted)
    {
        if (wanted > documents[^1])
            return documents.Length;
        for (var near = 0; near < 4; near++, from++)
        {
            if (documents[from] >= wanted)
                return from;
        }

        var found = documents.AsSpan(from).BinarySearch(wanted);
        return from + (found < 0 ? ~found : found);
    }

    private List<Span>?[] SpansOfNear(Query.Near near, int[] documents)
    {
        var (left, right) = (SpansOf(near.Left, documents), SpansOf(near.Right, documents));
        var spans = new List<Span>?[documents.Length];
        for (var i = 0; i < spans.Length; i++)
        {
            if (left[i] is not { Count: > 0 } a || right[i] is not { Count: > 0 } b)
                continue;
            spans[i] = SpanRules.Near(near, a, b, Spare());
            SpendOn(a.Count + b.Count + (double)spans[i]!.Count);
        }

        return spans;
    }

    private List<Span>?[] SpansOfAny(Query.AnyOf any, int[] documents)
    {
        var spans = new List<Span>?[documents.Length];
        foreach (var part in any.Parts)
        {
            var found = SpansOf(part, documents);
            for (var i = 0; i < spans.Length; i++)
            {
                if (found[i] is { Count: > 0 } places)
                    (spans[i] ??= Spare()).AddRange(places);
            }
        }

        foreach (var list in spans)
        {
            if (list is not null)
                SpanRules.Settle(list);
        }

        return spans;
    }

    private List<Span>?[] SpansOfSequence(Query.Sequence sequence, int[] documents)
    {
        var parts = sequence.Parts.Select(part => SpansOf(part, documents)).ToArray();
        var spans = new List<Span>?[documents.Length];
        if (!_open.TryGetValue(sequence, out var marks))
            _open[sequence] = marks = Find(sequence.Field, RunMark) is { } mark ? [new(segment, sequence.Field, mark)] : [];
        if (marks is not [var runs])
            return spans;
        var lists = new List<Span>[parts.Length];
        for (var i = 0; i < documents.Length; i++)
        {
            var product = 1.0;
            for (var part = 0; part < parts.Length && product > 0; part++)
                product *= (lists[part] = parts[part][i]!)?.Count ?? 0;
            if (product == 0 || runs.Advance(documents[i]) != documents[i])
                continue;
            SpendOn(product);
            var count = runs.Positions(ref _more);
            spans[i] = SpanRules.Sequence(sequence, lists, _more.AsSpan(0, count));
        }

        return spans;
    }

    // Each place is held against each: of long texts these are many. A few are paid for already.
    private void SpendOn(double combinations)
    {
        if (combinations > SpanCost)
            budget.Spend((long)Math.Min(combinations, long.MaxValue / 2));
    }

    private void Forget()
    {
        _open.Clear();
        _openPhrases.Clear();
        _places.Clear();
    }
}
