using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Foundation;

namespace Zhishu.Tests.Enquiries;

/// <summary>The course of an enquiry through the real pages.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class EnquiryCourseTests(OfficeHub hub)
{
    private static readonly byte[] Pdf = "%PDF-1.4\n%%EOF"u8.ToArray();

    [Fact]
    public async Task A_question_without_an_account_is_answered_followed_up_and_rated()
    {
        using var asker = new Visitor(hub.Address);
        var (page, id) = await AskAsync(asker, "外观设计专利能不能续期");
        using var outlet = await HandlerAsync(id);
        Assert.Equal(HttpStatusCode.Redirect, (await outlet.PostAsync($"/enquiries/desk/{id}", [("act", "Note"), ("text", "内部：查一下新规定")])).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await outlet.PostAsync($"/enquiries/desk/{id}", [("act", "Answer"), ("text", "外观设计专利权期限为十五年，不能续展。")])).StatusCode);
        var (_, seen) = await asker.GetAsync(page);
        Assert.Contains("不能续展", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("查一下新规定", seen, StringComparison.Ordinal);
        Assert.Equal("answered", await hub.ScalarAsync<string>("select outcome from directory.service_record where source_id = @id", new { id }));
        await asker.PostAsync(page, [("act", "FollowUp"), ("text", "那发明专利呢？")]);
        Assert.Equal("Open", await StateAsync(id));
        await outlet.PostAsync($"/enquiries/desk/{id}", [("act", "Answer"), ("text", "发明专利权期限为二十年。")]);
        Assert.Equal(HttpStatusCode.BadRequest, (await asker.PostAsync(page, [("act", "Rate"), ("rating", "9")])).StatusCode);
        await asker.PostAsync(page, [("act", "Rate"), ("rating", "5")]);
        Assert.Equal("Closed", await StateAsync(id));
        Assert.Equal(5m, await hub.ScalarAsync<decimal>("select rating from directory.service_record where source_id = @id", new { id }));
        Assert.Equal(1L, await hub.ScalarAsync<long>("select count(*) from directory.service_record where source_id = @id", new { id }));
    }

    [Fact]
    public async Task Other_peoples_codes_open_nothing()
    {
        using var asker = new Visitor(hub.Address);
        using var other = new Visitor(hub.Address);
        var (page, id) = await AskAsync(asker, "集成电路布图设计登记要什么材料");
        var code = page.Split('/')[2];
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/enquiries/{code}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/enquiries/{code}/{new string('A', 24)}")).Status);
        var (second, _) = await AskAsync(other, "另一个人的问题在这里");
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/enquiries/{code}/{second.Split('/')[3]}")).Status);
        using var user = await hub.SignInAsync("user");
        Assert.Equal(HttpStatusCode.NotFound, (await user.GetAsync($"/enquiries/{code}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await user.GetAsync($"/enquiries/desk/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await user.GetAsync("/enquiries/desk")).Status);
        using var stranger = await hub.SignInAsync("jiangsu");
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/enquiries/desk/{id}")).Status);
        using var forged = await other.SendAsync($"/enquiries/{code}/{page.Split('/')[3]}", [("act", "Rate"), ("rating", "1")]);
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
    }

    [Fact]
    public async Task It_is_handed_on_and_up_and_the_thread_goes_with_it()
    {
        using var asker = new Visitor(hub.Address);
        var (page, id) = await AskAsync(asker, "地理标志怎么申请保护呢");
        using var outlet = await HandlerAsync(id);
        Assert.Equal(HttpStatusCode.BadRequest, (await outlet.PostAsync($"/enquiries/desk/{id}", [("act", "Escalate"), ("text", "")])).StatusCode);
        await outlet.PostAsync($"/enquiries/desk/{id}", [("act", "Escalate"), ("text", "本网点不办地理标志")]);
        using var node = await hub.SignInAsync("node");
        var (status, text) = await node.GetAsync($"/enquiries/desk/{id}");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("本网点不办地理标志", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await outlet.GetAsync($"/enquiries/desk/{id}")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await outlet.PostAsync($"/enquiries/desk/{id}", [("act", "Answer"), ("text", "抢答一下")])).StatusCode);
        await node.PostAsync($"/enquiries/desk/{id}", [("act", "Escalate"), ("text", "请国家局答复")]);
        using var national = await hub.SignInAsync("national");
        Assert.Contains($"/enquiries/desk/{id}", (await national.GetAsync("/enquiries/desk?whose=here")).Text, StringComparison.Ordinal);
        await national.PostAsync($"/enquiries/desk/{id}", [("act", "Answer"), ("text", "请向国家知识产权局申请。")]);
        Assert.DoesNotContain("本网点不办地理标志", (await asker.GetAsync(page)).Text, StringComparison.Ordinal);
        Assert.Contains("请向国家知识产权局申请", (await asker.GetAsync(page)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_late_is_reminded_told_and_passed_up_once()
    {
        using var asker = new Visitor(hub.Address);
        var (_, id) = await AskAsync(asker, "逾期没有人答复会怎样");
        for (var day = 0; day < 12; day++)
        {
            await hub.PassAsync(1);
            await hub.PassAsync();
        }

        Assert.Equal(1L, await hub.ScalarAsync<long>(
            "select count(*) from foundation.process where subject_id = @id and type = 'enquiry.late' and seq < (select min(seq) from foundation.process "
            + "where subject_id = @id and type = 'enquiry.escalate')", new { id = id.ToString() }));
        Assert.True(await hub.ScalarAsync<long>("select count(*) from foundation.process where subject_id = @id and type = 'enquiry.escalate'", new { id = id.ToString() }) >= 1);
    }

    [Fact]
    public async Task Sent_twice_it_is_one_and_too_many_are_refused()
    {
        using var asker = await hub.SignInAsync("applicant");
        for (var i = 0; i < 11; i++)
        {
            (string, string)[] fields = [("Title", $"第 {i} 个问题是什么"), ("Text", "请问这个怎么办理？"), ("Subject", "patent"), ("Region", "31"), ("suggested", "true")];
            using var first = await asker.PostAsync("/enquiries/ask", fields);
            using var again = await asker.PostAsync("/enquiries/ask", fields);
            Assert.Equal(i < 10 ? HttpStatusCode.Redirect : HttpStatusCode.BadRequest, first.StatusCode);
            if (i < 10)
                Assert.Equal(first.Headers.Location, again.Headers.Location);
        }

        using var robot = new Visitor(hub.Address);
        using var caught = await robot.PostAsync("/enquiries/ask",
            [("Title", "买点便宜的东西吧"), ("Text", "点击这里就可以了"), ("Subject", "other"), ("Region", "31"), ("suggested", "true"), ("website", "http://spam.example")]);
        Assert.Equal(HttpStatusCode.BadRequest, caught.StatusCode);
    }

    [Fact]
    public async Task Enquiries_of_one_person_are_merged_and_of_two_are_not()
    {
        using var asker = new Visitor(hub.Address);
        var to = ("To", (await hub.ScalarAsync<Guid>("select organisation_id from identity.account_grant join identity.account on account.id = account_id "
            + "where email = 'outlet@demo.example'")).ToString());
        var (_, first) = await AskAsync(asker, "合并测试第一个问题", ("Phone", "13800000001"), to);
        var (second, into) = await AskAsync(asker, "合并测试第二个问题", ("Phone", "13800000001"), to);
        var (third, _) = await AskAsync(asker, "合并测试第三个问题", ("Phone", "13800000002"), to);
        using var outlet = await HandlerAsync(first);
        Assert.Equal(HttpStatusCode.BadRequest, (await outlet.PostAsync($"/enquiries/desk/{first}", [("act", "Merge"), ("into", third.Split('/')[2])])).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await outlet.PostAsync($"/enquiries/desk/{first}", [("act", "Merge"), ("into", second.Split('/')[2])])).StatusCode);
        Assert.Equal("Merged", await StateAsync(first));
        Assert.Equal("Open", await StateAsync(into));
    }

    [Fact]
    public async Task Files_are_checked_and_reach_only_the_two_sides()
    {
        using var asker = new Visitor(hub.Address);
        var (page, id) = await AskAsync(asker, "附件测试用的一个问题");
        using var bad = await FollowAsync(asker, page, "坏附件", "virus.exe", [0x4D, 0x5A, 1, 2]);
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        Assert.Equal(1L, await hub.ScalarAsync<long>("select count(*) from enquiries.message where enquiry_id = @id", new { id }));
        using var good = await FollowAsync(asker, page, "好附件", "图样.pdf", Pdf);
        Assert.Equal(HttpStatusCode.Redirect, good.StatusCode);
        var file = await hub.ScalarAsync<Guid>("select file.id from foundation.file join enquiries.message on owner_id = message.id where enquiry_id = @id", new { id });
        var (code, key) = (page.Split('/')[2], page.Split('/')[3]);
        Assert.Equal(HttpStatusCode.OK, (await asker.GetAsync($"/enquiries/{code}/files/{file}?key={key}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await asker.GetAsync($"/enquiries/{code}/files/{file}")).Status);
        using var outlet = await HandlerAsync(id);
        Assert.Equal(HttpStatusCode.OK, (await outlet.GetAsync($"/enquiries/{code}/files/{file}")).Status);
    }

    [Fact]
    public async Task Calls_and_visits_are_taken_down_and_exports_carry_no_formula()
    {
        using var staff = await hub.SignInAsync("staff");
        var member = await hub.ScalarAsync<Guid>("select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = 'staff@demo.example'");
        using var answer = await staff.PostAsync("/enquiries/desk/new",
            [("channel", "phone"), ("member", member.ToString()), ("Title", "=HYPERLINK(\"http://x.example\")"), ("Text", "<script>alert(1)</script>"),
            ("Name", "@SUM(1)"), ("Subject", "patent"), ("Region", "31"), ("answer", "当场答复完毕。")]);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var page = await staff.GetAsync(answer.Headers.Location!.ToString());
        Assert.Contains("&lt;script&gt;", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page.Text, StringComparison.Ordinal);
        var csv = (await staff.GetAsync("/enquiries/desk.csv?state=Answered")).Text;
        Assert.Contains("\"'=HYPERLINK(\"\"http://x.example\"\")\"", csv, StringComparison.Ordinal);
        Assert.Contains("'@SUM(1)", csv, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await staff.GetAsync("/enquiries/desk.xlsx")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await staff.GetAsync("/enquiries/desk.exe")).Status);
    }

    [Fact]
    public async Task An_answer_becomes_an_entry_that_another_reviews_and_that_is_suggested()
    {
        using var asker = new Visitor(hub.Address);
        var (_, id) = await AskAsync(asker, "专利年费减缴比例是多少");
        using var outlet = await HandlerAsync(id);
        await outlet.PostAsync($"/enquiries/desk/{id}", [("act", "Answer"), ("text", "个人和小微企业可以减缴百分之八十五。")]);
        Assert.Contains("百分之八十五", (await outlet.GetAsync($"/knowledge/edit?enquiry={id}")).Text, StringComparison.Ordinal);
        using var written = await outlet.PostAsync($"/knowledge/edit?enquiry={id}",
            [("Question", "专利年费减缴比例是多少"), ("Answer", "**百分之八十五**。<img src=x onerror=alert(1)> [坏](javascript:alert(1))"), ("Subject", "patent"), ("todo", "submit")]);
        var edit = written.Headers.Location!.ToString();
        var entry = edit.Split('/')[^1];
        Assert.DoesNotContain("审核通过并发布", (await outlet.GetAsync(edit)).Text, StringComparison.Ordinal);
        using var officer = await hub.SignInAsync("shanghai");
        Assert.Equal(HttpStatusCode.Redirect, (await officer.PostAsync(edit, [("pass", "true")], "Review")).StatusCode);
        var (_, shown) = await asker.GetAsync($"/knowledge/{entry}");
        Assert.Contains("<strong>百分之八十五</strong>", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("javascript:", shown, StringComparison.Ordinal);
        using var again = new Visitor(hub.Address);
        using var suggested = await again.PostAsync("/enquiries/ask", [("Title", "请问年费可以减缴多少比例"), ("Text", "我是小微企业。"), ("Subject", "patent"), ("Region", "31"), ("suggested", "false")]);
        Assert.Equal(HttpStatusCode.OK, suggested.StatusCode);
        Assert.Contains($"/knowledge/{entry}", await suggested.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await again.PostAsync($"/knowledge/{entry}", [("useful", "true")], "Vote");
        await again.PostAsync($"/knowledge/{entry}", [("useful", "true")], "Vote");
        Assert.Equal(1, await hub.ScalarAsync<int>("select useful from enquiries.entry where id = @id", new { id = Guid.Parse(entry) }));
        await again.PostAsync($"/knowledge/{entry}", [("useful", "false")], "Vote");
        Assert.Equal((0, 1), (await hub.ScalarAsync<int>("select useful from enquiries.entry where id = @id", new { id = Guid.Parse(entry) }),
            await hub.ScalarAsync<int>("select useless from enquiries.entry where id = @id", new { id = Guid.Parse(entry) })));
    }

    [Fact]
    public void Holidays_and_the_days_worked_for_them_count()
    {
        var calendar = hub.Services.GetRequiredService<WorkCalendar>();

        // Wednesday before the National Day of 2026, 20:00: it counts as come in on Thursday the 8th of October; the 10th, a Saturday, is worked.
        var due = calendar.Due(new DateTimeOffset(2026, 9, 30, 20, 0, 0, TimeSpan.FromHours(8)), 3);
        Assert.Equal(new DateTimeOffset(2026, 10, 12, 17, 0, 0, TimeSpan.FromHours(8)), due);
        Assert.Equal(new DateOnly(2026, 2, 13), calendar.Add(new(2026, 2, 14), -1));
    }

    private async Task<string?> StateAsync(Guid id) => await hub.ScalarAsync<string>("select state from enquiries.enquiry where id = @id", new { id });

    /// <summary>Asks, and gives the page to follow it and its identity.</summary>
    private async Task<(string Page, Guid Id)> AskAsync(Visitor visitor, string title, params (string, string)[] more)
    {
        // The limit of an hour is not what most tests are about.
        hub.Clock.Now = hub.Clock.Now.AddHours(2);
        using var answer = await visitor.PostAsync("/enquiries/ask", [("Title", title), ("Text", "详细情况如题，请答复。"), ("Subject", "patent"), ("Region", "31"), ("suggested", "true"), .. more]);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var page = answer.Headers.Location!.ToString();
        return (page, await hub.ScalarAsync<Guid>("select id from enquiries.enquiry where code = @code", new { code = page.Split('/')[2] }));
    }

    private async Task<Visitor> HandlerAsync(Guid id)
    {
        var email = await hub.ScalarAsync<string>(
            "select account.email from identity.account_grant join identity.account on account.id = account_id join enquiries.enquiry using "
            + "(organisation_id) where enquiry.id = @id and ended_at is null order by account.created_at limit 1", new { id });
        return await hub.SignInAsync(email!);
    }

    private static async Task<HttpResponseMessage> FollowAsync(Visitor visitor, string page, string text, string name, byte[] content) =>
        await visitor.UploadManyAsync(page, [("act", "FollowUp"), ("text", text)], [("files", name, content)]);
}
