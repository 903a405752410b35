using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Zhishu.Index.Columns;
using Zhishu.Index.Counting;
using Zhishu.Index.Matching;
using Zhishu.Index.Scoring;
using Zhishu.Index.Segments;
using Zhishu.Index.Storage;

namespace Zhishu.Index;

/// <summary>What a query found. One thread at a time may ask it; it is worked out as far as the questions need.</summary>
public sealed class Hits : IDisposable
{
    /// <summary>Segments are gone through side by side when about so many documents are looked at.</summary>
    private const long WorthParallel = 200_000;

    private const int PortionSize = 1024;

    private readonly Snapshot _snapshot;
    private readonly Query _query;
    private readonly CancellationToken _ct;
    private readonly WorkBudget _budget;
    private readonly Scratch[] _scratch;
    private readonly Matcher[] _matchers;
    private DocSet[]? _sets;

    internal Hits(Snapshot snapshot, Query query, CancellationToken ct, WorkBudget budget)
    {
        (_snapshot, _query, _ct, _budget) = (snapshot, query, ct, budget);
        snapshot.Use();
        _scratch = [.. snapshot.Views.Select(_ => new Scratch(budget))];
        _matchers = [.. snapshot.Views.Select((view, i) => new Matcher(snapshot.Schema, view.Segment, _scratch[i], budget, ct))];
    }

    /// <summary>Number of hits, exact.</summary>
    public long Count => _sets is null && Simple is not null ? SimpleCount() : Sets.Sum(set => (long)set.Count);

    // All documents, or those of one term: they need not be gathered to be counted or to find the best.
    private Query? Simple => _query is Query.All or Query.Phrase { Terms.Count: 1 } ? _query : null;

    private DocSet[] Sets => _sets ??= Gather();

    /// <summary>Hits in the order of the index: greatest number first, those without one last, equal ones by key.</summary>
    /// <param name="from">Hits to leave out.</param>
    /// <param name="size">Hits wanted.</param>
    /// <param name="after">The last hit of the page before, or null; with it <paramref name="from"/> counts from there.</param>
    public IReadOnlyList<Hit> Top(int from, int size, Hit? after = null) => [.. InOrder(after).Skip(from).Take(size)];

    /// <summary>Hits in the opposite order: least number first, those without one last, equal ones by key.</summary>
    public IReadOnlyList<Hit> TopAscending(int from, int size) => [.. Ascending().Skip(from).Take(size)];

    /// <summary>Hits by a number of theirs, those without one last; equal ones in the order of the index.</summary>
    /// <param name="field">A field of kind <see cref="FieldKind.Number"/> or <see cref="FieldKind.Value"/>.</param>
    /// <param name="descending">Whether the greatest number comes first.</param>
    /// <param name="from">Hits to leave out.</param>
    /// <param name="size">Hits wanted.</param>
    public IReadOnlyList<Hit> TopBy(int field, bool descending, int from, int size)
    {
        var wanted = (int)Math.Min((long)from + size, Count);
        if (wanted <= from)
            return [];
        var best = new PriorityQueue<OrderedHit, (long Rank, OrderedHit Hit)>(Comparer<(long Rank, OrderedHit Hit)>.Create((a, b) => b.CompareTo(a)));
        var portion = new int[PortionSize];
        for (var view = 0; view < _matchers.Length; view++)
        {
            var column = _snapshot.Views[view].Segment.Numbers(field);
            var read = Sets[view].Read();
            while (read.Next(portion) is > 0 and var count)
            {
                _ct.ThrowIfCancellationRequested();
                foreach (var document in portion.AsSpan(0, count))
                {
                    var rank = column[document] is var value && value == NumberColumn.None ? long.MaxValue : descending ? -value : value;
                    if (best.Count == wanted && best.TryPeek(out _, out var worst) && rank > worst.Rank)
                        continue;
                    var hit = _snapshot.OrderedAt(view, document);
                    if (best.Count < wanted)
                        best.Enqueue(hit, (rank, hit));
                    else
                        best.EnqueueDequeue(hit, (rank, hit));
                }
            }
        }

        var ordered = new Hit[best.Count];
        for (var place = ordered.Length; best.TryDequeue(out var hit, out _);)
            ordered[--place] = ToHit(hit.View, hit.Document, 0);
        return ordered[Math.Min(from, ordered.Length)..];
    }

    /// <summary>Hits by a value of theirs, compared by code points, those without one last; equal ones in the order of the index. They are read as they are asked for.</summary>
    /// <param name="field">A field of kind <see cref="FieldKind.Facet"/>; of several values the first counts.</param>
    /// <param name="descending">Whether the greatest value comes first.</param>
    /// <param name="from">Hits to leave out.</param>
    /// <param name="size">Hits wanted.</param>
    public IEnumerable<Hit> ByValue(int field, bool descending, int from, int size)
    {
        var wanted = (int)Math.Min((long)from + size, Count);
        if (wanted <= from)
            yield break;
        var order = new ValueOrder(_snapshot, field, descending);
        foreach (var hit in Merged(view => order.First(view, Sets[view], wanted, _budget, _ct), order).Skip(from).Take(size))
            yield return ToHit(hit.View, hit.Document, 0);
    }

