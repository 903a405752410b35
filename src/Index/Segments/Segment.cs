using Zhishu.Index.Columns;
using Zhishu.Index.Storage;
using Zhishu.Index.Terms;

namespace Zhishu.Index.Segments;

/// <summary>An immutable part of the index, mapped into memory. It is closed when nobody uses it any more.</summary>
internal sealed unsafe class Segment
{
    private readonly MappedFile[] _files;
    private readonly FieldMeta[] _fields;
    private readonly TermDictionary?[] _terms;
    private int _users = 1;

    /// <exception cref="IndexDamagedException">A file is not what was written.</exception>
    public Segment(string folder, IndexSchema schema, SegmentMark mark, bool verify)
    {
        Mark = mark;
        _files = new MappedFile[mark.Files.Length];
        try
        {
            foreach (var (name, i) in mark.Names.Select((name, i) => (name, i)))
                _files[i] = new(Path.Combine(folder, name), mark.Files[i], verify);
        }
        catch
        {
            foreach (var file in _files)
                file?.Dispose();
            throw;
        }

        const int Padding = 16;
        var columns = _files[3];
        var size = schema.Fields.Count * sizeof(FieldMeta);
        _fields = new ReadOnlySpan<FieldMeta>(columns.Start + columns.Length - Padding - size, schema.Fields.Count).ToArray();
        _terms = new TermDictionary[_fields.Length];
        for (var i = 0; i < _fields.Length; i++)
        {
            if (_fields[i].Terms > 0)
                _terms[i] = new(_files[0].Start + _fields[i].Blocks, (uint*)(_files[0].Start + _fields[i].Offsets), (int)_fields[i].Terms);
        }

        Keys = new(columns.Start, Documents);
    }

    public SegmentMark Mark { get; }

    public int Documents => Mark.Documents;

    public KeyColumn Keys { get; }

    public byte* PostingsStart => _files[1].Start;

    public byte* PositionsStart => _files[2].Start;

    public ref readonly FieldMeta Field(int field) => ref _fields[field];

    /// <summary>The terms of a field; null when there are none.</summary>
    public TermDictionary? Terms(int field) => _terms[field];

    /// <summary>Length of each document's text, coded.</summary>
    public byte* Norms(int field) => _files[3].Start + _fields[field].Norms;

    public NumberColumn Numbers(int field) => new(_files[3].Start, _fields[field]);

    public FacetColumn Facets(int field) => new(_files[3].Start, _fields[field]);

    public ReadOnlySpan<byte> Stored(int field, int document)
    {
        ref readonly var meta = ref _fields[field];
        var starts = new PackedNumbers(_files[3].Start + meta.Starts, (int)meta.StartsWidth);
        var start = starts[document];
        return new(_files[3].Start + meta.Values + start, (int)(starts[document + 1] - start));
    }

    /// <summary>Whether all files are those that were written.</summary>
    /// <param name="compare">Whether their bytes are compared though nobody seems to have written to them.</param>
    public bool IsWhole(bool compare = false) => Array.TrueForAll(_files, file => file.IsWhole(compare));

    /// <summary>Keeps the segment open until <see cref="Release"/>.</summary>
    public void Use() => Interlocked.Increment(ref _users);

    public void Release()
    {
        if (Interlocked.Decrement(ref _users) > 0)
            return;
        foreach (var file in _files)
            file.Dispose();
    }
}
