using System.Diagnostics;
using System.Globalization;
using Zhishu.Index;
using Zhishu.Records;

namespace Zhishu.Bench;

/// <summary>Our index beside Lucene: the same analysed texts, the same fields, the same 46 questions, asked in turns; medians.</summary>
internal static class IndexBench
{
    private const int WarmUp = 3;
    private const int Rounds = 21;

    /// <summary>Both sides compile what is asked often; that happens on a small index, so that it does not last.</summary>
    private const int WarmUpRecords = 20_000;
    private const int WarmUpRounds = 120;

    /// <param name="reference">Words.</param>
    /// <param name="count">Number of patents.</param>
    /// <param name="fullText">Whether each has a description, which the questions then ask.</param>
    public static async Task RunAsync(ReferenceData reference, int count, bool fullText = false)
    {
        var folder = Directory.CreateTempSubdirectory("zhishu-bench-").FullName;
        try
        {
            var corpus = Path.Combine(folder, "corpus.tsv");
            await IndexCorpus.WriteAsync(reference, count, corpus, fullText);
            Console.WriteLine($"{count:N0} patents{(fullText ? " with full text" : "")}, {new FileInfo(corpus).Length >> 20:N0} MB analysed");
            using var lucene = Lucene.Start(folder);
            await WarmUpAsync(reference, folder, lucene);
            var (ours, theirs) = (Path.Combine(folder, "ours"), Path.Combine(folder, "lucene"));
            var own = OwnIndex.Build(corpus, ours);
            Show("ours", count, own);
            Console.WriteLine($"  peak memory of the build {PeakMegabytes()} MB");
            if (lucene?.Build(corpus, theirs) is { } peer)
            {
                Show("Lucene 8.7", count, peer);
                var (rate, merged, size) = (peer.Seconds / own.Seconds, peer.MergedSeconds / own.MergedSeconds, (double)own.Bytes / peer.Bytes);
                Line($"  records per second ours / Lucene {rate:0.00}, in one segment {merged:0.00}; size ours / Lucene {size:0.00}");
                lucene.Open(theirs);
            }

            var watch = Stopwatch.StartNew();
            using var store = IndexStore.Open(ours, OwnIndex.Schema);
            Line($"  opened, checksums of {store.Bytes >> 20} MB verified, in {watch.Elapsed.TotalSeconds:0.00} s");
            using var reader = store.Read();
            Compare(reader, lucene, Questions(corpus, fullText), WarmUp + Rounds);
            GC.Collect();
            Line($"  managed heap after all questions {GC.GetTotalMemory(forceFullCollection: true) >> 20} MB, in use and pooled at most {GC.GetGCMemoryInfo().HeapSizeBytes >> 20} MB");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task WarmUpAsync(ReferenceData reference, string folder, Lucene? lucene)
    {
        var (corpus, ours, theirs) = (Path.Combine(folder, "small.tsv"), Path.Combine(folder, "small"), Path.Combine(folder, "small-lucene"));
        await IndexCorpus.WriteAsync(reference, WarmUpRecords, corpus);
        OwnIndex.Build(corpus, ours);
        lucene?.Build(corpus, theirs);
        lucene?.Open(theirs);
        using var store = IndexStore.Open(ours, OwnIndex.Schema);
        using var reader = store.Read();
        Compare(reader, lucene, Questions(corpus), WarmUpRounds, quiet: true);
    }

    private static void Compare(IndexReader reader, Lucene? lucene, List<(string Name, string Mode, string Question)> questions, int rounds, bool quiet = false)
    {
        var own = questions.ConvertAll(_ => new List<double>());
        var peer = questions.ConvertAll(_ => new List<double>());
        var (totals, others) = (new long[questions.Count], new long[questions.Count]);
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < questions.Count; i++)
            {
                // Twice, and the quicker counts: the peer may try each of two ways of collecting twice.
                var took = double.MaxValue;
                for (var way = 0; way < 2; way++)
                {
                    var watch = Stopwatch.StartNew();
                    totals[i] = OwnIndex.Ask(reader, questions[i].Mode, questions[i].Question);
                    took = Math.Min(took, watch.Elapsed.TotalMilliseconds);
                }

                var other = lucene?.Ask(questions[i].Mode, questions[i].Question);
                if (other is { } answer && answer.Total != totals[i] && !IsNear(questions[i].Question))
                    throw new InvalidOperationException($"{questions[i].Question}: {totals[i]} here, {answer.Total} there");
                others[i] = other?.Total ?? totals[i];
                if (quiet || round < WarmUp)
                    continue;
                own[i].Add(took);
                peer[i].Add(other?.Milliseconds ?? double.NaN);
            }
        }

        if (quiet)
            return;
        var ratios = new List<double>();
        for (var i = 0; i < questions.Count; i++)
        {
            var (a, b) = (Median(own[i]), Median(peer[i]));
            ratios.Add(a / b);
            var there = others[i] != totals[i] ? $" ({others[i]:N0} hits there)" : "";
            Line($"  {questions[i].Name,-34} {questions[i].Mode,-7} {totals[i],9:N0} hits  {a,8:0.000} ms  Lucene {b,8:0.000} ms  ratio {a / b:0.00}{there}");
        }

        Line($"  {questions.Count} questions: geometric mean of the ratios {Math.Exp(ratios.Average(Math.Log)):0.00}, worst {ratios.Max():0.00}");
    }

