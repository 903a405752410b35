using System.Runtime.CompilerServices;
using System.Text;
using Zhishu.Index.Segments;
using Zhishu.Index.Terms;

namespace Zhishu.Index.Counting;

/// <summary>
/// Numbers for the values of a facet over all segments: a value has the number it has in the largest segment that knows it, behind the numbers of the larger ones.
/// How the values of one segment stand in another is worked out once for each pair, since neither changes.
/// </summary>
internal sealed class FacetOrdinals
{
    private static readonly ConditionalWeakTable<Segment, ConditionalWeakTable<Segment, Dictionary<int, int[]>>> Pairs = [];
    private readonly IReadOnlyList<SegmentView> _views;
    private readonly int _field;
    private readonly int[] _bases;
    private readonly int[]?[] _numbers;

    public FacetOrdinals(IReadOnlyList<SegmentView> views, int field)
    {
        (_views, _field) = (views, field);
        _bases = new int[views.Count + 1];
        _numbers = new int[views.Count][];
        for (var i = 0; i < views.Count; i++)
        {
            _bases[i + 1] = _bases[i] + (views[i].Segment.Terms(field)?.Count ?? 0);
            if (i > 0)
                _numbers[i] = NumbersOf(i);
        }
    }

    /// <summary>Numbers are below this.</summary>
    public int Count => _bases[^1];

    /// <summary>The number of an ordinal of a segment.</summary>
    public int this[int view, int ordinal] => _numbers[view] is { } numbers ? numbers[ordinal] : ordinal;

    /// <summary>Where the numbers of a segment's own values begin; within them the numbers rise with the values.</summary>
    public int BaseOf(int view) => _bases[view];

    public string ValueOf(int number)
    {
        var view = Array.BinarySearch(_bases, number);
        view = view < 0 ? ~view - 1 : view;
        while (_bases[view + 1] == _bases[view])
            view++;
        return Encoding.UTF8.GetString(_views[view].Segment.Terms(_field)!.At(number - _bases[view]));
    }

    private int[] NumbersOf(int view)
    {
        var own = _views[view].Segment;
        var numbers = new int[own.Terms(_field)?.Count ?? 0];
        Array.Fill(numbers, -1);
        for (var larger = 0; larger < view; larger++)
        {
            var places = PlacesIn(own, _views[larger].Segment);
            for (var i = 0; i < numbers.Length; i++)
            {
                if (numbers[i] < 0 && places[i] >= 0)
                    numbers[i] = _bases[larger] + places[i];
            }
        }

        for (var i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] < 0)
                numbers[i] = _bases[view] + i;
        }

        return numbers;
    }

    private int[] PlacesIn(Segment own, Segment other)
    {
        var fields = Pairs.GetOrCreateValue(own).GetOrCreateValue(other);
        lock (fields)
        {
            if (!fields.TryGetValue(_field, out var places))
                fields[_field] = places = Places(own.Terms(_field), other.Terms(_field));
            return places;
        }
    }

    private static int[] Places(TermDictionary? own, TermDictionary? other)
    {
        const int LookUpCost = 30;
        var places = new int[own?.Count ?? 0];
        Array.Fill(places, -1);
        if (own is null || other is null)
            return places;
        if ((long)own.Count * LookUpCost < other.Count)
        {
            for (var mine = own.All(); mine.Next();)
                places[mine.Entry.Ordinal] = other.Find(mine.Term)?.Ordinal ?? -1;
            return places;
        }

        var (a, b) = (own.All(), other.All());
        var more = a.Next() && b.Next();
        while (more)
        {
            var order = a.Term.SequenceCompareTo(b.Term);
            if (order == 0)
                places[a.Entry.Ordinal] = b.Entry.Ordinal;
            more = (order > 0 || a.Next()) && (order < 0 || b.Next());
        }

        return places;
    }
}
