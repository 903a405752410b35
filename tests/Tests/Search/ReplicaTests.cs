using Microsoft.Extensions.Logging.Abstractions;
using Zhishu.Records;
using Zhishu.Search;
using Zhishu.Search.Replica;

namespace Zhishu.Tests.Search;

/// <summary>The replica of the index follows the records, whatever happens to it.</summary>
[Collection(ServerCollection.Name)]
public sealed class ReplicaTests(TestServer hub)
{
    private static Replica Open(ScratchHub scratch) => new(scratch.Database, scratch.Records, scratch.Feed, scratch.Index, NullLogger<Replica>.Instance);

    private static async Task<long> CountAsync(ScratchHub scratch, Replica replica, string word)
    {
        await replica.FollowAsync(CancellationToken.None);
        var engine = new IndexEngine(replica, scratch.Index, scratch.Database, Microsoft.Extensions.Options.Options.Create(new Zhishu.Foundation.HubOptions()));
        return (await engine.FindAsync(SearchRequest.All(new QueryNode.Text(QueryField.Any, word)), CancellationToken.None)).Total;
    }

    private static Task<ImportReport> ImportAsync(ScratchHub scratch, string name) =>
        scratch.ImportAsync(scratch.File($"{Guid.NewGuid():N}.csv", $"申请号,专利名称\nCN202210000001.0,一种{name}\nCN202210000002.5,一种旧箱\n"));

    [Fact]
    public async Task It_follows_changes_and_removals_and_goes_on_where_it_was()
    {
        await using var scratch = await hub.ScratchAsync();
        await ImportAsync(scratch, "旧盒");
        using (var replica = Open(scratch))
        {
            Assert.False(replica.IsReady);
            Assert.Equal(2, await CountAsync(scratch, replica, "旧"));
            await ImportAsync(scratch, "新盒");
            Assert.Equal(1, await CountAsync(scratch, replica, "旧"));
        }

        using var again = Open(scratch);
        Assert.Equal(0, await again.FollowAsync(CancellationToken.None));
        Assert.Equal(1, await CountAsync(scratch, again, "新盒"));
        await scratch.ScalarAsync<object>(
            "with gone as (delete from records.record where number = '2022100000025' returning *) insert into records.changes (record_id, kind, office, "
            + "number, version, deleted) select id, kind, office, number, version, true from gone returning 1");
        Assert.Equal(0, await CountAsync(scratch, again, "旧"));
    }

