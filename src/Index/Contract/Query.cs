namespace Zhishu.Index;

/// <summary>What is asked of an index; fields are given by their places in the schema.</summary>
public abstract record Query
{
    /// <summary>Every document.</summary>
    public sealed record All : Query;

    /// <summary>No document.</summary>
    public sealed record None : Query;

    /// <summary>All parts hold.</summary>
    public sealed record And(IReadOnlyList<Query> Parts) : Query;

    /// <summary>One part holds.</summary>
    public sealed record Or(IReadOnlyList<Query> Parts) : Query;

    /// <summary>The part does not hold.</summary>
    public sealed record Not(Query Part) : Query;

    /// <summary>So many of the parts hold.</summary>
    public sealed record AtLeast(int Count, IReadOnlyList<Query> Parts) : Query;

    /// <summary>Documents by their keys.</summary>
    public sealed record Keys(IReadOnlyList<Guid> Ids) : Query;

    /// <summary>One of the values is there, letter for letter.</summary>
    public sealed record Values(int Field, IReadOnlyList<string> Wanted) : Query;

    /// <summary>A value that begins so is there.</summary>
    public sealed record ValuePrefix(int Field, string Start) : Query;

    /// <summary>A number between two, both included; <see cref="long.MinValue"/> and <see cref="long.MaxValue"/> stand for open ends.</summary>
    public sealed record Range(int Field, long From, long To) : Query;

    /// <summary>Something that stands in a text, at certain places; it can be ranked by and combined by nearness.</summary>
    public abstract record Text(int Field) : Query;

    /// <summary>Terms at places one after another, in one run.</summary>
    /// <param name="Field">The field.</param>
    /// <param name="Terms">The terms, at least one.</param>
    /// <param name="Width">
    /// Units that each term covers. Terms of width 2 overlap: of those whose units others cover, the search leaves some out.
    /// </param>
    public sealed record Phrase(int Field, IReadOnlyList<string> Terms, int Width) : Text(Field);

    /// <summary>Any term that begins so; it covers one unit.</summary>
    public sealed record Prefix(int Field, string Start) : Text(Field);

    /// <summary>Any term that begins so and that is accepted; it covers one unit.</summary>
    public sealed record Pattern(int Field, string Start, Func<string, bool> Accepts) : Text(Field);

    /// <summary>Texts one after another in one run, with gaps between.</summary>
    /// <param name="Field">The field.</param>
    /// <param name="Parts">The texts, at least one.</param>
    /// <param name="Gaps">The gaps before, between and after the parts: one more than these.</param>
    public sealed record Sequence(int Field, IReadOnlyList<Text> Parts, IReadOnlyList<Gap> Gaps) : Text(Field);

    /// <summary>Several texts of which one is meant: it stands wherever one of them stands.</summary>
    /// <param name="Field">The field.</param>
    /// <param name="Parts">The texts, at least one.</param>
    public sealed record AnyOf(int Field, IReadOnlyList<Text> Parts) : Text(Field);

    /// <summary>
    /// Two texts near each other, whatever breaks lie between: one before the other without overlapping or, when no order is asked for, one between two that are near each other themselves.
    /// It reaches from the first unit of both to the last.
    /// </summary>
    /// <param name="Field">The field.</param>
    /// <param name="Left">One text.</param>
    /// <param name="Right">The other.</param>
    /// <param name="Distance">Most units between them.</param>
    /// <param name="Ordered">Whether the left one must come first.</param>
    public sealed record Near(int Field, Text Left, Text Right, int Distance, bool Ordered) : Text(Field);
}

/// <summary>Units of the same run that are passed over.</summary>
/// <param name="Least">At least so many.</param>
/// <param name="Open">Whether any number more.</param>
public readonly record struct Gap(int Least, bool Open);
