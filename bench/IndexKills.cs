using System.Diagnostics;
using System.Globalization;
using Zhishu.Index;
using Zhishu.Tests.Index;

namespace Zhishu.Bench;

/// <summary>
/// An index that follows a feed is killed again and again, at any moment. The feed is a function of its numbers, so what the index must hold
/// at each of its commits is known. The child is the same program: <c>kill-child FOLDER</c>.
/// </summary>
internal static class IndexKills
{
    private const int Keys = 3000;

    /// <summary>Follows the feed for ever, telling each commit.</summary>
    public static void RunChild(string folder)
    {
        // Little memory: segments are written and put together all the time.
        using var store = Open(folder);
        var sequence = long.Parse(store.UserData, CultureInfo.InvariantCulture);
        var random = new Random();
        Console.WriteLine(sequence);
        while (true)
        {
            for (var i = random.Next(1, 300); i > 0; i--)
                Apply(store, ++sequence);
            store.Commit(sequence.ToString(CultureInfo.InvariantCulture));
            Console.WriteLine(sequence);
        }
    }

    /// <summary>Starts the child and kills it so many times; after each kill the index must open, and hold what its commit says and not less than was told.</summary>
    /// <returns>Number of changes at the end.</returns>
    public static long Run(string folder, ProcessStartInfo child, int kills)
    {
        IndexStore.Create(folder, NaiveIndex.Schema).Dispose();
        using (var first = IndexStore.Open(folder, NaiveIndex.Schema))
            first.Commit("0");
        var random = new Random(kills);
        var sequence = 0L;
        for (var kill = 0; kill < kills; kill++)
        {
            using var process = Process.Start(child)!;
            var told = sequence;
            process.OutputDataReceived += (_, line) => told = line.Data is { } number ? long.Parse(number, CultureInfo.InvariantCulture) : told;
            using var started = new ManualResetEventSlim();
            process.OutputDataReceived += (_, _) => started.Set();
            process.BeginOutputReadLine();
            started.Wait();
            Thread.Sleep(random.Next(400));
            process.Kill();
            process.WaitForExit();
            using var store = IndexStore.Open(folder, NaiveIndex.Schema);
            var reached = long.Parse(store.UserData, CultureInfo.InvariantCulture);
            if (reached < told)
                throw new InvalidOperationException($"Change {told} was committed, but only {reached} are there.");
            Check(store, reached);
            sequence = reached;
        }

        return sequence;
    }

    private static IndexStore Open(string folder) => IndexStore.Open(folder, NaiveIndex.Schema, memory: 1 << 17);

    private static Guid KeyOf(long sequence) => new((int)(sequence * 7919 % Keys), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private static bool IsDeletion(long sequence) => sequence % 11 == 0;

    private static NaiveDocument DocumentOf(long sequence) => new(
        KeyOf(sequence), sequence % 97, sequence, sequence % 7 == 0 ? sequence % 50 : null, [$"t{sequence % 13}", $"u{sequence % 5}"], [],
        [[[.. Enumerable.Range(0, (int)(sequence % 5) + 2).Select(i => "甲乙丙丁戊"[(int)((sequence + (i * i)) % 5)].ToString())]], []]);

    private static void Apply(IndexStore store, long sequence)
    {
        if (IsDeletion(sequence))
            store.Delete(KeyOf(sequence));
        else
            store.Replace(KeyOf(sequence), DocumentOf(sequence).Write);
    }

    private static void Check(IndexStore store, long sequence)
    {
        // The last change of each key is what counts.
        var naive = new NaiveIndex();
        for (var number = Math.Max(1, sequence - Keys + 1); number <= sequence; number++)
        {
            if (!IsDeletion(number))
                naive.Documents[KeyOf(number)] = DocumentOf(number);
        }

        using var reader = store.Read();
        foreach (var query in new Query[] { new Query.All(), new Query.Phrase(NaiveIndex.Title, ["甲乙", "乙丁"], 2), new Query.Values(NaiveIndex.Tag, ["t3"]),
            new Query.Range(NaiveIndex.Other, sequence - 500, sequence) })
        {
            using var hits = reader.Find(query);
            if (!hits.InOrder().Select(hit => hit.Key).SequenceEqual(naive.Find(query).Select(document => document.Key)))
                throw new InvalidOperationException($"After change {sequence}, {query} finds something else.");
        }
    }
}
