using System.Buffers;
using Zhishu.Index.Columns;
using Zhishu.Index.Postings;
using Zhishu.Index.Segments;
using Zhishu.Index.Storage;
using Zhishu.Index.Terms;

namespace Zhishu.Index.Matching;

/// <summary>
/// Finds the documents of one segment that a query asks for. It works set by set: the cheapest part of a conjunction first, the others only within what is left.
/// Deleted documents are not looked at here.
/// </summary>
internal sealed partial class Matcher(IndexSchema schema, Segment segment, Scratch scratch, WorkBudget budget, CancellationToken ct)
{
    /// <summary>Sets below one in so many documents are kept as lists.</summary>
    private const int ListShare = 32;

    /// <summary>One document looked up costs about as much as so many gone through.</summary>
    private const int LookUpCost = 8;

    /// <summary>Units for a term of the dictionary that is gone by, and for one that is held against a pattern.</summary>
    private const int TermCost = 20;
    private const int PatternCost = 100;
    private const int TermsInPortion = 256;

    /// <summary>Disjunctions of more parts are gone through one part after the other.</summary>
    private const int ManyParts = 16;

    private readonly Dictionary<Query, List<TermEntry>> _expansions = new(ReferenceEqualityComparer.Instance);

    private int _branches; // disjunctions that are being gone through
    private int _narrowed; // conjunctions inside of them

    private int Documents => segment.Documents;

    private int WordCount => Bits.WordsFor(Documents);

    private int FewAtMost => Documents / ListShare;

    /// <summary>The documents that a query asks for among the given ones.</summary>
    /// <param name="query">The query.</param>
    /// <param name="within">The only documents that matter, or null for all.</param>
    public DocSet Match(Query query, DocSet? within = null)
    {
        if (within is { Count: 0 })
            return DocSet.Empty;
        ct.ThrowIfCancellationRequested();
        return query switch
        {
            Query.All => within ?? Everything(),
            Query.None => DocSet.Empty,
            Query.And and => MatchAnd(and, within),
            Query.Or { Parts.Count: > ManyParts } many => MatchMany(many, within),
            Query.Or or => Union(Branches(or.Parts, within)),
            Query.Not not => Without(within ?? Everything(), Branches([not.Part], within)[0]),
            Query.AtLeast some => MatchAtLeast(some, within),
            Query.Keys keys => MatchKeys(keys, within),
            Query.Range range => MatchRange(range, within),
            Query.Values or Query.ValuePrefix or Query.Prefix or Query.Pattern => MatchTerms(FieldOf(query), Expand(query), within),
            Query.Phrase { Terms.Count: 1 } phrase => MatchTerms(phrase.Field, Expand(phrase), within),
            // What was found before may have been found in more documents than matter here.
            Query.Text text => _found.TryGetValue(text, out var known) ? Both(known.Documents, within) : OccurrencesOf(text, within).Documents,
            _ => throw new ArgumentException(query.GetType().Name, nameof(query)),
        };
    }

    /// <summary>About how many documents a query finds; it is cheap to ask.</summary>
    public long Estimate(Query query) => query switch
    {
        Query.All => Documents,
        Query.None => 0,
        Query.And and => and.Parts.Min(Estimate),
        Query.Or or => Math.Min(Documents, or.Parts.Sum(Estimate)),
        Query.Not => Documents,
        Query.AtLeast some => Math.Min(Documents, some.Parts.Sum(Estimate)),
        Query.Keys keys => keys.Ids.Count,
        Query.Range range => range.Field == schema.Order ? Documents : segment.Numbers(range.Field).Between(range.From, range.To) is var (from, to) ? to - from : 0,
        Query.Phrase { Terms.Count: > 1 } phrase => PhraseTerms(phrase).Min(entry => (long)entry.Documents),
        Query.Sequence sequence => sequence.Parts.Min(Estimate),
        Query.Near near => Math.Min(Estimate(near.Left), Estimate(near.Right)),
        Query.AnyOf any => Math.Min(Documents, any.Parts.Sum(Estimate)),
        _ => Math.Min(Documents, Expand(query).Sum(term => (long)term.Documents)),
    };

    /// <summary>The terms of a segment that a query over terms stands for.</summary>
    public List<TermEntry> Expand(Query query)
    {
        if (_expansions.TryGetValue(query, out var known))
            return known;
        return _expansions[query] = query switch
        {
            Query.Values values => [.. values.Wanted.Distinct().Select(value => Find(values.Field, value)).OfType<TermEntry>()],
            Query.ValuePrefix prefix => Terms(prefix.Field, prefix.Start, null),
            Query.Prefix prefix => Terms(prefix.Field, prefix.Start, null),
            Query.Pattern pattern => Terms(pattern.Field, pattern.Start, pattern.Accepts),
            Query.Phrase { Terms.Count: 1 } phrase => Find(phrase.Field, phrase.Terms[0]) is { } entry ? [entry] : [],
            _ => throw new ArgumentException(query.GetType().Name, nameof(query)),
        };
    }

