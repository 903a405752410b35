using Zhishu.Index.Building;

namespace Zhishu.Index;

/// <summary>Takes the parts of one document. It is only valid while the document is being added.</summary>
public sealed class DocumentWriter
{
    /// <summary>Letters of a term.</summary>
    internal const int LongestTerm = 1000;

    private const long Greatest = 1L << 61;
    private readonly IndexSchema _schema;
    private readonly MemorySegment _target;

    internal DocumentWriter(IndexSchema schema, MemorySegment target) => (_schema, _target) = (schema, target);

    /// <summary>Adds a term of a text; the terms come in ascending order of position, several may have the same.</summary>
    /// <param name="field">Place of a field of kind <see cref="FieldKind.Text"/>.</param>
    /// <param name="term">The term, not empty; of a term over 1000 letters the first 1000 count.</param>
    /// <param name="position">Place of the term's first unit (a character, a word), from 0; units stand without gaps, whatever parts them.</param>
    /// <param name="run">Number of the run the unit stands in, rising by one at each break that no phrase may span.</param>
    public void Token(int field, ReadOnlySpan<char> term, int position, int run)
    {
        Check(field, FieldKind.Text);
        _target.AddToken(field, Cut(term), (position << 1) | (run & 1));
    }

    /// <summary>Adds an exact value; the same twice counts once.</summary>
    public void Keyword(int field, ReadOnlySpan<char> value)
    {
        if (_schema.Fields[field].Kind is not (FieldKind.Keyword or FieldKind.Facet))
            throw Wrong(field);
        _target.AddKeyword(field, Cut(value));
    }

    /// <summary>Sets a whole number, within 2^61 on either side of 0.</summary>
    public void Number(int field, long value)
    {
        if (_schema.Fields[field].Kind is not (FieldKind.Number or FieldKind.Value))
            throw Wrong(field);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs(value), Greatest, nameof(value));
        _target.SetNumber(field, value);
    }

    /// <summary>Sets bytes to be kept.</summary>
    public void Stored(int field, ReadOnlySpan<byte> value)
    {
        Check(field, FieldKind.Stored);
        _target.AddStored(field, value);
    }

    private static ReadOnlySpan<char> Cut(ReadOnlySpan<char> term) => term.Length <= LongestTerm ? term : term[..LongestTerm];

    private void Check(int field, FieldKind kind)
    {
        if (_schema.Fields[field].Kind != kind)
            throw Wrong(field);
    }

    private ArgumentException Wrong(int field) => new($"The field {_schema.Fields[field].Name} is of kind {_schema.Fields[field].Kind}.", nameof(field));
}
