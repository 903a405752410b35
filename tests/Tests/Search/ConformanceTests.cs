using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Zhishu.Records;
using Zhishu.Search;
using Zhishu.Search.Postgres;
using Zhishu.Search.Replica;

namespace Zhishu.Tests.Search;

/// <summary>Both engines and a scan that looks at every record answer the same: hits, their order, counts and facets.</summary>
[Collection(HubCollection.Name)]
public sealed class ConformanceTests(TestHub hub)
{
    private static readonly int Questions = Night.IsNow ? 10_000 : 600;

    [Fact]
    public async Task Both_engines_answer_thousands_of_questions_that_nobody_wrote_as_a_naive_scan_does()
    {
        await using var scratch = await hub.ScratchAsync();
        await scratch.ImportAsync(Path.Combine(TestHub.Samples));
        await GenerateAsync(scratch);
        await scratch.Index.CatchUpAsync(null, CancellationToken.None);
        using var replica = new Replica(scratch.Database, scratch.Records, scratch.Feed, scratch.Index, NullLogger<Replica>.Instance);
        await replica.FollowAsync(CancellationToken.None);
        var records = await scratch.Records.PageAsync([], Guid.Empty, 5000, CancellationToken.None);
        var entries = records.ToDictionary(stored => stored.Id, stored => Entry.Of(stored.Id, stored.Record, scratch.Index.Lexicon, new Dictionary<string, string>()));
        Assert.InRange(records.Count, 500, 4000);
        var questions = new RandomQuestions(5, records, entries);
        var requests = Enumerable.Range(0, Questions).Select(_ => questions.Next()).ToList();

        // Each worker has a scan of its own.
        var wrong = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await Parallel.ForEachAsync(requests.Chunk(500), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (chunk, ct) =>
        {
            var oracle = new Oracle(scratch.Index.Lexicon);
            var engines = new ISearchEngine[] { new PostgresEngine(scratch.Database, scratch.Index),
                new IndexEngine(replica, scratch.Index, scratch.Database, Microsoft.Extensions.Options.Options.Create(new Zhishu.Foundation.HubOptions())) };
            foreach (var request in chunk)
            {
                var expected = Answer(oracle, records, entries, request);
                foreach (var engine in engines)
                {
                    if (await AnswerAsync(engine, request, ct) is var found && found != expected)
                        wrong.Enqueue($"{engine.GetType().Name} {Show(request.Query)} {string.Join(',', request.Filters.Keys)} "
                            + $"-{string.Join(',', request.Excluded.Keys)} family {request.OnePerFamily}\n  expected {Cut(expected)}\n  found    {Cut(found)}");
                }
            }
        });
        Assert.True(wrong.IsEmpty, $"{wrong.Count} wrong\n{string.Join('\n', wrong.Take(8))}");
    }

    [Fact]
    public async Task Both_engines_tally_alike()
    {
        var engines = new ISearchEngine[] { hub.Services.GetRequiredService<PostgresEngine>(), hub.Services.GetRequiredService<IndexEngine>() };
        var request = SearchRequest.All(new QueryNode.Text(QueryField.Any, "电池"));
        foreach (var by in new Facet[][] { [Facet.Year, Facet.Status], [Facet.Applicant, Facet.Applicant], [Facet.Ipc, Facet.Ipc], [Facet.Region,
            Facet.FilingYear, Facet.Type], [Facet.Inventor], [Facet.Keyword, Facet.Kind] })
        {
            var rows = new List<string>();
            foreach (var engine in engines)
                rows.Add(string.Join('\n', (await engine.TallyAsync(request, by, 50, CancellationToken.None)).Select(row => $"{string.Join('/', row.Values)} {row.Count}")));
            Assert.Equal(rows[0], rows[1]);
        }

        foreach (var (by, of) in new[] { (Facet.FilingYear, Facet.Applicant), (Facet.Ipc, Facet.Inventor), (Facet.Region, Facet.Year), (Facet.Status, Facet.GrantYear) })
        {
            var rows = new List<string>();
            foreach (var engine in engines)
                rows.Add(string.Join('\n', (await engine.DistinctAsync(request, by, of, CancellationToken.None))
                    .OrderBy(row => row.Values[0], StringComparer.Ordinal).Select(row => $"{row.Values[0]} {row.Count}")));
            Assert.Equal(rows[0], rows[1]);
        }
    }

    private static async Task GenerateAsync(ScratchHub scratch)
    {
        var batch = await scratch.ScalarAsync<Guid>("insert into records.batch (id, title, state, process_id, started_at) values (gen_random_uuid(), 'generated', 'finished', 1, now()) returning id");
        await using var connection = await scratch.Database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var incoming = DemoSet.Generate(TestHub.Reference, 500, 120, 40, 20).Select(record => new Incoming(record with { Source = new("generated", "MIT") }, MergeRule.Replace)).ToList();
        await RecordWriter.WriteAsync(connection, incoming, batch, DateTimeOffset.UnixEpoch, dryRun: false, CancellationToken.None);
        await transaction.CommitAsync();
    }

