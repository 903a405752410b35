using Zhishu.Foundation;
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
}
