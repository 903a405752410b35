using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Zhishu.Records;
using Zhishu.Search;
using Zhishu.Search.Replica;
using Zhishu.Search.Similarity;

namespace Zhishu.Bench;

/// <summary>
/// Similar records, and long questions: the order by words beside that order with second opinions, of learned words and of shared classification.
/// Two records are alike when they have a mark in common that their texts do not show: the subclass, a citation, what somebody sorted them under.
/// </summary>
internal static class SimilarBench
{
    private const int Questions = 1000;
    private static readonly double[] Shares = [0.25, 0.5, 1, 2];
    private static readonly Dictionary<Facet, IReadOnlyList<string>> None = [];

    /// <summary>Generated topics among N patents; or real records of a file.</summary>
    /// <param name="reference">The reference data.</param>
    /// <param name="count">Patents of the corpus.</param>
    /// <param name="file">Lines of <c>set, marks, symbols, title, text</c> between tabs, marks and symbols between semicolons; or null.</param>
    public static async Task RunAsync(ReferenceData reference, int count, string? file)
    {
        if (file is not null)
        {
            await RealAsync(reference, file);
            return;
        }

        var topics = new RelevanceCorpus(reference).Topics(150, 40);
        await using var hub = await BenchHub.OpenAsync(new Corpus(reference, 1).Rows(count).Concat(topics.Select(one => one.Row)));
        var byTitle = topics.GroupBy(one => one.Title).Where(group => group.Count() == 1).ToDictionary(group => group.Key, group => group.First().Topic);
        await JudgedAsync(hub, await LearnAsync(hub), "generated, subclass", await MarksAsync(hub, record => byTitle.TryGetValue(record.Title, out var topic) ? [topic] : []), symbols: false);
    }

    /// <summary>Mean reciprocal rank of known items, with learned words as a second opinion on questions.</summary>
    public static async Task QuestionsAsync(BenchHub hub, IReadOnlyList<(string Name, List<(Guid Id, string Question)> Asked)> sorts)
    {
        var words = await LearnAsync(hub);
        foreach (var (name, asked) in sorts)
        {
            var sums = new double[Shares.Length + 1];
            foreach (var (id, question) in asked)
            {
                var reading = await hub.Get<QueryReader>().ReadAsync(question, exact: false, cql: false, CancellationToken.None);
                var found = await FoundAsync(hub, reading.Node!);
                var opinion = Meaning(words, words.WordsOf(question));
                double Reciprocal(IEnumerable<StoredRecord> order) => order.Take(10).ToList().FindIndex(one => one.Id == id) is >= 0 and var at ? 1.0 / (at + 1) : 0;
                sums[0] += Reciprocal(found);
                for (var i = 0; i < Shares.Length; i++)
                    sums[i + 1] += Reciprocal(SimilarRecords.Again(found, (opinion, Shares[i])));
            }

            Console.WriteLine($"  {name,-20} MRR@10 words {sums[0] / asked.Count:0.000}   learned words{Listed(sums.AsSpan(1), asked.Count)}   ({asked.Count} questions)");
        }
    }

    private static async Task RealAsync(ReferenceData reference, string file)
    {
        var made = new RelevanceCorpus(reference);
        var lines = (await File.ReadAllLinesAsync(file)).Select(line => line.Split('\t')).ToList();
        var rows = lines.Select(cells => made.Record(cells[3], cells[4].Length > 0 ? cells[4] : cells[3], cells[2].Length > 0 ? cells[2] : "B65D1/00")).ToList();
        await using var hub = await BenchHub.OpenAsync(rows.Select(row => row.Row));
        var words = await LearnAsync(hub);
        var byNumber = rows.Zip(lines).ToDictionary(pair => pair.First.Number, pair => pair.Second);
        foreach (var set in lines.GroupBy(cells => cells[0]))
        {
            await JudgedAsync(hub, words, "real, " + set.Key, await MarksAsync(hub, record => byNumber[record.Number] is var cells && cells[0] == set.Key
                ? cells[1].Split(';', StringSplitOptions.RemoveEmptyEntries) : []), symbols: set.Any(cells => cells[2].Length > 0));
        }
    }

    private static async Task<LearnedWords> LearnAsync(BenchHub hub)
    {
        var words = new LearnedWords(hub.Database, hub.Records, hub.Get<SearchIndex>(), NullLogger<LearnedWords>.Instance);
        var watch = Stopwatch.StartNew();
        await words.FollowAsync(gently: false, CancellationToken.None);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{words.Vectors!.Words.Count:N0} words learned from {words.Vectors.Records:N0} records in {watch.Elapsed.TotalSeconds:0} s, {new FileInfo(words.Path).Length >> 10:N0} KB"));
        return words;
    }

