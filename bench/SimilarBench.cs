using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Records;
using Zhishu.Search;
using Zhishu.Search.Replica;
using Zhishu.Search.Similarity;
using Zhishu.Search.Words;

namespace Zhishu.Bench;

/// <summary>Similar records, and long questions: the order by words beside that order with word vectors as a second opinion (reciprocal ranks added).</summary>
internal static class SimilarBench
{
    private const int Questions = 200;
    private const int Candidates = 100;
    private const double Damping = 20;
    private static readonly double[] Shares = [0.25, 0.5, 1, 2];
    private static readonly Dictionary<Facet, IReadOnlyList<string>> None = [];

    /// <summary>Learns the vectors of all records.</summary>
    public static async Task<(WordVectors Vectors, Dictionary<Guid, float[]> Records)> LearnAsync(RecordStore store, Lexicon lexicon)
    {
        var texts = new Dictionary<Guid, IReadOnlyList<string>>();
        for (var after = Guid.Empty; await store.PageAsync([], after, 1000, CancellationToken.None) is { Count: > 0 } page; after = page[^1].Id)
        {
            foreach (var stored in page)
                texts[stored.Id] = WordsOf(stored.Record, lexicon);
        }

        var watch = Stopwatch.StartNew();
        var vectors = new WordVectors([.. texts.Values]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  vectors of {vectors.Words:N0} words learned from {texts.Count:N0} records in {watch.Elapsed.TotalSeconds:0} s"));
        return (vectors, texts.Select(pair => (pair.Key, Vector: vectors.Of(pair.Value))).Where(pair => pair.Vector is not null).ToDictionary(pair => pair.Key, pair => pair.Vector!));
    }

    /// <summary>How many of the first ten are of the same topic.</summary>
    public static async Task SimilarAsync(string name, ServiceProvider services, IReadOnlyDictionary<Guid, string> topics, Dictionary<Guid, float[]> known)
    {
        var (similar, engine, records) = (services.GetRequiredService<SimilarRecords>(), services.GetRequiredService<IndexEngine>(), services.GetRequiredService<RecordStore>());
        var random = new Random(3);
        var right = new double[Shares.Length + 1];
        var asked = topics.OrderBy(pair => pair.Key).OrderBy(_ => random.Next()).Take(Questions).ToList();
        foreach (var (id, topic) in asked)
        {
            var record = (await records.GetAsync([id], CancellationToken.None))[0].Record;
            if (await similar.AskAsync(SimilarRecords.TextOf(record), id, CancellationToken.None) is not { } question)
                continue;
            var found = (await engine.FindAsync(new(question.Node, None, SearchSort.Relevance, 0, Candidates, []), CancellationToken.None)).Ids;
            double Precision(IEnumerable<Guid> ids) => ids.Take(10).Count(one => topics.GetValueOrDefault(one) == topic) / 10.0;
            right[0] += Precision(found);
            for (var i = 0; i < Shares.Length; i++)
                right[i + 1] += Precision(Again(found, known.GetValueOrDefault(id), known, Shares[i]));
        }

        Console.WriteLine(FormattableString.Invariant(
            $"  {name,-20} same topic among the first ten: words {right[0] / asked.Count:0.000}   with vectors{Listed(right, asked.Count)}   ({asked.Count} records)"));
    }

    /// <summary>Mean reciprocal rank of known items.</summary>
    public static async Task KnownAsync(string name, ServiceProvider services, List<(Guid Id, string Question)> questions, WordVectors vectors, Dictionary<Guid, float[]> known, Lexicon lexicon)
    {
        var (reader, engine) = (services.GetRequiredService<QueryReader>(), services.GetRequiredService<IndexEngine>());
        var sums = new double[Shares.Length + 1];
        foreach (var (id, question) in questions)
        {
            var reading = await reader.ReadAsync(question, exact: false, cql: false, CancellationToken.None);
            var found = (await engine.FindAsync(new(reading.Node!, None, SearchSort.Relevance, 0, Candidates, []), CancellationToken.None)).Ids;
            double Reciprocal(IEnumerable<Guid> ids) => ids.Take(10).ToList().IndexOf(id) is >= 0 and var at ? 1.0 / (at + 1) : 0;
            sums[0] += Reciprocal(found);
            for (var i = 0; i < Shares.Length; i++)
                sums[i + 1] += Reciprocal(Again(found, vectors.Of(lexicon.Segmenter.ContentWords(question)), known, Shares[i]));
        }

        Console.WriteLine(FormattableString.Invariant($"  {name,-20} MRR@10: words {sums[0] / questions.Count:0.000}   with vectors{Listed(sums, questions.Count)}   ({questions.Count} questions)"));
    }

    private static string Listed(double[] sums, int count) =>
        string.Concat(Shares.Select((share, i) => FormattableString.Invariant($"   weight {share}: {sums[i + 1] / count:0.000}")));

    private static IReadOnlyList<string> WordsOf(IpRecord record, Lexicon lexicon) =>
        [.. lexicon.Segmenter.Words($"{record.Title}。{record.Abstract}").Where(word => word.Length > 1 && !lexicon.Segmenter.IsStop(word) && !word.All(char.IsAsciiDigit))];

    private static IEnumerable<Guid> Again(IReadOnlyList<Guid> found, float[]? of, Dictionary<Guid, float[]> known, double share)
    {
        if (of is null)
            return found;
        var second = found.OrderByDescending(id => known.TryGetValue(id, out var vector) ? WordVectors.Dot(of, vector) : -1)
            .Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        return found.Index().OrderByDescending(pair => (1 / (Damping + pair.Index)) + (share / (Damping + second[pair.Item]))).Select(pair => pair.Item);
    }
}
