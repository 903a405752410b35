using Xunit;
using Zhishu.Index;
using Zhishu.Index.Segments;

namespace Zhishu.Tests.Index;

/// <summary>The index library alone.</summary>
public sealed class IndexTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zhishu-index-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    public void Random_documents_and_questions_give_what_a_naive_scan_gives(int part)
    {
        // In the night more seeds; bench fuzz goes on with others for as long as one likes.
        for (var seed = part * 100; seed < (part * 100) + (Night.IsNow ? 80 : 1); seed++)
            new IndexFuzz(seed, Path.Combine(_folder, $"{seed}")).Run();
    }

    [Fact]
    public void Whatever_byte_of_whatever_file_is_changed_or_missing_the_index_is_not_opened()
    {
        Build();
        IndexStore.Open(_folder, NaiveIndex.Schema).Dispose(); // sweeps away what a merge had begun
        var random = new Random(3);
        foreach (var path in Directory.GetFiles(_folder).Where(path => Path.GetFileName(path) != "lock"))
        {
            var whole = File.ReadAllBytes(path);
            for (var tries = 0; tries < 12; tries++)
            {
                var broken = whole.ToArray();
                if (tries == 0)
                    Array.Resize(ref broken, random.Next(whole.Length));
                else
                    broken[random.Next(whole.Length)] ^= (byte)(1 << random.Next(8));
                File.WriteAllBytes(path, broken);
                Assert.Throws<IndexDamagedException>(() => IndexStore.Open(_folder, NaiveIndex.Schema));
            }

            File.Delete(path);
            Assert.Throws<IndexDamagedException>(() => IndexStore.Open(_folder, NaiveIndex.Schema));
            File.WriteAllBytes(path, whole);
        }

        using var store = IndexStore.Open(_folder, NaiveIndex.Schema);
        Assert.Equal("done", store.UserData);
        Assert.Throws<IndexDamagedException>(() => IndexStore.Open(Path.Combine(_folder, "nowhere"), NaiveIndex.Schema));
    }

    [Theory]
    [InlineData("terms")]
    [InlineData("docs")]
    [InlineData("pos")]
    [InlineData("cols")]
    public void Whatever_bytes_change_in_a_file_that_is_read_there_is_an_answer_or_it_is_found_damaged(string extension)
    {
        var damage = new IndexDamage(7, _folder);
        damage.Build();
        damage.Run(extension, 250);
        Assert.InRange(damage.Questioned.Refused, 10, damage.Questioned.Asked - 10);
    }

    [Theory]
    [InlineData("terms")]
    [InlineData("docs")]
    [InlineData("pos")]
    [InlineData("cols")]
    [InlineData("gone")]
    public void A_file_that_was_cut_short_is_never_mapped(string extension)
    {
        new IndexDamage(8, _folder).Build();
        var segments = Manifest.Read(_folder).Segments;
        var path = Directory.GetFiles(_folder, $"*.{extension}").Order(StringComparer.Ordinal).First();
        var bytes = File.ReadAllBytes(path);
        foreach (var length in new[] { 0, 1, 15, bytes.Length / 2, bytes.Length - 1 })
        {
            File.WriteAllBytes(path, bytes[..length]);
            Assert.Throws<IndexDamagedException>(() => IndexStore.Open(_folder, NaiveIndex.Schema));
            if (extension != "gone")
                Assert.Throws<IndexDamagedException>(() => new Segment(_folder, NaiveIndex.Schema, segments[0].Mark, verify: false));
        }

        File.WriteAllBytes(path, bytes);
        IndexStore.Open(_folder, NaiveIndex.Schema).Dispose();
    }

    [Fact]
    public void Another_schema_or_another_process_is_refused()
    {
        Build();
        var other = new IndexSchema([new("day", FieldKind.Number)], "day");
        Assert.Throws<IndexDamagedException>(() => IndexStore.Open(_folder, other));
        using var store = IndexStore.Open(_folder, NaiveIndex.Schema);
        Assert.Throws<IOException>(() => IndexStore.Open(_folder, NaiveIndex.Schema));
    }

    [Fact]
    public void A_reader_sees_its_commit_until_it_is_closed_whatever_is_deleted_and_merged()
    {
        Build();
        using var store = IndexStore.Open(_folder, NaiveIndex.Schema, memory: 1 << 16);
        using var reader = store.Read();
        using var before = reader.Find(new Query.All());
        var keys = before.InOrder().Select(hit => hit.Key).ToList();
        foreach (var key in keys)
            store.Delete(key);
        store.FinishMerges(whole: true);
        using var now = store.Read();
        Assert.Equal(0, now.Documents);
        using var again = reader.Find(new Query.All());
        Assert.Equal(keys, again.InOrder().Select(hit => hit.Key));
        Assert.Equal(keys.Count, again.Best(new([new([new(new Query.Prefix(NaiveIndex.Body, "甲"))])]), 0, keys.Count).Count);
    }

    [Fact]
    public void A_document_that_fails_half_way_is_not_there()
    {
        using var store = IndexStore.Create(_folder, NaiveIndex.Schema);
        store.Add(Guid.NewGuid(), writer => writer.Token(NaiveIndex.Title, "甲乙", 0, 0));
        Assert.Throws<InvalidOperationException>(() => store.Add(Guid.NewGuid(), writer =>
        {
            writer.Token(NaiveIndex.Title, "甲乙", 0, 0);
            throw new InvalidOperationException();
        }));
        Assert.Throws<ArgumentException>(() => store.Add(Guid.NewGuid(), writer => writer.Number(NaiveIndex.Title, 1)));
        store.Commit("");
        using var reader = store.Read();
        using var hits = reader.Find(new Query.Phrase(NaiveIndex.Title, ["甲乙"], 2));
        Assert.Equal(1, hits.Count);
    }

    [Fact]
    public void A_text_that_a_query_has_twice_is_found_in_both_places_within_what_is_left()
    {
        var naive = new NaiveIndex();
        using var store = IndexStore.Create(_folder, NaiveIndex.Schema);
        for (var i = 0; i < 600; i++)
        {
            string[] run = i % 3 == 0 ? ["甲", "乙", "丙"] : i % 3 == 1 ? ["丁", "乙"] : ["戊"];
            var document = new NaiveDocument(new Guid(i, 0, 0, new byte[8]), i, null, null, [$"t{i % 2}", i % 5 < 4 ? "many" : "few"], [], [[run], []]);
            naive.Documents[document.Key] = document;
            store.Add(document.Key, document.Write);
        }

        store.Commit("");
        using var reader = store.Read();
        var text = new Query.Phrase(NaiveIndex.Title, ["甲乙", "乙丙"], 2);
        var (half, many, few, all) = (new Query.Values(NaiveIndex.Tag, ["t0"]), new Query.Values(NaiveIndex.Tag, ["many"]), new Query.Values(NaiveIndex.Tag, ["few"]), new Query.All());
        foreach (var query in new Query[]
        {
            new Query.And([new Query.Or([text, new Query.None()]), half, new Query.Or([text, many])]),
            new Query.And([all, new Query.Not(new Query.And([few, text])), new Query.Not(text)]),
        })
        {
            using var hits = reader.Find(query);
            Assert.Equal(naive.Find(query).Count, hits.Count);
        }
    }

    [Fact]
    public void The_best_far_behind_come_in_the_order_in_which_they_come_at_once()
    {
        using var store = IndexStore.Create(_folder, NaiveIndex.Schema, memory: 1 << 20);
        for (var i = 0; i < 30_000; i++)
        {
            // Few different scores, so that most are equal to others of their own and of other segments.
            var (number, times) = (i, 1 + (i * 31 % 7));
            store.Add(new Guid(i, 0, 0, new byte[8]), writer =>
            {
                for (var at = 0; at < times; at++)
                    writer.Token(NaiveIndex.Title, "甲乙", at, 0);
                writer.Number(NaiveIndex.Day, number * 7919 % 1000);
            });
            if (i % 7000 == 6999)
                store.Commit("so far");
        }

        store.Commit("done");
        using var reader = store.Read();
        var text = new Query.Phrase(NaiveIndex.Title, ["甲乙"], 2);
        var ranking = new RankingOrder([new([new(text)])]);
        using var hits = reader.Find(text);
        var all = hits.Best(ranking, 0, 30_000);
        Assert.Equal(all.OrderByDescending(hit => hit.Score).ThenByDescending(hit => hit.Order).ThenBy(hit => hit.Key), all);
        foreach (var (from, size) in new[] { (0, 9000), (8150, 100), (9000, 1), (9000, 100), (14_990, 20), (15_000, 12_345), (29_950, 100), (30_000, 10) })
        {
            using var again = reader.Find(text);
            Assert.Equal(all.Skip(from).Take(size), again.Best(ranking, from, size));
        }
    }

    private void Build()
    {
        using var store = IndexStore.Create(_folder, NaiveIndex.Schema, memory: 1 << 16);
        for (var i = 0; i < 900; i++)
        {
            var document = new NaiveDocument(new Guid(i, 0, 0, new byte[8]), i % 40, i,
                null, ["a", $"b{i % 7}"], ["c"], [[["甲", "乙", "丙"], ["ab"]], [["甲", "丁"], [.. Enumerable.Repeat("戊", i % 30 + 1)]]]);
            store.Add(document.Key, document.Write);
            if (i % 100 == 99)
                store.Commit("so far");
        }

        store.Delete(new Guid(5, 0, 0, new byte[8]));
        store.Commit("done");
    }
}
