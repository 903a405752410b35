using Zhishu.Foundation;

namespace Zhishu.Search.Query;

/// <summary>
/// Nearness between words, phrases, groups joined by OR, and nearness again: <c>(a OR b) NEAR/5 (c PRE/2 d)</c>. What stands near each other reaches from its first unit to its last:
/// distances are counted from there, and what stands between is near it too. In a chain each neighbouring pair must hold.
/// </summary>
internal static class NearGroups
{
    private const int MostWords = 500;

    /// <summary>The nearness of two sides, or what is wrong with one of them.</summary>
    public static (QueryNode.Near? Near, Bilingual? Fault, bool AtRight) Join(QueryNode left, QueryNode right, int distance, bool ordered, string name)
    {
        var wrong = new Bilingual($"{name} 两侧应为词、短语，用 OR 连接的一组词，或又一个 NEAR、PRE，例如 (电池 OR 电芯) NEAR/5 (隔膜 OR 极耳)");
        if (Side(left) is not { } from)
            return (null, wrong, false);
        if (Side(right) is not { } to)
            return (null, wrong, true);
        var field = Words(from).First().Field;
        if (Words(from).Any(word => word.Field != field))
            return (null, new($"{name} 两侧应为同一字段"), false);
        if (Words(to).Any(word => word.Field != field && word.Field != QueryField.Any))
            return (null, new($"{name} 两侧应为同一字段"), true);
        var near = new QueryNode.Near(field, from, In(to, field), distance, ordered);
        return Words(near).Take(MostWords + 1).Count() <= MostWords ? (near, null, false) : (null, new($"{name} 两侧的词超过 {MostWords} 个"), true);
    }

    /// <summary>Texts one directly after another, from left to right.</summary>
    public static QueryNode Chain(QueryField field, IReadOnlyList<string> runs) =>
        runs.Skip(1).Aggregate((QueryNode)new QueryNode.Text(field, runs[0]), (left, run) => new QueryNode.Near(field, left, new QueryNode.Text(field, run), 0, Ordered: true));

    /// <summary>The words of a nearness.</summary>
    public static IEnumerable<QueryNode.Text> Words(QueryNode node) => node switch
    {
        QueryNode.Text text => [text],
        QueryNode.Near near => Words(near.Left).Concat(Words(near.Right)),
        QueryNode.Or or => or.Parts.SelectMany(Words),
        _ => [],
    };

    private static QueryNode? Side(QueryNode node)
    {
        switch (node)
        {
            case QueryNode.Text text when FieldValues.IsOnePiece(text.Value):
                return text;
            case QueryNode.Text { Wild: false } text when FieldValues.RunsOf(text.Value) is { Count: > 1 } runs:
                return Chain(text.Field, runs);
            case QueryNode.Near near:
                return near;

            // A chain: what it reaches over is told from left to right.
            case QueryNode.And chain when chain.Parts.All(part => part is QueryNode.Near) && chain.Parts.Cast<QueryNode.Near>() is var pairs
                && pairs.Zip(pairs.Skip(1)).All(two => ReferenceEquals(two.First.Right, two.Second.Left)):
                return chain.Parts.Cast<QueryNode.Near>().Aggregate((whole, next) => next with { Left = whole });
            case QueryNode.Or or:
                var sides = or.Parts.Select(Side).ToList();
                return sides.Contains(null) ? null : new QueryNode.Or([.. sides.OfType<QueryNode>()]);
            default:
                return null;
        }
    }

    private static QueryNode In(QueryNode node, QueryField field) => node switch
    {
        QueryNode.Text text => text with { Field = field },
        QueryNode.Near near => near with { Field = field, Left = In(near.Left, field), Right = In(near.Right, field) },
        QueryNode.Or or => new QueryNode.Or([.. or.Parts.Select(part => In(part, field))]),
        _ => node,
    };
}
