using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Exchange.Feed;
using Zhishu.Exchange.Hooks;
using Zhishu.Exchange.Keys;
using Zhishu.Exchange.OpenData;
using Zhishu.Filings;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Tests.Exchange;

/// <summary>Open data: catalogue, files, change files, quotas, webhooks, feeds.</summary>
[Collection(HubCollection.Name)]
public sealed class OpenDataTests(TestHub hub)
{
    private static HttpClient Http(LiveHub live) => new() { BaseAddress = new Uri(live.Address) };

    private static async Task<string> UnpackAsync(byte[] packed)
    {
        await using var stream = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    [Fact]
    public async Task Files_are_what_the_catalogue_says_and_a_broken_download_goes_on()
    {
        await using var live = await LiveHub.StartAsync(hub, "甲");
        await live.ImportAsync([.. Enumerable.Range(0, 40).Select(i => Some.Mark(i)), Some.Gi(1) with { Title = "=1+1" }]);
        await live.Services.GetRequiredService<DumpBuilder>().RunAsync(CancellationToken.None);
        using var http = Http(live);
        using var catalogue = JsonDocument.Parse(await http.GetStringAsync("/catalog.jsonld"));
        Assert.Equal("dcat:Catalog", catalogue.RootElement.GetProperty("@type").GetString());
        foreach (var distribution in catalogue.RootElement.GetProperty("dcat:dataset").EnumerateArray()
            .SelectMany(set => set.GetProperty("dcat:distribution").EnumerateArray()).Where(one => one.TryGetProperty("spdx:checksum", out _)))
        {
            var bytes = await http.GetByteArrayAsync(distribution.GetProperty("dcat:downloadURL").GetProperty("@id").GetString());
            Assert.Equal(distribution.GetProperty("dcat:byteSize").GetProperty("@value").GetString(), bytes.Length.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(distribution.GetProperty("spdx:checksum").GetProperty("spdx:checksumValue").GetString(), Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }

        const string File = "/open-data/files/records-trademark.jsonl.gz";
        var whole = await http.GetByteArrayAsync(File);
        Assert.Equal((await live.LinesAsync()).Where(line => line.Contains("\"trademark\"", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal), (await UnpackAsync(whole)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
        using var head = await http.GetAsync(File);
        using var rest = new HttpRequestMessage(HttpMethod.Get, File) { Headers = { Range = new RangeHeaderValue(100, null), IfRange = new RangeConditionHeaderValue(head.Headers.ETag!) } };
        using var part = await http.SendAsync(rest);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(whole[100..], await part.Content.ReadAsByteArrayAsync());
        using var known = new HttpRequestMessage(HttpMethod.Get, File) { Headers = { IfNoneMatch = { head.Headers.ETag! } } };
        Assert.Equal(HttpStatusCode.NotModified, (await http.SendAsync(known)).StatusCode);

        // A spreadsheet must not run what a title says.
        Assert.Contains(",'=1+1,", await UnpackAsync(await http.GetByteArrayAsync("/open-data/files/records-gi.csv.gz")), StringComparison.Ordinal);
        foreach (var bad in new[] { "/open-data/files/nothing.gz", "/open-data/files/..%2Fdatabase.json", "/open-data/files/%2Fetc%2Fpasswd" })
            Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(bad)).StatusCode);
    }

    [Fact]
    public async Task After_a_load_the_files_hold_it_on_the_same_day()
    {
        // An hour after midnight of tomorrow: what the database stamps by its own clock lies before it, and the day does not end meanwhile.
        var clock = new Clock(ChinaTime.StartOf(ChinaTime.DayOf(TimeProvider.System.GetUtcNow()).AddDays(1)).AddHours(1));
        await using var live = await LiveHub.StartAsync(hub, "甲", services => services.AddSingleton<TimeProvider>(clock));
        var builder = live.Services.GetRequiredService<DumpBuilder>();
        var folder = Path.Combine(live.Scratch.Folder, "open-data");
        await builder.RunAsync(CancellationToken.None);
        foreach (var file in Directory.GetFiles(folder))
            Assert.Equal(0, await GzipTestAsync(file));
        using var http = Http(live);
        async Task<string[]> MarksAsync() => (await UnpackAsync(await http.GetByteArrayAsync("/open-data/files/records-trademark.jsonl.gz"))).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Empty(await MarksAsync());
        Assert.Equal(0, await builder.RunAsync(CancellationToken.None));

        await live.ImportAsync([.. Enumerable.Range(0, 40).Select(i => Some.Mark(i))]);
        Assert.Equal(2, await builder.RunAsync(CancellationToken.None));
        Assert.Equal(40, (await MarksAsync()).Length);
        Assert.Equal(0, await builder.RunAsync(CancellationToken.None));

        // A little more waits for the next day, much more for the end of the hour, and nobody for who asks.
        await live.ImportAsync(Some.Mark(50));
        clock.Now += TimeSpan.FromMinutes(61);
        Assert.Equal(0, await builder.RunAsync(CancellationToken.None));
        await live.ImportAsync(Some.Mark(51));
        Assert.Equal(2, await builder.RunAsync(CancellationToken.None));
        Assert.Equal(42, (await MarksAsync()).Length);
        await live.ImportAsync([.. Enumerable.Range(60, 40).Select(i => Some.Mark(i))]);
        Assert.Equal(0, await builder.RunAsync(CancellationToken.None));
        await live.Services.GetServices<Chore>().Single(chore => chore.Name == "open-data").AskAsync(CancellationToken.None);
        Assert.Equal(DataSets.All.SelectMany(set => set.Distributions).Count(one => one.Dump), await builder.RunAsync(CancellationToken.None));
        Assert.Equal(82, (await MarksAsync()).Length);
        Assert.Equal(0, await builder.RunAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_wish_that_comes_while_the_files_are_written_is_another_one()
    {
        await using var live = await LiveHub.StartAsync(hub, "甲");
        var (builder, dumps) = (live.Services.GetRequiredService<DumpBuilder>(), live.Services.GetRequiredService<DumpStore>());
        await builder.RunAsync(CancellationToken.None);
        var all = DataSets.All.SelectMany(set => set.Distributions).Count(one => one.Dump);
        await dumps.AskAsync(CancellationToken.None);

        // The second wish holds the rows until the first file has been written and waits to be entered.
        await using (var second = await hub.SuperuserAsync(live.Scratch))
        {
            await using var transaction = await second.BeginTransactionAsync();
            await second.ExecuteAsync("update exchange.dump set asked_at = clock_timestamp() where dataset <> 'changes'");
            var building = builder.RunAsync(CancellationToken.None);
            for (var tries = 0; await second.ExecuteScalarAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") == 0; tries++)
            {
                Assert.True(tries < 600 && !building.IsCompleted, "nothing waits for the wish");
                await Task.Delay(50);
            }

            await transaction.CommitAsync();
            Assert.Equal(all, await building);
        }

        Assert.Equal(all, await builder.RunAsync(CancellationToken.None));
        Assert.Equal(0, await builder.RunAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Lists_of_the_directory_follow_it_within_the_day_and_stay_when_nothing_changed()
    {
        var clock = new Clock(ChinaTime.StartOf(ChinaTime.DayOf(TimeProvider.System.GetUtcNow()).AddDays(1)).AddHours(1));
        await using var live = await LiveHub.StartAsync(hub, "甲", services => services.AddSingleton<TimeProvider>(clock));
        var builder = live.Services.GetRequiredService<DumpBuilder>();
        await builder.RunAsync(CancellationToken.None);
        await live.Services.GetRequiredService<DemoNetwork>().LoadAsync(["31"], null, CancellationToken.None);
        Assert.Equal(0, await builder.RunAsync(CancellationToken.None));
        clock.Now += DumpAge.Look;
        Assert.Equal(3, await builder.RunAsync(CancellationToken.None));
        Assert.NotEqual(0, await live.Scratch.ScalarAsync<long>("select records from exchange.dump where dataset = 'directory' and format = 'jsonl'"));
        var built = await live.Scratch.ScalarAsync<DateTime>("select max(built_at) from exchange.dump where dataset = 'directory'");
        clock.Now += DumpAge.Between;
        Assert.Equal(0, await builder.RunAsync(CancellationToken.None));
        Assert.Equal(built, await live.Scratch.ScalarAsync<DateTime>("select max(built_at) from exchange.dump where dataset = 'directory'"));
        Assert.Empty(Directory.GetFiles(Path.Combine(live.Scratch.Folder, "open-data"), "*.part"));
    }

    [Theory]
    [InlineData(0, 1, 1, false)]
    [InlineData(0, 3, 2, true)]
    [InlineData(0, 60, 0, true)]
    [InlineData(100, 59, 30, false)]
    [InlineData(100, 60, 2, true)]
    [InlineData(100, 61, 1, false)]
    [InlineData(100, 120, 0, true)]
    public void A_load_that_goes_on_is_waited_for_but_not_for_ever(long records, int age, int quiet, bool expected) =>
        Assert.Equal(expected, DumpAge.IsTime(records, TimeSpan.FromMinutes(age), TimeSpan.FromMinutes(quiet)));

    private static async Task<int> GzipTestAsync(string file)
    {
        using var gzip = System.Diagnostics.Process.Start("gzip", ["-t", file]);
        await gzip.WaitForExitAsync();
        return gzip.ExitCode;
    }

    [Fact]
    public async Task A_file_of_changes_is_built_for_each_day_that_is_over_and_left_overs_of_a_killed_build_go()
    {
        var clock = new Clock(TimeProvider.System.GetUtcNow());
        await using var live = await LiveHub.StartAsync(hub, "甲", services => services.AddSingleton<TimeProvider>(clock));
        await live.ImportAsync(Some.Mark(1), Some.Mark(2));
        await live.DeleteAsync(new RecordKey(RecordKind.Trademark, "CN", "70000002"));
        var folder = Directory.CreateDirectory(Path.Combine(live.Scratch.Folder, "open-data")).FullName;
        await System.IO.File.WriteAllTextAsync(Path.Combine(folder, "records-gi.csv.gz.part"), "half");
        var runner = live.Services.GetRequiredService<DumpBuilder>();
        var day = ChinaTime.DayOf(clock.Now);
        clock.Now = clock.Now.AddDays(1);
        await runner.RunAsync(CancellationToken.None);
        using var http = Http(live);
        var lines = (await UnpackAsync(await http.GetByteArrayAsync($"/open-data/files/changes-{day:yyyy-MM-dd}.jsonl.gz"))).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([RecordJson.Write(Some.Mark(1)), """{"deleted":true,"kind":"trademark","office":"CN","number":"70000002"}"""], lines.Order(StringComparer.Ordinal).Reverse());
        Assert.Empty(Directory.GetFiles(folder, "*.part"));

        // Another hub reads the changes as a source: the record that is gone goes there too.
        Assert.All(lines, line => Assert.True(line.Contains("deleted", StringComparison.Ordinal) || RecordLines.ReadOne(line).Record is not null));
    }

    [Fact]
    public async Task Calls_are_counted_by_address_and_by_key()
    {
        await using var live = await LiveHub.StartAsync(hub, "甲", null, ("ApiPerHour", "5"));
        await live.ImportAsync(Some.Mark(1));
        var keys = live.Services.GetRequiredService<KeyStore>();
        var key = (await keys.CreateAsync(Guid.CreateVersion7(), "程序", "测试", CancellationToken.None))!;
        using var http = Http(live);
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 7; i++)
            answers.Add(await http.GetAsync(i % 2 == 0 ? "/oai?verb=Identify" : "/api/v1/records?q=CN"));
        Assert.Equal(["4", "3", "2", "1", "0", "0", "0"], answers.Select(answer => answer.Headers.GetValues("RateLimit-Remaining").Single()));
        Assert.All(answers[..5], answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal([HttpStatusCode.TooManyRequests, HttpStatusCode.ServiceUnavailable], answers[5..].Select(answer => answer.StatusCode));
        Assert.All(answers[5..], answer => Assert.NotNull(answer.Headers.RetryAfter));
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/open-data")).StatusCode);

        async Task<HttpResponseMessage> WithKeyAsync(string value)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/records?q=CN") { Headers = { { "X-API-Key", value } } };
            return await http.SendAsync(request);
        }

        Assert.Equal(HttpStatusCode.OK, (await WithKeyAsync(key)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await WithKeyAsync("zk_nonsense")).StatusCode);
        await live.Services.GetRequiredService<ApiGate>().RunAsync(CancellationToken.None);
        var kept = (await keys.FindAsync(KeyStore.HashOf(key), CancellationToken.None))!;
        Assert.Equal(1L, kept.Today);
        Assert.DoesNotContain(key[3..], await live.Scratch.ScalarAsync<string>("select k::text from exchange.api_key k"), StringComparison.Ordinal);
        Assert.True(await keys.RevokeAsync(kept.Id, kept.AccountId, CancellationToken.None));
        Assert.Null(await keys.FindAsync(KeyStore.HashOf(key), CancellationToken.None));
    }

    [Fact]
    public async Task Subscribers_are_told_signed_and_again_until_they_answer()
    {
        var clock = new Clock(TimeProvider.System.GetUtcNow());
        await using var live = await LiveHub.StartAsync(hub, "甲", services => services.AddSingleton<TimeProvider>(clock));
        var got = new List<(string Id, string Time, string Signature, string Body)>();
        var broken = true;
        using var listener = new HttpListener();
        var address = $"http://127.0.0.1:{LiveHub.FreePort()}/";
        listener.Prefixes.Add(address);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            while (listener.IsListening)
            {
                var context = await listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
                got.Add((context.Request.Headers["webhook-id"]!, context.Request.Headers["webhook-timestamp"]!, context.Request.Headers["webhook-signature"]!, await reader.ReadToEndAsync()));
                context.Response.StatusCode = broken ? 500 : 204;
                context.Response.Close();
            }
        });
        var (store, sender) = (live.Services.GetRequiredService<HookStore>(), live.Services.GetRequiredService<HookSender>());
        var hook = (await store.AddAsync(Guid.CreateVersion7(), "接收", address, "gi", 0, CancellationToken.None))!;
        await live.ImportAsync(Some.Mark(1), Some.Gi(1), Some.Gi(2));
        Assert.Equal(0, await sender.RunAsync(CancellationToken.None));
        Assert.Equal(0, await sender.RunAsync(CancellationToken.None));
        Assert.Single(got);

        // It is tried again later, with the same identity; then it has come.
        broken = false;
        clock.Now = clock.Now.AddMinutes(1);
        Assert.Equal(1, await sender.RunAsync(CancellationToken.None));
        Assert.Equal(0, await sender.RunAsync(CancellationToken.None));
        Assert.Equal(2, got.Count);
        Assert.Equal((got[0].Id, got[0].Body), (got[1].Id, got[1].Body));
        Assert.Equal(HookSender.Sign(hook.Secret, got[1].Id, got[1].Time, got[1].Body), got[1].Signature);
        using var body = JsonDocument.Parse(got[1].Body);
        Assert.Equal(["GI1001", "GI1002"], body.RootElement.GetProperty("data").GetProperty("records").EnumerateArray().Select(one => one.GetProperty("number").GetString()).Order());

        // Who never answers is left alone after about a day, and hears everything when resumed.
        broken = true;
        await live.DeleteAsync(new RecordKey(RecordKind.Gi, "CN", "GI1001"));
        for (var i = 0; i < 12; i++)
        {
            await sender.RunAsync(CancellationToken.None);
            clock.Now = clock.Now.AddHours(13);
        }

        Assert.NotNull((await store.FindAsync(hook.Id, CancellationToken.None))!.PausedAt);
        Assert.Equal(2 + 9, got.Count);
        broken = false;
        Assert.True(await store.ResumeAsync(hook.Id, hook.AccountId, CancellationToken.None));
        Assert.Equal(1, await sender.RunAsync(CancellationToken.None));
        Assert.Contains("\"deleted\":true", got[^1].Body, StringComparison.Ordinal);
        listener.Stop();
        await Assert.ThrowsAnyAsync<Exception>(() => serving);
    }

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.20.0.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("8.8.8.8", true)]
    [InlineData("2001:4860:4860::8888", true)]
    public void Subscribers_are_not_told_inside_the_hubs_own_network(string address, bool isPublic) => Assert.Equal(isPublic, PublicAddress.Is(IPAddress.Parse(address)));

    [Fact]
    public async Task A_hook_to_a_private_address_is_not_called()
    {
        await using var live = await LiveHub.StartAsync(hub, "甲", null, ("HooksToPrivate", "false"));
        await using var inside = new HostileSource((_, stream) => stream.WriteAsync(HostileSource.Http([])).AsTask());
        await live.Services.GetRequiredService<HookStore>().AddAsync(Guid.CreateVersion7(), "内", inside.Address, "", 0, CancellationToken.None);
        await live.ImportAsync(Some.Mark(1));
        Assert.Equal(0, await live.Services.GetRequiredService<HookSender>().RunAsync(CancellationToken.None));
        Assert.Equal(0, inside.Requests);
        Assert.Contains("not public", await live.Scratch.ScalarAsync<string>("select answer from exchange.delivery"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/search.atom?q=电池")]
    [InlineData("/resources.atom")]
    [InlineData("/filings.atom")]
    public async Task Feeds_have_what_Atom_asks_for(string url)
    {
        XNamespace atom = "http://www.w3.org/2005/Atom";
        using var answer = await hub.Http.GetAsync(url);
        Assert.Equal("application/atom+xml", answer.Content.Headers.ContentType!.MediaType);
        var feed = XDocument.Parse(await answer.Content.ReadAsStringAsync()).Root!;
        foreach (var element in feed.Elements(atom + "entry").Prepend(feed))
        {
            Assert.All(new[] { "id", "title", "updated" }, name => Assert.NotEmpty(element.Element(atom + name)!.Value));
            Assert.True(DateTimeOffset.TryParse(element.Element(atom + "updated")!.Value, CultureInfo.InvariantCulture, out _));
        }

        if (url.Contains("电池", StringComparison.Ordinal))
            Assert.Equal(50, feed.Elements(atom + "entry").Count());
    }

    [Fact]
    public async Task A_browser_can_take_the_hub_as_a_search_engine()
    {
        XNamespace search = "http://a9.com/-/spec/opensearch/1.1/";
        var root = XDocument.Parse(await hub.Http.GetStringAsync("/opensearch.xml")).Root!;
        Assert.InRange(root.Element(search + "ShortName")!.Value.Length, 1, 16);
        foreach (var url in root.Elements(search + "Url").Where(url => ((string)url.Attribute("type")!) is "text/html" or "application/json" or "application/x-suggestions+json"))
        {
            var path = new Uri(((string)url.Attribute("template")!).Replace("{searchTerms}", Uri.EscapeDataString("电池"), StringComparison.Ordinal)
                .Replace("{startIndex?}", "0", StringComparison.Ordinal).Replace("{count?}", "5", StringComparison.Ordinal)).PathAndQuery;
            Assert.Equal(HttpStatusCode.OK, (await hub.Http.GetAsync(path)).StatusCode);
        }

        Assert.Contains("rel=\"search\"", await hub.Http.GetStringAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_is_known_is_not_sent_again_and_XML_is_another_answer()
    {
        using var list = JsonDocument.Parse(await hub.Http.GetStringAsync("/api/v1/records?size=1&kind=patent&q=" + Uri.EscapeDataString("电池")));
        var path = "/api/v1/records/patent/" + list.RootElement.GetProperty("hits")[0].GetProperty("number").GetString();
        using var first = await hub.Http.GetAsync(path);
        Assert.NotNull(first.Content.Headers.LastModified);
        using var again = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        Assert.Equal(HttpStatusCode.NotModified, (await hub.Http.SendAsync(again)).StatusCode);
        using var xml = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Accept = { new("application/xml") }, IfNoneMatch = { first.Headers.ETag! } } };
        using var answer = await hub.Http.SendAsync(xml);
        Assert.Contains("PatentPublication", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_example_of_the_manual_runs()
    {
        var page = await hub.Http.GetStringAsync("/open-data/docs");
        var links = System.Text.RegularExpressions.Regex.Matches(page, "<dd[^>]*><a href=\"([^\"]+)\"").Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)).ToList();
        Assert.InRange(links.Count, 15, 40);
        foreach (var link in links)
        {
            using var answer = await hub.Http.GetAsync(link);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode && !text.Contains("<error", StringComparison.Ordinal)
                && !text.Contains("<diagnostic", StringComparison.Ordinal), $"{link}: {text[..Math.Min(300, text.Length)]}");
        }
    }
}
