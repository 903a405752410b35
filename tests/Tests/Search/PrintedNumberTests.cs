using Microsoft.Extensions.DependencyInjection;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.Tests.Search;

/// <summary>Numbers of offices of the world in the box, as they are printed, find the one record that has them.</summary>
[Collection(ServerCollection.Name)]
public sealed class PrintedNumberTests(TestServer hub)
{
    private static string Line(string office, string number, string publication) =>
        $$"""{"kind":"patent","office":"{{office}}","number":"{{number}}","title":"{{office}} thing","filingDate":"2005-05-05","publications":[{"number":"{{publication}}","date":"2006-06-06"}]}""";

    [Fact]
    public async Task Are_found_as_they_are_printed()
    {
        await using var scratch = await hub.ScratchAsync();
        await scratch.ImportAsync(scratch.File("world.jsonl", string.Join('\n',
            Line("JP", "特願2004-111111", "特開2005-123456"), Line("KR", "10-2005-0012345", "KR10-2006-0112345 A"),
                Line("DE", "10 2005 012 345", "DE 10 2005 012 345 A1"), Line("EP", "EP11712345", "EP2400001A1"),
            Line("TW", "094112345", "TWI512345B"), Line("US", "16123456", "US20050004437A1"), Line("WO", "PCT/CN2018/000001", "WO2019123456A1"), Line("JP", "特願2005-123456", "特開2006-999999")) + "\n"));
        await scratch.Index.CatchUpAsync(null, CancellationToken.None);
        await using var services = scratch.Serve(new HubOptions { DataFolder = scratch.Folder, Replica = false }, TimeProvider.System);
        var (reader, engine) = (services.GetRequiredService<QueryReader>(), services.GetRequiredService<ISearchEngine>());
        (string Typed, string Number)[] questions =
        [
            ("特開2005-123456", "JP2004111111"), ("JP 2005-123456 A", "JP2004111111"), ("JP2005123456A", "JP2004111111"), ("特願2005-123456", "JP2005123456"), ("KR10-2005-0012345", "KR20050012345"),
            ("10-2006-0112345", "KR20050012345"), ("KR 10-2006-0112345 A", "KR20050012345"), ("DE 10 2005 012 345 A1", "DE102005012345"),
                ("DE 10 2005 012 345.6", "DE102005012345"), ("EP11712345", "EP11712345"),
            ("EP 11 712 345.6", "EP11712345"), ("TWI512345", "TW094112345"), ("US2005004437A1", "16123456"), ("PCT/CN2018/000001", "PCTCN2018000001"),
                ("WO 2019/123456", "PCTCN2018000001"), ("PN=特開2005-123456", "JP2004111111"),
        ];
        var wrong = new List<string>();
        foreach (var (typed, number) in questions)
        {
            var reading = await reader.ReadAsync(typed, exact: false, cql: false, CancellationToken.None);
            var found = reading.Node is null
                ? [] : await scratch.Records.GetAsync((await engine.FindAsync(new(reading.Node, new Dictionary<Facet, IReadOnlyList<string>>(),
                SearchSort.Relevance, 0, 9, []), CancellationToken.None)).Ids, CancellationToken.None);
            if (!found.Select(stored => stored.Record.Number).Contains(number))
                wrong.Add($"{typed}: {string.Join(' ', found.Select(stored => stored.Record.Number))} instead of {number} {reading.Fault?.Message.En}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
