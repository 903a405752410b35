namespace Zhishu.Index.Scoring;

/// <summary>A hit while the best are looked for: where it is, and what it is compared by.</summary>
internal readonly record struct RankedHit(float Score, long Order, UInt128 Key, int View, int Document) : IComparable<RankedHit>
{
    /// <summary>Less than 0 when this one is better: by score, then by order, greatest first, then by key.</summary>
    public int CompareTo(RankedHit other)
    {
        if (Score != other.Score)
            return Score > other.Score ? -1 : 1;
        return Order != other.Order ? (Order > other.Order ? -1 : 1) : Key.CompareTo(other.Key);
    }
}

/// <summary>Keeps the best of many hits.</summary>
internal sealed class TopHits(int size)
{
    private readonly PriorityQueue<RankedHit, RankedHit> _kept = new(Comparer<RankedHit>.Create((a, b) => b.CompareTo(a)));

    /// <summary>Whether only better ones than the worst kept are of interest.</summary>
    public bool IsFull => _kept.Count >= size;

    /// <summary>The score of the worst that is kept.</summary>
    public float Least { get; private set; } = float.NegativeInfinity;

    /// <summary>The segment of the worst that is kept: later hits of it with the same score are no better.</summary>
    public int LeastView { get; private set; } = -1;

    public void Add(RankedHit hit)
    {
        if (size == 0)
            return;
        if (_kept.Count < size)
            _kept.Enqueue(hit, hit);
        else if (hit.CompareTo(_kept.Peek()) < 0)
            _kept.EnqueueDequeue(hit, hit);
        else
            return;
        if (IsFull)
            (Least, LeastView) = (_kept.Peek().Score, _kept.Peek().View);
    }

    public List<RankedHit> InOrder()
    {
        var hits = _kept.UnorderedItems.Select(item => item.Element).ToList();
        hits.Sort();
        return hits;
    }
}