    private static string Answer(Oracle oracle, IReadOnlyList<StoredRecord> records, Dictionary<Guid, Entry> entries, SearchRequest request)
    {
        bool Chosen(Entry entry, IReadOnlyDictionary<Facet, IReadOnlyList<string>> choices, Facet? except, bool wanted) =>
            choices.Where(choice => choice.Key != except).All(choice => NaiveFacets.ValuesOf(entry, choice.Key).Intersect(choice.Value).Any() == wanted);
        var held = records.Where(stored => oracle.Holds(stored.Id, stored.Record, request.Query, entries[stored.Id])).Select(stored => entries[stored.Id]).ToList();
        List<Entry> Hits(Facet? except) => [.. held.Where(entry => Chosen(entry, request.Filters, except, true) && Chosen(entry, request.Excluded, except, false))];
        var hits = Hits(null);
        var shown = hits.OrderByDescending(entry => entry.Sorted ?? DateOnly.MinValue).ThenBy(entry => entry.Id).ToList();
        if (request.OnePerFamily)
            shown = [.. shown.DistinctBy(entry => entry.Family)];
        if (request.Sort == SearchSort.DateAscending)
            shown = [.. shown.OrderBy(entry => entry.Sorted ?? DateOnly.MaxValue).ThenBy(entry => entry.Id)];
        DateOnly? Day(Entry entry) => request.Sort is SearchSort.PublishedAscending or SearchSort.PublishedDescending ? entry.Published : entry.Granted;
        if (request.Sort is SearchSort.PublishedAscending or SearchSort.GrantedAscending)
            shown = [.. shown.OrderBy(entry => Day(entry) ?? DateOnly.MaxValue)];
        else if (request.Sort is SearchSort.PublishedDescending or SearchSort.GrantedDescending)
            shown = [.. shown.OrderByDescending(entry => Day(entry) ?? DateOnly.MinValue)];
        shown = request.Sort switch
        {
            SearchSort.NumberAscending => [.. shown.OrderBy(entry => entry.NumberKey)],
            SearchSort.NumberDescending => [.. shown.OrderByDescending(entry => entry.NumberKey)],
            SearchSort.TitleAscending => ByKey(shown, entry => entry.TitleKey, descending: false),
            SearchSort.TitleDescending => ByKey(shown, entry => entry.TitleKey, descending: true),
            SearchSort.ApplicantAscending => ByKey(shown, entry => entry.ApplicantKey, descending: false),
            SearchSort.ApplicantDescending => ByKey(shown, entry => entry.ApplicantKey, descending: true),
            _ => shown,
        };
        var facets = request.Facets.Select(facet => $"{facet}: {NaiveFacets.Count(Hits(facet), facet, request.FacetSize)}");
        return $"{shown.Count} {string.Join(' ', shown.Take(request.Size).Select(entry => entry.Id))} {string.Join(' ', facets)}";
    }

    // By the bytes of the keys, those without one last, equal ones as they stood.
    private static List<Entry> ByKey(List<Entry> entries, Func<Entry, string?> key, bool descending)
    {
        var some = entries.OrderBy(entry => key(entry) is null);
        string Bytes(Entry entry) => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(key(entry) ?? ""));
        return [.. descending ? some.ThenByDescending(Bytes, StringComparer.Ordinal) : some.ThenBy(Bytes, StringComparer.Ordinal)];
    }

    private static async Task<string> AnswerAsync(ISearchEngine engine, SearchRequest request, CancellationToken ct)
    {
        var result = await engine.FindAsync(request, ct);
        return $"{result.Total} {string.Join(' ', result.Ids)} {string.Join(' ', request.Facets.Select(facet => $"{facet}: {string.Join(' ', result.Facets[facet])}"))}";
    }

    private static string Show(QueryNode node) => node switch
    {
        QueryNode.And and => $"({string.Join(" AND ", and.Parts.Select(Show))})",
        QueryNode.Or or => $"({string.Join(" OR ", or.Parts.Select(Show))})",
        QueryNode.Not not => $"NOT {Show(not.Part)}",
        QueryNode.AtLeast some => $"{some.Count} OF ({string.Join(", ", some.Parts.Select(Show))})",
        QueryNode.Number number => $"{number.Field} {string.Join('|', number.Normals)}{(number.Prefix ? "*" : "")}",
        _ => node.ToString(),
    };

    private static string Cut(string text) => text.Length <= 500 ? text : text[..500] + "…";
}