    [Fact]
    public async Task Damage_another_database_and_a_database_from_a_backup_make_it_build_itself_anew()
    {
        await using var scratch = await hub.ScratchAsync();
        await ImportAsync(scratch, "旧盒");
        await FollowAsync();
        foreach (var path in Directory.GetFiles(Path.Combine(scratch.Folder, "index"), "*.docs"))
            await File.WriteAllBytesAsync(path, [1, 2, 3]);
        Assert.Equal(2, await FollowAsync());
        Assert.Equal(0, await FollowAsync());
        await scratch.ScalarAsync<object>("update search.identity set id = gen_random_uuid() returning 1");
        Assert.Equal(2, await FollowAsync());
        await scratch.ScalarAsync<object>("delete from records.changes where seq = (select max(seq) from records.changes) returning 1");
        Assert.Equal(1, await FollowAsync());

        async Task<long> FollowAsync()
        {
            using var replica = Open(scratch);
            return await replica.FollowAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task Until_it_is_ready_PostgreSQL_answers()
    {
        await using var scratch = await hub.ScratchAsync();
        await ImportAsync(scratch, "旧盒");
        await scratch.Index.CatchUpAsync(null, CancellationToken.None);
        using var replica = Open(scratch);
        var engine = new HubEngine(replica, new IndexEngine(replica, scratch.Index, scratch.Database,
            Microsoft.Extensions.Options.Options.Create(new Zhishu.Foundation.HubOptions())), new Zhishu.Search.Postgres.PostgresEngine(scratch.Database, scratch.Index));
        var request = SearchRequest.All(new QueryNode.Text(QueryField.Any, "旧"));
        Assert.Equal(2, (await engine.FindAsync(request, CancellationToken.None)).Total);
        await replica.FollowAsync(CancellationToken.None);
        await scratch.ScalarAsync<object>("truncate search.entry; select 1");
        Assert.Equal(2, (await engine.FindAsync(request, CancellationToken.None)).Total);
    }

    [Theory]
    [InlineData("terms")]
    [InlineData("docs")]
    [InlineData("pos")]
    [InlineData("cols")]
    [InlineData("cut")]
    public async Task Files_that_somebody_writes_to_while_it_runs_never_give_a_wrong_answer(string what)
    {
        await using var scratch = await hub.ScratchAsync();
        var lines = DemoSet.Generate(TestHub.Reference, 600, 0, 0, 0).Select(RecordJson.Write);
        await scratch.ImportAsync(scratch.File("some.jsonl", string.Join('\n', lines) + "\n"));
        await scratch.Index.CatchUpAsync(null, CancellationToken.None);
        using var replica = Open(scratch);
        await replica.FollowAsync(CancellationToken.None);
        var postgres = new Zhishu.Search.Postgres.PostgresEngine(scratch.Database, scratch.Index);
        var own = new IndexEngine(replica, scratch.Index, scratch.Database, Microsoft.Extensions.Options.Options.Create(new Zhishu.Foundation.HubOptions()));
        var engine = new HubEngine(replica, own, postgres);
        var requests = new[] { "电池", "一种", "方法", "装置 结构",
            "系统" }.Select(word => SearchRequest.All(new QueryNode.Text(QueryField.Any, word)) with
            {
                Facets = [Facet.Applicant, Facet.Year, Facet.Type,
            Facet.Ipc],
                FacetSize = 20,
                Size = 20
            }).ToList();
        var truth = new List<string>();
        foreach (var request in requests)
            truth.Add(Show(await own.FindAsync(request, CancellationToken.None)));

        var random = new Random(7);
        for (var round = 0; round < 6; round++)
        {
            Assert.True(replica.IsReady);
            var path = Directory.GetFiles(replica.Folder, what == "cut" ? "*.cols" : "*." + what).OrderByDescending(file => new FileInfo(file).Length).First();
            await using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            {
                if (what == "cut")
                {
                    file.SetLength(file.Length / 3);
                }
                else
                {
                    for (var i = 0; i < 200; i++)
                    {
                        file.Position = random.NextInt64(file.Length);
                        file.WriteByte((byte)random.Next(256));
                    }
                }
            }

            for (var i = 0; i < requests.Count; i++)
            {
                Assert.Equal(truth[i], Show(await engine.FindAsync(requests[i], CancellationToken.None)));
                await using var counts = await engine.OpenAsync(requests[i], CancellationToken.None);
                Assert.Equal(Total(truth[i]), await counts.TotalAsync(CancellationToken.None));
            }

            Assert.False(replica.IsReady);
            Assert.Equal(600, await replica.FollowAsync(CancellationToken.None));
            Assert.Equal(truth[0], Show(await engine.FindAsync(requests[0], CancellationToken.None)));
        }

        static long Total(string shown) => long.Parse(shown.Split('|')[0], System.Globalization.CultureInfo.InvariantCulture);
        static string Show(SearchResult result) =>
            $"{result.Total}|{string.Join(';', result.Facets.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={string.Join(',', pair.Value.Select(count => $"{count.Value}:{count.Count}"))}"))}";
    }

    [Fact]
    public async Task Bytes_that_rot_without_a_sign_are_found_by_the_check()
    {
        await using var scratch = await hub.ScratchAsync();
        await ImportAsync(scratch, "旧盒");
        using var replica = Open(scratch);
        await replica.FollowAsync(CancellationToken.None);
        replica.Verify();
        Assert.True(replica.IsReady);
        var path = Directory.GetFiles(replica.Folder, "*.terms").First();
        var (before, bytes) = (File.GetLastWriteTimeUtc(path), await File.ReadAllBytesAsync(path));
        bytes[bytes.Length / 2] ^= 1;
        await using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            await file.WriteAsync(bytes);
        File.SetLastWriteTimeUtc(path, before);
        replica.Verify();
        Assert.False(replica.IsReady);
        Assert.Equal(2, await replica.FollowAsync(CancellationToken.None));
        Assert.True(replica.IsReady);

        // Touched only: the same bytes are as good as before.
        File.SetLastWriteTimeUtc(Directory.GetFiles(replica.Folder, "*.terms").First(), before.AddHours(1));
        Assert.Equal(2, await CountAsync(scratch, replica, "旧"));
        Assert.True(replica.IsReady);
    }

    [Fact]
    public async Task What_is_imported_into_a_running_hub_is_found_by_itself()
    {
        await using var scratch = await hub.ScratchAsync();
        await using var app = Zhishu.App.Hub.Build(scratch.Database, Zhishu.App.HubSettings.Read([new("Zhishu:DataFolder", scratch.Folder), new("Zhishu:Urls", "http://127.0.0.1:0")]));
        await app.StartAsync();
        var replica = (Replica)app.Services.GetService(typeof(Replica))!;
        for (var tries = 0; !replica.IsReady; tries++)
        {
            Assert.True(tries < 300);
            await Task.Delay(100);
        }

        await ImportAsync(scratch, "旧盒");
        var engine = (ISearchEngine)app.Services.GetService(typeof(ISearchEngine))!;
        var found = 0L;
        for (var tries = 0; tries < 300 && found == 0; tries++)
        {
            await Task.Delay(100);
            found = (await engine.FindAsync(SearchRequest.All(new QueryNode.Text(QueryField.Any, "旧")), CancellationToken.None)).Total;
        }

        Assert.Equal(2, found);
        await app.StopAsync();
    }
}
