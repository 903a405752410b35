namespace Zhishu.Search.Query;

/// <summary>Replaces parts of a query, wherever they stand.</summary>
internal static class QueryRewrite
{
    /// <summary>The query with some of its parts replaced.</summary>
    /// <param name="node">The query.</param>
    /// <param name="replace">Gives what stands in place of a part, or null where it stays as it is.</param>
    public static QueryNode With(QueryNode node, Func<QueryNode, QueryNode?> replace) => replace(node) ?? node switch
    {
        QueryNode.And and => new QueryNode.And([.. and.Parts.Select(part => With(part, replace))]),
        QueryNode.Or or => new QueryNode.Or([.. or.Parts.Select(part => With(part, replace))]),
        QueryNode.AtLeast some => new QueryNode.AtLeast(some.Count, [.. some.Parts.Select(part => With(part, replace))]),
        QueryNode.Not not => new QueryNode.Not(With(not.Part, replace)),
        _ => node,
    };

    /// <summary>The same for parts of one type that must be looked up: each is asked for once.</summary>
    public static async Task<QueryNode> WithAsync<T>(QueryNode node, Func<T, bool> wanted, Func<T, Task<QueryNode>> find)
        where T : QueryNode
    {
        var found = new Dictionary<T, QueryNode>(ReferenceEqualityComparer.Instance);
        foreach (var part in Parts(node).OfType<T>().Where(wanted))
        {
            if (!found.ContainsKey(part))
                found[part] = await find(part);
        }

        return found.Count == 0 ? node : With(node, part => part is T known ? found.GetValueOrDefault(known) : null);
    }

    /// <summary>All parts of a query that are not joined of others.</summary>
    public static IEnumerable<QueryNode> Parts(QueryNode node) => node switch
    {
        QueryNode.And and => and.Parts.SelectMany(Parts),
        QueryNode.Or or => or.Parts.SelectMany(Parts),
        QueryNode.AtLeast some => some.Parts.SelectMany(Parts),
        QueryNode.Not not => Parts(not.Part),
        _ => [node],
    };
}
