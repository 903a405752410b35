using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Exchange.Federate;
using Zhishu.Exchange.Feed;
using Zhishu.Exchange.Harvest;
using Zhishu.Exchange.OpenData;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Tests.Exchange;

/// <summary>Hubs that harvest one another: what one has, the next has, once, with where it came from.</summary>
[Collection(ServerCollection.Name)]
public sealed class HubPairTests(TestServer hub)
{
    [Fact]
    public async Task Province_harvests_two_cities_and_the_nation_harvests_the_province()
    {
        await using var taiyuan = await LiveHub.StartAsync(hub, "太原");
        await using var datong = await LiveHub.StartAsync(hub, "大同");
        await using var shanxi = await LiveHub.StartAsync(hub, "山西");
        await using var nation = await LiveHub.StartAsync(hub, "国家");
        await taiyuan.ImportAsync([.. Enumerable.Range(0, 300).Select(i => Some.Mark(i)), Some.Gi(1)]);
        await datong.ImportAsync([.. Enumerable.Range(300, 40).Select(i => Some.Mark(i, "云冈", "1402")), Some.Gi(2)]);
        await shanxi.ImportAsync(Some.Mark(900));
        var (first, second) = (await shanxi.AddSourceAsync(taiyuan.Address), await shanxi.AddSourceAsync(datong.Address));
        var whole = await nation.AddSourceAsync(shanxi.Address);
        await AllAsync();
        Assert.Equal(await shanxi.LinesAsync(), await nation.LinesAsync());
        Assert.Equal(343, (await nation.LinesAsync()).Count);

        // Changed, added and deleted below: all of it arrives above, and nothing else is touched.
        await Task.Delay(1100);
        await taiyuan.ImportAsync(Some.Mark(5, "晋阳"), Some.Mark(500));
        await taiyuan.DeleteAsync(new(RecordKind.Trademark, "CN", "70000007"), new(RecordKind.Gi, "CN", "GI1001"));
        await AllAsync();
        Assert.Equal(await shanxi.LinesAsync(), await nation.LinesAsync());
        Assert.Equal((await taiyuan.LinesAsync()).Concat(await datong.LinesAsync()).Append(RecordJson.Write(Some.Mark(900)))
            .Order(StringComparer.Ordinal), (await nation.LinesAsync()).Order(StringComparer.Ordinal));
        var runs = await nation.Sources.RunsAsync(whole.Id, 10, CancellationToken.None);
        Assert.Equal((1L, 1L, 2L), (runs[0].RecordsNew, runs[0].RecordsChanged, runs[0].RecordsDeleted));

        // The way of a record stands in it, hub by hub.
        using var http = new HttpClient();
        var text = await http.GetStringAsync($"{nation.Address}/oai?verb=ListRecords&metadataPrefix=oai_dc&set=region:14:1402");
        Assert.Contains($"<baseURL>{shanxi.Address}/oai</baseURL>", text, StringComparison.Ordinal);
        Assert.Contains($"<baseURL>{datong.Address}/oai</baseURL>", text, StringComparison.Ordinal);

        async Task AllAsync()
        {
            foreach (var outcome in new[] { await shanxi.HarvestAsync(first), await shanxi.HarvestAsync(second), await nation.HarvestAsync(whole) })
                Assert.Null(outcome.Fault);
        }
    }

