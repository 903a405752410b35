using Zhishu.Index.Segments;
using Zhishu.Index.Storage;

namespace Zhishu.Index.Columns;

/// <summary>The values of each document of a segment as ordinals of the field's terms.</summary>
internal readonly unsafe struct FacetColumn(byte* columns, FieldMeta meta)
{
    /// <summary>Ordinals; of a column with one value a document, ordinal + 1, or 0.</summary>
    public readonly PackedNumbers Values = new(columns + meta.Values, (int)meta.Width);

    /// <summary>Places of the documents' first values.</summary>
    public readonly PackedNumbers Starts = new(columns + meta.Starts, (int)meta.StartsWidth);

    /// <summary>Number of different values.</summary>
    public int Count => (int)meta.Terms;

    /// <summary>Whether documents may have several values.</summary>
    public bool HasSeveral => meta.StartsWidth > 0;

    /// <summary>How many documents, deleted ones too, have each value.</summary>
    public ReadOnlySpan<uint> Counts => new(columns + meta.Counts, Count);

    /// <summary>Adds the values of a document to a list.</summary>
    public void Read(int document, List<int> values)
    {
        if (Count == 0)
            return;
        if (!HasSeveral)
        {
            if (Values[document] is > 0 and var value)
                values.Add((int)value - 1);
            return;
        }

        var end = (int)Starts[document + 1];
        for (var i = (int)Starts[document]; i < end; i++)
            values.Add((int)Values[i]);
    }
}
