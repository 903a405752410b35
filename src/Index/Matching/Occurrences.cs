using System.Buffers;
using Zhishu.Index.Postings;

namespace Zhishu.Index.Matching;

/// <summary>Where a text was found: documents in ascending order, and how often each has it.</summary>
internal readonly record struct Occurrences(DocSet Documents, int[] Times)
{
    public static Occurrences None => new(DocSet.Empty, []);
}

/// <summary>Texts that stand at certain places.</summary>
internal sealed partial class Matcher
{
    /// <summary>Units for a document that has one of the words, and more for one whose places are compared.</summary>
    private const int WordCost = 4;
    private const int PlaceCost = 16;

    private readonly Dictionary<Query, Occurrences> _found = new(ReferenceEqualityComparer.Instance);
    private int[] _starts = new int[64];
    private int[] _more = new int[64];

    /// <summary>
    /// A text's occurrences. Those that were found while the hits were gathered are taken again: within a conjunction they cover all hits,
    /// within one branch of a disjunction they may not, and are not kept.
    /// </summary>
    public Occurrences OccurrencesOf(Query.Text text, DocSet? within)
    {
        if (_found.TryGetValue(text, out var known))
            return known;
        budget.Spend(Math.Min(Estimate(text), within?.Count ?? int.MaxValue) * (text is Query.Phrase { Terms.Count: > 1 } ? WordCost : PlaceCost));
        var found = text switch
        {
            Query.Phrase { Terms.Count: > 1 } phrase => FindPhrase(phrase, within),
            Query.Sequence or Query.Near or Query.AnyOf => FindSpans(text, within),
            _ => CountTimes(text, within),
        };
        if (_narrowed == 0)
            _found[text] = found;
        return found;
    }

    /// <summary>How often any of the terms stands in each document.</summary>
    private Occurrences CountTimes(Query.Text text, DocSet? within)
    {
        var matching = MatchTerms(text.Field, Expand(text), within);
        if (matching.Count == 0)
            return Occurrences.None;
        var times = ArrayPool<int>.Shared.Rent(Documents);
        times.AsSpan(0, Documents).Clear();
        foreach (var term in Expand(text))
        {
            budget.Spend(term.Documents);
            var reader = new PostingsReader(segment, text.Field, term);
            for (var block = 0; block < reader.Blocks; block++)
            {
                var documents = reader.Load(block);
                var each = reader.TimesOfBlock();
                for (var i = 0; i < documents.Length; i++)
                    times[documents[i]] += (int)each[i];
            }
        }

        var (list, counts) = (scratch.List(matching.Count), scratch.List(matching.Count));
        var filled = 0;
        for (var read = matching.Read(); read.Next(list.AsSpan(filled, matching.Count - filled)) is > 0 and var count;)
            filled += count;
        for (var i = 0; i < filled; i++)
            counts[i] = times[list[i]];
        ArrayPool<int>.Shared.Return(times);
        return new(DocSet.Of(list, filled), counts);
    }

    private Occurrences FindPhrase(Query.Phrase phrase, DocSet? within)
    {
        if (Open(phrase) is not { } places)
            return Occurrences.None;
        var lead = places[0].Reader;
        var capacity = Math.Min(lead.Count, within?.Count ?? int.MaxValue);
        var (list, times) = (scratch.List(capacity), scratch.List(capacity));
        var (count, compared) = (0, 0);
        if (within is { } set && set.Count <= lead.Count)
        {
            var read = set.Read();
            Span<int> portion = stackalloc int[256];
            while (read.Next(portion) is > 0 and var length)
            {
                foreach (var document in portion[..length])
                    Try(document);
            }

            return new(DocSet.Of(list, count), times);
        }

        for (var block = 0; block < lead.Blocks; block++)
        {
            foreach (var document in lead.Load(block))
            {
                if (within is null || within.Value.Contains(document))
                    Try(document);
            }
        }

        return new(DocSet.Of(list, count), times);

        void Try(int document)
        {
            foreach (var (reader, _) in places)
            {
                if (reader.Advance(document) != document)
                    return;
            }

            if ((++compared & 63) == 0)
                budget.Spend(64 * PlaceCost);
            var found = Starts(places);
            if (found > 0)
                (list[count], times[count++]) = (document, found);
        }
    }

    /// <summary>The terms that decide about a phrase, the rarest first; null when one is in no document.</summary>
    private (PostingsReader Reader, int Offset)[]? Open(Query.Phrase phrase)
    {
        var entries = phrase.Terms.Count == 1 ? Expand(phrase) : PhraseTerms(phrase);
        var rarest = 0;
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].Documents < entries[rarest].Documents)
                rarest = i;
        }

        if (entries.Count == 0 || entries[rarest].Documents == 0)
            return null;

        // From the rarest to both ends in steps of the width: together they cover every unit.
        var picked = new List<int> { rarest };
        for (var i = rarest; i > 0;)
            picked.Add(i = Math.Max(0, i - phrase.Width));
        for (var i = rarest; i < entries.Count - 1;)
            picked.Add(i = Math.Min(entries.Count - 1, i + phrase.Width));
        return [.. picked.OrderBy(i => entries[i].Documents).Select(i => (new PostingsReader(segment, phrase.Field, entries[i]), i))];
    }

    /// <summary>Finds where in the current document a phrase begins; the places are left in <see cref="_starts"/>.</summary>
    /// <remarks>A position is twice the unit plus one bit that changes from run to run: what stands in another run is never at the right distance.</remarks>
    private int Starts((PostingsReader Reader, int Offset)[] places)
    {
        var count = places[0].Reader.Positions(ref _starts);
        var shift = places[0].Offset << 1;
        for (var i = 0; i < count; i++)
            _starts[i] -= shift;
        for (var other = 1; other < places.Length && count > 0; other++)
        {
            var length = places[other].Reader.Positions(ref _more);
            shift = places[other].Offset << 1;
            var kept = 0;
            for (int i = 0, j = 0; i < count && j < length;)
            {
                var difference = _starts[i] - (_more[j] - shift);
                if (difference == 0)
                    _starts[kept++] = _starts[i];
                if (difference <= 0)
                    i++;
                if (difference >= 0)
                    j++;
            }

            count = kept;
        }

        return count;
    }
}
