using Zhishu.Search;

namespace Zhishu.Watch.Themes;

/// <summary>Parts of a thematic database as one question.</summary>
internal static class ThemeQuestion
{
    /// <summary>What any of the parts asks for or holds; null when they are empty.</summary>
    public static async Task<QueryNode?> ReadAsync(IReadOnlyList<ThemeNode> nodes, SearchQuestions questions, CancellationToken ct)
    {
        var parts = new List<QueryNode>();
        foreach (var node in nodes)
        {
            if (node.Address is not null && (await questions.ReadAsync(node.Address, ct)).Question is { } question)
                parts.Add(question.Node);
            if (node.Picks.Count > 0)
                parts.Add(new QueryNode.Records(node.Picks));
        }

        return parts.Count == 0 ? null : new QueryNode.Or(parts);
    }
}