    private static int FieldOf(Query query) => query switch
    {
        Query.Values values => values.Field,
        Query.ValuePrefix prefix => prefix.Field,
        Query.Text text => text.Field,
        _ => throw new ArgumentException(query.GetType().Name, nameof(query)),
    };

    /// <summary>The terms of a phrase; those in no document have no documents.</summary>
    private List<TermEntry> PhraseTerms(Query.Phrase phrase)
    {
        if (!_expansions.TryGetValue(phrase, out var known))
            _expansions[phrase] = known = [.. phrase.Terms.Select(term => Find(phrase.Field, term) ?? default)];
        return known;
    }

    private TermEntry? Find(int field, string term) => segment.Terms(field)?.Find(System.Text.Encoding.UTF8.GetBytes(term));

    private List<TermEntry> Terms(int field, string start, Func<string, bool>? accepts)
    {
        var found = new List<TermEntry>();
        if (segment.Terms(field) is not { } terms)
            return found;
        var prefix = System.Text.Encoding.UTF8.GetBytes(start);
        var walked = 0;
        for (var walk = terms.From(prefix); walk.Next() && walk.Term.StartsWith(prefix);)
        {
            if (++walked % TermsInPortion == 0)
                budget.Spend(TermsInPortion * (accepts is null ? TermCost : PatternCost));
            // The empty term marks runs.
            if (walk.Term.Length > 0 && (accepts is null || accepts(System.Text.Encoding.UTF8.GetString(walk.Term))))
                found.Add(walk.Entry);
        }

        return found;
    }

    private List<DocSet> Branches(IReadOnlyList<Query> parts, DocSet? within)
    {
        _branches++;
        var sets = parts.Select(part => Match(part, within)).ToList();
        _branches--;
        return sets;
    }

    private DocSet Everything()
    {
        var bits = scratch.Bits(WordCount);
        Bits.Fill(bits.AsSpan(0, WordCount), Documents);
        return DocSet.Of(bits, WordCount);
    }

    private DocSet MatchAnd(Query.And and, DocSet? within)
    {
        // Texts that need positions are dear: they come behind the plain ones of the same size. What must not hold comes last.
        var current = within;
        _narrowed += _branches > 0 ? 1 : 0;
        foreach (var part in and.Parts.Where(part => part is not Query.Not)
            .OrderBy(part => Estimate(part) * (part is Query.Sequence or Query.Near or Query.AnyOf or Query.Phrase { Terms.Count: > 1 } ? LookUpCost : 1)))
            current = Match(part, current);
        foreach (var part in and.Parts.OfType<Query.Not>())
            current = Without(current ?? Everything(), Branches([part.Part], current)[0]);
        _narrowed -= _branches > 0 ? 1 : 0;
        return current ?? Everything();
    }

    private DocSet MatchAtLeast(Query.AtLeast some, DocSet? within)
    {
        if (some.Count <= 0)
            return within ?? Everything();
        var times = ArrayPool<byte>.Shared.Rent(Documents);
        times.AsSpan(0, Documents).Clear();
        var bits = scratch.Bits(WordCount);
        Span<int> portion = stackalloc int[512];
        foreach (var set in Branches(some.Parts, within))
        {
            var read = set.Read();
            while (read.Next(portion) is > 0 and var count)
            {
                foreach (var document in portion[..count])
                {
                    if (++times[document] == some.Count)
                        Bits.Set(bits, document);
                }
            }
        }

        ArrayPool<byte>.Shared.Return(times);
        return DocSet.Of(bits, WordCount);
    }

    private DocSet MatchKeys(Query.Keys keys, DocSet? within)
    {
        var found = new List<int>();
        foreach (var key in keys.Ids)
        {
            if (segment.Keys.Find(KeyColumn.Of(key)) is >= 0 and var document)
                found.Add(document);
        }

        var list = found.Distinct().Order().ToArray();
        return Both(DocSet.Of(list, list.Length), within);
    }

