using System.Diagnostics;
using System.Globalization;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;
using Zhishu.Search.Postgres;
using Zhishu.Search.Replica;
using Zhishu.Search.Words;

namespace Zhishu.Bench;

/// <summary>
/// Known-item retrieval: a question is made of a record's title, and the rank at which the record comes back is looked at (mean reciprocal rank of the first ten).
/// Beside it, over the same words of the same texts: PostgreSQL's own <c>ts_rank</c>, and all words in any place, newest first.
/// </summary>
internal static class RelevanceBench
{
    private const int Questions = 300;

    // The PostgreSQL engine takes its time: it is asked so many of them.
    private const int EveryFourth = 4;

    public static async Task RunAsync(ReferenceData reference, int count)
    {
        var made = new RelevanceCorpus(reference);
        var (across, denied, topics) = (made.OtherLanguage(), made.Denied(200), made.Topics(150, 40));
        await using var hub = await BenchHub.OpenAsync(new Corpus(reference, 1).Rows(count)
            .Concat(across.Select(one => one.Row)).Concat(denied.Select(one => one.Row)).Concat(topics.Select(one => one.Row)));
        var (services, database) = (hub.Services, hub.Database);
        var lexicon = services.GetRequiredService<SearchIndex>().Lexicon;
        var titles = await PeerAsync(database, lexicon);
        var synonyms = services.GetRequiredService<Synonyms>();
        var unique = titles.GroupBy(pair => pair.Value).Where(group => group.Count() == 1).Select(group => group.First()).OrderBy(pair => pair.Value, StringComparer.Ordinal).ToList();
        var byTitle = unique.ToDictionary(pair => pair.Value, pair => pair.Key);
        var ownTitles = across.Select(one => one.Title).Concat(denied.Select(one => one.Title)).Concat(topics.Select(one => one.Title)).ToHashSet();
        var random = new Random(9);
        unique = [.. unique.Where(pair => !ownTitles.Contains(pair.Value)).OrderBy(_ => random.Next())];
        var ask = new RelevanceQuestions(lexicon, random);
        Console.WriteLine($"{count:N0} patents and {across.Count + denied.Count + topics.Count:N0} made for questions, at most {Questions} questions of each sort");
        await MeasureAsync("a word dropped", Take(unique, ask.Dropped), services, database, lexicon);
        await MeasureAsync("words reordered", Take(unique, ask.Reordered), services, database, lexicon);
        await MeasureAsync("a sentence", Take(unique, ask.Sentence), services, database, lexicon);
        var paraphrased = new List<(Guid, string)>();
        foreach (var (id, title) in unique)
        {
            if (paraphrased.Count < Questions && await ask.ParaphrasedAsync(title, synonyms) is { } question)
                paraphrased.Add((id, question));
        }

        await MeasureAsync("a synonym instead", paraphrased, services, database, lexicon);
        List<(Guid, string)> Made(IEnumerable<(string? Title, string? Question)> items) =>
            [.. items.Where(one => one.Title is not null && byTitle.ContainsKey(one.Title)).Select(one => (byTitle[one.Title!], one.Question!)).Take(Questions)];
        await MeasureAsync("English question", Made(across.Where(one => one.Question[0] < 128).Select(one => ((string?)one.Title, (string?)one.Question))), services, database, lexicon);
        await MeasureAsync("Chinese, of English", Made(across.Where(one => one.Question[0] > 127).Select(one => ((string?)one.Title, (string?)one.Question))), services, database, lexicon);
        await MeasureAsync("something denied", Made(denied.Select(one => (one.Title, one.Question))), services, database, lexicon);
        await SimilarBench.QuestionsAsync(hub, [("a word dropped", Take(unique, ask.Dropped)), ("a sentence", Take(unique, ask.Sentence)),
            ("something denied", Made(denied.Select(one => (one.Title, one.Question))))]);
    }

    private static List<(Guid Id, string Question)> Take(List<KeyValuePair<Guid, string>> titles, Func<string, string?> make) =>
        [.. titles.Select(pair => (pair.Key, Question: make(pair.Value))).Where(pair => pair.Question is not null).Take(Questions).Select(pair => (pair.Key, pair.Question!))];

