using System.Diagnostics;
using System.Globalization;
using Zhishu.Index;
using Zhishu.Records;

namespace Zhishu.Bench;

/// <summary>How our index grows: questions with always a thousand hits, whose time should stay, and questions whose hits grow with the records.</summary>
internal static class GrowthBench
{
    private const int Rounds = 31;

    public static async Task RunAsync(ReferenceData reference, int[] counts)
    {
        var rows = new Dictionary<string, List<string>>();
        foreach (var count in counts)
        {
            var folder = Directory.CreateTempSubdirectory("zhishu-bench-").FullName;
            try
            {
                var (corpus, index) = (Path.Combine(folder, "corpus.tsv"), Path.Combine(folder, "ours"));
                await IndexCorpus.WriteAsync(reference, count, corpus);
                var built = OwnIndex.Build(corpus, index);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count:N0} patents: {count / built.Seconds:N0} records/s, {built.Bytes / count} bytes a record"));
                using var store = IndexStore.Open(index, OwnIndex.Schema);
                using var reader = store.Read();
                var frequent = IndexBench.Questions(corpus).First(question => question.Name == "very frequent pair").Question;
                (string Name, string Mode, string Question)[] questions =
                [
                    ("fixed: one value", "date", $"V:symbol:{IndexCorpus.Fixed}"), ("fixed: value, facets", "facets", $"V:symbol:{IndexCorpus.Fixed}"),
                        ("fixed: value and frequent pair", "top", $"V:symbol:{IndexCorpus.Fixed} {frequent} &:2"),
                    .. IndexBench.Questions(corpus)
                    .Where(question => question.Name is "very frequent pair" or "4 characters, frequent" or "or: frequent, medium" or "and: two frequent" or "all with facets"),
                ];
                foreach (var (name, mode, question) in questions)
                {
                    var times = new List<double>();
                    var hits = 0L;
                    for (var round = 0; round < Rounds; round++)
                    {
                        var watch = Stopwatch.StartNew();
                        hits = OwnIndex.Ask(reader, mode, question);
                        times.Add(watch.Elapsed.TotalMilliseconds);
                    }

                    if (!rows.TryGetValue($"{name}, {mode}", out var row))
                        rows[$"{name}, {mode}"] = row = [];
                    row.Add(string.Create(CultureInfo.InvariantCulture, $"{times.Order().ElementAt(Rounds / 2):0.000} ms ({hits:N0})"));
                }
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        foreach (var (name, row) in rows)
            Console.WriteLine($"  {name,-38} {string.Join("   ", row.Select(cell => cell.PadLeft(22)))}");
    }
}
