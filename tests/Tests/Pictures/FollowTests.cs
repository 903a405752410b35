using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Zhishu.Foundation;
using Zhishu.Pictures.Features;
using Zhishu.Pictures.Set;
using Zhishu.Pictures.Store;
using Zhishu.Records;
using Zhishu.Tests.Exchange;

namespace Zhishu.Tests.Pictures;

/// <summary>The pictures follow the records: what comes, changes and goes, whatever is killed meanwhile.</summary>
[Collection(ServerCollection.Name)]
public sealed class FollowTests(TestServer server)
{
    private static async Task<T> ScalarAsync<T>(LiveHub hub, string sql)
    {
        await using var connection = await hub.Scratch.Database.Source.OpenConnectionAsync();
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }

    [Fact]
    public async Task Records_that_come_change_and_go_take_their_pictures_with_them()
    {
        await using var hub = await LiveHub.StartAsync(server, "图形枢纽");
        Assert.Equal(0, await hub.CountAsync());

        // Two marks and a design show the same drawing; it is looked at once.
        var (one, same, other) = (PictureHub.Mark(hub, 1, 3), PictureHub.Mark(hub, 2, 3), PictureHub.Mark(hub, 3, 4));
        await hub.ImportAsync(one, same, other, PictureHub.Design(hub, 1, 3, 6), Some.Mark(9) with { Media = [] });
        Assert.Equal(3, await hub.IndexAsync());
        Assert.Equal(0, await hub.IndexAsync());
        Assert.Equal(3, await hub.CountAsync());
        Assert.Equal(["外观1", "星河1", "星河2"], await hub.FindAsync(3));
        Assert.Equal(["外观1"], await hub.FindAsync(6));
        Assert.Equal(5, await ScalarAsync<long>(hub, "select count(*) from pictures.shown"));

        // Another picture, another state, and one that is gone.
        await hub.ImportAsync(one with { Media = [PictureHub.Picture(hub, 5, "mark")], Title = "新图1" });
        await hub.DeleteAsync(RecordKey.Of(same));
        await hub.IndexAsync();
        Assert.Equal(["外观1"], await hub.FindAsync(3));
        Assert.Equal(["新图1"], await hub.FindAsync(5));
        await hub.ImportAsync(other with { Status = LegalStatus.Pending });
        await hub.IndexAsync();
        Assert.Equal(["星河3"], await hub.FindAsync(4, PictureFilter.None with { Status = LegalStatus.Pending }));
        Assert.Empty(await hub.FindAsync(4, PictureFilter.None with { Status = LegalStatus.Ended }));

        // The last that shows it goes: its look goes with the next tidying, and it is not found before that.
        await hub.DeleteAsync(RecordKey.Of(other));
        await hub.IndexAsync();
        Assert.Empty(await hub.FindAsync(4));
        Assert.Equal(3, await hub.CountAsync());
    }

    [Fact]
    public async Task A_search_is_narrowed_by_class_applicant_and_kind()
    {
        await using var hub = await LiveHub.StartAsync(server, "筛选枢纽");
        await hub.ImportAsync(PictureHub.Mark(hub, 2, 3, "30"), PictureHub.Mark(hub, 3, 3, "9"), PictureHub.Design(hub, 1, 3));
        await hub.IndexAsync();
        async Task FoundAsync(PictureFilter filter, params string[] titles) => Assert.Equal(titles, await hub.FindAsync(3, filter));
        await FoundAsync(PictureFilter.None, "外观1", "星河2", "星河3");
        await FoundAsync(PictureFilter.None with { Kind = RecordKind.Trademark }, "星河2", "星河3");
        await FoundAsync(PictureFilter.None with { Kind = RecordKind.Patent }, "外观1");
        await FoundAsync(PictureFilter.None with { Codes = ["nice:9"] }, "星河3");
        await FoundAsync(PictureFilter.None with { Codes = ["nice:3"] });
        await FoundAsync(PictureFilter.None with { Codes = ["locarno:14"] }, "外观1");
        await FoundAsync(PictureFilter.None with { Codes = ["vienna:26.1"] }, "星河2", "星河3");
        await FoundAsync(PictureFilter.None with { Codes = ["vienna:2"] });
        await FoundAsync(PictureFilter.None with { Applicant = "甲" }, "星河2");
    }