    [Fact]
    public async Task Full_text_and_pictures_travel()
    {
        await using var city = await LiveHub.StartAsync(hub, "市");
        await using var province = await LiveHub.StartAsync(hub, "省");
        using (var picture = new ImageMagick.MagickImage(ImageMagick.MagickColors.White, 30, 20))
            city.Scratch.File("d/HDA0000000002.JPG", picture.ToByteArray(ImageMagick.MagickFormat.Jpeg));
        var document = city.Scratch.File("d/doc.xml", await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "cases", "cn-full-text.xml")));
        await city.Scratch.ImportAsync(Path.GetDirectoryName(document)!);
        await city.PublishAsync();
        var source = await province.AddSourceAsync(city.Address);
        Assert.Null((await province.HarvestAsync(source)).Fault);
        async Task<IpRecord> WholeAsync(LiveHub there) =>
            await there.Scratch.Records.Texts.WholeAsync((await there.Scratch.Records.PageAsync([], Guid.Empty, 5, CancellationToken.None)).Single().Record, CancellationToken.None);
        var (here, there) = (await WholeAsync(city), await WholeAsync(province));
        Assert.Equal(13, there.Description.Count);
        Assert.Equal(RecordJson.Write(here), RecordJson.Write(there));
        await province.Services.GetRequiredService<MediaFetcher>().FetchAsync(CancellationToken.None);
        using var http = new HttpClient();
        var key = Assert.Single(there.Media).Key;
        Assert.Equal(await http.GetByteArrayAsync($"{city.Address}/media/{key}"), await http.GetByteArrayAsync($"{province.Address}/media/{key}"));
        Assert.Equal(0, await province.Scratch.ScalarAsync<long>("select count(*) from exchange.media_wanted"));

        // Again nothing changes, and the words of the description are found there.
        var again = (await province.HarvestAsync(source)).Run!;
        Assert.Equal((0L, 0L), (again.RecordsNew, again.RecordsChanged));
        Assert.Contains("\"total\":1", await http.GetStringAsync($"{province.Address}/api/v1/records?q={Uri.EscapeDataString("DE=耐热性不足")}"), StringComparison.Ordinal);
        Assert.Contains("\"total\":0", await http.GetStringAsync($"{province.Address}/api/v1/records?q={Uri.EscapeDataString("耐热性不足")}"), StringComparison.Ordinal);
        Assert.Contains("耐热性不足", await http.GetStringAsync($"{province.Address}/records/patent/CN109900001B"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_hubs_that_harvest_each_other_come_to_rest_and_keep_what_is_theirs()
    {
        await using var one = await LiveHub.StartAsync(hub, "甲");
        await using var other = await LiveHub.StartAsync(hub, "乙");
        await one.ImportAsync(Some.Mark(1), Some.Mark(2));
        await other.ImportAsync(Some.Mark(3));
        var (there, back) = (await one.AddSourceAsync(other.Address), await other.AddSourceAsync(one.Address));
        for (var round = 0; round < 3; round++)
        {
            Assert.Null((await one.HarvestAsync(there)).Fault);
            Assert.Null((await other.HarvestAsync(back)).Fault);
        }

        Assert.Equal(await one.LinesAsync(), await other.LinesAsync());
        var last = (await one.HarvestAsync(there)).Run!;
        Assert.Equal((0L, 0L, 0L), (last.RecordsNew, last.RecordsChanged, last.RecordsDeleted));

        // A record that its own hub withdraws goes everywhere.
        await Task.Delay(1100);
        await one.DeleteAsync(new RecordKey(RecordKind.Trademark, "CN", "70000001"));
        await other.HarvestAsync(back);
        await one.HarvestAsync(there);
        Assert.Equal(2, (await other.LinesAsync()).Count);
        Assert.Equal(await one.LinesAsync(), await other.LinesAsync());
    }

    [Fact]
    public async Task Of_several_sources_the_first_in_rank_is_shown_and_the_difference_is_a_conflict()
    {
        await using var first = await LiveHub.StartAsync(hub, "甲");
        await using var second = await LiveHub.StartAsync(hub, "乙");
        await using var top = await LiveHub.StartAsync(hub, "丙");
        await first.ImportAsync(Some.Mark(1, "甲"), Some.Mark(2));
        await second.ImportAsync(Some.Mark(1, "乙"), Some.Mark(2), Some.Mark(3, "乙"));
        await top.ImportAsync(Some.Mark(3, "丙"));
        var (low, high) = (await top.AddSourceAsync(second.Address, source => source with { Rank = 60 }), await top.AddSourceAsync(first.Address, source => source with { Rank = 40 }));
        await top.HarvestAsync(low);
        await top.HarvestAsync(high);
        async Task<string?> TitleAsync(int number) => (await top.Scratch.Records.FindAsync(RecordKind.Trademark, $"7000000{number}", CancellationToken.None))?.Record.Title;
        Assert.Equal("甲1", await TitleAsync(1));
        Assert.Equal("丙3", await TitleAsync(3));
        await using var connection = await top.Scratch.Database.Source.OpenConnectionAsync();
        Assert.Equal(["70000001", "70000003"], await connection.QueryAsync<string>("select number from exchange.copy where conflict order by number"));

        // What the first takes back the next one shows; the hub's own record stays whatever others do.
        await Task.Delay(1100);
        await first.DeleteAsync(new RecordKey(RecordKind.Trademark, "CN", "70000001"));
        await second.DeleteAsync(new RecordKey(RecordKind.Trademark, "CN", "70000003"));
        await top.HarvestAsync(high);
        await top.HarvestAsync(low);
        Assert.Equal("乙1", await TitleAsync(1));
        Assert.Equal("丙3", await TitleAsync(3));
    }

    [Fact]
    public async Task What_may_not_be_passed_on_is_searched_here_and_given_to_nobody()
    {
        await using var below = await LiveHub.StartAsync(hub, "甲");
        await using var middle = await LiveHub.StartAsync(hub, "乙");
        await below.ImportAsync(Some.Mark(1), Some.Mark(2));
        await middle.ImportAsync(Some.Mark(9) with { Source = new("购买", "内部使用") }, Some.Gi(1));
        await middle.HarvestAsync(await middle.AddSourceAsync(below.Address, source => source with { PassOn = false }));
        Assert.Equal(4, (await middle.LinesAsync()).Count);
        using var http = new HttpClient();
        async Task<int> GivenAsync() => (await http.GetStringAsync($"{middle.Address}/oai?verb=ListIdentifiers&metadataPrefix=oai_dc")).Split("<header>").Length - 1;
        Assert.Equal(2, await GivenAsync());

        // A licence that is closed later: its records are told of as deleted.
        await middle.Services.GetRequiredService<LicenceRules>().SetAsync("内部使用", true, CancellationToken.None);
        await middle.Services.GetRequiredService<ItemFollower>().StartOverAsync(CancellationToken.None);
        await middle.PublishAsync();
        Assert.Equal(1, await GivenAsync());
        Assert.Contains("status=\"deleted\"", await http.GetStringAsync($"{middle.Address}/oai?verb=ListIdentifiers&metadataPrefix=oai_dc"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_the_hub_imports_itself_is_its_own_from_then_on()
    {
        await using var below = await LiveHub.StartAsync(hub, "甲");
        await using var above = await LiveHub.StartAsync(hub, "乙");
        await below.ImportAsync(Some.Mark(1, "甲"), Some.Mark(2, "甲"));
        var source = await above.AddSourceAsync(below.Address, one => one with { PassOn = false });
        await above.HarvestAsync(source);
        using var http = new HttpClient();
        Assert.Contains("noRecordsMatch", await http.GetStringAsync($"{above.Address}/oai?verb=ListIdentifiers&metadataPrefix=oai_dc"), StringComparison.Ordinal);
        await above.ImportAsync(Some.Mark(1, "乙"));
        var told = await http.GetStringAsync($"{above.Address}/oai?verb=ListRecords&metadataPrefix=oai_dc");
        Assert.Contains("/70000001<", told, StringComparison.Ordinal);
        Assert.DoesNotContain("originDescription", told, StringComparison.Ordinal);
        await Task.Delay(1100);
        await below.ImportAsync(Some.Mark(1, "丙"));
        await below.DeleteAsync(new RecordKey(RecordKind.Trademark, "CN", "70000001"));
        await above.HarvestAsync(source);
        Assert.Equal("乙1", (await above.Scratch.Records.FindAsync(RecordKind.Trademark, "70000001", CancellationToken.None))!.Record.Title);
    }

    [Fact]
    public async Task A_thematic_database_is_a_set_and_what_comes_into_it_is_told()
    {
        await using var live = await LiveHub.StartAsync(hub, "甲");
        await live.ImportAsync(Some.Mark(1, "晋商"), Some.Mark(2));
        var themes = await ThemeAsync(live);
        Assert.Equal(1, await themes.RunAsync(CancellationToken.None));
        using var http = new HttpClient();
        async Task<string> ToldAsync() => await http.GetStringAsync($"{live.Address}/oai?verb=ListIdentifiers&metadataPrefix=oai_dc&set=theme:jinshang");
        Assert.Contains("/70000001<", await ToldAsync(), StringComparison.Ordinal);
        await live.ImportAsync(Some.Mark(2, "晋商"), Some.Mark(3, "晋商"));
        Assert.Equal(2, await themes.RunAsync(CancellationToken.None));
        Assert.Equal(0, await themes.RunAsync(CancellationToken.None));
        Assert.Equal(3, (await ToldAsync()).Split("<header>").Length - 1);
        await live.ImportAsync(Some.Mark(1, "徽商"));
        Assert.Equal(1, await themes.RunAsync(CancellationToken.None));
        Assert.DoesNotContain("/70000001<", await ToldAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_is_published_before_it_can_be_found_comes_into_its_theme_all_the_same()
    {
        await using var live = await LiveHub.StartAsync(hub, "甲");
        await live.ImportAsync(Some.Mark(1, "晋商"));
        var themes = await ThemeAsync(live);
        Assert.Equal(1, await themes.RunAsync(CancellationToken.None));
        await live.Scratch.ImportAsync(live.Scratch.File("two.jsonl", RecordJson.Write(Some.Mark(2, "晋商")) + "\n"));
        while (await live.Services.GetRequiredService<ItemFollower>().CatchUpAsync(CancellationToken.None) == 0)
            await Task.Delay(20);
        Assert.Equal(0, await themes.RunAsync(CancellationToken.None));
        await live.PublishAsync();
        Assert.Equal(1, await themes.RunAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("st96")]
    [InlineData("oai_dc")]
    public async Task Other_formats_bring_what_they_can_carry(string prefix)
    {
        await using var below = await LiveHub.StartAsync(hub, "甲");
        await using var above = await LiveHub.StartAsync(hub, "乙");
        await below.ImportAsync(Some.Mark(1), new IpRecord
        {
            Kind = RecordKind.Patent,
            Office = "CN",
            Number = "202210000001.0",
            Title = "一种盒",
            FilingDate = new(2022, 1, 4),
            Parties = [new(PartyRole.Applicant, "甲公司")],
            Classifications = [new("ipc", "H01M10/0525", true)]
        });
        var outcome = await above.HarvestAsync(await above.AddSourceAsync($"{below.Address}/oai", source => source with { Kind = "oai", Prefix = prefix }));
        Assert.Null(outcome.Fault);
        var mark = (await above.Scratch.Records.FindAsync(RecordKind.Trademark, "70000001", CancellationToken.None))!.Record;
        var patent = (await above.Scratch.Records.FindAsync(RecordKind.Patent, "CN202210000001.0", CancellationToken.None))!.Record;
        Assert.Equal(("星河1", "9", new DateOnly(2020, 1, 1)), (mark.Title, mark.Classifications.Single().Symbol, mark.FilingDate));
        Assert.Equal(("一种盒", "甲公司", "H01M10/0525"), (patent.Title, patent.Parties.Single().Name, patent.Classifications.Single().Symbol));
    }

    [Fact]
    public async Task A_set_a_folder_and_a_file_are_sources_too()
    {
        await using var below = await LiveHub.StartAsync(hub, "甲");
        await using var above = await LiveHub.StartAsync(hub, "乙");
        await below.ImportAsync([.. Enumerable.Range(0, 30).Select(i => Some.Mark(i)), Some.Gi(1), Some.Gi(2)]);
        Assert.Equal(2L, (await above.HarvestAsync(await above.AddSourceAsync(below.Address, source => source with { SetSpec = "gi" }))).Run!.RecordsNew);

        // The open data of the other hub, as a file: fetched again only when it has changed.
        await below.Services.GetRequiredService<DumpBuilder>().RunAsync(CancellationToken.None);
        var dump = await above.AddSourceAsync($"{below.Address}/open-data/files/records-trademark.jsonl.gz", source => source with { Kind = "dump" });
        Assert.Equal(30L, (await above.HarvestAsync(dump)).Run!.RecordsNew);
        Assert.Equal(0, (await above.HarvestAsync(dump)).Run!.Pages);

        var folder = Path.Combine(above.Scratch.Folder, "drop");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "a.jsonl"), RecordJson.Write(Some.Mark(800)));
        var source = await above.AddSourceAsync(folder, one => one with { Kind = "folder" });
        Assert.Equal(1L, (await above.HarvestAsync(source)).Run!.RecordsNew);
        await File.WriteAllTextAsync(Path.Combine(folder, "b.jsonl"), RecordJson.Write(Some.Mark(801)));
        Assert.Equal(1L, (await above.HarvestAsync(source)).Run!.RecordsNew);
        Assert.Equal(34, (await above.LinesAsync()).Count);
    }

    [Fact]
    public async Task All_hubs_are_asked_at_once_each_with_its_time_and_the_same_record_comes_once()
    {
        await using var near = await LiveHub.StartAsync(hub, "近", services => services.AddSingleton(new FederationLimits { SourceTime = TimeSpan.FromSeconds(10) }));
        await using var far = await LiveHub.StartAsync(hub, "远");
        await using var slow = new HostileSource((_, _) => Task.Delay(Timeout.Infinite));
        await near.ImportAsync(Some.Mark(1), Some.Mark(2));
        await far.ImportAsync(Some.Mark(2), Some.Mark(3), Some.Mark(4, "\"引号\\"));
        await near.AddSourceAsync(far.Address, source => source with { Name = "远" });
        await near.AddSourceAsync(slow.Address, source => source with { Name = "慢" });
        await near.AddSourceAsync($"http://127.0.0.1:{LiveHub.FreePort()}", source => source with { Name = "断" });
        var federation = near.Services.GetRequiredService<FederatedSearch>();
        var answer = await federation.FindAsync("名称=星河 AND 申请人=太原*", 1, CancellationToken.None);
        Assert.Equal(["CN70000001", "CN70000002", "CN70000003"], answer.Hits.Select(hit => hit.Key).Order());
        Assert.Equal("CN70000002", answer.Hits[0].Key);
        Assert.Equal(2, answer.Hits[0].Places.Count);
        Assert.Equal([2L, 2L], answer.Sources.Where(source => source.Fault is null).Select(source => source.Total!.Value));
        Assert.Equal(["慢", "断"], answer.Sources.Where(source => source.Fault is not null).Select(source => source.Name).Order(StringComparer.Ordinal));

        // What follows does not wait for the one that never answers. Any SRU server can be asked; one that knows Dublin Core alone cannot be asked everything, and says so.
        await near.Scratch.Database.ExecuteAsync("delete from exchange.source where name = '慢'", new { }, CancellationToken.None);
        var plain = await near.AddSourceAsync($"{far.Address}/sru", source => source with { Name = "通用", Kind = "sru" });
        Assert.Equal(2L, (await federation.FindAsync("名称=星河 AND 申请人=太原", 1, CancellationToken.None)).Sources.Single(source => source.Name == "通用").Total);
        Assert.NotNull((await federation.FindAsync("NC=9", 1, CancellationToken.None)).Sources.Single(source => source.Name == "通用").Fault);
        Assert.Null((await near.HarvestAsync(plain)).Fault);

        // Every way of asking that the query language has is understood at the other side, or said not to be.
        foreach (var query in new[] { "AD=[2019 TO 2021]", "AD>=2020-01-01 NOT 名称=银河", "NC=9", "RG=太原", "LS=有效 OR LS=未知", "TY=word", "名称=\"星河\" NEAR/3 \"技\"", "70000003", "\"引号\\\\\"", "全部 OR 星河" })
        {
            var asked = await federation.FindAsync(query, 1, CancellationToken.None);
            Assert.Null(asked.Fault);
            Assert.DoesNotContain(asked.Sources, source => source.Name == "远" && source.Fault is not null);
        }
    }

    [Fact]
    public async Task Hubs_that_are_killed_at_any_moment_end_equal()
    {
        await using var taiyuan = await HubProcess.StartAsync(hub, "太原");
        await using var province = await HubProcess.StartAsync(hub, "山西");
        await using var nation = await HubProcess.StartAsync(hub, "国家");

        // In each run a city is killed, then who harvests from it; in the night there are two, and every hub is killed, some of them again.
        await using var datong = Night.IsNow ? await HubProcess.StartAsync(hub, "大同") : null;
        HubProcess[] all = datong is null ? [taiyuan, province, nation] : [taiyuan, province, datong, nation];
        async Task GiveAsync(HubProcess to, params IEnumerable<IpRecord> records) =>
            await to.Scratch.ImportAsync(to.Scratch.File($"{Guid.NewGuid():N}.jsonl", string.Concat(records.Select(record => RecordJson.Write(record) + "\n"))));
        var (first, second) = Night.IsNow ? (3000, 2000) : (500, 0);
        long whole = first + second + 1;
        await GiveAsync(taiyuan, Enumerable.Range(0, first).Select(i => Some.Mark(i)));
        await province.AddSourceAsync(taiyuan.Address);
        if (datong is not null)
        {
            await GiveAsync(datong, Enumerable.Range(first, second).Select(i => Some.Mark(i, "云冈", "1402")));
            await province.AddSourceAsync(datong.Address);
        }

        await nation.AddSourceAsync(province.Address);
        var random = new Random(7);
        var kills = Night.IsNow ? 12 : 2;
        for (var kill = 0; kill < kills; kill++)
        {
            await Task.Delay(random.Next(200, 2000));
            var victim = kill < all.Length ? all[kill] : all[random.Next(all.Length)];
            await victim.KillAsync();
            if (kill == 1)
                await GiveAsync(taiyuan, Some.Mark(3, "改"), Some.Mark(9999));
            await victim.RestartAsync();
            foreach (var one in all)
                await one.HurryAsync();
        }

        for (var tries = 0; ; tries++)
        {
            var (below, above) = (await province.Scratch.ScalarAsync<string>(HubProcess.Digest), await nation.Scratch.ScalarAsync<string>(HubProcess.Digest));
            if (below == above && await nation.Scratch.ScalarAsync<long>("select count(*) from records.record") == whole
                && await nation.Scratch.ScalarAsync<long>("select count(*) from records.record where doc::text like '%改3%'") == 1)
                break;
            Assert.True(tries < 120, $"still apart: {await province.StateAsync()} / {await nation.StateAsync()}");
            await province.HurryAsync();
            await nation.HurryAsync();
            await Task.Delay(1000);
        }

        foreach (var one in new[] { province, nation })
        {
            Assert.Equal(whole, await one.Scratch.ScalarAsync<long>("select count(*) from exchange.copy where shown"));

            // Nothing was written twice: only the record that was changed has a former version, if it had come before.
            Assert.InRange(await one.Scratch.ScalarAsync<long>("select count(*) from records.version"), 0, 1);
        }
    }

    /// <summary>A public theme of the trademarks with 晋商 in their names, and what keeps its set.</summary>
    private static async Task<ThemeSets> ThemeAsync(LiveHub live)
    {
        await using var connection = await live.Scratch.Database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            insert into watch.theme (id, slug, title, intro, access, share_key, changed_at) values ('0199aaaa-0000-7000-8000-000000000001', 'jinshang', '晋商', '', 'public', 'k', now());
            insert into watch.theme_node (id, theme_id, position, title, address) values ('0199aaaa-0000-7000-8000-000000000002',
              '0199aaaa-0000-7000-8000-000000000001', 1, '晋商', '?q=TI%3D%E6%99%8B%E5%95%86')
            """);
        return live.Services.GetRequiredService<ThemeSets>();
    }
}
