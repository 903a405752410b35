using System.Net;

namespace Zhishu.Tests.Services;

/// <summary>Other people's things stay theirs: sent twice is one only when all of it and the session are the same.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class TwiceTests(OfficeHub hub)
{
    [Fact]
    public async Task A_stranger_behind_the_same_address_gets_a_thread_of_his_own()
    {
        hub.Clock.Now = hub.Clock.Now.AddHours(2);
        using var first = new Visitor(hub.Address);
        using var second = new Visitor(hub.Address);
        var mine = await AskAsync(first, "专利被侵权了怎么办", "我的商业秘密是甲。");
        var others = await AskAsync(second, "专利被侵权了怎么办", "另一件事，与甲无关。");
        Assert.NotEqual(mine, others);
        Assert.DoesNotContain("商业秘密", (await second.GetAsync(others)).Text, StringComparison.Ordinal);
        Assert.Contains("另一件事", (await second.GetAsync(others)).Text, StringComparison.Ordinal);

        // Word for word the same from another browser is another's too; from one's own it is a double click.
        using var third = new Visitor(hub.Address);
        Assert.NotEqual(mine, await AskAsync(third, "专利被侵权了怎么办", "我的商业秘密是甲。"));
        Assert.Equal(mine, await AskAsync(first, "专利被侵权了怎么办", "我的商业秘密是甲。"));
        Assert.NotEqual(mine, await AskAsync(first, "专利被侵权了怎么办", "我的商业秘密是乙。"));
    }

    [Fact]
    public async Task Two_calls_with_one_title_taken_down_at_a_desk_are_two()
    {
        using var staff = await hub.SignInAsync("outlet");
        var member = await hub.ScalarAsync<Guid>("select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = 'outlet@demo.example'");
        async Task<string> CallAsync(string phone, string text, string answer)
        {
            using var taken = await staff.PostAsync("/enquiries/desk/new",
                [("Title", "商标续展费用"), ("Text", text), ("Phone", phone), ("Subject", "trademark"), ("Region", "31"), ("channel", "phone"), ("member", member.ToString()), ("answer", answer)]);
            Assert.Equal(HttpStatusCode.Redirect, taken.StatusCode);
            return taken.Headers.Location!.ToString();
        }

        var first = await CallAsync("02111111111", "自行车商标要续展", "");
        var second = await CallAsync("02122222222", "餐饮商标要续展", "每类五百元。");
        Assert.NotEqual(first, second);
        Assert.Equal("Answered", await hub.ScalarAsync<string>("select state from enquiries.enquiry where id = @id", new { id = Guid.Parse(second.Split('/')[^1]) }));
        Assert.Equal(first, await CallAsync("02111111111", "自行车商标要续展", ""));
    }

    [Fact]
    public async Task An_order_corrected_a_moment_later_is_another_order()
    {
        using var node = await hub.SignInAsync("node");
        var member = await hub.ScalarAsync<Guid>("select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = 'node@demo.example'");
        async Task<string> OrderAsync(string kind)
        {
            using var answer = await node.PostAsync("/delivery/new", [("Kind", kind), ("Citation", "US 5,123,456 A 全文"), ("Purpose", "研究"), ("Copyright", "true"), ("member", member.ToString())]);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            return answer.Headers.Location!.ToString();
        }

        var wrong = await OrderAsync("journal");
        Assert.NotEqual(wrong, await OrderAsync("patent"));
        Assert.Equal(wrong, await OrderAsync("journal"));
    }

    [Fact]
    public async Task One_opinion_sent_thirty_times_at_once_is_one_and_the_limit_of_the_hour_holds()
    {
        hub.Clock.Now = hub.Clock.Now.AddHours(2);
        using var visitor = new Visitor(hub.Address);
        var before = await hub.ScalarAsync<long>("select count(*) from enquiries.feedback");
        var (_, page) = await visitor.GetAsync("/feedback/new");
        var token = System.Text.RegularExpressions.Regex.Match(page, "name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"").Groups[1].Value;
        await Parallel.ForEachAsync(Enumerable.Range(0, 30), new ParallelOptions { MaxDegreeOfParallelism = 30 }, async (_, _) =>
            (await visitor.SendAsync("/feedback/new", [("Kind", "suggestion"), ("Text", "同一条意见发了三十遍"), ("__RequestVerificationToken", token)])).Dispose());
        Assert.Equal(before + 1, await hub.ScalarAsync<long>("select count(*) from enquiries.feedback"));
        await Parallel.ForEachAsync(Enumerable.Range(0, 30), new ParallelOptions { MaxDegreeOfParallelism = 30 }, async (i, _) =>
            (await visitor.SendAsync("/feedback/new", [("Kind", "suggestion"), ("Text", $"各不相同的意见之 {i}"), ("__RequestVerificationToken", token)])).Dispose());
        Assert.Equal(before + 10, await hub.ScalarAsync<long>("select count(*) from enquiries.feedback"));
    }

    [Fact]
    public async Task A_message_and_its_files_are_kept_together_or_not_at_all_and_a_case_has_room_for_so_much()
    {
        hub.Clock.Now = hub.Clock.Now.AddHours(2);
        using var visitor = new Visitor(hub.Address);
        var page = await AskAsync(visitor, "附件很多的一个问题", "请看附件。");
        var id = await hub.ScalarAsync<Guid>("select id from enquiries.enquiry where code = @code", new { code = page.Split('/')[2] });
        var large = new byte[(9 << 20) + 1];
        "%PDF-1.4\n"u8.CopyTo(large);
        (string, string, byte[])[] three = [("files", "一.pdf", large), ("files", "二.pdf", large), ("files", "三.pdf", large)];
        using var fits = await visitor.UploadManyAsync(page, [("act", "FollowUp"), ("text", "第一批")], three);
        Assert.Equal(HttpStatusCode.Redirect, fits.StatusCode);
        using var tooMuch = await visitor.UploadManyAsync(page, [("act", "FollowUp"), ("text", "第二批")], [("files", "小.pdf", "%PDF-1.4\n%%EOF"u8.ToArray()), ("files", "四.pdf", large)]);
        Assert.Equal(HttpStatusCode.BadRequest, tooMuch.StatusCode);
        Assert.Contains("合计不超过 30 MB", WebUtility.HtmlDecode(await tooMuch.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Equal(3, await hub.ScalarAsync<long>("select count(*) from foundation.file where case_id = @id", new { id }));
        Assert.Equal(0, await hub.ScalarAsync<long>("select count(*) from enquiries.message where enquiry_id = @id and text = '第二批'", new { id }));
    }

    [Fact]
    public async Task A_further_word_before_the_answer_does_not_give_the_handler_more_time()
    {
        hub.Clock.Now = hub.Clock.Now.AddHours(2);
        using var visitor = new Visitor(hub.Address);
        var page = await AskAsync(visitor, "为什么还没有人答复我", "等了很久。");
        var id = await hub.ScalarAsync<Guid>("select id from enquiries.enquiry where code = @code", new { code = page.Split('/')[2] });
        var due = await hub.ScalarAsync<DateTime>("select due_at from enquiries.enquiry where id = @id", new { id });
        hub.Clock.Now = hub.Clock.Now.AddDays(2);
        using var again = await visitor.PostAsync(page, [("act", "FollowUp"), ("text", "为什么还不答复？")]);
        Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
        Assert.Equal(due, await hub.ScalarAsync<DateTime>("select due_at from enquiries.enquiry where id = @id", new { id }));
    }

    [Fact]
    public async Task What_a_client_confides_in_a_request_is_not_read_by_officers()
    {
        using var client = await hub.SignInAsync("user");
        var member = await hub.ScalarAsync<Guid>("select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = 'outlet@demo.example'");
        using var asked = await client.PostAsync("/requests/new?type=search",
            [("Type", "search"), ("Title", "未公开的发明甲"), ("Region", "31"), ("Phone", "021-12345678"), ("ClientKind", "SmallFirm"), ("To", member.ToString()), ("a-technology",
            "尚未公开的技术内容"), ("a-purpose", "查新"), ("a-scope", "中国，近十年")]);
        Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
        var page = asked.Headers.Location!.ToString();
        foreach (var officer in new[] { "shanghai", "national" })
        {
            using var visitor = await hub.SignInAsync(officer);
            Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync(page)).Status);
            var (_, list) = await visitor.GetAsync("/requests/desk");
            Assert.DoesNotContain("未公开的发明甲", list, StringComparison.Ordinal);
            Assert.Contains("内容保密", list, StringComparison.Ordinal);
            Assert.DoesNotContain("未公开的发明甲", (await visitor.GetAsync("/requests/desk.csv")).Text, StringComparison.Ordinal);
        }
    }

    private static async Task<string> AskAsync(Visitor visitor, string title, string text)
    {
        using var answer = await visitor.PostAsync("/enquiries/ask", [("Title", title), ("Text", text), ("Subject", "patent"), ("Region", "31"), ("suggested", "true")]);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }
}
