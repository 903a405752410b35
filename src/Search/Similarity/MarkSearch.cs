using Zhishu.Foundation;
using Zhishu.Search.Query;
using Zhishu.Search.Words;

namespace Zhishu.Search.Similarity;

/// <summary>Finds the trademarks whose names are similar to one, most similar first.</summary>
internal sealed class MarkSearch(HubDatabase database, Lexicon lexicon)
{
    private const int Most = 20_000;
    private readonly MarkSimilarity _similarity = new(lexicon);

    public async Task<IReadOnlyList<Guid>> FindAsync(string name, CancellationToken ct)
    {
        var wanted = _similarity.Prepare(name);
        var found = new List<(double Score, Guid Id)>();
        await using var command = database.Source.CreateCommand("select id, name, sound from search.mark where keys && $1"); // index mark_keys
        command.Parameters.Add(new() { Value = MarkSimilarity.Keys(wanted) });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var score = MarkSimilarity.Score(wanted, (reader.GetString(1), reader.GetString(2).Split(' ')));
            if (score > MarkSimilarity.Threshold)
                found.Add((score, reader.GetGuid(0)));
        }

        return [.. found.OrderByDescending(pair => pair.Score).ThenBy(pair => pair.Id).Take(Most).Select(pair => pair.Id)];
    }

    /// <summary>Similar marks are looked up first: the rest of the query then has a list of records.</summary>
    public Task<QueryNode> ResolveAsync(QueryNode node, CancellationToken ct) =>
        QueryRewrite.WithAsync<QueryNode.SimilarMark>(node, _ => true, async mark => new QueryNode.Records(await FindAsync(mark.Name, ct)) { BestFirst = true });

    /// <summary>The list that a query ranks by itself, such as of similar marks; or null.</summary>
    public static QueryNode.Records? BestFirst(QueryNode node) => node switch
    {
        QueryNode.Records { BestFirst: true } picked => picked,
        QueryNode.And and => and.Parts.Select(BestFirst).FirstOrDefault(found => found is not null),
        _ => null,
    };
}
