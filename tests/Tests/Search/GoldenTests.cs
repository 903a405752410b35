using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.Tests.Search;

/// <summary>
/// The golden set: 260 questions over the demo set as people type them, in the language and in CQL, with the hits or the fault they must give.
/// What is written in <c>golden.tsv</c> is compared with the engine and with the oracle, which looks at every record.
/// </summary>
[Collection(HubCollection.Name)]
public sealed class GoldenTests(TestHub hub)
{
    private static readonly Dictionary<Facet, IReadOnlyList<string>> None = [];

    [Fact]
    public async Task Every_question_of_the_golden_set_gives_what_it_must()
    {
        var engines = new ISearchEngine[] { hub.Services.GetRequiredService<Zhishu.Search.Replica.IndexEngine>(), hub.Services.GetRequiredService<Zhishu.Search.Postgres.PostgresEngine>() };
        var reader = hub.Services.GetRequiredService<QueryReader>();
        var store = hub.Services.GetRequiredService<RecordStore>();
        var oracle = new Oracle(hub.Services.GetRequiredService<SearchIndex>().Lexicon);
        var all = new List<StoredRecord>();
        while (await store.PageAsync([], all.Count == 0 ? Guid.Empty : all[^1].Id, 2000, CancellationToken.None) is { Count: > 0 } page)
            all.AddRange(page);
        var days = all.GroupBy(stored => stored.Record.Number).ToDictionary(group => group.Key, group => group.First().Record.FilingDate);
        var wrong = new List<string>();
        var lines = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "Search", "golden.tsv"));
        var questions = lines.Where(line => !line.StartsWith('#')).Select(line => line.Split('\t')).ToList();
        Assert.True(questions.Count >= 250);
        foreach (var (i, cells) in questions.Index())
        {
            var (how, query, expected, more) = (cells[0], cells[1], cells[2], cells[3]);
            var reading = await reader.ReadAsync(query, exact: how == "exact", cql: how == "cql", CancellationToken.None);
            if (reading.Fault is { } fault)
            {
                if ($"!{fault.Position}+{fault.Length}" != expected || fault.Message.En != more)
                    wrong.Add($"{how} {query}: !{fault.Position}+{fault.Length} {fault.Message.En}");
                continue;
            }

            // What is written was looked at once; every twelfth is looked at again each time, all of them in the night.
            var held = Night.IsNow || i % 12 == 0 || !char.IsAsciiDigit(expected[0]) ? all.Count(stored => oracle.Holds(stored.Record, reading.Node!))
                : long.Parse(expected, CultureInfo.InvariantCulture);
            foreach (var engine in engines)
            {
                var found = await engine.FindAsync(new(reading.Node!, None, SearchSort.DateDescending, 0, 3, []), CancellationToken.None);
                var numbers = (await store.GetAsync(found.Ids, CancellationToken.None)).ToDictionary(stored => stored.Id, stored => stored.Record.Number);
                if (found.Total.ToString(CultureInfo.InvariantCulture) != expected || found.Total != held
                    || string.Join(' ', found.Ids.Select(id => numbers[id])) is var first && !SameDates(first, more, days))
                    wrong.Add($"{engine.GetType().Name} {how} {query}: {found.Total} ({held} by the oracle) {string.Join(' ', found.Ids.Select(id => numbers[id]))}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    // Records of one day stand in the order of their identities, which differ from one load to the next: their days must agree.
    private static bool SameDates(string found, string expected, Dictionary<string, DateOnly?> days) =>
        found == expected || found.Split(' ').Select(number => days.GetValueOrDefault(number)).SequenceEqual(expected.Split(' ').Select(number => days.GetValueOrDefault(number)));
}
