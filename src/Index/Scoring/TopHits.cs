using System.Runtime.InteropServices;
using Zhishu.Index.Segments;

namespace Zhishu.Index.Scoring;

/// <summary>A hit while the best are looked for.</summary>
internal readonly record struct ScoredHit(float Score, int View, int Document);

/// <summary>Keeps the best of many hits: by score, then by the order of the index. Numbers and keys are only looked up for equal scores in two segments.</summary>
internal sealed class TopHits : IComparer<ScoredHit>
{
    private const int Many = 8192;
    private const int MostRounds = 100;

    private readonly Snapshot _snapshot;
    private readonly int _size;
    private readonly PriorityQueue<ScoredHit, ScoredHit> _kept;

    // Of very many, twice as many are gathered and the worse half is dropped, without sorting them: a heap as large as that is slow.
    private readonly List<ScoredHit>? _gathered;

    public TopHits(Snapshot snapshot, int size)
    {
        (_snapshot, _size) = (snapshot, size);
        _kept = new(Comparer<ScoredHit>.Create((a, b) => Compare(b, a)));
        _gathered = size > Many ? [] : null;
    }

    /// <summary>Whether only better ones than the worst kept are of interest.</summary>
    public bool IsFull { get; private set; }

    /// <summary>The score of the worst that is kept.</summary>
    public float Least { get; private set; } = float.NegativeInfinity;

    /// <summary>The segment of the worst that is kept: later hits of it with the same score are no better.</summary>
    public int LeastView { get; private set; } = -1;

    public void Add(ScoredHit hit)
    {
        if (_gathered is not null)
        {
            _gathered.Add(hit);
            if (_gathered.Count >= 2L * _size)
                Drop(_gathered);
            return;
        }

        if (_kept.Count < _size)
            _kept.Enqueue(hit, hit);
        else if (Compare(hit, _kept.Peek()) < 0)
            _kept.EnqueueDequeue(hit, hit);
        else
            return;
        if (_kept.Count == _size)
            (IsFull, Least, LeastView) = (true, _kept.Peek().Score, _kept.Peek().View);
    }

    /// <summary>The best in order, without so many at the front: only what is left is sorted.</summary>
    public List<ScoredHit> InOrder(int from)
    {
        var hits = _gathered ?? [.. _kept.UnorderedItems.Select(item => item.Element)];
        Keep(hits);
        if (from >= hits.Count)
            return [];
        if (from > 0)
            Part(CollectionsMarshal.AsSpan(hits), from);
        hits.RemoveRange(0, from);
        Sorted(hits);
        return hits;
    }

    private void Drop(List<ScoredHit> hits)
    {
        Keep(hits);
        (IsFull, Least, LeastView) = (true, hits[^1].Score, hits[^1].View);
    }

    /// <summary>Leaves as many as are wanted, the worst of them last.</summary>
    private void Keep(List<ScoredHit> hits)
    {
        if (hits.Count <= _size)
            return;
        Part(CollectionsMarshal.AsSpan(hits), _size - 1);
        hits.RemoveRange(_size, hits.Count - _size);
    }

    /// <summary>Puts that hit at a place which would stand there in order, no worse ones before it and no better ones behind it.</summary>
    private void Part(Span<ScoredHit> hits, int place)
    {
        var (low, high) = (0, hits.Length - 1);
        for (var rounds = 0; low < high; rounds++)
        {
            // An order in which the middle is a bad guess again and again is sorted instead.
            if (rounds == MostRounds)
            {
                hits[low..(high + 1)].Sort(Compare);
                return;
            }

            var middle = low + ((high - low) >>> 1);
            if (Compare(hits[middle], hits[low]) < 0)
                (hits[middle], hits[low]) = (hits[low], hits[middle]);
            if (Compare(hits[high], hits[low]) < 0)
                (hits[high], hits[low]) = (hits[low], hits[high]);
            if (Compare(hits[middle], hits[high]) < 0)
                (hits[middle], hits[high]) = (hits[high], hits[middle]);
            var (pivot, end) = (hits[high], low);
            for (var i = low; i < high; i++)
            {
                if (Compare(hits[i], pivot) < 0)
                {
                    (hits[i], hits[end]) = (hits[end], hits[i]);
                    end++;
                }
            }

            (hits[high], hits[end]) = (hits[end], hits[high]);
            if (end == place)
                return;
            (low, high) = end < place ? (end + 1, high) : (low, end - 1);
        }
    }

    private void Sorted(List<ScoredHit> hits)
    {
        try
        {
            hits.Sort(this);
        }
        catch (InvalidOperationException e)
        {
            throw new IndexDamagedException("Documents do not stand in their order.", e);
        }
    }

    /// <summary>Less than 0 when the first is better.</summary>
    public int Compare(ScoredHit x, ScoredHit y)
    {
        if (x.Score != y.Score)
            return x.Score > y.Score ? -1 : 1;
        return x.View == y.View ? x.Document.CompareTo(y.Document) : _snapshot.OrderedAt(x.View, x.Document).CompareTo(_snapshot.OrderedAt(y.View, y.Document));
    }
}
