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
    private readonly NumberColumn[] _numbers;
    private readonly FacetColumn[] _facets;
    private readonly PackedNumbers[] _starts;
    private readonly IndexSchema _schema;
    private int _users = 1;

    /// <exception cref="IndexDamagedException">A file is not what was written.</exception>
    public Segment(string folder, IndexSchema schema, SegmentMark mark, bool verify)
    {
        (Mark, _schema) = (mark, schema);
        _files = new MappedFile[mark.Files.Length];
        try
        {
            foreach (var (name, i) in mark.Names.Select((name, i) => (name, i)))
                _files[i] = new(Path.Combine(folder, name), mark.Files[i], verify);
            var size = schema.Fields.Count * sizeof(FieldMeta);
            _fields = new ReadOnlySpan<FieldMeta>(Columns.At(Columns.Length - MappedFile.Padding - size, size), schema.Fields.Count).ToArray();
            (_terms, _numbers, _facets, _starts) = (new TermDictionary[_fields.Length], new NumberColumn[_fields.Length], new FacetColumn[_fields.Length], new PackedNumbers[_fields.Length]);
            for (var i = 0; i < _fields.Length; i++)
                Open(i);
            Keys = new(Columns, Documents);
        }
        catch
        {
            foreach (var file in _files)
                file?.Dispose();
            throw;
        }
    }

    public SegmentMark Mark { get; }

    public int Documents => Mark.Documents;

    public KeyColumn Keys { get; }

    public MappedFile Postings => _files[1];

    public MappedFile Positions => _files[2];

    private MappedFile Columns => _files[3];

    public ref readonly FieldMeta Field(int field) => ref _fields[field];

    /// <summary>The terms of a field; null when there are none.</summary>
    public TermDictionary? Terms(int field) => _terms[field];

    /// <summary>Whether the terms of a field stand at positions, and how often they stand there is kept.</summary>
    public bool HasPositions(int field) => _schema.Fields[field].Kind == FieldKind.Text;

    /// <summary>Length of each document's text, coded; of a field of kind <see cref="FieldKind.Text"/>.</summary>
    public byte* Norms(int field) => Columns.Start + _fields[field].Norms;

    public NumberColumn Numbers(int field) => _numbers[field];

    public FacetColumn Facets(int field) => _facets[field];

    public ReadOnlySpan<byte> Stored(int field, int document)
    {
        var (start, end) = ((long)_starts[field][document], (long)_starts[field][document + 1]);
        var bytes = Columns.At(_fields[field].Values + start, end - start);
        return end - start <= int.MaxValue ? new(bytes, (int)(end - start)) : throw MappedFile.Damaged("more bytes than a document can have");
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

    // All parts of the field must lie within the files; what is read later need only be held against their sizes.
    private void Open(int field)
    {
        ref readonly var meta = ref _fields[field];
        if (meta.Terms != 0)
            _terms[field] = new(_files[0], meta, Documents);
        switch (_schema.Fields[field].Kind)
        {
            case FieldKind.Text:
                Columns.At(meta.Norms, Documents);
                if ((ulong)meta.Filled > (ulong)Documents || meta.TotalLength < 0)
                    throw MappedFile.Damaged("more texts than documents");
                break;
            case FieldKind.Facet:
                _facets[field] = new(Columns, meta, Documents);
                break;
            case FieldKind.Number or FieldKind.Value:
                _numbers[field] = new(Columns, meta, Documents);
                break;
            case FieldKind.Stored:
                _starts[field] = new(Columns, meta.Starts, meta.StartsWidth, Documents + 1L);
                break;
        }
    }
}
