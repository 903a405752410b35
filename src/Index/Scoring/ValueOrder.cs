using Zhishu.Index.Matching;
using Zhishu.Index.Segments;

namespace Zhishu.Index.Scoring;

/// <summary>
/// The order of hits by their values of a facet, those without one last, equal ones in the order of the index. Within a segment the places of the values tell it;
/// between segments the values themselves, of which only those are read that stand at the front.
/// </summary>
internal sealed class ValueOrder(Snapshot snapshot, int field, bool descending) : IComparer<OrderedHit>
{
    private const int FewestKept = 1024;
    private const int PortionSize = 1024;

    /// <summary>The value last asked for in each segment.</summary>
    private readonly (int Document, byte[]? Value)[] _fronts = [.. snapshot.Views.Select(_ => (-1, (byte[]?)null))];

    public int Compare(OrderedHit x, OrderedHit y)
    {
        var (first, second) = (ValueOf(x), ValueOf(y));
        if (first is null || second is null)
            return first is null && second is null ? x.CompareTo(y) : first is null ? 1 : -1;
        var order = first.AsSpan().SequenceCompareTo(second);
        return order == 0 ? x.CompareTo(y) : descending ? -order : order;
    }

    /// <summary>The first documents of a segment in the order, at most so many.</summary>
    public IEnumerable<OrderedHit> First(int view, DocSet set, int wanted, WorkBudget budget, CancellationToken ct)
    {
        var column = snapshot.Views[view].Segment.Facets(field);
        var kept = new List<ulong>();
        var worst = ulong.MaxValue;
        var portion = new int[PortionSize];
        for (var read = set.Read(); read.Next(portion) is > 0 and var count;)
        {
            ct.ThrowIfCancellationRequested();
            budget.Spend(count);
            foreach (var document in portion.AsSpan(0, count))
            {
                // The place of the value, and behind it that of the document.
                var place = column.First(document) is >= 0 and var ordinal ? descending ? column.Count - 1 - ordinal : ordinal : int.MaxValue;
                var key = ((ulong)(uint)place << 32) | (uint)document;
                if (key <= worst)
                    kept.Add(key);
            }

            if (kept.Count >= Math.Max(2L * wanted, FewestKept))
                worst = Cut(kept, wanted);
        }

        Cut(kept, wanted);
        return kept.Select(key => snapshot.OrderedAt(view, (int)(uint)key));
    }

    private static ulong Cut(List<ulong> kept, int wanted)
    {
        kept.Sort();
        if (kept.Count > wanted)
            kept.RemoveRange(wanted, kept.Count - wanted);
        return kept.Count == wanted ? kept[^1] : ulong.MaxValue;
    }

    private byte[]? ValueOf(OrderedHit hit)
    {
        ref var front = ref _fronts[hit.View];
        if (front.Document != hit.Document)
        {
            var segment = snapshot.Views[hit.View].Segment;
            front = (hit.Document, segment.Facets(field).First(hit.Document) is >= 0 and var ordinal ? segment.Terms(field)!.At(ordinal) : null);
        }

        return front.Value;
    }
}
