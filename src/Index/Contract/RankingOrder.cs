namespace Zhishu.Index;

/// <summary>
/// What makes one hit better than another: BM25F. For each clause the frequencies in the fields are divided by a measure of the field's length, weighted,
/// added (x) and saturated together (x / (K1 + x)), and counted the more, the rarer the clause is.
/// </summary>
/// <param name="Clauses">The clauses; their scores are added up.</param>
/// <param name="K1">How slowly more of the same stops to count.</param>
public sealed record RankingOrder(IReadOnlyList<RankClause> Clauses, double K1 = 1.2);

/// <summary>One thing that was asked for, wherever it stands.</summary>
/// <param name="Fields">Where it is looked for.</param>
/// <param name="Plus">Added to the logarithm that says how rare the clause is.</param>
public sealed record RankClause(IReadOnlyList<RankField> Fields, double Plus = 0)
{
    /// <summary>A query all of whose hits get <see cref="Plus"/> and nothing else, or null. A clause with it has no fields.</summary>
    public Query? Constant { get; init; }

    /// <summary>So many of the first fields say how rare the clause is; all of them when null.</summary>
    public int? Telling { get; init; }
}

/// <summary>One field of a clause.</summary>
/// <param name="Text">What is looked for.</param>
/// <param name="Weight">How much it counts there.</param>
/// <param name="B">How much the length of the text counts, 0 to 1.</param>
public sealed record RankField(Query.Text Text, double Weight = 1, double B = 0.75);

/// <summary>A hit.</summary>
/// <param name="Key">Key of the document.</param>
/// <param name="Score">Its score; 0 when it was not asked for.</param>
/// <param name="Order">Its number in the field that orders the index, or null.</param>
public sealed record Hit(Guid Key, float Score, long? Order);

/// <summary>A value of a facet and how many hits have it.</summary>
public readonly record struct ValueCount(string Value, long Count);

/// <summary>Values of several facets together and how many hits have them.</summary>
public sealed record ValuesCount(IReadOnlyList<string> Values, long Count);
