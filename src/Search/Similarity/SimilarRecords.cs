using Zhishu.Records;
using Zhishu.Search.Postgres;
using Zhishu.Search.Text;

namespace Zhishu.Search.Similarity;

/// <summary>What makes a text similar to others: its heaviest words, and the query that finds records with enough of them.</summary>
internal sealed record SimilarQuestion(IReadOnlyList<string> Terms, QueryNode Node);

/// <summary>Turns a text or a record into a question for similar ones: the words that stand out in it, weighed by how rare they are among all records.</summary>
internal sealed class SimilarRecords(SearchIndex index, Ranking ranking)
{
    public const int LongestText = 4000;
    private const int MostTerms = 20;
    private const int SharedTerms = 2;

    /// <summary>What is said of a record; its title counts three times.</summary>
    public static string TextOf(IpRecord record) => string.Join('。', record.Title, record.Title, record.Title, record.Abstract, record.Claims.FirstOrDefault()?.Text);

    /// <summary>The question; null when the text has no words to go by.</summary>
    /// <param name="text">Any text, such as an abstract.</param>
    /// <param name="besides">A record that shall not be found, or null.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<SimilarQuestion?> AskAsync(string text, Guid? besides, CancellationToken ct)
    {
        var statistics = await ranking.ReadAsync(ct);
        var segmenter = index.Lexicon.Segmenter;
        var terms = segmenter.Words(text[..Math.Min(text.Length, LongestText)])
            .Where(word => word.Length > 1 && !segmenter.IsStop(word) && !word.All(char.IsAsciiDigit))
            .CountBy(word => word)
            .Select(pair => (pair.Key, Weight: Math.Log(1 + pair.Value) * statistics.Idf(new Piece(pair.Key, TextAnalysis.IsCjk(pair.Key, 0)))))
            .OrderByDescending(pair => pair.Weight).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Take(MostTerms)
            .Select(pair => pair.Key)
            .ToList();
        if (terms.Count == 0)
            return null;
        QueryNode node = new QueryNode.AtLeast(Math.Min(SharedTerms, terms.Count), [.. terms.Select(term => new QueryNode.Text(QueryField.Any, term))]);
        return new(terms, besides is { } id ? new QueryNode.And([node, new QueryNode.Not(new QueryNode.Records([id]))]) : node);
    }

    /// <summary>The terms that a record has too.</summary>
    public IEnumerable<string> Shared(SimilarQuestion question, IpRecord record)
    {
        var normal = index.Analysis.Normalise(string.Join('。', record.Claims.Select(claim => claim.Text).Prepend(record.Abstract).Prepend(record.Title)));
        return question.Terms.Where(term => normal.Contains(TextAnalysis.IsCjk(term, 0) ? term : $" {term} ", StringComparison.Ordinal));
    }
}
