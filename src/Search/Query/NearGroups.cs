using Zhishu.Foundation;

namespace Zhishu.Search.Query;

/// <summary>
/// Nearness between groups: <c>(a OR b) NEAR/5 (c OR d)</c> holds where any of the one side stands near any of the other. A group that is itself one of nearness must hold,
/// and any of its words stands near the other side. In a chain each neighbouring pair must hold.
/// </summary>
internal static class NearGroups
{
    private const int MostPairs = 200;

    public static QueryNode Join(QueryNode left, QueryNode right, Token near, Token atLeft, Token atRight)
    {
        var (lefts, also) = Side(left, atLeft);
        var (rights, besides) = Side(right, atRight);
        if (lefts.Count * rights.Count > MostPairs)
            throw Fault(near, new($"{near.Text} 两侧的词组合超过 {MostPairs} 对"));
        var ordered = near.Text.StartsWith("PRE", StringComparison.OrdinalIgnoreCase);
        var pairs = new List<QueryNode>();
        foreach (var a in lefts)
        {
            foreach (var b in rights)
            {
                if (a.Field != b.Field && b.Field != QueryField.Any)
                    throw Fault(atRight, new($"{near.Text} 两侧应为同一字段"));
                pairs.Add(new QueryNode.Near(a.Field, a, b with { Field = a.Field }, near.Distance, ordered));
            }
        }

        var joined = pairs.Count == 1 ? pairs[0] : new QueryNode.Or(pairs);
        List<QueryNode> all = [.. also, joined, .. besides];
        return all.Count == 1 ? joined : new QueryNode.And(all);
    }

    private static (List<QueryNode.Text> Texts, List<QueryNode> Also) Side(QueryNode node, Token at)
    {
        switch (node)
        {
            case QueryNode.Text { Value: var value } text when FieldValues.IsOnePiece(value):
                return ([text], []);
            case QueryNode.Or or:
                var sides = or.Parts.Select(part => Side(part, at)).ToList();
                if (sides.TrueForAll(side => side.Also.Count == 0))
                    return ([.. sides.SelectMany(side => side.Texts)], []);
                break;
            case QueryNode.Near inner:
                return ([inner.Left, inner.Right], [inner]);
            case QueryNode.And all when all.Parts.All(part => part is QueryNode.Near):
                return ([.. all.Parts.Cast<QueryNode.Near>().SelectMany(part => new[] { part.Left, part.Right }).Distinct()], [.. all.Parts]);
        }

        throw Fault(at, new("NEAR、PRE 两侧应为词、短语，或用 OR 连接的一组词，例如 (电池 OR 电芯) NEAR/5 (隔膜 OR 极耳)"));
    }

    private static QueryFaultException Fault(Token token, Bilingual text) => new(token.Position, token.Length, text);
}
