using System.Diagnostics;
using System.Globalization;
using Zhishu.Index;
using Zhishu.Records;

namespace Zhishu.Bench;

/// <summary>The questions in random order from 1, 2, 4 and 8 clients at once, alone and while records are replaced and committed every second.</summary>
internal static class ConcurrencyBench
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(ReferenceData reference, int count)
    {
        var folder = Directory.CreateTempSubdirectory("zhishu-bench-").FullName;
        try
        {
            var (corpus, index) = (Path.Combine(folder, "corpus.tsv"), Path.Combine(folder, "ours"));
            await IndexCorpus.WriteAsync(reference, count, corpus);
            OwnIndex.Build(corpus, index);
            var questions = IndexBench.Questions(corpus);
            using var store = IndexStore.Open(index, OwnIndex.Schema);
            Measure(store, questions, 2, null); // warms up
            foreach (var clients in new[] { 1, 2, 4, 8 })
            {
                Measure(store, questions, clients, Console.Out, "alone");
                using var stop = new CancellationTokenSource();
                var added = 0;
                var writer = Task.Run(() => added = Write(store, corpus, stop.Token));
                Measure(store, questions, clients, Console.Out, "while adding");
                await stop.CancelAsync();
                await writer;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {added / Length.TotalSeconds:N0} records a second were replaced meanwhile"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Write(IndexStore store, string corpus, CancellationToken stop)
    {
        var (added, watch) = (0, Stopwatch.StartNew());
        foreach (var line in File.ReadLines(corpus))
        {
            if (stop.IsCancellationRequested)
                break;
            OwnIndex.Add(store, line, replace: true);
            if (++added % 1000 != 0)
                continue;
            store.Commit($"{added}");
            if (TimeSpan.FromSeconds(added / 1000) - watch.Elapsed is { Ticks: > 0 } early)
                Thread.Sleep(early);
        }

        return added;
    }

    private static void Measure(IndexStore store, List<(string Name, string Mode, string Question)> questions, int clients, TextWriter? output, string what = "")
    {
        var times = new List<double>[clients];
        var watch = Stopwatch.StartNew();
        var threads = Enumerable.Range(0, clients).Select(client => new Thread(() =>
        {
            var (random, own) = (new Random(client), times[client] = []);
            while (watch.Elapsed < Length)
            {
                var (_, mode, question) = questions[random.Next(questions.Count)];
                var start = watch.Elapsed;
                using var reader = store.Read();
                OwnIndex.Ask(reader, mode, question);
                own.Add((watch.Elapsed - start).TotalMilliseconds);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        var all = times.SelectMany(time => time).Order().ToList();
        output?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {clients} clients {what,-13} {all.Count / Length.TotalSeconds,7:N0} questions/s   median {all[all.Count / 2]:0.0} ms   p99 {all[all.Count * 99 / 100]:0.0} ms"));
    }
}
