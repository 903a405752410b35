using Dapper;
using Zhishu.Foundation;
using Zhishu.Search.Similarity;
using Zhishu.Search.Text;

namespace Zhishu.Search.Reading;

/// <summary>Another question that has an answer.</summary>
internal sealed record Correction(string Query, long Total);

/// <summary>What could have been meant when nothing was found. Each suggestion is tried before it is offered.</summary>
internal sealed class Corrections(HubDatabase database, SearchIndex index, QueryReader reader, ISearchEngine engine)
{
    private const int MostTries = 12;
    private const int MostOffers = 4;

    public async Task<IReadOnlyList<Correction>> FindAsync(string query, QueryReading reading, CancellationToken ct)
    {
        if (reading.Terms.Count == 0 || query.Length > 200)
            return [];
        var offers = new List<Correction>();
        foreach (var candidate in (await CandidatesAsync(query, reading, ct)).Where(candidate => candidate != query && candidate.Length > 0).Distinct().Take(MostTries))
        {
            var node = (await reader.ReadAsync(candidate, exact: false, cql: false, ct)).Node;
            if (node is not null && (await engine.FindAsync(SearchRequest.All(node), ct)).Total is > 0 and var total)
                offers.Add(new(candidate, total));
            if (offers.Count == MostOffers)
                break;
        }

        return offers;
    }

    private async Task<List<string>> CandidatesAsync(string query, QueryReading reading, CancellationToken ct)
    {
        var candidates = new List<string>();
        var words = index.Lexicon.Segmenter.Words(query).Where(word => word.Length > 1).Distinct().Take(8).ToList();
        var folded = index.Analysis.Pieces(query).Select(piece => piece.Text).ToList();
        foreach (var word in words.Concat(folded).Distinct())
        {
            foreach (var other in await NearAsync(word, ct))
                candidates.Add(string.Join(' ', folded).Replace(word, other, StringComparison.Ordinal));
        }

        var content = index.Lexicon.Segmenter.ContentWords(query).ToList();
        if (content.Count > 1)
            candidates.Add(string.Join(' ', content));
        var parts = content.Count > 1 ? content : [.. reading.Terms.Where(term => term.As != ReadAs.Ignored).Select(term => term.Text)];
        for (var left = 0; parts.Count > 1 && left < parts.Count && left < 6; left++)
            candidates.Add(string.Join(' ', parts.Where((_, i) => i != left)));
        return candidates;
    }

    /// <summary>Words of the records' titles that sound or are spelt alike, the most frequent first.</summary>
    private async Task<IEnumerable<string>> NearAsync(string word, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        if (Gram.IsCjk(word[0]))
        {
            // One character mistaken: each is replaced by any in turn.
            var patterns = word.Length < 3 ? [] : word.Select((_, i) => word[..i] + "_" + word[(i + 1)..]).ToArray();
            return await connection.QueryAsync<string>(new CommandDefinition(
                "select word from search.word where word <> @word and (sound = @sound or word like any(@patterns)) order by (sound = @sound) desc, records desc, word limit 3",
                new { word, sound = index.Lexicon.Pinyin.Sound(word), patterns }, cancellationToken: ct));
        }

        var near = await connection.QueryAsync<(string Word, long Records)>(new CommandDefinition(
            "select word, records from search.word where word like @like and abs(length(word) - @length) <= 2",
            new { like = word[0] + "%", length = word.Length }, cancellationToken: ct));
        return near.Where(row => row.Word != word && MarkSimilarity.EditDistance(row.Word.AsSpan(), word.AsSpan()) <= (word.Length > 5 ? 2 : 1))
            .OrderByDescending(row => row.Records).Take(3).Select(row => row.Word);
    }
}