    private static async Task MeasureAsync(string name, List<(Guid Id, string Question)> questions, ServiceProvider services, HubDatabase database, Lexicon lexicon)
    {
        var (reader, engine, second) = (services.GetRequiredService<QueryReader>(), services.GetRequiredService<IndexEngine>(), services.GetRequiredService<PostgresEngine>());
        var none = new Dictionary<Facet, IReadOnlyList<string>>();
        double ours = 0, postgres = 0, native = 0, plain = 0;
        var times = new List<double>();
        foreach (var (id, question) in questions)
        {
            var watch = Stopwatch.StartNew();
            var reading = await reader.ReadAsync(question, exact: false, cql: false, CancellationToken.None);
            var found = await engine.FindAsync(new(reading.Node!, none, SearchSort.Relevance, 0, 10, []), CancellationToken.None);
            times.Add(watch.Elapsed.TotalMilliseconds);
            ours += Reciprocal(found.Ids, id);
            if (times.Count % EveryFourth == 1)
                postgres += Reciprocal((await second.FindAsync(new(reading.Node!, none, SearchSort.Relevance, 0, 10, []), CancellationToken.None)).Ids, id);
            var words = lexicon.Segmenter.ContentWords(question).ToArray();
            native += Reciprocal(await NativeAsync(database, words, "ts_rank(ts, q) desc, id"), id);
            plain += Reciprocal(await NativeAsync(database, words, "filed desc, id", " & "), id);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {name,-20} MRR@10  ours {ours / questions.Count:0.000}   PostgreSQL engine {postgres / ((questions.Count + EveryFourth - 1) / EveryFourth):0.000}   "
                + $"ts_rank {native / questions.Count:0.000}   all words, newest first {plain / questions.Count:0.000}   "
                + $"({questions.Count} questions, ours {times.Order().ElementAt(times.Count / 2):0} ms at the median)"));
    }

    private static double Reciprocal(IReadOnlyList<Guid> found, Guid wanted)
    {
        var at = found.ToList().IndexOf(wanted);
        return at < 0 ? 0 : 1.0 / (at + 1);
    }

    private static async Task<IReadOnlyList<Guid>> NativeAsync(HubDatabase database, string[] words, string order, string between = " | ")
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        return [.. await connection.QueryAsync<Guid>(
            $"select id from peer, to_tsquery('simple', @query) as q where ts @@ q order by {order} limit 10", new { query = string.Join(between, words.Select(word => $"'{word}'")) })];
    }

    /// <summary>The same texts, cut into the same words, in PostgreSQL's own text search; gives the titles.</summary>
    private static async Task<Dictionary<Guid, string>> PeerAsync(HubDatabase database, Lexicon lexicon)
    {
        await using var owner = NpgsqlDataSource.Create(database.OwnerConnectionString);
        await using var connection = await owner.OpenConnectionAsync();
        await connection.ExecuteAsync("create table peer (id uuid, filed date, title tsvector, ts tsvector); grant select on peer to public");
        await connection.ExecuteAsync("create temp table words (id uuid, filed date, title text, abstract text)");
        var store = new RecordStore(database);
        var titles = new Dictionary<Guid, string>();
        await using (var copy = await connection.BeginBinaryImportAsync("copy words (id, filed, title, abstract) from stdin (format binary)"))
        {
            for (var after = Guid.Empty; await store.PageAsync([], after, 1000, CancellationToken.None) is { Count: > 0 } page; after = page[^1].Id)
            {
                foreach (var stored in page)
                {
                    titles[stored.Id] = stored.Record.Title;
                    await copy.StartRowAsync();
                    await copy.WriteAsync(stored.Id, NpgsqlDbType.Uuid);
                    await copy.WriteAsync(stored.Record.FilingDate!.Value, NpgsqlDbType.Date);
                    await copy.WriteAsync(string.Join(' ', lexicon.Segmenter.Words(stored.Record.Title)), NpgsqlDbType.Text);
                    await copy.WriteAsync(string.Join(' ', lexicon.Segmenter.Words(stored.Record.Abstract ?? "")), NpgsqlDbType.Text);
                }
            }

            await copy.CompleteAsync();
        }

        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into peer
            select id, filed, to_tsvector('simple', title), setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', abstract), 'C') from words;
            create index on peer using gin (ts);
            analyze peer
            """, commandTimeout: 0));
        return titles;
    }
}
