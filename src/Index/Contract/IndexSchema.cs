namespace Zhishu.Index;

/// <summary>What a field holds and what can be done with it.</summary>
public enum FieldKind
{
    /// <summary>Text, cut into terms with positions by the caller: found by term, phrase and nearness, ranked by BM25.</summary>
    Text,

    /// <summary>Any number of exact values: found by value, prefix and pattern.</summary>
    Keyword,

    /// <summary>Like <see cref="Keyword"/>; counted and read by document besides.</summary>
    Facet,

    /// <summary>At most one whole number: read by document and found by range.</summary>
    Number,

    /// <summary>At most one whole number: only read by document.</summary>
    Value,

    /// <summary>Some bytes, given back as they came.</summary>
    Stored,
}

/// <summary>A field of the documents.</summary>
/// <param name="Name">Its name, within 100 letters.</param>
/// <param name="Kind">What it holds.</param>
public sealed record IndexField(string Name, FieldKind Kind);

/// <summary>The fields of an index, and its order.</summary>
public sealed class IndexSchema
{
    private readonly Dictionary<string, int> _places;

    /// <summary>Makes a schema.</summary>
    /// <param name="fields">The fields; their names differ.</param>
    /// <param name="order">A field of kind <see cref="FieldKind.Number"/>: documents are kept with its greatest first, those without it last, equal ones by key.</param>
    /// <exception cref="ArgumentException">A name comes twice, or the order is no number.</exception>
    public IndexSchema(IReadOnlyList<IndexField> fields, string order)
    {
        Fields = fields;
        _places = fields.Select((field, i) => (field.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i);
        Order = this[order];
        if (fields[Order].Kind != FieldKind.Number)
            throw new ArgumentException("The order must be a number.", nameof(order));
    }

    /// <summary>The fields, in the order of their places.</summary>
    public IReadOnlyList<IndexField> Fields { get; }

    /// <summary>Place of the field that orders the documents.</summary>
    public int Order { get; }

    /// <summary>Place of a field.</summary>
    /// <exception cref="KeyNotFoundException">There is no such field.</exception>
    public int this[string name] => _places[name];

    /// <summary>What must be the same for an index to be opened with this schema.</summary>
    internal string Fingerprint => $"{string.Join(',', Fields.Select(each => $"{each.Name}:{each.Kind}"))};{Fields[Order].Name}";
}