    /// <summary>The best hits, best first; equally good ones in the order of the index.</summary>
    public IReadOnlyList<Hit> Best(RankingOrder ranking, int from, int size)
    {
        var wanted = (int)Math.Min((long)from + size, Count);
        if (wanted <= from)
            return [];
        var best = new TopHits(_snapshot, wanted);
        var scorer = new Scorer(_snapshot, ranking, _matchers);
        var whole = _sets is null && Simple is Query.Phrase asked && ranking.Clauses is [{ Fields: [{ Text: Query.Phrase { Terms.Count: 1 } only }] }]
            && only.Field == asked.Field && only.Terms[0] == asked.Terms[0];
        for (var view = 0; view < _matchers.Length; view++)
        {
            _ct.ThrowIfCancellationRequested();
            scorer.Add(view, whole ? null : Sets[view], best);
        }

        return [.. best.InOrder(from).Select(hit => ToHit(hit.View, hit.Document, hit.Score))];
    }

    /// <summary>All hits in the order of the index, one after another.</summary>
    /// <param name="after">The hit to begin behind, or null.</param>
    public IEnumerable<Hit> InOrder(Hit? after = null) => Merged(view => Walk(view, after), Comparer<OrderedHit>.Default).Select(hit => ToHit(hit.View, hit.Document, 0));

    /// <summary>The most frequent values of a facet, equally frequent ones in ascending order.</summary>
    public IReadOnlyList<ValueCount> Facet(int field, int size) => FacetCounter.Count(_snapshot, field, Sets, size);

    /// <summary>Counts by one to three facets together, most frequent first. Twice the same facet counts pairs of different values, each pair once.</summary>
    public IReadOnlyList<ValuesCount> Tally(IReadOnlyList<int> fields, int size) => Counting.Tally.Count(_snapshot, fields, Sets, size);

    /// <summary>How many different values of one facet there are for each value of another, in ascending order of that.</summary>
    public IReadOnlyList<ValueCount> Distinct(int by, int of) => Counting.Tally.Distinct(_snapshot, by, of, Sets);

    /// <summary>Leaves of all hits with the same value only the first in the order of the index; those without a value stay.</summary>
    /// <param name="field">A field of kind <see cref="FieldKind.Value"/> or <see cref="FieldKind.Number"/>.</param>
    public Hits OnePer(int field)
    {
        // Within a segment the first that comes is the first in order; between two segments their places decide.
        var first = new Dictionary<long, (int View, int Document)>();
        var kept = _snapshot.Views.Select((view, i) => _scratch[i].Bits(Bits.WordsFor(view.Documents))).ToArray();
        var portion = new int[PortionSize];
        for (var view = 0; view < kept.Length; view++)
        {
            var column = _snapshot.Views[view].Segment.Numbers(field);
            var read = Sets[view].Read();
            while (read.Next(portion) is > 0 and var count)
            {
                _ct.ThrowIfCancellationRequested();
                foreach (var document in portion.AsSpan(0, count))
                {
                    if (column[document] is var value && value == NumberColumn.None)
                    {
                        Bits.Set(kept[view], document);
                        continue;
                    }

                    ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(first, value, out var known);
                    if (!known || (place.View != view && _snapshot.OrderedAt(view, document).CompareTo(_snapshot.OrderedAt(place.View, place.Document)) < 0))
                        place = (view, document);
                }
            }
        }

        foreach (var (view, document) in first.Values)
            Bits.Set(kept[view], document);
        return new(_snapshot, _query, _ct, _budget) { _sets = [.. kept.Select((bits, i) => Own(bits, _snapshot.Views[i].Documents))] };

        // The memory goes back with these hits, perhaps before those.
        static DocSet Own(ulong[] bits, int documents) => DocSet.Of(bits[..Bits.WordsFor(documents)], Bits.WordsFor(documents));
    }

