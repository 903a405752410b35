using Zhishu.Index.Postings;
using Zhishu.Index.Storage;
using Zhishu.Index.Terms;

namespace Zhishu.Index.Segments;

/// <summary>Writes the four files of a segment; what is in them comes from memory or from other segments.</summary>
internal sealed class SegmentBuilder : IDisposable
{
    private readonly long _id;
    private readonly int _documents;
    private readonly FileWriter[] _files;
    private readonly FieldMeta[] _fields;

    public SegmentBuilder(string folder, long id, IndexSchema schema, int documents)
    {
        (_id, _documents) = (id, documents);
        _files = [.. SegmentMark.Extensions.Select(extension => new FileWriter(Path.Combine(folder, SegmentMark.NameOf(id, extension))))];
        _fields = new FieldMeta[schema.Fields.Count];
        Postings = new(_files[1], _files[2], documents);
    }

    public PostingsWriter Postings { get; }

    private FileWriter Columns => _files[3];

    public TermDictionaryWriter BeginTerms() => new(_files[0]);

    public void EndTerms(int field, TermDictionaryWriter terms)
    {
        _fields[field].Terms = terms.Count;
        (_fields[field].Blocks, _fields[field].Offsets) = terms.End();
    }

    /// <summary>Keys in the order of the documents.</summary>
    public void WriteKeys(UInt128[] keys)
    {
        Columns.Write<UInt128>(keys);
        var order = new int[_documents];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort((UInt128[])keys.Clone(), order);
        WritePacked(order.Length, i => (ulong)order[i], PackedNumbers.WidthFor((ulong)_documents));
    }

    public void WriteNorms(int field, byte[] norms, long totalLength, long filled)
    {
        (_fields[field].Norms, _fields[field].TotalLength, _fields[field].Filled) = (Columns.Position, totalLength, filled);
        Columns.Write(norms);
        Columns.Align();
    }

    /// <param name="field">A facet.</param>
    /// <param name="starts">For each document the place of its first value, and the end.</param>
    /// <param name="values">Ordinals.</param>
    /// <param name="counts">Documents of each ordinal.</param>
    public void WriteFacet(int field, int[] starts, int[] values, uint[] counts)
    {
        ref var meta = ref _fields[field];
        var several = false;
        for (var i = 0; i < _documents && !several; i++)
            several = starts[i + 1] - starts[i] > 1;
        if (several)
        {
            meta.StartsWidth = PackedNumbers.WidthFor((ulong)starts[_documents]);
            meta.Starts = WritePacked(_documents + 1, i => (ulong)starts[i], (int)meta.StartsWidth);
            meta.Width = PackedNumbers.WidthFor((ulong)counts.Length);
            meta.Values = WritePacked(starts[_documents], i => (ulong)values[i], (int)meta.Width);
        }
        else
        {
            meta.Width = PackedNumbers.WidthFor((ulong)counts.Length);
            meta.Values = WritePacked(_documents, i => starts[i + 1] > starts[i] ? (ulong)values[starts[i]] + 1 : 0, (int)meta.Width);
        }

        meta.Counts = Columns.Position;
        Columns.Write<uint>(counts);
        Columns.Align();
    }

    /// <param name="field">A number or value.</param>
    /// <param name="values">A value for each document, or <see cref="long.MinValue"/>.</param>
    /// <param name="sorted">Whether documents are to be found by range.</param>
    public void WriteNumbers(int field, long[] values, bool sorted)
    {
        ref var meta = ref _fields[field];
        var (least, greatest, count) = (long.MaxValue, long.MinValue, 0);
        foreach (var value in values)
        {
            if (value == long.MinValue)
                continue;
            (least, greatest) = (Math.Min(least, value), Math.Max(greatest, value));
            count++;
        }

        if (count == 0)
            (least, greatest) = (0, -1);
        meta.Least = least;
        meta.Filled = count;
        meta.Width = PackedNumbers.WidthFor((ulong)(greatest - least + 1));
        meta.Values = WritePacked(_documents, i => values[i] == long.MinValue ? 0 : (ulong)(values[i] - least) + 1, (int)meta.Width);
        if (!sorted)
            return;
        var order = new int[count];
        var keys = new long[count];
        for (int i = 0, at = 0; i < _documents; i++)
        {
            if (values[i] != long.MinValue)
                (order[at], keys[at++]) = (i, values[i]);
        }

        // A stable order: equal values by document. Both fit into one key when values are days.
        if (greatest - least < int.MaxValue)
        {
            for (var i = 0; i < count; i++)
                keys[i] = ((keys[i] - least) << 32) | (uint)order[i];
            Array.Sort(keys);
            for (var i = 0; i < count; i++)
                order[i] = (int)keys[i];
        }
        else
        {
            order = [.. order.OrderBy(document => values[document]).ThenBy(document => document)];
        }

        (meta.SortedCount, meta.SortedWidth) = (count, PackedNumbers.WidthFor((ulong)_documents));
        meta.Sorted = WritePacked(count, i => (ulong)order[i], (int)meta.SortedWidth);
    }

    /// <param name="field">A field of bytes.</param>
    /// <param name="ends">Where each document's bytes end.</param>
    /// <param name="write">Writes all bytes.</param>
    public void WriteStored(int field, long[] ends, Action<FileWriter> write)
    {
        ref var meta = ref _fields[field];
        meta.StartsWidth = PackedNumbers.WidthFor((ulong)(ends.Length == 0 ? 0 : ends[^1]));
        meta.Starts = WritePacked(_documents + 1, i => i == 0 ? 0 : (ulong)ends[i - 1], (int)meta.StartsWidth);
        meta.Values = Columns.Position;
        write(Columns);
        Columns.Align();
    }

    public SegmentMark Finish()
    {
        Columns.Align();
        Columns.Write<FieldMeta>(_fields);
        return new(_id, _documents, [.. _files.Select(file => file.Finish())]);
    }

    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }

    private long WritePacked(long count, Func<int, ulong> value, int width)
    {
        var start = Columns.Position;
        var writer = new PackedNumbersWriter(Columns, width);
        for (var i = 0; i < count; i++)
            writer.Add(value(i));
        writer.End();
        Columns.Write(stackalloc byte[8]);
        Columns.Align();
        return start;
    }
}
