using System.Diagnostics;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Zhishu.App;
using Zhishu.Exchange.Feed;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;
using Zhishu.Tests.Exchange;

namespace Zhishu.Tests.App;

/// <summary>A backup that restores: into a new folder and a new server, found and told of at once; hubs that harvest it notice.</summary>
[Collection(ServerCollection.Name)]
public sealed class RestoreTests(TestServer hub) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_backup_of_a_long_lived_cluster_is_whole_in_a_new_one()
    {
        var file = Path.Combine(_folder.Path, "backup.dump");
        var (old, fresh) = (Path.Combine(_folder.Path, "old"), Path.Combine(_folder.Path, "fresh"));
        Settle before;
        await using (var database = await MadeFolder.OpenCopyAsync(new HubOptions { DataFolder = old }, HubRole.Command))
        {
            // A cluster that has counted further than a new one: its transaction numbers mean nothing there.
            for (var i = 0; i < 300; i++)
                await database.ExecuteAsync(
                    "insert into foundation.subscriber (name, seq) values ('burnt', @i) on conflict (name) do update set seq = excluded.seq", new { i }, CancellationToken.None);
            await ImportAsync(database, 40);
            before = await SettleAsync(database);
            await ToolAsync(database, "pg_dump", ["--format=custom", "--no-owner", "--no-privileges", "--file", file]);
            Services(database).GetRequiredService<KeyFolder>().WriteTo(KeyFolder.Beside(file));
        }

        Assert.Equal((40L, 40L, 40L), (before.Found, before.Items, before.Records));
        await using (var database = await OpenAsync(fresh))
        {
            await ToolAsync(database, "pg_restore", ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", "--dbname", "postgres", file]);
            await database.BroughtBackAsync(Hub.Schemas, CancellationToken.None);
            Services(database).GetRequiredService<KeyFolder>().ReadFrom(KeyFolder.Beside(file));
            Assert.Null(await Services(database).GetRequiredService<AuditDesk>().RestoredAsync("backup.dump", CancellationToken.None));
        }

        // A hub on it: the index is built from the feed, and everything is there.
        await using var restored = await OpenAsync(fresh);
        var after = await SettleAsync(restored);
        Assert.Equal((before.Found, before.Items, before.Records, before.Lines + 1, before.Files), (after.Found, after.Items, after.Records, after.Lines, after.Files));
        Assert.NotEqual(before.Epoch, after.Epoch);
        Assert.True(after.EarliestStamp > before.LatestStamp, $"{after.EarliestStamp:O} after {before.LatestStamp:O}");
        var verdict = await Services(restored).GetRequiredService<AuditTrail>().VerifyAsync(CancellationToken.None);
        Assert.Equal((after.Lines, true), (verdict.Lines, verdict.IsWhole));
    }

    [Fact]
    public async Task A_database_moved_by_other_tools_heals_at_the_next_start()
    {
        await using var scratch = await hub.ScratchAsync();
        await ImportAsync(scratch.Database, 5);

        // As a plain pg_restore from another cluster leaves it.
        await using (var connection = await scratch.Database.Source.OpenConnectionAsync())
            await connection.ExecuteAsync("update records.changes set transaction_id = '999999999'; update records.feed set cluster = 'another'");
        Assert.Empty(await scratch.Records.ChangesAsync(0, 10, CancellationToken.None));
        await using var again = await HubDatabase.OpenAsync(new HubOptions { DataFolder = scratch.Folder }, scratch.ConnectionString, HubRole.Command, Hub.Schemas, CancellationToken.None);
        Assert.Equal(5, (await new RecordStore(again).ChangesAsync(0, 10, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task A_database_that_a_running_hub_uses_is_known()
    {
        await using var scratch = await hub.ScratchAsync();
        Assert.False(await scratch.Database.IsServedAsync(CancellationToken.None));
        await using var served = await HubDatabase.OpenAsync(new HubOptions { DataFolder = scratch.Folder }, scratch.ConnectionString, HubRole.Serve, Hub.Schemas, CancellationToken.None);
        Assert.True(await scratch.Database.IsServedAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_hub_that_harvests_one_that_was_brought_back_reads_everything_again_and_lets_go_what_is_gone()
    {
        await using var upstream = await LiveHub.StartAsync(hub, "上游");
        await using var downstream = await LiveHub.StartAsync(hub, "下游");
        await upstream.ImportAsync([.. Enumerable.Range(1, 6).Select(i => Some.Mark(i))]);
        var source = await downstream.AddSourceAsync(upstream.Address);
        Assert.Null((await downstream.HarvestAsync(source)).Fault);
        Assert.Equal(6, (await downstream.LinesAsync()).Count);

        // Brought back to a state in which the sixth never was and the second was otherwise; nothing of it is in the list of changes.
        await using (var connection = await upstream.Scratch.Database.Source.OpenConnectionAsync())
            await connection.ExecuteAsync(
                "delete from exchange.item where number = '70000006'; delete from records.record where number = '70000006'; update records.record set doc "
                + "= replace(doc::text, '星河2', '旧名2')::json where number = '70000002'");
        await upstream.Scratch.Database.BroughtBackAsync(Hub.Schemas, CancellationToken.None);
        var outcome = await downstream.HarvestAsync(source);
        Assert.Null(outcome.Fault);
        Assert.Equal(await upstream.LinesAsync(), await downstream.LinesAsync());
        Assert.Equal((1L, 1L), (outcome.Run!.RecordsChanged, outcome.Run.RecordsDeleted));

        // And no second time: the whole list is not read again.
        Assert.Null((await downstream.Sources.FindAsync(source.Id, CancellationToken.None))!.WholeSince);
        var second = (await downstream.HarvestAsync(source)).Run!;
        Assert.Equal((0L, 0L, 0L), (second.RecordsNew, second.RecordsChanged, second.RecordsDeleted));
    }

    [Fact]
    public async Task A_source_that_takes_away_more_than_a_fifth_is_stopped_until_an_administrator_agrees()
    {
        await using var upstream = await LiveHub.StartAsync(hub, "上游");
        await using var downstream = await LiveHub.StartAsync(hub, "下游");
        var marks = Enumerable.Range(1, 300).Select(i => Some.Mark(i)).ToArray();
        await upstream.ImportAsync(marks);
        var source = await downstream.AddSourceAsync(upstream.Address);
        await downstream.HarvestAsync(source);
        await upstream.DeleteAsync([.. marks.Take(20).Select(RecordKey.Of)]);
        Assert.Equal((null, 20L), ((await downstream.HarvestAsync(source)).Fault, 300L - (await downstream.LinesAsync()).Count));

        await upstream.DeleteAsync([.. marks.Skip(20).Take(270).Select(RecordKey.Of)]);
        var outcome = await downstream.HarvestAsync(source);
        Assert.Contains("待管理员确认", outcome.Fault!.Value.Zh, StringComparison.Ordinal);
        Assert.InRange((await downstream.LinesAsync()).Count, 220, 280);
        var held = (await downstream.Sources.FindAsync(source.Id, CancellationToken.None))!;
        Assert.True(held.Paused);
        Assert.True(held.HeldDeletions > 50);
        await downstream.Sources.AgreeAsync(source.Id, CancellationToken.None);
        Assert.Null((await downstream.HarvestAsync(source)).Fault);
        Assert.Equal(await upstream.LinesAsync(), await downstream.LinesAsync());
        Assert.False((await downstream.Sources.FindAsync(source.Id, CancellationToken.None))!.DeletionsAgreed);
    }

    [Fact]
    public async Task A_source_entered_on_the_web_leads_neither_into_the_hubs_network_nor_to_any_folder()
    {
        await using var upstream = await LiveHub.StartAsync(hub, "内网");
        await using var live = await LiveHub.StartAsync(hub, "枢纽");
        await upstream.ImportAsync(Some.Mark(1));
        var inside = await live.AddSourceAsync(upstream.Address, source => source with { Trusted = false });
        Assert.Contains("not public", (await live.HarvestAsync(inside)).Fault!.Value.En, StringComparison.Ordinal);
        var folder = await live.AddSourceAsync("/etc", source => source with { Trusted = false, Kind = "folder" });
        Assert.Contains("采集目录之内", (await live.HarvestAsync(folder)).Fault!.Value.Zh, StringComparison.Ordinal);
        Assert.Empty(await live.LinesAsync());
    }

    private sealed record Settle(long Found, long Items, long Records, long Lines, long Files, Guid Epoch, DateTime EarliestStamp, DateTime LatestStamp);

    private static Task<HubDatabase> OpenAsync(string folder) => HubDatabase.OpenAsync(new HubOptions { DataFolder = folder }, null, HubRole.Command, Hub.Schemas, CancellationToken.None);

    private static ServiceProvider Services(HubDatabase database) => new ServiceCollection().AddLogging().AddHub(database, new HubOptions { DataFolder = database.DataFolder }).BuildServiceProvider();

    private static async Task ImportAsync(HubDatabase database, int count)
    {
        await using var services = Services(database);
        var path = Path.Combine(database.DataFolder, $"{Guid.NewGuid():N}.jsonl");
        await File.WriteAllTextAsync(path, string.Concat(Enumerable.Range(1, count).Select(i => RecordJson.Write(Some.Mark(i)) + "\n")));
        await services.GetRequiredService<RecordImporter>().RunAsync(new([path]), null, CancellationToken.None);
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ProcessLog>().WriteAsync("test", Actor.Operator, new Subject("test", "1", "x"), null, CancellationToken.None);
        await database.ExecuteAsync(
            "insert into foundation.file (id, owner_kind, owner_id, case_id, name, media_type, size, sha256, content, added_at) select gen_random_uuid(), "
            + "'test', o, o, 'a', 'b', 3, '\\x00', '\\x010203', now() from gen_random_uuid() o", new { }, CancellationToken.None);
    }

    /// <summary>Lets every follower come up to date once, and counts.</summary>
    private static async Task<Settle> SettleAsync(HubDatabase database)
    {
        await using var services = Services(database);
        await services.GetRequiredService<ItemFollower>().CatchUpAsync(CancellationToken.None);
        await services.GetRequiredService<SearchIndex>().CatchUpAsync(null, CancellationToken.None);
        await services.GetRequiredService<Zhishu.Search.Replica.Replica>().FollowAsync(CancellationToken.None);
        var request = new SearchRequest(new QueryNode.All(), new Dictionary<Facet, IReadOnlyList<string>>(), SearchSort.Relevance, 0, 1, []);
        var found = (await services.GetRequiredService<ISearchEngine>().FindAsync(request, CancellationToken.None)).Total;
        return (await database.QueryAsync<Settle>(
            """
            select @found as Found, (select count(*) from exchange.item where not deleted) as Items, (select count(*) from records.record) as Records,
              (select count(*) from foundation.process) as Lines,
              (select count(*) from foundation.file) as Files, (select epoch from records.feed) as Epoch, (select min(stamp)
                from exchange.item) as EarliestStamp, (select max(stamp) from exchange.item) as LatestStamp
            """, new { found = (long)found }, CancellationToken.None))[0];
    }

    private static async Task ToolAsync(HubDatabase database, string tool, IReadOnlyList<string> arguments)
    {
        var target = new NpgsqlConnectionStringBuilder(database.OwnerConnectionString);
        var start = new ProcessStartInfo(Path.Combine(HubDatabase.FindBinaries(new HubOptions())!, tool), arguments) { RedirectStandardError = true };
        (start.Environment["PGHOST"], start.Environment["PGPORT"], start.Environment["PGUSER"], start.Environment["PGPASSWORD"], start.Environment["PGDATABASE"]) =
            (target.Host, target.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), target.Username, target.Password, target.Database);
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, errors);
    }
}
