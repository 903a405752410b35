using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Foundation;
using Zhishu.Tests.Exchange;

namespace Zhishu.Tests.App;

/// <summary>What one visitor may cost: each limit is reached over real HTTP, says so, and leaves everybody else alone.</summary>
[Collection(HubCollection.Name)]
public sealed class BudgetTests(TestHub hub)
{
    private static HttpClient Client(LiveHub live) => new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(live.Address) };

    /// <summary>A clock for durations on which every look takes a tenth of a second, so that what a request costs does not hang on the machine.</summary>
    private sealed class SlowClock : TimeProvider
    {
        private long _looks;

        public override long TimestampFrequency => 10;

        public override long GetTimestamp() => Interlocked.Increment(ref _looks);

        public void Pass(TimeSpan time) => Interlocked.Add(ref _looks, (long)(time.TotalSeconds * TimestampFrequency));
    }

    [Fact]
    public async Task Whoever_has_used_up_the_time_for_searches_waits_while_other_pages_answer()
    {
        // Two seconds in the purse, a tenth or more for each question.
        var clock = new SlowClock();
        await using var live = await LiveHub.StartAsync(hub, "限量枢纽", services => services.AddSingleton<TimeProvider>(clock), ("WorkSecondsPerMinute", "1"));
        using var http = Client(live);
        var served = 0;
        HttpResponseMessage answer;
        for (; (answer = await http.GetAsync("/search?q=a")).StatusCode == HttpStatusCode.OK; served++)
        {
            answer.Dispose();
            Assert.True(served < 100, "never refused");
        }

        using (answer)
        {
            Assert.InRange(served, 2, 40);
            Assert.Contains("秒后再试", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        // One purse for all of them: none was asked before.
        var costly = new[] { "/search?q=b", "/analysis?q=a", "/sru?query=a", "/api/v1/records?q=a", "/search.atom?q=a", "/themes" };
        foreach (var path in costly)
        {
            using var refused = await http.GetAsync(path);
            Assert.Equal((path, HttpStatusCode.TooManyRequests), (path, refused.StatusCode));
            Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        }

        foreach (var path in new[] { "/", "/healthz", "/readyz", "/enquiries", "/oai?verb=Identify", "/site.css" })
        {
            using var other = await http.GetAsync(path);
            Assert.Equal((path, HttpStatusCode.OK), (path, other.StatusCode));
        }

        foreach (var path in costly)
        {
            clock.Pass(TimeSpan.FromMinutes(2));
            using var again = await http.GetAsync(path);
            Assert.Equal((path, HttpStatusCode.OK), (path, again.StatusCode));
        }
    }

    [Fact]
    public async Task Visitors_take_few_records_away_and_nobody_fills_the_queue_alone()
    {
        await using var live = await LiveHub.StartAsync(hub, "导出枢纽", null, ("GuestExportRecords", "1"));
        await live.Scratch.ImportAsync(live.Scratch.File("a.csv", "申请号,专利名称\nCN202210000001.0,一种电池盒\nCN202210000002.5,一种木箱\n"));
        await live.PublishAsync();
        using var http = Client(live);
        using (var many = await http.GetAsync("/search/download?format=csv&q=一种"))
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, many.StatusCode);
            Assert.Contains("最多导出 1 条", await many.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using (var few = await http.GetAsync("/search/download?format=csv&q=木箱"))
            Assert.Equal(HttpStatusCode.OK, few.StatusCode);
        Assert.DoesNotContain("后台生成", await http.GetStringAsync("/search/export?q=一种"), StringComparison.Ordinal);

        using var visitor = new Visitor(new Uri(live.Address));
        async Task<(HttpStatusCode Status, string? To)> AskAsync(string q)
        {
            using var answer = await visitor.PostAsync($"/search/export?q={q}", [("format", "csv")]);
            return (answer.StatusCode, answer.Headers.Location?.ToString());
        }

        var first = await AskAsync("木箱");
        Assert.Equal(HttpStatusCode.Redirect, first.Status);
        Assert.Equal(first, await AskAsync("木箱"));
        Assert.Equal(HttpStatusCode.Redirect, (await AskAsync("电池盒")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync("盒")).Status);
        Assert.Equal(2, await live.Scratch.ScalarAsync<long>("select count(*) from search.export"));
    }

    [Fact]
    public async Task Spaces_cannot_be_begun_without_end_and_alerts_that_nobody_looks_at_rest()
    {
        await using var live = await LiveHub.StartAsync(hub, "空间枢纽", null, ("SpacesPerHour", "3"), ("PublicPostsPerHour", "1000"));
        Visitor last = null!;
        for (var i = 0; i < 4; i++)
        {
            var visitor = new Visitor(new Uri(live.Address));
            using var saved = await visitor.PostAsync("/my/save?q=1", [("name", $"第 {i}"), ("every", "daily")]);
            Assert.Equal(i < 3 ? HttpStatusCode.Redirect : HttpStatusCode.TooManyRequests, saved.StatusCode);
            if (i < 3)
                last = visitor;
        }

        // Two of three were not seen for a year; one comes back.
        await live.Scratch.Database.ExecuteAsync(
            "update watch.space set seen_at = now() - interval '1 year'; update watch.alert set next_at = now() - interval '1 hour'", new { }, CancellationToken.None);
        var alerts = live.Services.GetRequiredService<Zhishu.Watch.Alerts.AlertStore>();
        Assert.Empty(await alerts.DueAsync(CancellationToken.None));
        Assert.Equal(HttpStatusCode.OK, (await last.GetAsync("/my")).Status);
        Assert.Single(await alerts.DueAsync(CancellationToken.None));
        last.Dispose();
    }

    [Fact]
    public async Task Mail_to_one_address_is_limited_however_it_is_spelt()
    {
        await using var live = await LiveHub.StartAsync(hub, "邮件枢纽", null, ("Mail:Host", "mail.example"), ("AccountTriesPerMinute", "1000"), ("SpacesPerHour", "1000"), ("PublicPostsPerHour", "1000"));
        for (var i = 0; i < 12; i++)
        {
            using var visitor = new Visitor(new Uri(live.Address));
            using var answer = await visitor.PostAsync("/my?handler=Mail", [("email", i % 2 == 0 ? $"v{(i % 4 == 0 ? "I" : "i")}ctim@office.example" : "VICTIM@office.example")]);
            Assert.Equal(i < Mailer.MostUnasked ? HttpStatusCode.Redirect : HttpStatusCode.BadRequest, answer.StatusCode);
        }

        Assert.Equal(Mailer.MostUnasked, await live.Scratch.ScalarAsync<long>("select count(*) from foundation.mail"));
    }

    [Fact]
    public async Task Wrong_keys_are_counted_against_the_address_and_right_ones_are_not_hindered()
    {
        await using var live = await LiveHub.StartAsync(hub, "密钥枢纽");
        using var http = Client(live);
        http.DefaultRequestHeaders.Add("X-API-Key", "zk_" + new string('a', 40));
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 310; i++)
        {
            using var answer = await http.GetAsync("/api/v1/records?q=a");
            statuses.Add(answer.StatusCode);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, statuses[0]);
        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
        using var plain = Client(live);
        Assert.Equal(HttpStatusCode.OK, (await plain.GetAsync("/api/v1/records?q=a")).StatusCode);
    }

    [Fact]
    public void A_workbook_that_unpacks_to_a_gigabyte_is_refused_after_a_part_of_it()
    {
        using var file = new MemoryStream();
        using (var package = new System.IO.Compression.ZipArchive(file, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            using var part = package.CreateEntry("xl/sharedStrings.xml").Open();
            var block = new byte[1 << 20];
            for (var i = 0; i < 200; i++)
                part.Write(block);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var (rows, fault) = Zhishu.Network.Import.OrganisationTable.Read(file.ToArray());
        Assert.Empty(rows);
        Assert.Contains("64 MB", fault!.Value.Zh, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    [Fact]
    public void Text_nested_without_end_is_shown_as_it_is()
    {
        foreach (var text in new[] { string.Concat(Enumerable.Repeat("> ", 3000)) + "深", new string('*', 6000) + "深", string.Concat(Enumerable.Repeat("- ", 3000)) + "深", new string('[', 6000) + "深" })
        {
            Assert.Contains("深", MarkdownText.ToHtml(text), StringComparison.Ordinal);
            Assert.NotNull(MarkdownText.ToPlain(text, 200));
        }
    }

    [Theory]
    [InlineData("/search?q=")]
    [InlineData("/api/v1/records?q=")]
    [InlineData("/analysis?q=")]
    [InlineData("/analysis/report?q=")]
    [InlineData("/search.atom?q=")]
    [InlineData("/search/download?format=csv&q=")]
    public async Task A_question_of_very_many_truncations_is_refused_with_words(string path)
    {
        const string Common = "一种法置于及其方装制备系统的用电池结构设有机动力水光高性能材料合成检测控工艺组件数据处理信号器";
        var question = string.Join(" OR ", Common.Concat(Common).Concat(Common).Select(letter => $"{letter}*"));
        using var answer = await hub.Http.GetAsync(path + Uri.EscapeDataString(question));
        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.BadRequest, HttpStatusCode.UnprocessableEntity });
        Assert.Contains("截词", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_stops_where_its_budget_ends()
    {
        // The same question with much and with nothing to spend, so it is the budget that stops it.
        var replica = hub.Services.GetRequiredService<Zhishu.Search.Replica.Replica>();
        var database = hub.Services.GetRequiredService<HubDatabase>();
        var index = hub.Services.GetRequiredService<Zhishu.Search.SearchIndex>();
        var reader = hub.Services.GetRequiredService<Zhishu.Search.QueryReader>();
        var reading = await reader.ReadAsync("一*的 OR 种*方 OR 装*置", exact: false, cql: false, CancellationToken.None);
        foreach (var (work, stops) in new[] { (1, true), (100_000, false) })
        {
            var engine = new Zhishu.Search.Replica.IndexEngine(replica, index, database, Microsoft.Extensions.Options.Options.Create(new HubOptions { SearchWork = work }));
            var request = Zhishu.Search.SearchRequest.All(reading.Node!);
            if (stops)
                Assert.Contains("过于宽泛", (await Assert.ThrowsAsync<TooCostlyException>(() => engine.FindAsync(request, CancellationToken.None))).Text.Zh, StringComparison.Ordinal);
            else
                Assert.True((await engine.FindAsync(request, CancellationToken.None)).Total > 1000);
        }
    }
}