    /// <summary>The marks of the records that have any in common with another.</summary>
    private static async Task<Dictionary<Guid, HashSet<string>>> MarksAsync(BenchHub hub, Func<IpRecord, IEnumerable<string>> of)
    {
        var marks = new Dictionary<Guid, HashSet<string>>();
        for (var after = Guid.Empty; await hub.Records.PageAsync([], after, 1000, CancellationToken.None) is { Count: > 0 } page; after = page[^1].Id)
        {
            foreach (var stored in page)
                marks[stored.Id] = [.. of(stored.Record)];
        }

        var shared = marks.Values.SelectMany(set => set).CountBy(mark => mark).Where(pair => pair.Value > 1).Select(pair => pair.Key).ToHashSet();
        return marks.Where(pair => pair.Value.Overlaps(shared)).ToDictionary();
    }

    /// <summary>Of the alike records, how many are among the first ten, as a share of how many can be.</summary>
    private static async Task JudgedAsync(BenchHub hub, LearnedWords words, string name, Dictionary<Guid, HashSet<string>> marks, bool symbols)
    {
        var similar = hub.Get<SimilarRecords>();
        var random = new Random(3);
        var (plain, best) = (new List<double>(), new List<double>());
        var orders = new SortedDictionary<string, List<double>>(StringComparer.Ordinal);
        var times = new List<double>();
        foreach (var id in marks.Keys.Order().OrderBy(_ => random.Next()).Take(Questions))
        {
            var record = (await hub.Records.GetAsync([id], CancellationToken.None))[0].Record;
            if (await similar.AskAsync(SimilarRecords.TextOf(record), id, CancellationToken.None) is not { } question)
                continue;
            var found = await FoundAsync(hub, question.Node);
            bool Alike(StoredRecord other) => marks.TryGetValue(other.Id, out var others) && others.Overlaps(marks[id]);
            var alike = Math.Min(10, marks.Count(pair => pair.Key != id && pair.Value.Overlaps(marks[id])));
            double Right(IEnumerable<StoredRecord> order) => (double)order.Take(10).Count(Alike) / alike;
            plain.Add(Right(found));
            best.Add(Right(found.OrderByDescending(Alike)));
            var watch = Stopwatch.StartNew();
            var opinion = Meaning(words, words.WordsOf(record));
            foreach (var other in found)
                opinion(other);
            times.Add(watch.Elapsed.TotalMilliseconds);
            var own = SharedSymbols.Of(record);
            double Symbols(StoredRecord other) => SharedSymbols.Alike(own, SharedSymbols.Of(other.Record));
            foreach (var share in Shares)
            {
                Count("learned words", share, (opinion, share));
                if (symbols)
                {
                    Count("symbols", share, (Symbols, share));
                    Count("both", share, (opinion, share), (Symbols, share));
                }
            }

            void Count(string by, double share, params (Func<StoredRecord, double>, double)[] opinions)
            {
                var key = FormattableString.Invariant($"{by} {share}");
                (orders.TryGetValue(key, out var sums) ? sums : orders[key] = []).Add(Right(SimilarRecords.Again(found, opinions)));
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: words {plain.Average():0.000}, best order of the hundred {best.Average():0.000} "
                + $"({plain.Count} records; opinion of the words {times.Order().ElementAt(times.Count / 2):0} ms at the median)"));
        foreach (var (by, right) in orders)
        {
            // Twice the standard error of the mean difference.
            var gains = right.Zip(plain, (with, without) => with - without).ToList();
            var error = 2 * Math.Sqrt(gains.Sum(gain => Math.Pow(gain - gains.Average(), 2)) / gains.Count / gains.Count);
            Console.WriteLine(FormattableString.Invariant($"  {by,-20} {right.Average():0.000}   {gains.Average():+0.000;-0.000} ± {error:0.000}"));
        }
    }

    private static async Task<List<StoredRecord>> FoundAsync(BenchHub hub, QueryNode node)
    {
        var ids = (await hub.Get<IndexEngine>().FindAsync(new(node, None, SearchSort.Relevance, 0, SimilarRecords.Candidates, []), CancellationToken.None)).Ids;
        var held = (await hub.Records.GetAsync([.. ids], CancellationToken.None)).ToDictionary(stored => stored.Id);
        return [.. ids.Select(id => held[id])];
    }

    private static Func<StoredRecord, double> Meaning(LearnedWords words, IEnumerable<string> said)
    {
        var known = new Dictionary<Guid, double>();
        return words.Vectors!.Of(said) is not { } about ? _ => 0 : stored => known.TryGetValue(stored.Id, out var alike) ? alike
            : known[stored.Id] = words.Vectors.Of(words.WordsOf(stored.Record)) is { } other ? WordVectors.Dot(about, other) : -1;
    }

    private static string Listed(ReadOnlySpan<double> sums, int count)
    {
        var said = "";
        for (var i = 0; i < sums.Length; i++)
            said += FormattableString.Invariant($"   {Shares[i]}: {sums[i] / count:0.000}");
        return said;
    }
}
