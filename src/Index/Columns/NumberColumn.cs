using Zhishu.Index.Segments;
using Zhishu.Index.Storage;

namespace Zhishu.Index.Columns;

/// <summary>A number for each document of a segment.</summary>
internal readonly struct NumberColumn
{
    /// <summary>Stands for no number.</summary>
    public const long None = long.MinValue;

    private readonly PackedNumbers _values;
    private readonly PackedNumbers _sorted;
    private readonly long _least;
    private readonly int _documents;
    private readonly int _sortedCount;

    /// <exception cref="IndexDamagedException">It does not lie within the file.</exception>
    public NumberColumn(MappedFile columns, in FieldMeta meta, int documents)
    {
        if ((ulong)meta.Filled > (ulong)documents || (meta.SortedCount != 0 && meta.SortedCount != meta.Filled))
            throw MappedFile.Damaged("more numbers than documents");
        (_documents, _least, _sortedCount, Filled) = (documents, meta.Least, (int)meta.SortedCount, (int)meta.Filled);
        _values = new(columns, meta.Values, meta.Width, documents);
        _sorted = new(columns, meta.Sorted, meta.SortedWidth, meta.SortedCount);
    }

    public long this[int document] => _values[document] is > 0 and var value ? (long)(value - 1) + _least : None;

    /// <summary>Number of documents that have a number.</summary>
    public int Filled { get; }

    /// <summary>Whether the documents can be found by number.</summary>
    public bool IsSorted => _sortedCount > 0;

    /// <summary>A document by its place in the order of the numbers.</summary>
    public int SortedAt(int place) => _sorted[place] is var document && document < (ulong)_documents ? (int)document : throw MappedFile.Damaged("a document behind the last");

    /// <summary>The places of the documents whose numbers are between two, both included, in the order of the numbers.</summary>
    public (int From, int To) Between(long from, long to)
    {
        var (first, end) = (First(from), to == long.MaxValue ? Filled : First(to + 1));
        return first <= end || from > to ? (first, end) : throw MappedFile.Damaged("numbers out of their order");
    }

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
        var (low, high) = (0, _sortedCount);
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
