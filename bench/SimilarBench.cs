using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Records;
using Zhishu.Search;
using Zhishu.Search.Replica;
using Zhishu.Search.Similarity;

namespace Zhishu.Bench;

/// <summary>Similar records: how many of the first ten are of the same subclass.</summary>
internal static class SimilarBench
{
    private const int Questions = 200;

    public static async Task RunAsync(ServiceProvider services, IReadOnlyDictionary<Guid, string> topics)
    {
        var (similar, engine, records) = (services.GetRequiredService<SimilarRecords>(), services.GetRequiredService<IndexEngine>(), services.GetRequiredService<RecordStore>());
        var none = new Dictionary<Facet, IReadOnlyList<string>>();
        var random = new Random(3);
        double right = 0;
        var asked = topics.OrderBy(pair => pair.Value, StringComparer.Ordinal).ThenBy(_ => random.Next()).Where((_, i) => i % Math.Max(1, topics.Count / Questions) == 0).ToList();
        foreach (var (id, topic) in asked)
        {
            var record = (await records.GetAsync([id], CancellationToken.None))[0].Record;
            var question = await similar.AskAsync(SimilarRecords.TextOf(record), id, CancellationToken.None);
            var found = await engine.FindAsync(new(question!.Node, none, SearchSort.Relevance, 0, 10, []), CancellationToken.None);
            right += found.Ids.Count(one => topics.GetValueOrDefault(one) == topic) / 10.0;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  similar records      same subclass among the first ten {right / asked.Count:0.000} ({asked.Count} records)"));
    }
}
