using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Records.Numbers;
using Zhishu.Search;
using Zhishu.Search.Postgres;
using Zhishu.Search.Replica;
using Zhishu.Search.Similarity;

namespace Zhishu.Tests.Search;

/// <summary>Which words go together is learned of the hub's own records, kept in a file, and has a say in the order of similar records.</summary>
[Collection(ServerCollection.Name)]
public sealed class LearnedWordsTests(TestServer hub)
{
    private static readonly string[] Battery = ["电池", "隔膜", "电解液", "正极", "负极", "涂层", "充电"];
    private static readonly string[] Tea = ["茶叶", "烘焙", "发酵", "采摘", "揉捻", "香气", "红茶"];

    private static LearnedWords Open(ScratchHub scratch) => new(scratch.Database, scratch.Records, scratch.Index, NullLogger<LearnedWords>.Instance);

    /// <summary>A row of a patent of the year 2020.</summary>
    private static string Row(int serial, string title, string text)
    {
        var body = $"20201{serial:D7}";
        return $"CN{body}.{PatentNumberParser.CheckCharacter(body)},{new DateOnly(2020, 1, 1).AddDays(serial % 1000):yyyyMMdd},{title},{text}";
    }

    /// <summary>Patents of two topics, each told with four of its words.</summary>
    private static IEnumerable<string> Taught(int from, int count)
    {
        var random = new Random(5);
        for (var i = 0; i < count; i++)
        {
            var words = (i % 2 == 0 ? Battery : Tea).OrderBy(_ => random.Next()).Take(4).ToArray();
            yield return Row(from + i, $"一种{words[0]}", $"包括{words[1]}，{words[2]}，{words[3]}。");
        }
    }

    private static Task<ImportReport> ImportAsync(ScratchHub scratch, IEnumerable<string> rows) =>
        scratch.ImportAsync(scratch.File($"{Guid.NewGuid():N}.csv", string.Join('\n', rows.Prepend("申请号,申请日,专利名称,申请摘要"))));

    private static double Alike(WordVectors vectors, string one, string other) => WordVectors.Dot(vectors.Of([one]), vectors.Of([other]));

    private static WordVectors Learn(int seed, int texts)
    {
        var random = new Random(seed);
        var learner = new WordLearner();
        for (var i = 0; i < texts; i++)
            learner.Add((i % 2 == 0 ? Battery : Tea).OrderBy(_ => random.Next()).Take(4));
        return learner.Learn(texts, () => { }, CancellationToken.None);
    }

    [Fact]
    public void Words_of_one_topic_come_together_and_those_of_another_stay_apart()
    {
        var vectors = Learn(1, 300);
        Assert.Equal(Battery.Concat(Tea).Order(StringComparer.Ordinal), vectors.Words.Order(StringComparer.Ordinal));
        foreach (var topic in new[] { Battery, Tea })
        {
            foreach (var word in topic)
            {
                var nearest = vectors.Words.Where(other => other != word).OrderByDescending(other => Alike(vectors, word, other)).Take(topic.Length - 1);
                Assert.Equal(topic.Where(other => other != word).Order(StringComparer.Ordinal), nearest.Order(StringComparer.Ordinal));
            }
        }

        Assert.Equal(vectors.Numbers, Learn(1, 300).Numbers);
        Assert.Null(vectors.Of(["拖拉机"]));
        Assert.Equal(1, WordVectors.Dot(vectors.Of(["电池", "茶叶"]), vectors.Of(["茶叶", "电池", "电池"])), 5);
    }

    [Fact]
    public void Pairs_seen_least_are_forgotten_when_there_are_too_many()
    {
        var pairs = new WordPairs(100);
        for (var round = 0; round < 20; round++)
        {
            for (var often = 1; often <= 50; often++)
            {
                pairs.Add(often, 0);
                pairs.Add(0, often);
            }

            for (var rare = 0; rare < 60; rare++)
                pairs.Add(1000 + (round * 60) + rare, 999);
        }

        Assert.InRange(pairs.Count, 50, 100);
        var kept = pairs.All().ToDictionary(pair => (pair.One, pair.Other), pair => pair.Count);
        Assert.Equal(pairs.Count, kept.Count);
        Assert.All(Enumerable.Range(1, 50), often => Assert.Equal(40, kept[(0, often)]));
    }

