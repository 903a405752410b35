using System.Text.RegularExpressions;
using Dapper;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Watch.Alerts;
using Zhishu.Watch.My;
using Zhishu.Watch.Spaces;

namespace Zhishu.Tests.Watch;

/// <summary>Alerts follow the change feed: on the site, by mail over a real SMTP connection, once each.</summary>
[Collection(ServerCollection.Name)]
public sealed partial class AlertTests(TestServer hub)
{
    // A Wednesday, ten in the morning in China.
    private static readonly DateTimeOffset Start = new(2026, 11, 18, 2, 0, 0, TimeSpan.Zero);

    private static HubOptions Options(int port) => new() { PublicUrl = "https://hub.example.cn", Mail = new() { Host = "127.0.0.1", Port = port, From = "zhishu@example.cn" } };

    [Theory]
    [InlineData("2026-11-18T02:00:00Z", "daily", "2026-11-19T00:00:00Z")]
    [InlineData("2026-11-18T23:59:00Z", "daily", "2026-11-19T00:00:00Z")]
    [InlineData("2026-11-19T00:00:00Z", "daily", "2026-11-20T00:00:00Z")]
    [InlineData("2026-11-18T02:00:00Z", "weekly", "2026-11-23T00:00:00Z")]
    [InlineData("2026-11-23T00:00:00Z", "weekly", "2026-11-30T00:00:00Z")]
    public void Notices_are_written_at_eight_in_China(string now, string every, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture),
        AlertStore.NextAfter(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture), every));

    [Fact]
    public async Task What_is_new_what_changed_and_what_became_of_a_right_is_told_once_on_the_site_and_by_mail()
    {
        await using var scratch = await hub.ScratchAsync();
        using var smtp = new SmtpListener();
        var clock = new Clock(Start);
        await using var services = scratch.Serve(Options(smtp.Port), clock);
        var sender = services.GetServices<IHostedService>().OfType<Zhishu.Foundation.Mail.MailSender>().Single();
        await sender.StartAsync(CancellationToken.None);
        var (alerts, my, runner) = (services.GetRequiredService<AlertStore>(), services.GetRequiredService<MyStore>(), services.GetRequiredService<AlertRunner>());
        const string Head = "申请号,专利名称,申请人,法律状态\n";
        await scratch.ImportAsync(scratch.File("a.csv", Head + "CN202210000001.0,一种电池盒,甲公司,审中-实质审查\nCN202210000002.5,一种木箱,乙公司,审中-实质审查\n"));
        await scratch.Index.CatchUpAsync(null, CancellationToken.None);

        var space = await services.GetRequiredService<SpaceKeeper>().EnsureAsync(new DefaultHttpContext(), CancellationToken.None);
        var mailer = services.GetRequiredService<Mailer>();
        await my.SetMailAsync(space.Id,
            "user@example.cn", (code, transaction) => mailer.QueueUnaskedAsync(transaction, "user@example.cn", "确认", "/my/confirm/" + code, CancellationToken.None), CancellationToken.None);
        var confirm = Assert.Single(await smtp.WaitAsync(1));
        Assert.Contains("user@example.cn", confirm.To, StringComparison.Ordinal);
        Assert.False(await my.ConfirmMailAsync("x" + Code().Match(confirm.Text).Groups[1].Value, CancellationToken.None));
        Assert.True(await my.ConfirmMailAsync(Code().Match(confirm.Text).Groups[1].Value, CancellationToken.None));

        var box = (await scratch.Records.FindAsync(RecordKind.Patent, "CN202210000002.5", CancellationToken.None))!;
        Assert.Null(await alerts.AddAsync(space.Id, "电池", "?q=%E7%94%B5%E6%B1%A0", null, "daily", byMail: true, CancellationToken.None));
        Assert.Null(await alerts.AddAsync(space.Id, "一种木箱", null, box, "daily", byMail: true, CancellationToken.None));
        Assert.NotNull(await alerts.AddAsync(space.Id, "again", null, box, "weekly", byMail: false, CancellationToken.None));

        // Nothing is due, then nothing has happened.
        await runner.RunDueAsync(CancellationToken.None);
        clock.Now = Start.AddDays(1);
        await runner.RunDueAsync(CancellationToken.None);
        Assert.Empty(await alerts.NoticesAsync(space.Id, CancellationToken.None));

        await scratch.ImportAsync(scratch.File("b.csv", Head + "CN202210000001.0,一种电池盒,甲公司,有权-审定授权\nCN202210000002.5,一种木箱,乙公司,失效-驳回\nCN202210000003.X,一种电池罐,丙公司,审中-实质审查\n"));
        await scratch.Index.CatchUpAsync(null, CancellationToken.None);
        clock.Now = Start.AddDays(2);

        // The server is out of order for a while, and two hubs run at the same time.
        smtp.RefuseNext(1);
        await Task.WhenAll(runner.RunDueAsync(CancellationToken.None), services.GetRequiredService<AlertRunner>().RunDueAsync(CancellationToken.None));
        var notices = await alerts.NoticesAsync(space.Id, CancellationToken.None);
        Assert.Equal(2, notices.Count);
        var found = AlertStore.ItemsOf(notices.Single(notice => notice.Name == "电池"));
        Assert.Equal(["一种电池盒 更新 · changed", "一种电池罐 新增 · new"], found.Select(item => $"{item.Title} {item.What}").Order());
        Assert.Equal("审中-实质审查 → 失效-驳回", Assert.Single(AlertStore.ItemsOf(notices.Single(notice => notice.Name == "一种木箱"))).What);

        await smtp.WaitAsync(2);
        clock.Now = clock.Now.AddMinutes(1);
        var mails = await smtp.WaitAsync(3);
        Assert.Contains(mails, mail => mail.Text.Contains("一种电池罐", StringComparison.Ordinal)
            && mail.Text.Contains("https://hub.example.cn/records/patent/", StringComparison.Ordinal) && mail.Text.Contains("https://hub.example.cn/my/stop/", StringComparison.Ordinal));
        Assert.Contains(mails, mail => mail.Text.Contains("失效-驳回", StringComparison.Ordinal));

        // The next day brings nothing; a stopped alert sends no mail.
        var feed = (await alerts.ListAsync(space.Id, CancellationToken.None)).Single(alert => alert.Name == "电池").FeedKey;
        Assert.True(await alerts.StopMailAsync(feed, CancellationToken.None));
        clock.Now = Start.AddDays(3);
        await runner.RunDueAsync(CancellationToken.None);
        Assert.Equal(2, (await alerts.NoticesAsync(space.Id, CancellationToken.None)).Count);
        await scratch.ImportAsync(scratch.File("c.csv", Head + "CN202210000004.4,一种电池筒,丙公司,审中-实质审查\n"));
        await scratch.Index.CatchUpAsync(null, CancellationToken.None);
        clock.Now = Start.AddDays(4);
        await runner.RunDueAsync(CancellationToken.None);
        Assert.Equal(3, (await alerts.NoticesAsync(space.Id, CancellationToken.None)).Count);
        Assert.Equal(0, await scratch.ScalarAsync<long>("select count(*) from foundation.mail where sent_at is null"));
        Assert.Equal(3, smtp.Mails.Count);
        await sender.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Building_the_index_anew_is_no_news()
    {
        await using var scratch = await hub.ScratchAsync();
        var clock = new Clock(Start);
        await using var services = scratch.Serve(new(), clock);
        await scratch.ImportAsync(scratch.File("a.csv", "申请号,专利名称\nCN202210000001.0,一种电池盒\n"));
        await scratch.Index.CatchUpAsync(null, CancellationToken.None);
        var space = await services.GetRequiredService<SpaceKeeper>().EnsureAsync(new DefaultHttpContext(), CancellationToken.None);
        var alerts = services.GetRequiredService<AlertStore>();
        var record = (await scratch.Records.FindAsync(RecordKind.Patent, "CN202210000001.0", CancellationToken.None))!;
        await alerts.AddAsync(space.Id, "盒", null, record, "daily", byMail: false, CancellationToken.None);
        await alerts.AddAsync(space.Id, "电池", "?q=%E7%94%B5%E6%B1%A0", null, "daily", byMail: false, CancellationToken.None);
        await scratch.Index.RebuildAsync(null, CancellationToken.None);
        clock.Now = Start.AddDays(1);
        await services.GetRequiredService<AlertRunner>().RunDueAsync(CancellationToken.None);
        Assert.Empty(await alerts.NoticesAsync(space.Id, CancellationToken.None));
    }

    [Theory]
    [InlineData("name@example.cn", true)]
    [InlineData("name@example", false)]
    [InlineData("a@b.cn\r\nBcc: c@d.cn", false)]
    [InlineData("a@b.cn,c@d.cn", false)]
    [InlineData("\"x\" <a@b.cn>", false)]
    [InlineData("", false)]
    public void Only_one_plain_address_is_taken(string address, bool expected) => Assert.Equal(expected, Mailer.IsAddress(address));

    [GeneratedRegex("/my/confirm/([A-Za-z0-9_-]+)")]
    private static partial Regex Code();
}