    [Fact]
    public async Task Killed_at_any_moment_it_goes_on_and_has_nothing_twice_or_lost()
    {
        await using var hub = await LiveHub.StartAsync(server, "中断枢纽");
        var marks = Enumerable.Range(0, 10).Select(number => PictureHub.Mark(hub, number, number)).ToArray();
        await hub.ImportAsync(marks);
        using var looks = new LookMaker(NullLogger<LookMaker>.Instance);
        PictureIndexer Indexer() => new(hub.Scratch.Database, hub.Scratch.Records, hub.Services.GetRequiredService<MediaStore>(), hub.Scratch.Feed,
            new(hub.Scratch.Database, TimeProvider.System), looks, NullLogger<PictureIndexer>.Instance);

        // Each time another process begins, and each ends some moments later, mostly in the middle of something; the table says how far it is.
        var stops = 0;
        for (var round = 0; await ScalarAsync<long>(hub, "select count(*) from pictures.look") < marks.Length; round++)
        {
            using var kill = new CancellationTokenSource(TimeSpan.FromMilliseconds(30 + (round * 40)));
            try
            {
                await Indexer().CatchUpAsync(rest: false, kill.Token);
            }
            catch (OperationCanceledException)
            {
                stops++;
            }

            Assert.True(round < 100);
            Assert.Equal(await ScalarAsync<long>(hub, "select count(*) from pictures.look"), await hub.CountAsync());
        }

        Assert.True(stops > 0);
        await Indexer().CatchUpAsync(rest: false, CancellationToken.None);
        Assert.Equal((10L, 10L, 0L), (await ScalarAsync<long>(hub, "select count(*) from pictures.shown"), await ScalarAsync<long>(hub, "select count(*) from pictures.look"),
            await ScalarAsync<long>(hub, "select count(*) from pictures.waiting")));
        for (var number = 0; number < 10; number++)
            Assert.Equal([$"星河{number}"], await hub.FindAsync(number));
    }

    [Fact]
    public async Task A_copy_that_followed_is_the_copy_that_is_read_anew()
    {
        await using var hub = await LiveHub.StartAsync(server, "比较枢纽");
        using var looks = new LookMaker(NullLogger<LookMaker>.Instance);
        var followed = new PictureSet(hub.Scratch.Database);
        var random = new Random(4);
        for (var round = 0; round < 6; round++)
        {
            await hub.ImportAsync([.. Enumerable.Range(0, 4).Select(_ => PictureHub.Mark(hub, random.Next(8), random.Next(8)))]);
            if (round > 1)
                await hub.DeleteAsync(RecordKey.Of(Some.Mark(random.Next(8))));
            await hub.IndexAsync();
            if (round == 3)
                await hub.Scratch.Database.ExecuteAsync("update pictures.look set version = 0", new { }, CancellationToken.None);
            var asked = (await looks.LookAsync(LookTests.Bitmap(LookTests.Corpus.Original(random.Next(8))), CancellationToken.None))!;
            async Task<string[]> FoundAsync(PictureSet set) => [.. (await set.FindAsync(asked, PictureFilter.None, 50, -1, CancellationToken.None))
                .Select(found => $"{found.Key[..8]} {found.Likeness.Score} {string.Join(',', found.Showers.Select(shower => $"{shower.Id} {shower.N} {shower.Status}").Order())}").Order()];
            if (round != 3)
                Assert.Equal(await FoundAsync(new(hub.Scratch.Database)), await FoundAsync(followed));
            else
                await new PictureTable(hub.Scratch.Database, TimeProvider.System).RenewAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_file_that_is_not_there_waits_and_one_that_cannot_be_opened_does_not()
    {
        var clock = new Clock(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        await using var hub = await LiveHub.StartAsync(server, "缺图枢纽", services => services.AddSingleton<TimeProvider>(clock));
        var absent = new MediaItem("mark", "absent.png", new string('a', 64)) { Type = "image/png" };
        var drawn = LookTests.Corpus.Original(2);
        var torn = hub.Services.GetRequiredService<MediaStore>().Keep(new MediaItem("mark", "torn.png", ""), new MemoryStream(drawn[..(drawn.Length / 8)]), dryRun: false).Item!;
        await hub.ImportAsync(PictureHub.Mark(hub, 1, 1) with { Media = [absent] }, PictureHub.Mark(hub, 2, 1) with { Media = [torn] });
        await hub.IndexAsync();
        Assert.Equal(1, await ScalarAsync<long>(hub, "select count(*) from pictures.waiting"));
        Assert.Equal(0, await hub.CountAsync());
        Assert.Equal(0, await hub.IndexAsync());
        clock.Now += TimeSpan.FromHours(2);
        Assert.Equal(1, await hub.IndexAsync());
    }
}
