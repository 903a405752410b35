using System.Diagnostics;
using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Search.Similarity;

/// <summary>
/// Which words of the hub's own records go together, kept in a file of the data folder and learned again when the records have become a fifth more or
/// fewer, or the file is missing, damaged or of another version. Until it has been learned there is none, and similar records are ordered without.
/// </summary>
internal sealed class LearnedWords(HubDatabase database, RecordStore records, SearchIndex index, ILogger<LearnedWords> log)
{
    /// <summary>Fewer records than this teach nothing.</summary>
    internal const int Least = 200;

    private const int Most = 200_000;
    private const int Portion = 500;
    private volatile WordVectors? _vectors;

    /// <summary>What was learned, or null.</summary>
    public WordVectors? Vectors => _vectors;

    /// <summary>The file that holds it.</summary>
    public string Path { get; } = System.IO.Path.Combine(database.DataFolder, "words", "vectors");

    /// <summary>Reads the file, and learns when it is time. One caller at a time.</summary>
    /// <param name="gently">Whether half of the time is left to others.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Whether it learned.</returns>
    public async Task<bool> FollowAsync(bool gently, CancellationToken ct)
    {
        var held = await CountAsync(ct);

        // Another process of this hub may have learned meanwhile.
        if (!IsDue(_vectors, held) || (VectorFile.Read(Path) is { } kept && !IsDue(_vectors = kept, held)))
            return false;
        var watch = Stopwatch.StartNew();
        if (await LearnAsync(held, gently, ct) is not { } learned)
            return false;
        VectorFile.Write(Path, learned);
        _vectors = learned;
        log.LogInformation("Learned which words go together from {Records} records in {Seconds} s: {Words} words",
            Math.Min(held, Most), (int)watch.Elapsed.TotalSeconds, learned.Words.Count);
        return true;
    }

    /// <summary>The words of a record that are learned from and compared.</summary>
    public IEnumerable<string> WordsOf(IpRecord record) => WordsOf($"{record.Title}。{record.Abstract ?? (record.Claims.Count > 0 ? record.Claims[0].Text : "")}");

    /// <summary>The words of a text that are compared.</summary>
    public IEnumerable<string> WordsOf(string text) => index.Lexicon.Segmenter.SubjectWords(text);

    private static bool IsDue(WordVectors? known, long held) => held >= Least && (known is null || Math.Abs(held - known.Records) * 5 > known.Records);

    private async Task<WordVectors?> LearnAsync(long held, bool gently, CancellationToken ct)
    {
        var learner = new WordLearner();
        foreach (var ids in (await SampleAsync(held, ct)).Chunk(Portion))
        {
            var watch = Stopwatch.StartNew();
            foreach (var stored in await records.GetAsync(ids, ct))
                learner.Add(WordsOf(stored.Record));
            if (gently)
                await Task.Delay(watch.Elapsed, ct);
        }

        return await Task.Factory.StartNew(() => Learn(learner, held, gently, ct), ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private static WordVectors Learn(WordLearner learner, long held, bool gently, CancellationToken ct)
    {
        Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        var watch = Stopwatch.StartNew();
        return learner.Learn(held, Rest, ct);

        void Rest()
        {
            if (gently)
                ct.WaitHandle.WaitOne(watch.Elapsed);
            watch.Restart();
        }
    }

    // Names of marks say nothing of each other. Identities grow with time; which are taken hangs on their hashes, so that they come from all times.
    private async Task<IReadOnlyList<Guid>> SampleAsync(long held, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<Guid>(new CommandDefinition(
            """
            select id
            from records.record
            where kind <> @mark and (hashtextextended(id::text, 0) & 9223372036854775807) % @every = 0
            order by id
            limit @Most
            """, new { mark = (short)RecordKind.Trademark, every = 1 + ((held - 1) / Most), Most }, commandTimeout: 0, cancellationToken: ct))];
    }

    private async Task<long> CountAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition("select count(*) from records.record where kind <> @mark",
            new { mark = (short)RecordKind.Trademark }, commandTimeout: 0, cancellationToken: ct));
    }
}

/// <summary>Learns in the background. It begins when the hub has run for a while: others need the processors at the start.</summary>
internal sealed class WordFollower(LearnedWords words, IOptions<HubOptions> options, Loops loops) : BackgroundService
{
    private static readonly LoopKind Kind = new("words", new("词语学习"), TimeSpan.FromMinutes(30)) { Longest = TimeSpan.FromHours(12) };
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(60);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.WordVectors)
            return;
        await Task.Delay(Late, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await loops.RunAsync(Kind, ct => words.FollowAsync(gently: true, ct), stoppingToken);
    }
}
