using System.Net;

namespace Zhishu.Tests.Enquiries;

/// <summary>The desk: who rings back is found, who left only a number is called, hotline and roster are public, a node helps the outlets that it supports.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class DeskTests(OfficeHub hub)
{
    [Theory]
    [InlineData("0351-1234567", "0351 1234567")]
    [InlineData("0351-1234567", "+86 351 1234567")]
    [InlineData("0351-1234567", "03511234567")]
    [InlineData("0351-1234567", "1234567")]
    [InlineData("0351-1234567", "４５６７")]
    [InlineData("+86 351-1234567", "0351-1234567")]
    [InlineData("008613812345678", "138 1234 5678")]
    [InlineData("13812345678", "+8613812345678")]
    [InlineData("13812345678", "8613812345678")]
    public async Task Who_rings_back_is_found_by_the_number_in_any_writing(string left, string sought)
    {
        using var asker = new Visitor(hub.Address);
        var title = $"按电话查找 {Guid.NewGuid():N}"[..30];
        var (_, id) = await hub.AskMemberAsync(asker, "outlet", title, ("Phone", left));
        using var staff = await hub.SignInAsync("staff");
        Assert.Contains(title, await staff.ReadAsync($"/enquiries/desk?find={Uri.EscapeDataString(sought)}&from={Day()}"), StringComparison.Ordinal);
        Assert.DoesNotContain(title, await staff.ReadAsync("/enquiries/desk?find=7654321"), StringComparison.Ordinal);

        // Closed ones too: the caller does not know what state it is in.
        await staff.ActAsync(id, "Answer", ("text", "答复完毕。"));
        await staff.ActAsync(id, "Close");
        Assert.Contains(title, await staff.ReadAsync($"/enquiries/desk?find={Uri.EscapeDataString(sought)}&from={Day()}"), StringComparison.Ordinal);
        Assert.DoesNotContain(title, await staff.ReadAsync("/enquiries/desk"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_of_questions_answers_and_notes_find_it_and_filters_narrow_it()
    {
        using var asker = new Visitor(hub.Address);
        var (_, id) = await hub.AskMemberAsync(asker, "outlet", "按内容查找的一条", ("Text", "龘靐是问题里的字"), ("Region", "3101"), ("Subject", "trademark"));
        using var staff = await hub.SignInAsync("outlet");
        await staff.ActAsync(id, "Note", ("text", "犇猋是备注里的字"));
        await staff.ActAsync(id, "Answer", ("text", "骉飍是答复里的字"));
        foreach (var (query, found) in new[]
        {
            ("find=龘靐", true), ("find=犇猋", true), ("find=骉飍", true), ("find=100%", false), ("find=骉飍&subject=trademark", true), ("find=骉飍&subject=gi", false),
            ("find=骉飍&channel=web", true), ("find=骉飍&channel=phone", false), ("find=骉飍&region=31", true), ("find=骉飍&region=3101", true), ("find=骉飍&region=32", false),
            ($"find=骉飍&from={Day()}&to={Day()}", true), ($"find=骉飍&from={Day(1)}", false), ($"find=骉飍&to={Day(-1)}", false), ("find=骉飍&state=Answered", true),
            ("find=骉飍&state=Open", false), ("find=骉飍&state=all", true), ("find=骉飍&from=昨天&state=Nonsense", true),
        })
        {
            var page = await staff.ReadAsync("/enquiries/desk?" + query);
            Assert.True(found == page.Contains("按内容查找的一条", StringComparison.Ordinal), query);
        }
    }

    [Fact]
    public async Task An_enquiry_of_another_member_is_led_to_by_its_code_and_nothing_of_it_is_told()
    {
        using var asker = new Visitor(hub.Address);
        var (page, _) = await hub.AskMemberAsync(asker, "outlet", "别的机构的秘密问题", ("Phone", "13512340000"));
        var code = page.Split('/')[2];
        using var other = await hub.SignInAsync("applicant");
        var told = await other.ReadAsync("/enquiries/desk?find=" + code.ToLowerInvariant());
        Assert.Contains((await hub.NameOfAsync(await hub.MemberOfAsync("outlet")))!, told, StringComparison.Ordinal);
        Assert.DoesNotContain("秘密问题", told, StringComparison.Ordinal);
        Assert.DoesNotContain("13512340000", told, StringComparison.Ordinal);
        Assert.DoesNotContain("秘密问题", await other.ReadAsync("/enquiries/desk?find=13512340000"), StringComparison.Ordinal);
        using var user = await hub.SignInAsync("user");
        Assert.Equal(HttpStatusCode.NotFound, (await user.GetAsync("/enquiries/desk?find=" + code)).Status);
    }

    [Fact]
    public async Task The_table_to_take_away_says_labels_answer_and_handler()
    {
        using var asker = new Visitor(hub.Address);
        var (page, id) = await hub.AskMemberAsync(asker, "outlet", "导出用的一个问题");
        using var staff = await hub.SignInAsync("staff");
        await staff.ActAsync(id, "Answer", ("text", "导出里看得到的答复。"));
        var csv = (await staff.GetAsync($"/enquiries/desk.csv?find={page.Split('/')[2]}")).Text;
        var line = csv.Split('\n').Single(row => row.Contains(page.Split('/')[2], StringComparison.Ordinal));
        foreach (var part in new[] { ",专利,网络,已答复,", "导出里看得到的答复。", (await hub.NameOfAsync(await hub.MemberOfAsync("outlet")))! })
            Assert.Contains(part, line, StringComparison.Ordinal);
        Assert.DoesNotContain("patent", line, StringComparison.Ordinal);
        Assert.DoesNotContain(",web,", line, StringComparison.Ordinal);
        Assert.Contains((await hub.ScalarAsync<string>("select assignee from enquiries.enquiry where id = @id", new { id }))!, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_left_only_a_number_is_called_once_the_answer_is_there()
    {
        using var asker = new Visitor(hub.Address);
        var (page, id) = await hub.AskMemberAsync(asker, "outlet", "只留电话的咨询人", ("Phone", "13612345678"), ("Name", "孙先生"));
        var (_, silent) = await hub.AskMemberAsync(asker, "outlet", "什么都没留的咨询人");
        using var staff = await hub.SignInAsync("outlet");
        Assert.DoesNotContain("只留电话的咨询人", await staff.ReadAsync("/enquiries/calls"), StringComparison.Ordinal);
        await staff.ActAsync(id, "Answer", ("text", "请来窗口办理。"));
        await staff.ActAsync(silent, "Answer", ("text", "无处可打。"));
        var list = await staff.ReadAsync("/enquiries/calls");
        Assert.Contains("只留电话的咨询人", list, StringComparison.Ordinal);
        Assert.Contains("13612345678", list, StringComparison.Ordinal);
        Assert.DoesNotContain("什么都没留的咨询人", list, StringComparison.Ordinal);
        using (var refused = await staff.PostAsync("/enquiries/calls", [("id", id.ToString()), ("result", ""), ("text", "打了两次")]))
        {
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains("打了两次", await refused.ReadAsync(), StringComparison.Ordinal);
        }

        using (var stranger = await hub.SignInAsync("applicant"))
        {
            var token = (await stranger.OpenFormAsync("/enquiries/desk/new")).Token;
            using var foreign = await stranger.SendAsync("/enquiries/calls", [("id", id.ToString()), ("result", "told"), ("__RequestVerificationToken", token)]);
            Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        }

        await staff.PostAsync("/enquiries/calls", [("id", id.ToString()), ("result", "nobody"), ("text", "上午没人接")]);
        Assert.Contains("只留电话的咨询人", await staff.ReadAsync("/enquiries/calls"), StringComparison.Ordinal);
        await staff.PostAsync("/enquiries/calls", [("id", id.ToString()), ("result", "told"), ("text", "本人接听")]);
        Assert.DoesNotContain("只留电话的咨询人", await staff.ReadAsync("/enquiries/calls"), StringComparison.Ordinal);
        var desk = await staff.ReadAsync($"/enquiries/desk/{id}");
        Assert.Contains("回电（无人接听，再打）：上午没人接", desk, StringComparison.Ordinal);
        Assert.Contains("回电（已告知）：本人接听", desk, StringComparison.Ordinal);
        Assert.DoesNotContain("本人接听", await asker.ReadAsync(page), StringComparison.Ordinal);

        // What was answered on the telephone at once needs no call.
        using var taken = await staff.PostAsync("/enquiries/desk/new", [("Title", "当场答复的来电"), ("Text", "问年费怎么缴"), ("Phone", "13612340001"), ("Subject", "patent"), ("Region", "31"),
            ("channel", "phone"), ("member", (await hub.MemberOfAsync("outlet")).ToString()), ("answer", "网上缴费。")]);
        Assert.Equal(HttpStatusCode.Redirect, taken.StatusCode);
        Assert.DoesNotContain("当场答复的来电", await staff.ReadAsync("/enquiries/calls"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hotline_and_who_is_on_duty_today_are_public_and_shown_at_the_telephone()
    {
        hub.Clock.Now = hub.Clock.Now.AddHours(2);
        using var staff = await hub.SignInAsync("outlet");
        using var office = await hub.SignInAsync("shanghai");
        using var visitor = new Visitor(hub.Address);
        using (var wrong = await staff.PostAsync("/enquiries/roster", [("hotline", "打这里"), ("hours", "工作日")], "Set"))
        {
            Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
            Assert.Contains("打这里", await wrong.ReadAsync(), StringComparison.Ordinal);
        }

        await DoneAsync(staff.PostAsync("/enquiries/roster", [("hotline", "021-12330001"), ("hours", "工作日 9:00–17:00")], "Set"));
        await DoneAsync(staff.PostAsync("/enquiries/roster", [("day", Day()), ("name", "网点值班钱"), ("phone", "021-5555")], "Add"));
        await DoneAsync(staff.PostAsync("/enquiries/roster", [("day", Day(1)), ("name", "明天值班吴"), ("phone", "")], "Add"));
        await DoneAsync(office.PostAsync("/enquiries/roster", [("hotline", "12330"), ("hours", "")], "Set"));
        await DoneAsync(office.PostAsync("/enquiries/roster", [("day", Day()), ("name", "省局值班郑"), ("phone", "")], "Add"));
        using (var past = await staff.PostAsync("/enquiries/roster", [("day", Day(-1)), ("name", "昨天的人"), ("phone", "")], "Add"))
        {
            Assert.Equal(HttpStatusCode.BadRequest, past.StatusCode);
            Assert.Contains("昨天的人", await past.ReadAsync(), StringComparison.Ordinal);
        }

        var (all, shanghai, jiangsu) = (await visitor.ReadAsync("/enquiries"), await visitor.ReadAsync("/enquiries?region=31"), await visitor.ReadAsync("/enquiries?region=32"));
        Assert.Contains("12330", all, StringComparison.Ordinal);
        Assert.Contains("省局值班郑", all, StringComparison.Ordinal);
        Assert.DoesNotContain("网点值班钱", all, StringComparison.Ordinal);
        Assert.Contains("021-12330001", shanghai, StringComparison.Ordinal);
        Assert.Contains("网点值班钱", shanghai, StringComparison.Ordinal);
        Assert.DoesNotContain("明天值班吴", shanghai, StringComparison.Ordinal);
        Assert.DoesNotContain("省局值班郑", jiangsu, StringComparison.Ordinal);
        var desk = await staff.ReadAsync("/enquiries/desk/new");
        Assert.Contains("网点值班钱", desk, StringComparison.Ordinal);
        Assert.Contains("省局值班郑", desk, StringComparison.Ordinal);

        // Nobody keeps the desk of another, and an office does not set the sign-off of a member.
        var key = Uri.EscapeDataString($"organisation:{await hub.MemberOfAsync("outlet")}");
        foreach (var name in new[] { "user", "applicant", "jiangsu", "shanghai" })
        {
            using var other = await hub.SignInAsync(name);
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/enquiries/roster?desk={key}")).Status);
        }
    }

    [Fact]
    public async Task A_node_reads_the_enquiries_of_the_outlets_that_it_supports_and_advises()
    {
        using var asker = new Visitor(hub.Address);
        var (page, id) = await hub.AskMemberAsync(asker, "outlet", "节点指导网点的一条");
        Assert.Equal(await hub.MemberOfAsync("node"), await hub.ScalarAsync<Guid>("select parent_id from network.membership where organisation_id = @member and parent_id is not null limit 1",
            new { member = await hub.MemberOfAsync("outlet") }));
        using var node = await hub.SignInAsync("node");
        Assert.Contains("节点指导网点的一条", await node.ReadAsync("/enquiries/desk?whose=supported"), StringComparison.Ordinal);
        Assert.Contains("节点指导网点的一条", await node.ReadAsync($"/enquiries/desk/{id}"), StringComparison.Ordinal);
        Assert.Equal(1L, await hub.ScalarAsync<long>("select count(*) from foundation.process where type = 'enquiry.look' and subject_id = @id", new { id = id.ToString() }));
        foreach (var act in new[] { "Answer", "Take", "Transfer", "Escalate", "Reject", "Correct", "Sign", "CallBack" })
        {
            using var refused = await node.PostAsync($"/enquiries/desk/{id}", [("act", act), ("text", "越过网点办理"), ("to", "national")]);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        await node.ActAsync(id, "Note", ("text", "建议引用新的费用标准"));
        await hub.PassAsync();
        using var staff = await hub.SignInAsync("outlet");
        Assert.Contains("建议引用新的费用标准", await staff.ReadAsync($"/enquiries/desk/{id}"), StringComparison.Ordinal);
        Assert.Contains("收到指导意见", await staff.ReadAsync("/notices"), StringComparison.Ordinal);
        Assert.DoesNotContain("新的费用标准", await asker.ReadAsync(page), StringComparison.Ordinal);
        Assert.Equal(1L, await hub.ScalarAsync<long>(
            "select count(*) from foundation.process where type = 'enquiry.note' and subject_id = @id and actor_id = (select id from identity.account where email = 'node@demo.example')",
            new { id = id.ToString() }));
    }

    [Fact]
    public async Task Who_asks_is_asked_once_and_counts_in_the_figures_and_the_desk_looks_by_county()
    {
        using var asker = new Visitor(hub.Address);
        var (_, id) = await hub.AskMemberAsync(asker, "outlet", "区县里小微企业的问题", ("Region", "310115"), ("Client", "SmallFirm"));
        using var staff = await hub.SignInAsync("outlet");
        await staff.ActAsync(id, "Answer", ("text", "按小微企业减缴。"));
        Assert.Equal("SmallFirm", await hub.ScalarAsync<string>("select client_kind from directory.service_record where source_id = @id", new { id }));
        Assert.Contains("小微企业", await staff.ReadAsync($"/enquiries/desk/{id}"), StringComparison.Ordinal);
        Assert.Contains("区县里小微企业的问题", await staff.ReadAsync("/enquiries/desk?region=310115&find=区县里"), StringComparison.Ordinal);
        Assert.DoesNotContain("区县里小微企业的问题", await staff.ReadAsync("/enquiries/desk?region=310101&find=区县里"), StringComparison.Ordinal);

        // Typed by its name it goes on by its code, and so does the file; what is no kind of client is refused with what was typed.
        using var named = await staff.OpenAsync("/enquiries/desk?find=区县里&region=浦东新区");
        Assert.Equal(HttpStatusCode.Redirect, named.StatusCode);
        Assert.Contains("310115", named.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Contains("区县里小微企业的问题", await staff.ReadAsync(named.Headers.Location!.ToString()), StringComparison.Ordinal);
        using var taken = await staff.PostAsync("/enquiries/desk/new", [("Title", "来电的是一所高校"), ("Text", "问检索培训"), ("Subject", "patent"), ("Region", "31"), ("Client", "University"),
            ("channel", "phone"), ("member", (await hub.MemberOfAsync("outlet")).ToString()), ("answer", "可以参加。")]);
        var call = Guid.Parse(taken.Headers.Location!.ToString().Split('/')[^1]);
        Assert.Equal("University", await hub.ScalarAsync<string>("select client_kind from directory.service_record where source_id = @call", new { call }));
        using var wrong = await asker.PostAsync("/enquiries/ask", [("Title", "来路不明的类型"), ("Text", "详细情况如题。"), ("Subject", "patent"), ("Region", "31"), ("Client", "King"), ("suggested", "true")]);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("来路不明的类型", await wrong.ReadAsync(), StringComparison.Ordinal);
    }

    private string Day(int offset = 0) => hub.Clock.Now.ToOffset(TimeSpan.FromHours(8)).AddDays(offset).ToString("yyyy-MM-dd", null);

    private static async Task DoneAsync(Task<HttpResponseMessage> sent)
    {
        using var answer = await sent;
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, await answer.ReadAsync());
    }
}
