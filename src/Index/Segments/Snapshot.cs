using Zhishu.Index.Counting;

namespace Zhishu.Index.Segments;

/// <summary>A document and its place in the order of the index: greatest number first, then by key.</summary>
internal readonly record struct OrderedHit(long Order, UInt128 Key, int View, int Document) : IComparable<OrderedHit>
{
    public int CompareTo(OrderedHit other) => Order != other.Order ? (Order > other.Order ? -1 : 1) : Key.CompareTo(other.Key);
}

/// <summary>The segments of one commit, the largest first. It lives as long as somebody reads it.</summary>
internal sealed class Snapshot
{
    private readonly Dictionary<int, FacetOrdinals> _ordinals = [];
    private int _users = 1;

    public Snapshot(IndexSchema schema, IReadOnlyList<SegmentView> views)
    {
        Schema = schema;
        Views = [.. views.OrderByDescending(view => view.Documents).ThenBy(view => view.Segment.Mark.Id)];
        foreach (var view in Views)
            view.Segment.Use();
    }

    public IndexSchema Schema { get; }

    public IReadOnlyList<SegmentView> Views { get; }

    public int Live => Views.Sum(view => view.Live);

    public long Bytes => Views.Sum(view => view.Segment.Mark.Bytes);

    /// <summary>What makes the values of a facet comparable from segment to segment.</summary>
    public FacetOrdinals Ordinals(int field)
    {
        lock (_ordinals)
        {
            if (!_ordinals.TryGetValue(field, out var known))
                _ordinals[field] = known = new(Views, field);
            return known;
        }
    }

    /// <summary>What places a document in the order of the index.</summary>
    public OrderedHit OrderedAt(int view, int document)
    {
        var segment = Views[view].Segment;
        return new(segment.Numbers(Schema.Order)[document], segment.Keys[document], view, document);
    }

    public void Use() => Interlocked.Increment(ref _users);

    public void Release()
    {
        if (Interlocked.Decrement(ref _users) > 0)
            return;
        foreach (var view in Views)
            view.Segment.Release();
    }
}
