using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Tests.Services;

/// <summary>Feedback, the one box, one's own space, data and the end of the account, figures.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class CitizenTests(OfficeHub hub)
{
    [Fact]
    public async Task An_opinion_is_replied_to_and_shown_only_when_its_writer_agrees()
    {
        using var visitor = new Visitor(hub.Address);
        using var open = await visitor.PostAsync("/feedback/new?about=/outlets",
            [("Kind", "suggestion"), ("About", "/outlets"), ("Text", "希望地图可以放大查看。"), ("Publish", "true"), ("Contact", "13855556666")]);
        using var silent = await visitor.PostAsync("/feedback/new", [("Kind", "complaint"), ("About", "//evil.example"), ("Text", "这一条请不要公开。<b>x</b>"), ("Contact", "")]);
        var (first, second) = (open.Headers.Location!.ToString(), silent.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync(first[..^24] + second[^24..])).Status);
        using var national = await hub.SignInAsync("national");
        foreach (var page in new[] { first, second })
        {
            var id = await hub.ScalarAsync<Guid>("select id from enquiries.feedback where code = @code", new { code = page.Split('/')[2] });
            using var stranger = await hub.SignInAsync("outlet");
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/feedback/desk/{id}")).Status);
            Assert.Equal(HttpStatusCode.Redirect, (await national.PostAsync($"/feedback/desk/{id}", [("act", "Reply"), ("text", "谢谢，已记录。")])).StatusCode);
        }

        var list = (await visitor.GetAsync("/feedback")).Text;
        Assert.Contains("希望地图可以放大", list, StringComparison.Ordinal);
        Assert.DoesNotContain("请不要公开", list, StringComparison.Ordinal);
        Assert.DoesNotContain("13855556666", list, StringComparison.Ordinal);
        Assert.Contains("谢谢，已记录", (await visitor.GetAsync(second)).Text, StringComparison.Ordinal);
        Assert.Equal("", await hub.ScalarAsync<string>("select about from enquiries.feedback where code = @code", new { code = second.Split('/')[2] }));
    }

    [Fact]
    public async Task One_box_finds_members_and_answers_and_says_when_there_is_nothing()
    {
        using var visitor = new Visitor(hub.Address);
        var (status, text) = await visitor.GetAsync("/find?q=" + Uri.EscapeDataString("上海市图书馆"));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("服务机构", text, StringComparison.Ordinal);
        Assert.Contains("/outlets/", text, StringComparison.Ordinal);
        Assert.Contains("没有找到", (await visitor.GetAsync("/find?q=" + Uri.EscapeDataString("魑魅魍魉饕餮"))).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/find?q=%27%3B%20drop%20table--&in=answer&page=99999")).Status);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/find?q=" + new string('，', 400))).Status);
    }

    [Fact]
    public async Task A_person_takes_the_data_away_and_is_forgotten()
    {
        await using var scope = hub.Services.CreateAsyncScope();
        var desk = scope.ServiceProvider.GetRequiredService<AccountDesk>();
        var (id, _) = await desk.CreateAsync(new("leaving@demo.example", "要走的人", hub.Password, Demo: true), Actor.Operator, CancellationToken.None);
        using var person = await hub.SignInAsync("leaving@demo.example");
        hub.Clock.Now = hub.Clock.Now.AddHours(2);
        await person.PostAsync("/enquiries/ask", [("Title", "注销前的一个问题"), ("Text", "请问怎么办理？"), ("Phone", "13877778888"), ("Subject", "patent"), ("Region", "31"), ("suggested", "true")]);
        await person.PostAsync("/feedback/new", [("Kind", "praise"), ("Text", "服务很好，谢谢。"), ("Contact", "13877778888")]);
        Assert.Contains("注销前的一个问题", (await person.GetAsync("/my")).Text, StringComparison.Ordinal);
        await person.PostAsync("/account/data", [("wanted", "training")], "Mail");
        Assert.Equal(5L, await hub.ScalarAsync<long>("select count(*) from identity.mail_choice where account_id = @id", new { id }));
        using var export = await person.PostAsync("/account/data", [], "Export");
        using var json = JsonDocument.Parse(await export.Content.ReadAsStringAsync());
        Assert.Equal("注销前的一个问题", json.RootElement.GetProperty("enquiry")[0].GetProperty("title").GetString());
        Assert.Equal("leaving@demo.example", json.RootElement.GetProperty("account").GetProperty("email").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, (await person.PostAsync("/account/data", [("password", "wrong"), ("sure", "true")], "Close")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await person.PostAsync("/account/data", [("password", hub.Password), ("sure", "true")], "Close")).StatusCode);
        Assert.Equal(0L, await hub.ScalarAsync<long>("select count(*) from identity.account where id = @id", new { id }));
        Assert.Equal(0L, await hub.ScalarAsync<long>(
            "select (select count(*) from enquiries.enquiry where phone = '13877778888') + (select count(*) from enquiries.feedback where contact = '13877778888')"));
        Assert.Equal(1L, await hub.ScalarAsync<long>("select count(*) from enquiries.enquiry where title = '注销前的一个问题' and account_id is null and asker = ''"));
        using var staff = await hub.SignInAsync("staff");
        Assert.Equal(HttpStatusCode.BadRequest, (await staff.PostAsync("/account/data", [("password", hub.Password), ("sure", "true")], "Close")).StatusCode);
    }

    [Fact]
    public async Task What_is_kept_follows_the_account_and_not_the_browser()
    {
        using var person = await hub.SignInAsync("user");
        Assert.Equal(HttpStatusCode.Redirect, (await person.PostAsync("/my/save?q=" + Uri.EscapeDataString("隔膜"), [("name", "我保存的隔膜检索"), ("every", "")])).StatusCode);
        Assert.Contains("我保存的隔膜检索", (await person.GetAsync("/my")).Text, StringComparison.Ordinal);
        using var elsewhere = await hub.SignInAsync("user");
        Assert.Contains("我保存的隔膜检索", (await elsewhere.GetAsync("/my")).Text, StringComparison.Ordinal);
        await person.PostAsync("/account", [], "SignOut");
        Assert.DoesNotContain("我保存的隔膜检索", (await person.GetAsync("/my")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lookups_are_noted_counted_and_reported()
    {
        using var staff = await hub.SignInAsync("staff");
        var member = await hub.ScalarAsync<Guid>("select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = 'staff@demo.example'");
        var today = hub.Clock.Now.AddHours(8).ToString("yyyy-MM-dd", null);
        Assert.Equal(HttpStatusCode.BadRequest,
            (await staff.PostAsync("/services/given", [("member", member.ToString()), ("item", "basic.search"), ("channel", "window"), ("day", "2019-02-30"),
            ("persons", "2"), ("minutes", "30")])).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect,
            (await staff.PostAsync("/services/given", [("member", member.ToString()), ("item", "basic.search"), ("channel", "window"), ("day", today),
            ("persons", "2"), ("minutes", "30")])).StatusCode);
        using var visitor = new Visitor(hub.Address);
        foreach (var by in new[] { "month", "region", "item", "channel", "kind" })
        {
            var (status, text) = await visitor.GetAsync($"/api/v1/stats/services?by={by}&region=31");
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.True(JsonDocument.Parse(text).RootElement.EnumerateArray().Sum(row => row.GetProperty("services").GetInt64()) >= 1, by);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.GetAsync("/api/v1/stats/services?by=member")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.GetAsync("/api/v1/stats/services?by=nonsense")).Status);
        Assert.Contains(member.ToString(), (await staff.GetAsync("/api/v1/stats/services?by=member")).Text, StringComparison.Ordinal);
        using var applicant = await hub.SignInAsync("applicant");
        Assert.DoesNotContain(member.ToString(), (await applicant.GetAsync("/api/v1/stats/services?by=member")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/service-figures.csv?by=item")).Status);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/service-figures.xlsx?by=month&from=9999-99&to=x")).Status);
    }
}
