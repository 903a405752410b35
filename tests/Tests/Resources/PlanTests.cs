using System.Net;
using Zhishu.Resources.Plans;
using static Zhishu.Tests.Resources.ResourceSteps;

namespace Zhishu.Tests.Resources;

/// <summary>Platforms are announced before they are built (000·8: 立项通报): what is said, who is told, what it is compared with, who may say what and when.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class PlanTests(OfficeHub hub)
{
    [Fact]
    public async Task A_plan_says_who_builds_what_with_which_money_and_when()
    {
        var member = await hub.MemberOfAsync("outlet");
        using var outlet = await hub.SignInAsync("outlet");
        foreach (var (field, value, told) in new[]
        {
            ("builder", "", "请填写建设单位"), ("budget", "", "请填写预算（万元）"), ("budget", "-3", "预算（万元）应是 0 到"), ("budget", "一百万", "预算（万元）应是 0 到"), ("budget", "1.234", "最多两位小数"),
            ("funds", "借来的", "有选项的从中选择"), ("funds", "", "请填写资金来源"), ("begin", "明年", "计划开工应是日期"), ("finish", "2020-01-01", "不应早于开始的一天"),
            ("person", "", "请填写责任人"), ("consultFrom", "", "请填写征求意见开始"), ("consultUntil", "", "请填写征求意见结束"),
        })
        {
            using var refused = await outlet.PostAsync("/resources/edit?kind=platform",
                [.. hub.Plan("钒钛磁铁矿专题数据库", "钒钛磁铁矿专利", ($"Fields[{field}]", value)), ("kind", "platform"), ("member", member.ToString()), ("act", "Change")]);
            var page = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());
            Assert.True(refused.StatusCode == HttpStatusCode.BadRequest && page.Contains(told, StringComparison.Ordinal), $"{field} “{value}”: {refused.StatusCode}");
            Assert.Contains("钒钛磁铁矿专利", page, StringComparison.Ordinal);
            Assert.Equal(field != "budget", page.Contains("value=\"120.5\"", StringComparison.Ordinal));
        }

        foreach (var days in new[] { 3, 60 })
        {
            var begin = DateOnly.FromDateTime(hub.Clock.Now.ToOffset(TimeSpan.FromHours(8)).Date);
            using var refused = await outlet.PostAsync("/resources/edit?kind=platform", [.. hub.Plan("钒钛磁铁矿专题数据库", "钒钛磁铁矿专利",
                ("Fields[consultUntil]", begin.AddDays(days).ToString("O"))), ("kind", "platform"), ("member", member.ToString()), ("act", "Change")]);
            Assert.Contains("征求意见期为 5 到 60 天", WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        }

        // What runs already is entered without these.
        var running = await outlet.WriteAsync("platform",
            [("Title", "钼矿选矿数据库"), ("Subject", "patent"), ("Fields[type]", "专题数据库"), ("Fields[stage]", "运行"), ("Fields[scope]", "钼矿选矿专利")], member);
        Assert.Equal(HttpStatusCode.Redirect, (await outlet.ActAsync(running, "Submit")).Status);
        using var office = await hub.SignInAsync("shanghai");
        Assert.Equal(HttpStatusCode.BadRequest, (await office.ActAsync(running, "Consult")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await office.ActAsync(running, "Publish")).Status);
    }

    [Fact]
    public async Task A_plan_is_announced_commented_on_for_its_days_and_then_decided()
    {
        var member = await hub.MemberOfAsync("outlet");
        using var outlet = await hub.SignInAsync("outlet");
        var page = await outlet.WriteAsync("platform", hub.Plan("稀土永磁材料专题数据库", "稀土永磁材料专利和标准"), member);
        var (id, url) = (IdOf(page), "/resources/plans/" + IdOf(page));
        using var visitor = new Visitor(hub.Address);
        Assert.Equal(HttpStatusCode.Redirect, (await outlet.ActAsync(page, "Submit")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync(url)).Status);

        // Only the office of the province opens it, and nobody publishes it unasked.
        using var jiangsu = await hub.SignInAsync("jiangsu");
        Assert.Equal(HttpStatusCode.NotFound, await jiangsu.ForceAsync(page, "", ("act", "Consult")));
        Assert.Equal(HttpStatusCode.BadRequest, (await outlet.ActAsync(page, "Consult")).Status);
        using (var office = await hub.SignInAsync("shanghai"))
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await office.ActAsync(page, "Publish")).Status);
            Assert.Equal(HttpStatusCode.Redirect, (await office.ActAsync(page, "Consult")).Status);
        }

        var told = (await hub.ScalarAsync<string>("select notices from foundation.process where type = 'resource.consult' and subject_id = @id", new { id = id.ToString() }))!;
        foreach (var audience in new[] { "national", "recommender:region:32", "recommender:region:11", "recommender:region:65" })
            Assert.Contains($"\"{audience}\"", told, StringComparison.Ordinal);
        Assert.DoesNotContain("recommender:region:31", told, StringComparison.Ordinal);
        await hub.PassAsync();
        Assert.Contains("稀土永磁材料专题数据库", await jiangsu.ReadAsync("/notices"), StringComparison.Ordinal);
        Assert.Contains("立项通报征求意见截止", await jiangsu.ReadAsync("/workbench"), StringComparison.Ordinal);

        // Everybody reads it; members and other offices comment, in the name of the body.
        var shown = await visitor.ReadAsync(url);
        foreach (var text in new[] { "上海某信息中心", "120.5", "财政资金", "张三 主任", "还有 10 天（含今天）", "正在征求意见" })
            Assert.Contains(text, shown, StringComparison.Ordinal);
        Assert.Contains("稀土永磁材料专题数据库", await visitor.ReadAsync("/resources/plans"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await visitor.ForceAsync(url, "Comment", ("voice", "32"), ("stance", "against"), ("text", "反对")));
        foreach (var name in new[] { "outlet", "user", "evaluator" })
        {
            using var person = await hub.SignInAsync(name);
            Assert.Equal(HttpStatusCode.NotFound, await person.ForceAsync(url, "Comment", ("voice", member.ToString()), ("stance", "against"), ("text", "反对")));
        }

        foreach (var (voice, stance, text) in new[] { ("31", "share", "说明文字"), ("32", "maybe", "说明文字"), ("32", "share", "短"), ("", "share", "说明文字"), ("32", "share", new string('长', 2001)) })
        {
            using var wrong = await jiangsu.PostAsync(url, [("voice", voice), ("stance", stance), ("text", text)], "Comment");
            Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
            Assert.Contains(text, WebUtility.HtmlDecode(await wrong.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        }

        using (var said = await jiangsu.PostAsync(url, [("voice", "32"), ("stance", "share"), ("text", "江苏已有稀土数据库，建议共享。")], "Comment"))
            Assert.Equal(HttpStatusCode.Redirect, said.StatusCode);
        using var other = await hub.SignInAsync("applicant");
        using (var said = await other.PostAsync(url, [("voice", (await hub.MemberOfAsync("applicant")).ToString()), ("stance", "agree"), ("text", "没有意见。")], "Comment"))
            Assert.Equal(HttpStatusCode.Redirect, said.StatusCode);
        shown = await visitor.ReadAsync(url);
        Assert.Contains("江苏省知识产权局", shown, StringComparison.Ordinal);
        Assert.Contains("江苏已有稀土数据库", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(await hub.ScalarAsync<string>("select author from resources.comment where resource_id = @id and region = '32'", new { id }) ?? "", shown, StringComparison.Ordinal);

        // While it is asked about nobody rewrites it.
        Assert.Equal(HttpStatusCode.BadRequest, await outlet.ForceAsync(page, "", [.. hub.Plan("偷偷改题", "稀土"), ("kind", "platform"), ("act", "Change")]));
        await hub.PassAsync(9);
        Assert.Equal("Consulting", await hub.ScalarAsync<string>("select state from resources.resource where id = @id", new { id }));
        await hub.PassAsync(1);
        Assert.Equal("Consulted", await hub.ScalarAsync<string>("select state from resources.resource where id = @id", new { id }));
        using var late = await hub.SignInAsync("jiangsu");
        Assert.Equal(HttpStatusCode.BadRequest, await late.ForceAsync(url, "Comment", ("voice", "32"), ("stance", "agree"), ("text", "晚到的意见")));
        Assert.Equal(2L, await hub.ScalarAsync<long>("select count(*) from resources.comment where resource_id = @id", new { id }));
        using var decides = await hub.SignInAsync("shanghai");
        Assert.Contains("征求意见结束，待审核", await decides.ReadAsync(page), StringComparison.Ordinal);
        Assert.Contains("稀土永磁材料专题数据库", await decides.ReadAsync("/workbench"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await decides.ActAsync(page, "Publish")).Status);
        Assert.Contains(url, await visitor.ReadAsync($"/resources/{id}"), StringComparison.Ordinal);
        Assert.Contains("江苏已有稀土数据库", await visitor.ReadAsync(url), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_resembles_one_under_review_is_shown_to_writer_and_reviewer_and_must_say_how_it_differs()
    {
        using var outlet = await hub.SignInAsync("outlet");
        var member = await hub.MemberOfAsync("outlet");
        var first = await outlet.WriteAsync("platform", hub.Plan("石墨烯导热膜专题数据库", "石墨烯导热膜专利"), member);
        using var other = await hub.SignInAsync("applicant");
        var second = await other.WriteAsync("platform", hub.Plan("石墨烯导热膜专利数据库", "导热膜专利"), await hub.MemberOfAsync("applicant"));

        // A draft is nobody's business; what is under review is.
        Assert.DoesNotContain("石墨烯导热膜专题数据库", await other.ReadAsync(second), StringComparison.Ordinal);
        await outlet.ActAsync(first, "Submit");
        var shown = await other.ReadAsync(second);
        Assert.Contains("石墨烯导热膜专题数据库", shown, StringComparison.Ordinal);
        Assert.Contains("待省级审核", shown, StringComparison.Ordinal);
        Assert.DoesNotContain($"\"/resources/{IdOf(first)}\"", shown, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(first)).Status);
        var (status, text) = await other.ActAsync(second, "Submit");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("与“石墨烯导热膜专题数据库”相近", text, StringComparison.Ordinal);
        await other.WriteAsync("platform", hub.Plan("石墨烯导热膜专利数据库", "导热膜专利", ("Fields[difference]", "只收导热膜的失效专利，对方不收")), null, second);
        Assert.Equal(HttpStatusCode.Redirect, (await other.ActAsync(second, "Submit")).Status);
        using var office = await hub.SignInAsync("shanghai");
        Assert.Contains("石墨烯导热膜专题数据库", await office.ReadAsync(second), StringComparison.Ordinal);

        // The member with something like it is told, and so is the national node.
        var node = await hub.ScalarAsync<Guid>("select id from network.organisation where region like '32%' order by id limit 1");
        await hub.ScalarAsync<int>("""
            with entered as (insert into network.membership (id, organisation_id, kind, from_day, source, revision)
              values (gen_random_uuid(), @node, 'NationalNode', date '2020-01-01', 'PlanTests', 1) returning 1) select count(*)::int from entered
            """, new { node });
        try
        {
            Assert.Equal(HttpStatusCode.Redirect, (await office.ActAsync(second, "Consult")).Status);
        }
        finally
        {
            await hub.ScalarAsync<int>("with gone as (delete from network.membership where source = 'PlanTests' returning 1) select count(*)::int from gone");
        }

        var told = await hub.ScalarAsync<string>("select notices from foundation.process where type = 'resource.consult' and subject_id = @id", new { id = IdOf(second).ToString() });
        Assert.Contains($"organisation:{member}", told, StringComparison.Ordinal);
        Assert.Contains($"organisation:{node}", told, StringComparison.Ordinal);

        // The office stops it with a reason, and the plan is no longer shown; it is asked about again before it is published.
        Assert.Equal(HttpStatusCode.BadRequest, (await office.ActAsync(second, "Return")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await office.ActAsync(second, "Return", ("opinion", "请与图书馆商量共享"))).Status);
        using var visitor = new Visitor(hub.Address);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/resources/plans/{IdOf(second)}")).Status);
        Assert.Contains("请与图书馆商量共享", await other.ReadAsync(second), StringComparison.Ordinal);
        await other.ActAsync(second, "Submit");
        Assert.Equal(HttpStatusCode.BadRequest, (await office.ActAsync(second, "Publish")).Status);
    }

    [Fact]
    public async Task A_plan_opened_late_keeps_its_days_and_one_body_has_twenty_comments()
    {
        using var outlet = await hub.SignInAsync("outlet");
        var page = await outlet.WriteAsync("platform", hub.Plan("盐碱地耐盐水稻育种专题数据库", "耐盐水稻育种专利"), await hub.MemberOfAsync("outlet"));
        await outlet.ActAsync(page, "Submit");
        await hub.PassAsync(4);
        var today = DateOnly.FromDateTime(hub.Clock.Now.ToOffset(TimeSpan.FromHours(8)).Date);
        using var office = await hub.SignInAsync("shanghai");
        Assert.Equal(HttpStatusCode.Redirect, (await office.ActAsync(page, "Consult")).Status);
        Assert.Equal($"{today:O} {today.AddDays(9):O}", await hub.ScalarAsync<string>("select consult_from || ' ' || consult_until from resources.resource where id = @id", new { id = IdOf(page) }));
        using var jiangsu = await hub.SignInAsync("jiangsu");
        for (var i = 0; i < 21; i++)
        {
            Assert.Equal(i < 20 ? HttpStatusCode.Redirect : HttpStatusCode.BadRequest,
                await jiangsu.ForceAsync($"/resources/plans/{IdOf(page)}", "Comment", ("voice", "32"), ("stance", "change"), ("text", $"第 {i} 条意见")));
        }
    }

    [Fact]
    public async Task An_office_asks_about_its_own_plan_too_and_may_ask_again()
    {
        using var office = await hub.SignInAsync("shanghai");
        var page = await office.WriteAsync("platform", hub.Plan("长江口渔业种质专题数据库", "渔业种质专利"), null);
        Assert.Equal(HttpStatusCode.BadRequest, (await office.ActAsync(page, "Publish")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await office.ActAsync(page, "Consult")).Status);
        Assert.Equal(HttpStatusCode.NotFound, await office.ForceAsync($"/resources/plans/{IdOf(page)}", "Comment", ("voice", "31"), ("stance", "agree"), ("text", "自己同意")));
        await hub.PassAsync(10);
        using var again = await hub.SignInAsync("shanghai");
        Assert.Equal(HttpStatusCode.Redirect, (await again.ActAsync(page, "Consult")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await again.ActAsync(page, "Publish")).Status);
        await hub.PassAsync(10);
        using var last = await hub.SignInAsync("shanghai");
        Assert.Equal(HttpStatusCode.Redirect, (await last.ActAsync(page, "Publish")).Status);
    }

    [Fact]
    public async Task The_biomedical_plan_of_the_demo_network_is_found_while_it_is_under_review()
    {
        using var writer = await hub.SignInAsync("applicant");
        var page = await writer.WriteAsync("platform", hub.Plan("生物医药专利数据库", "生物医药领域专利"), await hub.MemberOfAsync("applicant"));
        Assert.Contains("生物医药专题数据库（示例）", await writer.ReadAsync(page), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("上海专利检索平台", "上海市专利信息检索服务平台", true)]
    [InlineData("生物医药专题数据库", "生物医药专利数据库", true)]
    [InlineData("集成电路产业专题数据库", "长三角集成电路产业专题数据库", true)]
    [InlineData("知识产权公共服务平台", "知识产权信息公共服务平台", true)]
    [InlineData("AI 芯片专利数据库", "ＡＩ芯片专题数据库", true)]
    [InlineData("集成电路产业专题数据库", "生物医药产业专题数据库", false)]
    [InlineData("上海专利检索平台", "把专利导航送进园区", false)]
    [InlineData("专题数据库", "生物医药专题数据库", false)]
    public void Plans_are_alike_by_what_they_are_about_not_by_what_all_are_called(string one, string other, bool alike)
    {
        Assert.Equal(alike, Likeness.Of(one, one, other, other) >= Likeness.Alike);
        Assert.Equal(Likeness.Of(one, one, other, other), Likeness.Of(other, other, one, one), 9);
    }
}
