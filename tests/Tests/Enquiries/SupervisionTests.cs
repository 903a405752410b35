using System.Net;

namespace Zhishu.Tests.Enquiries;

/// <summary>Complaints go to the office above, bad ratings are followed up.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class SupervisionTests(OfficeHub hub)
{
    [Fact]
    public async Task A_complaint_about_an_outlet_goes_to_its_province_and_never_to_the_outlet()
    {
        var (page, id) = await ComplainAsync("outlet", "该网点收费且态度恶劣");
        Assert.Equal("recommender:region:31", await hub.ScalarAsync<string>("select office from enquiries.feedback where id = @id", new { id }));
        using var outlet = await hub.SignInAsync("outlet");
        using var office = await hub.SignInAsync("shanghai");
        var desk = $"/feedback/desk/{id}";
        Assert.Equal(HttpStatusCode.NotFound, (await outlet.GetAsync(desk)).Status);
        Assert.DoesNotContain("态度恶劣", await outlet.ReadAsync("/feedback"), StringComparison.Ordinal);
        foreach (var act in new[] { "Reject", "Reply", "AskStatement", "State" })
        {
            using var refused = await outlet.PostAsync(desk, [("act", act), ("text", "自己办自己")]);
            Assert.True(refused.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, act);
        }

        Assert.Contains("态度恶劣", await office.ReadAsync("/feedback"), StringComparison.Ordinal);
        Assert.Contains(page.Split('/')[2], await office.ReadAsync("/feedback/desk?kind=complaint&state=Open"), StringComparison.Ordinal);
        using (var other = await hub.SignInAsync("jiangsu"))
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(desk)).Status);
        Assert.Contains("第三十四条", await office.ReadAsync(desk), StringComparison.Ordinal);

        // The one complained of gives a statement when asked: it reads the text, not who complained.
        await DoneAsync(office.PostAsync(desk, [("act", "AskStatement"), ("text", "请说明收费情况")]));
        var shown = await outlet.ReadAsync(desk);
        Assert.Contains("请说明收费情况", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("13912344321", shown, StringComparison.Ordinal);
        Assert.Contains(id.ToString(), await outlet.ReadAsync("/feedback"), StringComparison.Ordinal);
        foreach (var act in new[] { "Reject", "Reply", "AskStatement" })
        {
            using var refused = await outlet.PostAsync(desk, [("act", act), ("text", "自己办自己")]);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        await DoneAsync(outlet.PostAsync(desk, [("act", "State"), ("text", "系工本费，已退还。")]));
        Assert.Contains("系工本费", await office.ReadAsync(desk), StringComparison.Ordinal);
        using var complainant = new Visitor(hub.Address);
        Assert.DoesNotContain("系工本费", await complainant.ReadAsync(page), StringComparison.Ordinal);
        await DoneAsync(office.PostAsync(desk, [("act", "Reply"), ("text", "经查属实，已责令退费。")]));
        var told = await complainant.ReadAsync(page);
        Assert.Contains("已责令退费", told, StringComparison.Ordinal);
        Assert.Contains("上海市知识产权局", told, StringComparison.Ordinal);
        var first = await hub.ScalarAsync<DateTime>("select replied_at from enquiries.feedback where id = @id", new { id });
        hub.Clock.Now = hub.Clock.Now.AddMinutes(5);
        await DoneAsync(office.PostAsync(desk, [("act", "Reply"), ("text", "经查属实，已责令退费并通报。")]));
        Assert.Equal(first, await hub.ScalarAsync<DateTime>("select replied_at from enquiries.feedback where id = @id", new { id }));
    }

    [Fact]
    public async Task A_complaint_has_a_limit_a_reminder_and_when_late_CNIPA_sees_it()
    {
        var (_, id) = await ComplainAsync("outlet", "拖延不办的投诉");
        var (posted, due) = (await hub.ScalarAsync<DateTime>("select posted_at from enquiries.feedback where id = @id", new { id }),
            await hub.ScalarAsync<DateTime>("select due_at from enquiries.feedback where id = @id", new { id }));
        Assert.InRange(due - posted, TimeSpan.FromDays(15), TimeSpan.FromDays(60));
        using (var national = await hub.SignInAsync("national"))
            Assert.DoesNotContain("拖延不办的投诉", await national.ReadAsync("/feedback"), StringComparison.Ordinal);
        for (var day = 0; day < 61 && await hub.ScalarAsync<DateTime?>("select late_at from enquiries.feedback where id = @id", new { id }) is null; day++)
            await hub.PassAsync(1);
        Assert.Equal((1L, 1L), (await CountAsync(id, "feedback.remind"), await CountAsync(id, "feedback.late")));
        await hub.PassAsync(1);
        Assert.Equal(1L, await CountAsync(id, "feedback.late"));
        using var above = await hub.SignInAsync("national");
        Assert.Contains("拖延不办的投诉", await above.ReadAsync("/feedback"), StringComparison.Ordinal);

        // A complaint is not waved away without a reason, and the second of two officers is told.
        var desk = $"/feedback/desk/{id}";
        using (var silent = await above.PostAsync(desk, [("act", "Reject"), ("text", "")]))
            Assert.Equal(HttpStatusCode.BadRequest, silent.StatusCode);
        using var office = await hub.SignInAsync("shanghai");
        var form = await office.OpenFormAsync(desk);
        await DoneAsync(above.PostAsync(desk, [("act", "Reply"), ("text", "国家局已答复。")]));
        using var late = await office.SendAsync(desk, [("act", "Reply"), ("text", "省局也写了答复。"), ("seen", form.Seen), ("__RequestVerificationToken", form.Token)]);
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Contains("省局也写了答复。</textarea>", await late.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_complaint_about_a_provincial_node_goes_to_CNIPA_and_one_without_a_member_to_the_province_named()
    {
        var (_, id) = await ComplainAsync("node", "对省级节点的投诉");
        Assert.Equal("national", await hub.ScalarAsync<string>("select office from enquiries.feedback where id = @id", new { id }));
        using (var province = await hub.SignInAsync("shanghai"))
            Assert.Equal(HttpStatusCode.NotFound, (await province.GetAsync($"/feedback/desk/{id}")).Status);
        hub.Clock.Now = hub.Clock.Now.AddHours(2);
        using var visitor = new Visitor(hub.Address);
        Assert.DoesNotContain("name=\"Publish\" checked", await visitor.ReadAsync("/feedback/new"), StringComparison.Ordinal);
        using var sent = await visitor.PostAsync("/feedback/new", [("Kind", "complaint"), ("Text", "没有选机构的投诉"), ("Region", "310115")]);
        var code = sent.Headers.Location!.ToString().Split('/')[2];
        Assert.Equal("recommender:region:31", await hub.ScalarAsync<string>("select office from enquiries.feedback where code = @code", new { code }));
        Assert.False(await hub.ScalarAsync<bool>("select publish from enquiries.feedback where code = @code", new { code }));
    }

    [Fact]
    public async Task A_bad_rating_is_checked_put_right_and_called_back_and_the_office_sees_it()
    {
        using var asker = new Visitor(hub.Address);
        var (page, id) = await hub.AskMemberAsync(asker, "outlet", "答得太慢的差评");
        using var staff = await hub.SignInAsync("outlet");
        await staff.ActAsync(id, "Answer", ("text", "迟来的答复。"));
        using (var rated = await asker.PostAsync(page, [("act", "Rate"), ("rating", "2"), ("text", "答得慢")]))
            Assert.Equal(HttpStatusCode.Redirect, rated.StatusCode);
        await asker.PostAsync(page, [("act", "Rate"), ("rating", "1")]);
        var task = await hub.ScalarAsync<Guid>("select id from enquiries.poor_rating where enquiry_id = @id", new { id });
        await hub.PassAsync();
        using var office = await hub.SignInAsync("shanghai");
        Assert.Contains("答得太慢的差评", await office.ReadAsync("/enquiries/ratings"), StringComparison.Ordinal);
        Assert.Contains("本地区收到差评", await office.ReadAsync("/notices"), StringComparison.Ordinal);
        Assert.Contains("差评待办理", await staff.ReadAsync("/workbench"), StringComparison.Ordinal);
        var show = $"/enquiries/ratings/{task}";
        using (var stranger = await hub.SignInAsync("jiangsu"))
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(show)).Status);
        using (var own = await office.PostAsync(show, [("act", "Check"), ("text", "省局代为核实一下")]))
            Assert.Equal(HttpStatusCode.BadRequest, own.StatusCode);
        using (var skipped = await staff.PostAsync(show, [("act", "Visit"), ("text", "直接回访，不核实")]))
        {
            Assert.Equal(HttpStatusCode.BadRequest, skipped.StatusCode);
            Assert.Contains("直接回访，不核实", await skipped.ReadAsync(), StringComparison.Ordinal);
        }

        await DoneAsync(staff.PostAsync(show, [("act", "Check"), ("text", "属实，转办耽误两天。")]));
        await DoneAsync(staff.PostAsync(show, [("act", "Mend"), ("text", "增加值班人员。")]));
        await DoneAsync(staff.PostAsync(show, [("act", "Visit"), ("text", "电话回访，本人表示满意。")]));
        Assert.Equal("Closed", await hub.ScalarAsync<string>("select state from enquiries.poor_rating where id = @task", new { task }));
        var seen = await office.ReadAsync(show);
        foreach (var text in new[] { "转办耽误两天", "增加值班人员", "本人表示满意" })
            Assert.Contains(text, seen, StringComparison.Ordinal);
        Assert.DoesNotContain("答得太慢的差评", await office.ReadAsync("/enquiries/ratings"), StringComparison.Ordinal);
        Assert.Contains("答得太慢的差评", await office.ReadAsync("/enquiries/ratings?state=Closed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_rating_that_nobody_follows_up_is_told_to_the_office_once_and_a_good_one_asks_for_nothing()
    {
        using var asker = new Visitor(hub.Address);
        var (page, id) = await hub.AskMemberAsync(asker, "outlet", "没有人管的差评");
        var (pleased, good) = await hub.AskMemberAsync(asker, "outlet", "满意的一条咨询");
        using (var staff = await hub.SignInAsync("outlet"))
        {
            await staff.ActAsync(id, "Answer", ("text", "敷衍的答复。"));
            await staff.ActAsync(good, "Answer", ("text", "认真的答复。"));
        }

        await asker.PostAsync(page, [("act", "Rate"), ("rating", "1")]);
        await asker.PostAsync(pleased, [("act", "Rate"), ("rating", "3")]);
        Assert.Equal(0L, await hub.ScalarAsync<long>("select count(*) from enquiries.poor_rating where enquiry_id = @good", new { good }));
        var task = await hub.ScalarAsync<Guid>("select id from enquiries.poor_rating where enquiry_id = @id", new { id });
        for (var day = 0; day < 20; day++)
            await hub.PassAsync(1);
        Assert.Equal((1L, 1L), (await CountAsync(task, "poorRating.remind"), await CountAsync(task, "poorRating.late")));
    }

    private async Task<(string Page, Guid Id)> ComplainAsync(string about, string text)
    {
        hub.Clock.Now = hub.Clock.Now.AddHours(2);
        using var visitor = new Visitor(hub.Address);
        using var sent = await visitor.PostAsync($"/feedback/new?to={await hub.MemberOfAsync(about)}",
            [("Kind", "complaint"), ("Text", text), ("To", (await hub.MemberOfAsync(about)).ToString()), ("Contact", "13912344321")]);
        Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        var page = sent.Headers.Location!.ToString();
        return (page, await hub.ScalarAsync<Guid>("select id from enquiries.feedback where code = @code", new { code = page.Split('/')[2] }));
    }

    private Task<long> CountAsync(Guid subject, string type) =>
        hub.ScalarAsync<long>("select count(*) from foundation.process where subject_id = @id and type = @type", new { id = subject.ToString(), type });

    private static async Task DoneAsync(Task<HttpResponseMessage> sent)
    {
        using var answer = await sent;
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, await answer.ReadAsync());
    }
}
