using Zhishu.Index.Segments;
using Zhishu.Index.Storage;

namespace Zhishu.Index.Columns;

/// <summary>A number for each document of a segment.</summary>
internal readonly unsafe struct NumberColumn(byte* columns, FieldMeta meta)
{
    /// <summary>Stands for no number.</summary>
    public const long None = long.MinValue;

    private readonly PackedNumbers _values = new(columns + meta.Values, (int)meta.Width);
    private readonly PackedNumbers _sorted = new(columns + meta.Sorted, (int)meta.SortedWidth);

    public long this[int document] => _values[document] is > 0 and var value ? (long)(value - 1) + meta.Least : None;

    /// <summary>Number of documents that have a number.</summary>
    public int Filled => (int)meta.Filled;

    /// <summary>Whether the documents can be found by number.</summary>
    public bool IsSorted => meta.SortedCount > 0;

    /// <summary>A document by its place in the order of the numbers.</summary>
    public int SortedAt(int place) => (int)_sorted[place];

    /// <summary>The places of the documents whose numbers are between two, both included, in the order of the numbers.</summary>
    public (int From, int To) Between(long from, long to) => (First(from), to == long.MaxValue ? Filled : First(to + 1));

    /// <summary>Where documents are in the order of this column, greatest first and those without a number last: the first whose number is not above one.</summary>
    public int FirstNotAbove(long value, int documents)
    {
        var (low, high) = (0, Math.Min(Filled, documents));
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (this[middle] > value)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private int First(long value)
    {
        var (low, high) = (0, (int)meta.SortedCount);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (this[SortedAt(middle)] < value)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