    // Lucene counts a place for each break between runs, ours does not, and of nested spans that overlap it takes the first: the totals of nearness differ a little.
    private static bool IsNear(string question) => question.Contains(" N:", StringComparison.Ordinal);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>Forty-six questions, made of pairs and phrases that stand in the corpus, chosen by how many records have them.</summary>
    public static List<(string Name, string Mode, string Question)> Questions(string corpus, bool fullText = false)
    {
        var (field, column) = fullText ? ("description", 12) : ("abstract", 2);
        var lines = File.ReadLines(corpus).Take(fullText ? 2_000 : 20_000).Select(line => line.Split('\t')).ToList();
        string[] Runs(string text) => text.Split([' ', '|'], StringSplitOptions.RemoveEmptyEntries);
        List<string> ByShare(int length, int column) =>
        [
            .. lines.SelectMany(cells => Runs(cells[column]).SelectMany(run => Enumerable.Range(0, Math.Max(0, run.Length - length + 1)).Select(i => run.Substring(i, length))).Distinct())
                .Where(text => text.All(c => c >= '\u4E00')).CountBy(text => text).Where(pair => pair.Value > 1).OrderByDescending(pair => pair.Value)
                .ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key),
        ];
        var (pairs, threes, fours, eights, titles) = (ByShare(2, column), ByShare(3, column), ByShare(4, column), ByShare(8, column), ByShare(2, 1));
        string Pair(double rank) => pairs[(int)(pairs.Count * rank)];
        var (first, second, third) = (pairs[0], pairs[40], pairs[100]);
        var (medium, medium2, rare, rare2) = (Pair(0.1), Pair(0.15), Pair(0.6), Pair(0.9));
        var year = new DateOnly(2018, 1, 1).DayNumber;
        string T(string text) => $"T:{field}:{text}";
        return
        [
            ("rare pair", "top", T(rare)), ("rarer pair", "top", T(rare2)), ("medium pair", "top", T(medium)), ("medium pair", "facets", T(medium)),
            ("frequent pair", "top", T(third)), ("frequent pair", "facets", T(third)), ("very frequent pair", "top", T(second)), ("very frequent pair", "facets", T(second)),
            ("in nearly all", "top", T(first)), ("in nearly all", "facets", T(first)), ("title pair", "top", $"T:title:{titles[10]}"), ("title pair", "facets", $"T:title:{titles[30]}"),
            ("3 characters, frequent", "top", T(threes[20])), ("3 characters, frequent", "facets", T(threes[20])), ("3 characters, medium", "top", T(threes[threes.Count / 10])),
            ("4 characters, frequent", "top", T(fours[20])), ("4 characters, frequent", "facets", T(fours[20])), ("4 characters, medium", "top",
                T(fours[fours.Count / 10])), ("4 characters, rare", "top", T(fours[fours.Count / 2])),
            ("8 characters, frequent", "top", T(eights[5])), ("8 characters, frequent", "facets", T(eights[5])), ("8 characters, rare", "top", T(eights[eights.Count / 2])),
            ("and: frequent, medium", "top", $"{T(third)} {T(medium)} &:2"), ("and: frequent, medium", "facets", $"{T(third)} {T(medium)} &:2"),
                ("and: two frequent", "top", $"{T(second)} {T(third)} &:2"), ("and: medium, rare", "top", $"{T(medium)} {T(rare)} &:2"),
            ("or: two medium", "top", $"{T(medium)} {T(medium2)} |:2"), ("or: frequent, medium", "top", $"{T(third)} {T(medium)} |:2"),
                ("or: three, two frequent", "facets", $"{T(second)} {T(third)} {T(medium)} |:3"), ("or: title or abstract", "top", $"T:title:{titles[30]} {T(titles[30])} |:2"),
            ("not: frequent without medium", "top", $"{T(third)} {T(medium)} !"), ("not: medium without frequent", "facets", $"{T(medium)} {T(third)} !"),
            ("prefix of a symbol", "date", "X:symbol:H01M"), ("prefix and pair", "facets", $"X:symbol:H0 {T(third)} &:2"),
            ("range of a year", "date", $"R:day:{year}:{year + 364}"), ("range and pair", "facets", $"R:day:{year}:{year + 700} {T(third)} &:2"),
                ("class and pair", "top", $"V:ipc:{lines[0][4].Split(';')[0]} {T(medium)} &:2"),
            ("all with facets", "facets", "*"), ("sorted by date, frequent", "date", T(second)), ("sorted by date, phrase", "date", T(fours[20])),
            ("near: two frequent", "date", $"{T(second)} {T(third)} N:5:0"), ("near: frequent, medium", "date", $"{T(third)} {T(medium)} N:5:0"),
            ("pre: frequent, medium", "date", $"{T(third)} {T(medium)} N:3:1"), ("near: groups", "date", $"{T(second)} {T(medium)} O:2 {T(third)} {T(medium2)} O:2 N:5:0"),
            ("nested: (pre) near", "date", $"{T(third)} {T(medium)} N:3:1 {T(second)} N:10:0"),
            ("nested: (near) near (near)", "date", $"{T(second)} {T(third)} N:3:0 {T(medium)} {T(medium2)} N:9:0 N:20:0"),
        ];
    }

    private static void Show(string what, int count, (double Seconds, double MergedSeconds, long Bytes) build) =>
        Line($"  {what,-12} built in {build.Seconds:0.0} s ({count / build.Seconds:N0} records/s), in one segment after {build.MergedSeconds:0.0} s, {build.Bytes >> 20:N0} MB");

    private static long PeakMegabytes() => File.ReadLines("/proc/self/status").Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)).First() >> 10;

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