    [Fact]
    public void A_file_is_read_whole_or_not_at_all()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "words", "vectors");
        Assert.Null(VectorFile.Read(path));
        var (before, after) = (Learn(1, 300), Learn(2, 400));
        VectorFile.Write(path, before);
        var bytes = File.ReadAllBytes(path);
        Same(before, VectorFile.Read(path));

        // Killed while it writes: what is half written lies beside, and the file is the one before.
        VectorFile.Write(path, after);
        var next = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes);
        foreach (var written in new[] { 0, 1, 17, next.Length / 2, next.Length - 1, next.Length })
        {
            File.WriteAllBytes(path + ".new", next[..written]);
            Same(before, VectorFile.Read(path));
        }

        VectorFile.Write(path, after);
        Assert.False(File.Exists(path + ".new"));
        Same(after, VectorFile.Read(path));
        foreach (var length in new[] { 0, 1, 4, 40, next.Length / 2, next.Length - 1 })
        {
            File.WriteAllBytes(path, next[..length]);
            Assert.Null(VectorFile.Read(path));
        }

        for (var at = 0; at < next.Length; at += 97)
        {
            byte[] changed = [.. next];
            changed[at] ^= 1;
            File.WriteAllBytes(path, changed);
            Assert.Null(VectorFile.Read(path));
        }

        static void Same(WordVectors expected, WordVectors? read)
        {
            Assert.Equal(expected.Records, read!.Records);
            Assert.Equal(expected.Words, read.Words);
            Assert.Equal(expected.Numbers, read.Numbers);
            Assert.Equal(expected.Rarity, read.Rarity);
        }
    }

    [Fact]
    public async Task It_learns_when_the_records_have_become_a_fifth_more_or_fewer_or_the_file_is_damaged()
    {
        await using var scratch = await hub.ScratchAsync();
        var words = Open(scratch);
        await ImportAsync(scratch, Taught(1, LearnedWords.Least - 1));
        Assert.False(await words.FollowAsync(gently: false, CancellationToken.None));
        Assert.Null(words.Vectors);
        await ImportAsync(scratch, Taught(1000, 1));
        Assert.True(await words.FollowAsync(gently: true, CancellationToken.None));
        Assert.False(await words.FollowAsync(gently: false, CancellationToken.None));
        var again = Open(scratch);
        Assert.False(await again.FollowAsync(gently: false, CancellationToken.None));
        Assert.Equal(words.Vectors!.Numbers, again.Vectors!.Numbers);

        await ImportAsync(scratch, Taught(2000, LearnedWords.Least / 5));
        Assert.False(await words.FollowAsync(gently: false, CancellationToken.None));
        await ImportAsync(scratch, Taught(3000, 1));
        Assert.True(await words.FollowAsync(gently: false, CancellationToken.None));
        Assert.False(await again.FollowAsync(gently: false, CancellationToken.None));
        Assert.Equal(words.Vectors.Records, again.Vectors!.Records);

        File.WriteAllBytes(words.Path, [1, 2, 3]);
        Assert.True(await Open(scratch).FollowAsync(gently: false, CancellationToken.None));
        await ImportAsync(scratch, Taught(4000, 100));
        Assert.True(await words.FollowAsync(gently: false, CancellationToken.None));
        await DeleteAsync(60);
        Assert.False(await words.FollowAsync(gently: false, CancellationToken.None));
        await DeleteAsync(20);
        Assert.True(await words.FollowAsync(gently: false, CancellationToken.None));
        await DeleteAsync(1000);
        Assert.False(await words.FollowAsync(gently: false, CancellationToken.None));
        Assert.True(Alike(words.Vectors, "隔膜", "电解液") > Alike(words.Vectors, "隔膜", "茶叶"));

        Task<int> DeleteAsync(int count) => scratch.ScalarAsync<int>($"delete from records.record where id in (select id from records.record order by id limit {count}); select 1");
    }

    [Fact]
    public async Task Records_of_the_same_topic_stand_before_those_that_share_as_many_words_in_both_engines()
    {
        await using var scratch = await hub.ScratchAsync();
        await ImportAsync(scratch, Taught(1, 300));

        // All share 支架 and 手柄 with what is asked; every second one speaks of batteries, the newest of tea.
        await ImportAsync(scratch, Enumerable.Range(0, 20)
            .Select(i => i % 2 == 0 ? Row(500 + i, "支架手柄", "正极，负极，充电。") : Row(500 + i, "支架手柄", "茶叶，香气，发酵。")));
        await scratch.Index.CatchUpAsync(null, CancellationToken.None);
        using var replica = new Replica(scratch.Database, scratch.Records, scratch.Feed, scratch.Index, NullLogger<Replica>.Instance);
        await replica.FollowAsync(CancellationToken.None);
        var orders = new List<IReadOnlyList<Guid>>();
        ISearchEngine own = new IndexEngine(replica, scratch.Index, scratch.Database, Options.Create(new HubOptions()));
        foreach (var engine in new[] { own, new PostgresEngine(scratch.Database, scratch.Index) })
        {
            var words = Open(scratch);
            var similar = new SimilarRecords(scratch.Index, new Ranking(scratch.Database, scratch.Index.Analysis), engine, words);
            const string Asked = "支架手柄，隔膜。";
            var question = (await similar.AskAsync(Asked, null, CancellationToken.None))!;
            var plain = await similar.FindAsync(question, words.WordsOf(Asked), 10, CancellationToken.None);
            Assert.False(plain.ByMeaning);
            Assert.Contains("茶叶", plain.Records[0].Record.Abstract, StringComparison.Ordinal);
            await words.FollowAsync(gently: false, CancellationToken.None);
            var found = await similar.FindAsync(question, words.WordsOf(Asked), 10, CancellationToken.None);
            Assert.True(found.ByMeaning);
            Assert.Equal((plain.Total, 10), (found.Total, found.Records.Count));
            Assert.All(found.Records.Take(2), stored => Assert.Contains("正极", stored.Record.Abstract, StringComparison.Ordinal));
            orders.Add([.. found.Records.Select(stored => stored.Id)]);
        }

        Assert.Equal(orders[0], orders[1]);
    }
}