    /// <summary>The bytes that were kept with each hit, in no certain order.</summary>
    public IEnumerable<(Guid Key, byte[] Stored)> Stored(int field)
    {
        for (var view = 0; view < _matchers.Length; view++)
        {
            var segment = _snapshot.Views[view].Segment;
            foreach (var hit in Walk(view, null))
                yield return (KeyColumn.ToGuid(segment.Keys[hit.Document]), segment.Stored(field, hit.Document).ToArray());
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        foreach (var scratch in _scratch)
            scratch.Dispose();
        _snapshot.Release();
    }

    private DocSet[] Gather()
    {
        var sets = new DocSet[_matchers.Length];
        void One(int view)
        {
            _ct.ThrowIfCancellationRequested();
            var matched = _matchers[view].Match(_query);
            sets[view] = _snapshot.Views[view].DeletedBits is { } gone ? _matchers[view].Without(matched, DocSet.Of(gone, gone.Length)) : matched;
        }

        if (sets.Length > 1 && Environment.ProcessorCount > 1 && _matchers.Sum(matcher => matcher.Estimate(_query)) > WorthParallel)
        {
            try
            {
                Parallel.For(0, sets.Length, One);
            }
            catch (AggregateException e)
            {
                // As it would come from one segment after another.
                ExceptionDispatchInfo.Throw(e.InnerExceptions.FirstOrDefault(inner => inner is IndexDamagedException) ?? e.InnerExceptions[0]);
            }
        }
        else
        {
            for (var view = 0; view < sets.Length; view++)
                One(view);
        }

        return sets;
    }

    private long SimpleCount()
    {
        var count = 0L;
        for (var view = 0; view < _matchers.Length; view++)
        {
            count += _matchers[view].Estimate(_query);
            if (_snapshot.Views[view].DeletedBits is { } gone)
                count -= _matchers[view].Match(_query, DocSet.Of(gone, gone.Length)).Count;
        }

        return count;
    }

    private Hit ToHit(int view, int document, float score)
    {
        var segment = _snapshot.Views[view].Segment;
        var order = segment.Numbers(_snapshot.Schema.Order)[document];
        return new(KeyColumn.ToGuid(segment.Keys[document]), score, order == NumberColumn.None ? null : order);
    }

    /// <summary>The hits of a segment in order, which is that of its documents.</summary>
    private IEnumerable<OrderedHit> Walk(int view, Hit? after)
    {
        var from = 0;
        var last = default(OrderedHit);
        if (after is not null)
        {
            last = new(after.Order ?? NumberColumn.None, KeyColumn.Of(after.Key), 0, 0);
            var high = _snapshot.Views[view].Documents;
            while (from < high)
            {
                var middle = (from + high) >>> 1;
                if (_snapshot.OrderedAt(view, middle).CompareTo(last) <= 0)
                    from = middle + 1;
                else
                    high = middle;
            }
        }

        var portion = new int[64];
        int filled;
        while ((filled = Fill(view, from, portion)) > 0)
        {
            for (var i = 0; i < filled; i++)
                yield return _snapshot.OrderedAt(view, portion[i]);
            if (portion[filled - 1] < from)
                throw OutOfOrder();
            from = portion[filled - 1] + 1;
            if (portion.Length < 4096)
                portion = new int[portion.Length * 2];
        }
    }

    private int Fill(int view, int from, int[] portion)
    {
        _ct.ThrowIfCancellationRequested();
        if (_sets is not null || Simple is null)
            return Sets[view].ReadFrom(from).Next(portion);

        // Only as many as are wanted are read.
        var segmentView = _snapshot.Views[view];
        var filled = 0;
        if (_query is Query.All)
        {
            for (var document = from; document < segmentView.Documents && filled < portion.Length; document++)
            {
                if (!segmentView.IsDeleted(document))
                    portion[filled++] = document;
            }

            return filled;
        }

        if (_matchers[view].Expand(_query) is not [var term])
            return 0;
        var reader = new Postings.PostingsReader(segmentView.Segment, ((Query.Phrase)_query).Field, term);
        for (var document = reader.Advance(from); document != Postings.PostingsReader.End && filled < portion.Length; document = reader.Advance(document + 1))
        {
            if (!segmentView.IsDeleted(document))
                portion[filled++] = document;
        }

        return filled;
    }

    // Groups of equal numbers: the groups from behind, each from its front; those without a number last.
    private IEnumerable<Hit> Ascending() => Merged(Backwards,
        Comparer<OrderedHit>.Create((a, b) => (a.Order == NumberColumn.None, a.Order, a.Key).CompareTo((b.Order == NumberColumn.None, b.Order, b.Key))))
        .Select(hit => ToHit(hit.View, hit.Document, 0));

    /// <summary>The hits of all segments in one order; those of each come in it.</summary>
    private IEnumerable<OrderedHit> Merged(Func<int, IEnumerable<OrderedHit>> walk, IComparer<OrderedHit> order)
    {
        var heads = new PriorityQueue<IEnumerator<OrderedHit>, OrderedHit>(order);
        for (var view = 0; view < _matchers.Length; view++)
        {
            var hits = walk(view).GetEnumerator();
            if (hits.MoveNext())
                heads.Enqueue(hits, hits.Current);
        }

        while (heads.TryDequeue(out var hits, out var hit))
        {
            yield return hit;
            if (hits.MoveNext())
                heads.Enqueue(hits, hits.Current);
        }
    }

    private IEnumerable<OrderedHit> Backwards(int view)
    {
        var segment = _snapshot.Views[view].Segment;
        var column = segment.Numbers(_snapshot.Schema.Order);
        for (var end = column.Filled; end > 0;)
        {
            var start = column.FirstNotAbove(column[end - 1], end);
            if (start >= end)
                throw OutOfOrder();
            foreach (var document in Between(view, start, end))
                yield return _snapshot.OrderedAt(view, document);
            end = start;
        }

        foreach (var document in Between(view, column.Filled, segment.Documents))
            yield return _snapshot.OrderedAt(view, document);
    }

    private static IndexDamagedException OutOfOrder() => new("Documents do not stand in their order.");

    private int[] Between(int view, int from, int to)
    {
        if (from >= to)
            return [];
        var portion = new int[to - from];
        var count = Sets[view].ReadFrom(from).Next(portion, to);
        return portion[..count];
    }
}
