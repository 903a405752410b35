using Zhishu.Records;
using Zhishu.Search.Postgres;
using Zhishu.Search.Text;

namespace Zhishu.Search.Similarity;

/// <summary>What makes a text similar to others: its heaviest words, and the query that finds records with enough of them.</summary>
internal sealed record SimilarQuestion(IReadOnlyList<string> Terms, QueryNode Node);

/// <summary>Similar records, the most similar first.</summary>
/// <param name="Total">How many share enough words.</param>
/// <param name="Records">The first of them.</param>
/// <param name="ByMeaning">Whether learned words had a say in the order.</param>
internal sealed record SimilarFound(long Total, IReadOnlyList<StoredRecord> Records, bool ByMeaning);

/// <summary>
/// Finds what is similar to a text or a record: by the words that stand out in it, weighed by how rare they are among all records. The first hundred are
/// put in order anew with what was learned of words as a second opinion.
/// </summary>
internal sealed class SimilarRecords(SearchIndex index, Ranking ranking, ISearchEngine engine, LearnedWords learned)
{
    public const int LongestText = 4000;
    private const int MostTerms = 20;
    private const int SharedTerms = 2;

    /// <summary>Records that are put in order anew.</summary>
    internal const int Candidates = 100;

    // Measured by bench similar.
    private const double Share = 0.5;
    private const double Damping = 20;
    private static readonly Dictionary<Facet, IReadOnlyList<string>> None = [];

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
        var terms = segmenter.SubjectWords(text[..Math.Min(text.Length, LongestText)])
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

    /// <summary>The records similar to a text, at most <see cref="Candidates"/>.</summary>
    /// <param name="question">What <see cref="AskAsync"/> made of it.</param>
    /// <param name="said">The words of the text in order, as <see cref="LearnedWords"/> gives them.</param>
    /// <param name="size">Most records.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<SimilarFound> FindAsync(SimilarQuestion question, IEnumerable<string> said, int size, CancellationToken ct)
    {
        var vectors = learned.Vectors;
        var about = vectors?.Of(said);
        var found = await engine.FindAsync(new(question.Node, None, SearchSort.Relevance, 0, about is null ? size : Candidates, []), ct);
        var held = (await index.Records.GetAsync([.. found.Ids], ct)).ToDictionary(stored => stored.Id);
        List<StoredRecord> inOrder = [.. found.Ids.Where(held.ContainsKey).Select(id => held[id])];
        return about is null
            ? new(found.Total, inOrder, false)
            : new(found.Total, [.. Again(inOrder, (Alike, Share)).Take(size)], true);

        double Alike(StoredRecord stored) => vectors!.Of(learned.WordsOf(stored.Record)) is { } other ? WordVectors.Dot(about, other) : -1;
    }

    /// <summary>An order with further opinions: the reciprocals of the places that each gives are added, weighed. What an opinion finds equal has the same place.</summary>
    internal static IEnumerable<T> Again<T>(IReadOnlyList<T> found, params IReadOnlyList<(Func<T, double> Of, double Share)> opinions)
    {
        var sums = found.Select((_, place) => 1 / (Damping + place)).ToArray();
        foreach (var (of, share) in opinions)
        {
            var said = found.Select(of).ToArray();
            var ranked = said.OrderDescending().ToArray();
            for (var i = 0; i < sums.Length; i++)
                sums[i] += share / (Damping + Array.IndexOf(ranked, said[i]));
        }

        return found.Index().OrderByDescending(pair => sums[pair.Index]).Select(pair => pair.Item);
    }

    /// <summary>The terms that a record has too.</summary>
    public IEnumerable<string> Shared(SimilarQuestion question, IpRecord record)
    {
        var normal = index.Analysis.Normalise(string.Join('。', record.Claims.Select(claim => claim.Text).Prepend(record.Abstract).Prepend(record.Title)));
        return question.Terms.Where(term => normal.Contains(TextAnalysis.IsCjk(term, 0) ? term : $" {term} ", StringComparison.Ordinal));
    }
}
