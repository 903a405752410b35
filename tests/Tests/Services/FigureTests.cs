using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Foundation;
using Zhishu.ServiceDirectory;

namespace Zhishu.Tests.Services;

/// <summary>What was given, to whom, and in time or not; each test asks for a county that nobody else serves.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class FigureTests(OfficeHub hub)
{
    private string Today => hub.Clock.Now.AddHours(8).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Services_count_for_the_region_of_the_client_by_every_grain_and_crossed()
    {
        const string Here = "652901";
        var member = await MemberAsync();
        await EnterAsync(
            Given(member, "basic.search", "window", Here, ClientKind.SmallFirm, new(2026, 2, 3, 4, 0, 0, TimeSpan.Zero)),
            Given(member, "basic.search", "phone", Here, ClientKind.Person, new(2026, 3, 31, 17, 0, 0, TimeSpan.Zero)),
            Given(member, "basic.training", "web", Here, null, new(2025, 12, 31, 15, 0, 0, TimeSpan.Zero)) with { Persons = 40 });
        using var visitor = new Visitor(hub.Address);
        async Task<string[]> Rows(string query) =>
            [.. (await ReadAsync(visitor, $"{query}&from=2025-01&to=2026-12&region={Here}")).Select(row => $"{Text(row, "value")}|{Text(row, "cross")}|{Number(row, "services")}")];

        // Months are those of China: 17:00 UTC on 31 March is April there.
        Assert.Equal(["2025-12||1", "2026-02||1", "2026-04||1"], await Rows("by=month"));
        Assert.Equal(["2025-Q4||1", "2026-Q1||1", "2026-Q2||1"], await Rows("by=quarter"));
        Assert.Equal(["2025||1", "2026||2"], await Rows("by=year"));
        Assert.Equal(["652901||3"], await Rows("by=region"));
        Assert.Equal(["|basic.training|1", "Person|basic.search|1", "SmallFirm|basic.search|1"], await Rows("by=client&cross=item"));
        Assert.Equal(["652901|2025|1", "652901|2026|2"], await Rows("by=region&cross=year"));
        Assert.Equal(["phone||1"], await Rows("by=channel&item=basic.search&client=Person"));
        Assert.Equal(["basic.search||1"], await Rows("by=item&channel=window"));
        Assert.Contains("65", (await ReadAsync(visitor, "by=region&from=2025-01&to=2026-12")).Select(row => Text(row, "value")));
        foreach (var wrong in new[] { "by=x", "cross=x", "by=month&cross=month", "region=99", "item=x", "channel=x", "client=x", "from=2026-13", "from=2026-05&to=2026-01" })
            Assert.Equal(HttpStatusCode.BadRequest, (await visitor.GetAsync("/api/v1/stats/services?" + wrong)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.GetAsync("/api/v1/stats/services?by=month&cross=member")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.GetAsync("/service-figures.csv?by=month&cross=member")).Status);
    }

    [Fact]
    public async Task Files_say_what_the_page_says()
    {
        const string Here = "652902";
        await EnterAsync(Given(await MemberAsync(), "basic.search", "window", Here, ClientKind.University, new(2026, 5, 4, 4, 0, 0, TimeSpan.Zero)) with { Persons = 7, ByHand = true });
        using var visitor = new Visitor(hub.Address);
        const string Query = $"by=item&cross=client&from=2026-05&to=2026-05&region={Here}";
        var (_, page) = await visitor.GetAsync("/service-figures?" + Query);
        page = WebUtility.HtmlDecode(page);
        Assert.Contains("服务 1 次（其中手工登记 1），7 人次", page, StringComparison.Ordinal);
        Assert.Contains("高校和科研院所", page, StringComparison.Ordinal);
        Assert.Contains("value=\"新疆维吾尔自治区 阿克苏地区 库车市\"", page, StringComparison.Ordinal);
        var (_, csv) = await visitor.GetAsync("/service-figures.csv?" + Query);
        Assert.Contains("basic.search,", csv, StringComparison.Ordinal);
        Assert.Contains(",University,高校和科研院所,1,1,7,", csv, StringComparison.Ordinal);
        var row = Assert.Single(await ReadAsync(visitor, Query));
        Assert.Equal((1L, 1L, 7L), (Number(row, "services"), Number(row, "byHand"), Number(row, "persons")));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/service-figures.xlsx?" + Query)).Status);
    }

    [Fact]
    public async Task What_was_due_counts_in_time_or_late_and_what_nobody_answers_is_shown()
    {
        const string Here = "652922";
        var (member, month) = (await MemberAsync(), Today[..7]);
        var now = hub.Clock.Now;
        await EnterAsync(
            Given(member, "basic.enquiry", "web", Here, null, now) with { Due = now.AddHours(1) },
            Given(member, "basic.enquiry", "web", Here, null, now) with { Due = now.AddHours(-1) },
            Given(member, "basic.search", "web", Here, null, now));
        using var asker = new Visitor(hub.Address);
        using (var sent = await asker.PostAsync("/enquiries/ask",
            [("Title", "没有人答复的问题"), ("Text", "请问怎样申请。"), ("Subject", "patent"), ("Region", "温宿县"), ("suggested", "true")]))
            Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        Assert.Equal(Here, await hub.ScalarAsync<string>("select region from enquiries.enquiry where title = '没有人答复的问题'"));
        var query = $"by=year&from={month}&to={month}&region={Here}";
        var row = Assert.Single(await ReadAsync(asker, query));
        Assert.Equal((3L, 1L, 1L, 1L), (Number(row, "services"), Number(row, "inTime"), Number(row, "late"), Number(row, "waiting")));
        Assert.Equal(0.5, row.GetProperty("onTime").GetDouble());

        // Three working days later it is overdue: late though nobody has answered.
        hub.Clock.Now = now.AddDays(8);
        row = Assert.Single(await ReadAsync(asker, query));
        Assert.Equal((3L, 1L, 2L, 1L), (Number(row, "services"), Number(row, "inTime"), Number(row, "late"), Number(row, "waiting")));
        Assert.Contains("33 %（1/3）", WebUtility.HtmlDecode((await asker.GetAsync("/service-figures?" + query)).Text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_first_answered_late_stays_late_whatever_the_record_is_corrected_to()
    {
        var (member, source, now) = (await MemberAsync(), Guid.NewGuid(), hub.Clock.Now);
        await EnterAsync(Given(member, "basic.enquiry", "web", "652923", null, now) with { SourceId = source, Due = now.AddHours(-1), Client = ClientKind.Person });
        await EnterAsync(Given(member, "basic.enquiry", "web", "652923", null, now) with { SourceId = source, Due = now.AddDays(9) });
        Assert.Equal(1L, await hub.ScalarAsync<long>(
            "select count(*) from directory.service_record where source_id = @source and due_at < ended_at and client_kind = 'Person'", new { source }));
    }

    private static ServiceGiven Given(Guid member, string item, string channel, string region, ClientKind? client, DateTimeOffset at) =>
        new(member, "request", Guid.NewGuid(), item, channel, "某人", at.AddHours(-2), at, "accepted") { Region = region, Client = client };

    private async Task EnterAsync(params ServiceGiven[] all)
    {
        await using var scope = hub.Services.CreateAsyncScope();
        var (book, db) = (scope.ServiceProvider.GetRequiredService<ServiceBook>(), scope.ServiceProvider.GetRequiredService<AppDb>());
        foreach (var given in all)
            await book.EnterAsync(given, CancellationToken.None);
        await db.SaveChangesAsync();
    }

    private Task<Guid> MemberAsync() =>
        hub.ScalarAsync<Guid>("select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = 'staff@demo.example'");

    private static async Task<List<JsonElement>> ReadAsync(Visitor visitor, string query)
    {
        var (status, text) = await visitor.GetAsync("/api/v1/stats/services?" + query);
        Assert.True(status == HttpStatusCode.OK, text);
        return [.. JsonDocument.Parse(text).RootElement.EnumerateArray()];
    }

    private static string? Text(JsonElement row, string name) => row.GetProperty(name).GetString();

    private static long Number(JsonElement row, string name) => row.GetProperty(name).GetInt64();
}
