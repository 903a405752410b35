using System.Runtime.InteropServices;
using Zhishu.Index.Segments;
using Zhishu.Index.Storage;

namespace Zhishu.Index.Columns;

/// <summary>The values of each document of a segment as ordinals of the field's terms.</summary>
internal readonly unsafe struct FacetColumn
{
    /// <summary>Documents mostly have fewer values; of more it is looked at whether they differ.</summary>
    private const int Few = 64;

    /// <summary>Ordinals; of a column with one value a document, ordinal + 1, or 0.</summary>
    public readonly PackedNumbers Values;

    /// <summary>Places of the documents' first values.</summary>
    public readonly PackedNumbers Starts;

    private readonly uint* _counts;

    /// <exception cref="IndexDamagedException">It does not lie within the file.</exception>
    public FacetColumn(MappedFile columns, in FieldMeta meta, int documents)
    {
        (Count, HasSeveral) = ((int)meta.Terms, meta.StartsWidth > 0);
        Starts = HasSeveral ? new(columns, meta.Starts, meta.StartsWidth, documents + 1L) : default;
        Values = new(columns, meta.Values, meta.Width, HasSeveral ? (long)Starts[documents] : documents);
        _counts = (uint*)columns.At(meta.Counts, Count * 4L);
    }

    /// <summary>Number of different values.</summary>
    public int Count { get; }

    /// <summary>Whether documents may have several values.</summary>
    public bool HasSeveral { get; }

    /// <summary>How many documents, deleted ones too, have each value.</summary>
    public ReadOnlySpan<uint> Counts => new(_counts, Count);

    /// <summary>The first value of a document; -1 without one.</summary>
    public int First(int document)
    {
        if (Count == 0)
            return -1;
        if (!HasSeveral)
            return Values[document] is > 0 and var value ? Ordinal(value - 1) : -1;
        var (start, end) = (Starts[document], Starts[document + 1]);
        return end < start ? throw MappedFile.Damaged("a document with fewer values than none") : end == start ? -1 : Ordinal(Values[(int)start]);
    }

    /// <summary>Adds the values of a document to a list.</summary>
    public void Read(int document, List<int> values)
    {
        if (Count == 0)
            return;
        if (!HasSeveral)
        {
            if (Values[document] is > 0 and var value)
                values.Add(Ordinal(value - 1));
            return;
        }

        var (start, end) = (Starts[document], Starts[document + 1]);
        if (end < start || end - start > (ulong)Count)
            throw MappedFile.Damaged("a document with more values than there are");
        for (var i = start; i < end; i++)
            values.Add(Ordinal(Values[(int)i]));

        // What is multiplied with other values must be no more than a document can have.
        if (end - start > Few)
            CheckDifferent(CollectionsMarshal.AsSpan(values)[^(int)(end - start)..]);
    }

    private static void CheckDifferent(ReadOnlySpan<int> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] == sorted[i - 1])
                throw MappedFile.Damaged("a document with the same value twice");
        }
    }

    private int Ordinal(ulong value) => value < (ulong)Count ? (int)value : throw MappedFile.Damaged("a value behind the last");
}
