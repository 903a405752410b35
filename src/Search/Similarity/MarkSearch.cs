using Zhishu.Foundation;
using Zhishu.Search.Query;
using Zhishu.Search.Text;
using Zhishu.Search.Words;

namespace Zhishu.Search.Similarity;

/// <summary>Finds the trademarks whose names are similar to one, most similar first.</summary>
internal sealed class MarkSearch(HubDatabase database, Lexicon lexicon, SignWords? words = null, Lookalikes? lookalikes = null)
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

    /// <summary>As <see cref="EarlierMarks.FindAsync"/>: by glyphs and meaning besides.</summary>
    public async Task<IReadOnlyList<EarlierMark>> CompareAsync(string name, int most, CancellationToken ct)
    {
        var wanted = _similarity.Prepare(name);
        var meanings = (await words!.OfAsync(name, ct)).Select(word => (Word: word, Mark: _similarity.Prepare(word))).Where(meaning => meaning.Mark.Name.Length > 0).ToList();
        var keys = MarkSimilarity.Keys(wanted).Concat(wanted.Name.SelectMany(lookalikes!.Of).Select(pair => Gram.Pair(pair.Other, 0)))
            .Concat(meanings.SelectMany(meaning => MarkSimilarity.Keys(meaning.Mark))).Distinct().ToArray();
        var found = new List<EarlierMark>();
        await using var command = database.Source.CreateCommand("select id, name, sound from search.mark where keys && $1"); // index mark_keys
        command.Parameters.Add(new() { Value = keys });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var other = (Name: reader.GetString(1), Syllables: reader.GetString(2).Split(' '));
            var (score, grounds) = MarkSimilarity.Compare(wanted, other);
            if (0.95 * MarkSimilarity.Glyphs(wanted.Name, other.Name, lookalikes!) is > MarkSimilarity.Threshold and var glyphs)
                (score, grounds) = (Math.Max(score, glyphs), grounds | MarkGrounds.Glyphs);
            string? by = null;
            foreach (var (word, mark) in meanings)
            {
                // The same meaning alone: what is only like a word of the same meaning is like nothing.
                var shared = MarkSimilarity.Compare(mark, other).Grounds;
                if ((shared & (MarkGrounds.Same | MarkGrounds.Contained)) == 0)
                    continue;
                (score, grounds, by) = (Math.Max(score, shared.HasFlag(MarkGrounds.Same) ? 0.85 : 0.7), grounds | MarkGrounds.Meaning, word);
            }

            if (score > MarkSimilarity.Threshold)
                found.Add(new(reader.GetGuid(0), other.Name, score, grounds, by));
        }

        return [.. found.OrderByDescending(mark => mark.Score).ThenBy(mark => mark.Id).Take(most)];
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
