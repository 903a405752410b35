using System.IO.Compression;
using Zhishu.Exchange.Packages;
using Zhishu.Records;

namespace Zhishu.Tests.Exchange;

/// <summary>A hub that is killed at any moment while deliveries come in, and while one is taken back, ends as one that nobody disturbed.</summary>
[Collection(ServerCollection.Name)]
public sealed class PackageKillTests(TestServer server)
{
    private const string Name = "国家数据";

    [Fact]
    public async Task Deliveries_and_their_taking_back_end_the_same_whenever_the_hub_is_killed()
    {
        await using var hub = await HubProcess.StartAsync(server, "省");
        await using var calm = await server.ScratchAsync();
        var paths = Deliver(Path.Combine(hub.Scratch.Folder, "hub", "packages", "weekly"));
        foreach (var path in paths)
            await calm.Importer.RunAsync(new([path]) { SourceName = Name }, null, CancellationToken.None);
        var whole = await calm.ScalarAsync<string>(HubProcess.Digest);

        var store = new PackageStore(hub.Scratch.Database, TimeProvider.System);
        Assert.True(await store.SaveAsync(new() { Id = Guid.CreateVersion7(), Name = Name, Folder = "weekly", Minutes = 60 }, CancellationToken.None));
        var random = new Random(11);
        for (var kill = 0; kill < (Night.IsNow ? 12 : 1); kill++)
        {
            await Task.Delay(random.Next(300, 2500));
            await hub.KillAsync();
            await hub.RestartAsync();
        }

        await UntilAsync(hub, $"select count(*) = {paths.Count} and bool_and(state = 'done') from exchange.package_delivery");
        Assert.Equal(whole, await hub.Scratch.ScalarAsync<string>(HubProcess.Digest));
        Assert.Equal(paths.Count, await hub.Scratch.ScalarAsync<long>("select count(*) from records.batch where state = 'finished'"));
        Assert.Equal(await calm.ScalarAsync<long>("select count(*) from records.version"), await hub.Scratch.ScalarAsync<long>("select count(*) from records.version"));

        // The last is taken back: what it added goes, what it changed becomes what it was.
        const string Last = "select id from records.batch order by started_at desc limit 1";
        var undo = new ImportUndo(calm.Database, TimeProvider.System);
        Assert.Null(await undo.AskAsync(await calm.ScalarAsync<Guid>(Last), CancellationToken.None));
        await undo.RunAsync(CancellationToken.None);
        Assert.Null(await new ImportUndo(hub.Scratch.Database, TimeProvider.System).AskAsync(await hub.Scratch.ScalarAsync<Guid>(Last), CancellationToken.None));
        for (var kill = 0; kill < (Night.IsNow ? 6 : 1); kill++)
        {
            await Task.Delay(random.Next(100, 1500));
            await hub.KillAsync();
            await hub.RestartAsync();
        }

        await UntilAsync(hub, "select not exists (select from records.batch where state = 'taking')");
        Assert.Equal(await calm.ScalarAsync<string>(HubProcess.Digest), await hub.Scratch.ScalarAsync<string>(HubProcess.Digest));
        const string Counts = "select taken_removed || ' ' || taken_restored || ' ' || taken_kept from records.batch where state = 'taken'";
        Assert.Equal(await calm.ScalarAsync<string>(Counts), await hub.Scratch.ScalarAsync<string>(Counts));
        Assert.NotEqual(whole, await hub.Scratch.ScalarAsync<string>(HubProcess.Digest));
    }

    // Three weeks: each brings new ones and changes some of those before.
    private static List<string> Deliver(string folder)
    {
        var week = Night.IsNow ? 4000 : 150;
        var paths = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var path = Path.Combine(folder, $"{new DateOnly(2026, 1, 6).AddDays(7 * i):yyyyMMdd}.zip");
            Directory.CreateDirectory(folder);
            using (var archive = ZipFile.Open(path, ZipArchiveMode.Create))
            using (var text = new StreamWriter(archive.CreateEntry("marks.jsonl").Open()))
            {
                foreach (var mark in Enumerable.Range(i * week, week).Select(n => Some.Mark(n)).Concat(Enumerable.Range(0, i * week / 2).Select(n => Some.Mark(n, $"改{i}号"))))
                    text.WriteLine(RecordJson.Write(mark));
            }

            File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-1));
            paths.Add(path);
        }

        return paths;
    }

    private static async Task UntilAsync(HubProcess hub, string sql)
    {
        for (var tries = 0; !await hub.Scratch.ScalarAsync<bool>(sql); tries++)
        {
            Assert.True(tries < 1200, $"never true: {sql}");
            await Task.Delay(100);
        }
    }
}