    private DocSet MatchRange(Query.Range range, DocSet? within)
    {
        var column = segment.Numbers(range.Field);
        if (range.From > range.To || column.Filled == 0)
            return DocSet.Empty;
        if (range.Field == schema.Order)
            return Interval(column.FirstNotAbove(range.To, Documents), range.From == long.MinValue ? column.Filled : column.FirstNotAbove(range.From - 1, Documents), within);
        var (from, to) = column.Between(range.From, range.To);
        if (within is { } set && set.Count < (to - from) / LookUpCost)
        {
            var few = scratch.List(set.Count);
            var count = 0;
            var read = set.Read();
            Span<int> portion = stackalloc int[512];
            while (read.Next(portion) is > 0 and var length)
            {
                foreach (var document in portion[..length])
                {
                    if (column[document] is not NumberColumn.None and var value && value >= range.From && value <= range.To)
                        few[count++] = document;
                }
            }

            return DocSet.Of(few, count);
        }

        if (to - from <= FewAtMost)
        {
            var list = scratch.List(to - from);
            for (var place = from; place < to; place++)
                list[place - from] = column.SortedAt(place);
            list.AsSpan(0, to - from).Sort();
            return Both(DocSet.Of(list, to - from), within);
        }

        // Of more than half, those outside are taken away.
        var bits = scratch.Bits(WordCount);
        if (column.Filled == Documents && to - from > Documents / 2)
        {
            Bits.Fill(bits.AsSpan(0, WordCount), Documents);
            for (var place = 0; place < from; place++)
                Remove(bits, column.SortedAt(place));
            for (var place = to; place < Documents; place++)
                Remove(bits, column.SortedAt(place));
        }
        else
        {
            for (var place = from; place < to; place++)
                Bits.Set(bits, column.SortedAt(place));
        }

        return Both(DocSet.Of(bits, WordCount), within);
    }

    private static void Remove(ulong[] bits, int document) => bits[document >> 6] &= ~(1ul << (document & 63));

    /// <summary>Documents from one to before another.</summary>
    private DocSet Interval(int from, int to, DocSet? within)
    {
        if (from >= to)
            return DocSet.Empty;
        var bits = scratch.Bits(WordCount);
        Bits.Fill(bits.AsSpan(0, WordCount), to);
        bits.AsSpan(0, from >> 6).Clear();
        bits[from >> 6] &= ulong.MaxValue << (from & 63);
        return Both(DocSet.Of(bits, WordCount), within);
    }

    private DocSet MatchTerms(int field, List<TermEntry> terms, DocSet? within)
    {
        if (terms.Count == 0)
            return DocSet.Empty;
        var all = terms.Sum(term => (long)term.Documents);
        budget.Spend(Math.Min(all, within is { } few ? (long)few.Count * LookUpCost * terms.Count : all));
        if (terms.Count == 1)
            return MatchTerm(field, terms[0], within);
        if (within is { } set && (long)set.Count * LookUpCost * terms.Count < all)
            return Union(terms.ConvertAll(term => MatchTerm(field, term, set)));
        if (all <= FewAtMost)
        {
            var list = scratch.List((int)all);
            var count = 0;
            var reader = new PostingsReader(segment, field, terms[0]);
            foreach (var term in terms)
            {
                reader.Open(segment, field, term);
                for (var block = 0; block < reader.Blocks; block++)
                {
                    var documents = reader.Load(block);
                    documents.CopyTo(list.AsSpan(count));
                    count += documents.Length;
                }
            }

            return Both(Distinct(list, count), within);
        }

        var bits = scratch.Bits(WordCount);
        var readers = new PostingsReader(segment, field, terms[0]);
        foreach (var term in terms)
        {
            readers.Open(segment, field, term);
            readers.AddTo(bits.AsSpan(0, WordCount));
        }

        return Both(DocSet.Of(bits, WordCount), within);
    }

    private unsafe DocSet MatchTerm(int field, TermEntry term, DocSet? within)
    {
        var reader = new PostingsReader(segment, field, term);
        if (within is { } set && (set.IsList || reader.Bitmap != null))
            return Among(reader, set);
        if (term.Documents <= FewAtMost)
        {
            var list = scratch.List(term.Documents);
            var count = 0;
            for (var block = 0; block < reader.Blocks; block++)
            {
                var documents = reader.Load(block);
                documents.CopyTo(list.AsSpan(count));
                count += documents.Length;
            }

            return Both(DocSet.Of(list, count), within);
        }

        var bits = scratch.Bits(WordCount);
        reader.AddTo(bits.AsSpan(0, WordCount));
        return Both(DocSet.Of(bits, WordCount), within);
    }

    private unsafe DocSet Among(PostingsReader reader, DocSet set)
    {
        if (!set.IsList)
        {
            var bits = scratch.Bits(WordCount);
            var words = set.Words;
            for (var i = 0; i < words.Length; i++)
                bits[i] = words[i] & reader.Bitmap[i];
            return DocSet.Of(bits, WordCount);
        }

        var list = scratch.List(set.Count);
        var count = 0;
        var wanted = set.List;
        for (var i = 0; i < wanted.Length;)
        {
            var document = wanted[i];
            if (reader.Bitmap != null)
            {
                list[count] = document;
                count += (int)(reader.Bitmap[document >> 6] >> (document & 63) & 1);
                i++;
                continue;
            }

            var found = reader.Advance(document);
            if (found == PostingsReader.End)
                break;
            if (found == document)
                list[count++] = document;
            for (i++; i < wanted.Length && wanted[i] < found;)
                i++;
        }

        return DocSet.Of(list, count);
    }
}
