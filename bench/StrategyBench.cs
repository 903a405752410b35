using System.Diagnostics;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;
using Zhishu.Search.Postgres;
using Zhishu.Search.Replica;

namespace Zhishu.Bench;

/// <summary>Strategies of 2,000 words joined by OR and lists of 5,000 numbers, in both engines: time, what of the budget of a question they spend, memory.</summary>
internal static class StrategyBench
{
    private const int Rounds = 5;

    public static async Task RunAsync(ReferenceData reference, int count)
    {
        await using var hub = await BenchHub.OpenAsync(new Corpus(reference, 1).Rows(count));
        Console.WriteLine(FormattableString.Invariant($"{count:N0} patents, table of the search filled at {count / hub.Indexing.TotalSeconds:N0}/s"));
        var records = await hub.Records.PageAsync([], Guid.Empty, 5000, CancellationToken.None);
        var words = records.SelectMany(stored => Cut(stored.Record.Title)).Distinct().Take(2000).ToList();
        var numbers = records.Select(stored => "CN" + stored.Record.Number).Take(5000).ToList();
        foreach (var (name, query) in new[]
        {
            ("2,000 words", string.Join(" OR ", words)), ("2,000 words of titles", $"TI=({string.Join(" OR ", words)})"),
            ("2,000 words and a class", $"IC=H01M AND ({string.Join(" OR ", words)})"),
            ("5,000 numbers", $"AN=({string.Join(" OR ", numbers)})"),
            ("2,000 words, nearness of groups", $"TI=(({string.Join(" OR ", words.Take(100))}) NEAR/5 ({string.Join(" OR ", words.Skip(100).Take(100))}))"),
        })
        {
            var watch = Stopwatch.StartNew();
            var parsed = hub.Get<QueryLanguage>().Parse(query);
            Console.WriteLine(FormattableString.Invariant($"  {name}: {query.Length:N0} characters, read in {watch.Elapsed.TotalMilliseconds:0} ms {parsed.Fault?.Message.En}"));
            foreach (var engine in new ISearchEngine[] { hub.Get<IndexEngine>(), hub.Get<PostgresEngine>() })
                await MeasureAsync(engine, parsed.Node!);
        }
    }

    private static async Task MeasureAsync(ISearchEngine engine, QueryNode node)
    {
        var times = new List<double>();
        var (total, bytes) = (0L, 0L);

        // PostgreSQL takes its time for these: once is enough.
        var rounds = engine is PostgresEngine ? 1 : Rounds;
        for (var round = 0; round < rounds; round++)
        {
            var before = GC.GetTotalAllocatedBytes();
            var watch = Stopwatch.StartNew();
            try
            {
                total = (await engine.FindAsync(new(node, new Dictionary<Facet, IReadOnlyList<string>>(), SearchSort.Relevance, 0, 20, [.. FacetValues.InOrder]), CancellationToken.None)).Total;
            }
            catch (Exception e) when (e is TooCostlyException or Npgsql.NpgsqlException)
            {
                total = -1; // refused, or not answered in time
            }

            times.Add(watch.Elapsed.TotalMilliseconds);
            bytes = GC.GetTotalAllocatedBytes() - before;
        }

        Console.WriteLine(FormattableString.Invariant($"    {engine.GetType().Name}: {total:N0} hits, page and facets {times.Order().ElementAt(rounds / 2):N0} ms, allocated {bytes >> 20} MB"));
    }

    private static IEnumerable<string> Cut(string title)
    {
        var runs = title.Where(c => c is >= '\u4E00' and <= '\u9FFF').ToArray();
        for (var i = 0; i + 3 <= runs.Length; i++)
            yield return new string(runs, i, 3);
    }
}
