using System.Net;
using System.Text.RegularExpressions;

namespace Zhishu.Tests.Enquiries;

/// <summary>Answers: the first counts, two people do not answer unawares, corrections show, another person signs where the desk wants it.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class AnswerTests(OfficeHub hub)
{
    [Fact]
    public async Task The_first_answer_stays_what_counts_for_time_whatever_comes_later()
    {
        using var asker = new Visitor(hub.Address);
        var (page, id) = await hub.AskMemberAsync(asker, "outlet", "首次答复时间不能改写");
        using (var staff = await hub.SignInAsync("outlet"))
            await staff.ActAsync(id, "Answer", ("text", "第一次答复。"));
        var ended = await EndedAsync(id);
        hub.Clock.Now = hub.Clock.Now.AddDays(9);
        using (var further = await asker.PostAsync(page, [("act", "FollowUp"), ("text", "还有一个问题")]))
            Assert.Equal(HttpStatusCode.Redirect, further.StatusCode);
        using (var staff = await hub.SignInAsync("staff"))
        {
            await staff.ActAsync(id, "Answer", ("text", "第二次答复。"));
            await staff.ActAsync(id, "Answer", ("text", "补充一点。"));
        }

        Assert.Equal(ended, await EndedAsync(id));
        Assert.Equal(ended, await hub.ScalarAsync<DateTime>("select first_answered_at from enquiries.enquiry where id = @id", new { id }));
        Assert.True(await hub.ScalarAsync<DateTime>("select answered_at from enquiries.enquiry where id = @id", new { id }) > ended);
    }

    [Fact]
    public async Task The_second_of_two_who_answer_is_told_and_keeps_the_text()
    {
        using var asker = new Visitor(hub.Address);
        var (page, id) = await hub.AskMemberAsync(asker, "outlet", "两个人同时答复会怎样");
        using var first = await hub.SignInAsync("outlet");
        using var second = await hub.SignInAsync("staff");
        var desk = $"/enquiries/desk/{id}";
        var (one, two) = (await first.OpenFormAsync(desk), await second.OpenFormAsync(desk));
        using (var sent = await first.SendAsync(desk, [("act", "Answer"), ("text", "甲的答复：可以减缴。"), ("Seen", one.Seen), ("__RequestVerificationToken", one.Token)]))
            Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        using var late = await second.SendAsync(desk, [("act", "Answer"), ("text", "乙的答复：不能减缴。"), ("Seen", two.Seen), ("__RequestVerificationToken", two.Token)]);
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        var told = await late.ReadAsync();
        Assert.Contains("已有人答复", told, StringComparison.Ordinal);
        Assert.Contains("甲的答复", told, StringComparison.Ordinal);
        Assert.Matches(">\\s*乙的答复：不能减缴。</textarea>", told);
        Assert.DoesNotContain("乙的答复", await asker.ReadAsync(page), StringComparison.Ordinal);

        // A word of the asker meanwhile is told as what it is.
        var three = await second.OpenFormAsync(desk);
        await asker.PostAsync(page, [("act", "FollowUp"), ("text", "补充：我是学生")]);
        using var changed = await second.SendAsync(desk, [("act", "Answer"), ("text", "再写一遍"), ("Seen", three.Seen), ("__RequestVerificationToken", three.Token)]);
        Assert.Equal(HttpStatusCode.Conflict, changed.StatusCode);
        var text = await changed.ReadAsync();
        Assert.DoesNotContain("已有人答复", text, StringComparison.Ordinal);
        Assert.Contains("再写一遍", text, StringComparison.Ordinal);
        var seen = Regex.Match(text, "name=\"seen\" value=\"([^\"]+)\"").Groups[1].Value;
        using var knowingly = await second.SendAsync(desk, [("act", "Answer"), ("text", "再写一遍"), ("Seen", seen), ("__RequestVerificationToken", three.Token)]);
        Assert.Equal(HttpStatusCode.Redirect, knowingly.StatusCode);
    }

    [Fact]
    public async Task A_corrected_answer_is_marked_and_what_it_said_before_is_for_staff_alone()
    {
        using var asker = new Visitor(hub.Address);
        var (page, id) = await hub.AskMemberAsync(asker, "outlet", "费用减缴比例是多少呢");
        using var staff = await hub.SignInAsync("outlet");
        await staff.ActAsync(id, "Answer", ("text", "可以减缴百分之七十。"));
        var answer = await hub.ScalarAsync<Guid>("select id from enquiries.message where enquiry_id = @id and kind = 'Answer'", new { id });
        var ended = await EndedAsync(id);
        using (var none = await staff.PostAsync($"/enquiries/desk/{id}", [("act", "Correct"), ("Message", answer.ToString()), ("text", "可以减缴百分之八十五。"), ("Reason", "")]))
        {
            Assert.Equal(HttpStatusCode.BadRequest, none.StatusCode);
            Assert.Contains("可以减缴百分之八十五。</textarea>", await none.ReadAsync(), StringComparison.Ordinal);
        }

        hub.Clock.Now = hub.Clock.Now.AddMinutes(30);
        await staff.ActAsync(id, "Correct", ("Message", answer.ToString()), ("text", "可以减缴百分之八十五。"), ("Reason", "比例写错"));
        var seen = await asker.ReadAsync(page);
        Assert.Contains("已更正", seen, StringComparison.Ordinal);
        Assert.Contains("百分之八十五", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("百分之七十", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("比例写错", seen, StringComparison.Ordinal);
        var kept = await staff.ReadAsync($"/enquiries/desk/{id}");
        Assert.Contains("百分之七十", kept, StringComparison.Ordinal);
        Assert.Contains("比例写错", kept, StringComparison.Ordinal);
        Assert.Equal(ended, await EndedAsync(id));
        Assert.Equal("Answered", await hub.StateOfAsync(id));

        // An answer of another enquiry cannot be reached through this one.
        var (_, other) = await hub.AskMemberAsync(asker, "outlet", "另一个要答复的问题");
        using var again = await hub.SignInAsync("outlet");
        await again.ActAsync(other, "Answer", ("text", "另一个答复。"));
        using var wrong = await again.PostAsync($"/enquiries/desk/{other}", [("act", "Correct"), ("Message", answer.ToString()), ("text", "张冠李戴"), ("Reason", "试试")]);
        Assert.Equal(HttpStatusCode.NotFound, wrong.StatusCode);
    }

    [Fact]
    public async Task The_institution_answers_and_not_an_account()
    {
        using var asker = await hub.SignInAsync("user");
        hub.Clock.Now = hub.Clock.Now.AddMinutes(1);
        var member = await hub.MemberOfAsync("outlet");
        using var sent = await asker.PostAsync("/enquiries/ask",
            [("Title", "答复署谁的名字"), ("Text", "详细情况如题，请答复。"), ("Subject", "patent"), ("Region", "31"), ("suggested", "true"), ("To", member.ToString())]);
        var page = sent.Headers.Location!.ToString();
        var id = await hub.ScalarAsync<Guid>("select id from enquiries.enquiry where code = @code", new { code = page.Split('/')[2] });
        using var staff = await hub.SignInAsync("staff");
        await staff.ActAsync(id, "Answer", ("text", "以机构名义答复。"));
        var person = await hub.ScalarAsync<string>("select author from enquiries.message where enquiry_id = @id and kind = 'Answer'", new { id });
        var (seen, desk) = (await asker.ReadAsync(page), await staff.ReadAsync($"/enquiries/desk/{id}"));
        Assert.Contains((await hub.NameOfAsync(member))!, seen, StringComparison.Ordinal);
        Assert.DoesNotContain(person!, seen, StringComparison.Ordinal);
        Assert.Contains((await hub.ScalarAsync<string>("select coalesce((select nullif(hotline, '') from enquiries.desk_setting where owner = 'organisation:' || id), phone) "
            + "from network.organisation where id = @member", new { member }))!, seen, StringComparison.Ordinal);
        Assert.Contains(person!, desk, StringComparison.Ordinal);
        using var data = await asker.PostAsync("/account/data", [], "Export");
        var given = await data.Content.ReadAsStringAsync();
        Assert.Contains("以机构名义答复", Regex.Unescape(given), StringComparison.Ordinal);
        Assert.DoesNotContain(person!, Regex.Unescape(given), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Transfer", "转办的理由写了很多字", "to", "")]
    [InlineData("Escalate", "上报的理由写了很多字", "Seen", "0.0")]
    [InlineData("Merge", "", "into", "ZX-2222-2222")]
    public async Task What_is_refused_comes_back_with_everything_typed(string act, string text, string field, string value)
    {
        using var asker = new Visitor(hub.Address);
        var phone = ("Phone", "13712340000");
        var (_, id) = await hub.AskMemberAsync(asker, "outlet", $"被拒绝的表单 {act}", phone);
        await hub.AskMemberAsync(asker, "outlet", $"同一个人的另一个问题 {act}", phone);
        using var staff = await hub.SignInAsync("outlet");
        using var refused = await staff.PostAsync($"/enquiries/desk/{id}", [("act", act), ("text", text), (field, value)]);
        Assert.True((int)refused.StatusCode is 400 or 409);
        var shown = await refused.ReadAsync();
        if (text.Length > 0)
            Assert.Contains($"{text}</textarea>", shown, StringComparison.Ordinal);
        Assert.Contains("<details class=\"card-plain\" open", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_note_that_is_too_long_and_a_question_that_is_too_long_come_back_whole()
    {
        using var asker = new Visitor(hub.Address);
        var (page, id) = await hub.AskMemberAsync(asker, "outlet", "写得太长的备注");
        using var staff = await hub.SignInAsync("outlet");
        var long_ = "长" + new string('长', 4000);
        foreach (var (who, where, act) in new[] { (staff, $"/enquiries/desk/{id}", "Note"), (asker, page, "FollowUp") })
        {
            using var refused = await who.PostAsync(where, [("act", act), ("text", long_)]);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains($"{long_}</textarea>", await refused.ReadAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Where_answers_are_signed_another_person_sends_them_out()
    {
        using (var alone = await hub.SignInAsync("applicant"))
        using (var refused = await alone.PostAsync("/enquiries/roster", [("signOff", "true")], "Set"))
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using var asker = new Visitor(hub.Address);
        var (page, id) = await hub.AskMemberAsync(asker, "outlet", "答复要经过审签吗");
        using var manager = await hub.SignInAsync("outlet");
        using var staff = await hub.SignInAsync("staff");
        await SignOffAsync(manager, true);
        try
        {
            var desk = $"/enquiries/desk/{id}";
            using (var direct = await staff.PostAsync(desk, [("act", "Answer"), ("text", "绕过审签的答复")]))
            {
                Assert.Equal(HttpStatusCode.BadRequest, direct.StatusCode);
                Assert.Contains("绕过审签的答复", await direct.ReadAsync(), StringComparison.Ordinal);
            }

            using (var proposed = await staff.UploadManyAsync(desk, [("act", "Propose"), ("text", "拟答第一稿。")], [("files", "依据.pdf", "%PDF-1.4\n%%EOF"u8.ToArray())]))
                Assert.Equal(HttpStatusCode.Redirect, proposed.StatusCode);
            Assert.Equal("Proposed", await hub.StateOfAsync(id));
            var waiting = await asker.ReadAsync(page);
            Assert.DoesNotContain("拟答第一稿", waiting, StringComparison.Ordinal);
            Assert.DoesNotContain("审签", waiting.Replace("答复要经过审签吗", "", StringComparison.Ordinal), StringComparison.Ordinal);
            var file = await hub.ScalarAsync<Guid>("select id from foundation.file where case_id = @id", new { id });
            var (code, key) = (page.Split('/')[2], page.Split('/')[3]);
            Assert.Equal(HttpStatusCode.NotFound, (await asker.GetAsync($"/enquiries/{code}/files/{file}?key={key}")).Status);
            Assert.Equal(HttpStatusCode.OK, (await manager.GetAsync($"/enquiries/{code}/files/{file}")).Status);

            // The writer cannot sign; what is sent back comes back into the form; what has changed meanwhile is not signed unseen.
            using (var own = await staff.PostAsync(desk, [("act", "Sign")]))
                Assert.Equal(HttpStatusCode.BadRequest, own.StatusCode);
            await manager.ActAsync(id, "Return", ("text", "请写明依据"));
            Assert.Equal("Open", await hub.StateOfAsync(id));
            var back = await staff.ReadAsync(desk);
            Assert.Contains("请写明依据", back, StringComparison.Ordinal);
            Assert.Contains("拟答第一稿。</textarea>", back, StringComparison.Ordinal);
            await staff.ActAsync(id, "Propose", ("text", "拟答第二稿，依据第五条。"));
            var form = await manager.OpenFormAsync(desk);
            await asker.PostAsync(page, [("act", "FollowUp"), ("text", "等答复时补充一句")]);
            Assert.Equal("Proposed", await hub.StateOfAsync(id));
            using (var unseen = await manager.SendAsync(desk, [("act", "Sign"), ("Seen", form.Seen), ("__RequestVerificationToken", form.Token)]))
                Assert.Equal(HttpStatusCode.Conflict, unseen.StatusCode);
            await manager.ActAsync(id, "Sign");
            Assert.Equal("Answered", await hub.StateOfAsync(id));
            Assert.Contains("拟答第二稿", await asker.ReadAsync(page), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await asker.GetAsync($"/enquiries/{code}/files/{file}?key={key}")).Status);

            // A correction is signed too.
            var answer = await hub.ScalarAsync<Guid>("select id from enquiries.message where enquiry_id = @id and kind = 'Answer'", new { id });
            await staff.ActAsync(id, "Correct", ("Message", answer.ToString()), ("text", "更正稿，依据第六条。"), ("Reason", "条款写错"));
            Assert.DoesNotContain("更正稿", await asker.ReadAsync(page), StringComparison.Ordinal);
            await manager.ActAsync(id, "Sign");
            Assert.Contains("更正稿", await asker.ReadAsync(page), StringComparison.Ordinal);
            Assert.Contains("拟答第二稿", await manager.ReadAsync(desk), StringComparison.Ordinal);
        }
        finally
        {
            await SignOffAsync(manager, false);
        }
    }

    [Fact]
    public async Task Withdrawing_and_asking_again_wipes_out_no_delay()
    {
        using var asker = new Visitor(hub.Address);
        var (page, id) = await hub.AskMemberAsync(asker, "outlet", "逾期以后撤回再追问");
        for (var day = 0; day < 8 && await hub.ScalarAsync<DateTime?>("select first_late_at from enquiries.enquiry where id = @id", new { id }) is null; day++)
            await hub.PassAsync(1);
        var (due, late) = (await DueAsync(id), await hub.ScalarAsync<DateTime>("select first_late_at from enquiries.enquiry where id = @id", new { id }));
        await asker.PostAsync(page, [("act", "Withdraw")]);
        Assert.Equal("Closed", await hub.StateOfAsync(id));
        await asker.PostAsync(page, [("act", "FollowUp"), ("text", "还是想要答复")]);
        Assert.Equal("Open", await hub.StateOfAsync(id));
        Assert.Equal(due, await DueAsync(id));

        // After an answer a further question has a limit of its own; that the first answer was late stays known.
        using var staff = await hub.SignInAsync("outlet");
        await staff.ActAsync(id, "Answer", ("text", "迟到的答复。"));
        await asker.PostAsync(page, [("act", "FollowUp"), ("text", "再问一句")]);
        Assert.True(await DueAsync(id) > due);
        Assert.Equal(late, await hub.ScalarAsync<DateTime>("select first_late_at from enquiries.enquiry where id = @id", new { id }));
        Assert.Contains("曾逾期", await staff.ReadAsync($"/enquiries/desk/{id}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_who_write_one_entry_of_the_knowledge_base_do_not_overwrite_each_other()
    {
        using var first = await hub.SignInAsync("outlet");
        using var second = await hub.SignInAsync("staff");
        static (string, string)[] Entry(string question, string answer) => [("Question", question), ("Answer", answer), ("Subject", "patent"), ("todo", "save")];
        using var made = await first.PostAsync("/knowledge/edit", Entry("两人同时写的条目", "最初的答案。"));
        var page = made.Headers.Location!.ToString();
        var (one, two) = (await first.OpenFormAsync(page), await second.OpenFormAsync(page));
        using (var saved = await first.SendAsync(page, [.. Entry("两人同时写的条目", "甲改过的答案。"), ("Seen", one.Seen), ("__RequestVerificationToken", one.Token)]))
            Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        using var late = await second.SendAsync(page, [.. Entry("两人同时写的条目（乙）", "最初的答案。"), ("Seen", two.Seen), ("__RequestVerificationToken", two.Token)]);
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        var told = await late.ReadAsync();
        Assert.Contains("甲改过的答案。</dd>", told, StringComparison.Ordinal);
        Assert.Contains("两人同时写的条目（乙）", told, StringComparison.Ordinal);
        Assert.Equal("甲改过的答案。", await hub.ScalarAsync<string>("select answer from enquiries.entry_version where entry_id = @id", new { id = Guid.Parse(page.Split('/')[^1]) }));
    }

    [Fact]
    public async Task Two_who_change_one_template_do_not_overwrite_each_other()
    {
        using var first = await hub.SignInAsync("outlet");
        using var second = await hub.SignInAsync("staff");
        const string Page = "/enquiries/templates";
        using (var made = await first.PostAsync(Page, [("title", "两人同改的模板"), ("text", "原来的内容")]))
            Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
        var id = await hub.ScalarAsync<Guid>("select id from enquiries.template where title = '两人同改的模板'");
        async Task<string> SeenAsync(Visitor visitor) =>
            Regex.Match((await visitor.GetAsync(Page)).Text, $"value=\"{id}\"><input type=\"hidden\" name=\"Seen\"\\s+value=\"([0-9a-f]+)\"").Groups[1].Value;
        var (one, two) = (await SeenAsync(first), await SeenAsync(second));
        Assert.NotEmpty(one);
        using (var saved = await first.PostAsync(Page, [("id", id.ToString()), ("title", "两人同改的模板"), ("text", "甲改的内容"), ("Seen", one)]))
            Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        foreach (var handler in new[] { null, "Remove" })
        {
            using var late = await second.PostAsync(Page, [("id", id.ToString()), ("title", "两人同改的模板"), ("text", "乙改的内容"), ("Seen", two)], handler);
            Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
            var told = await late.ReadAsync();
            Assert.Contains("甲改的内容", told, StringComparison.Ordinal);
            Assert.Contains("乙改的内容</textarea>", told, StringComparison.Ordinal);
        }

        Assert.Equal("甲改的内容", await hub.ScalarAsync<string>("select text from enquiries.template where id = @id", new { id }));
        using var knowingly = await second.PostAsync(Page, [("id", id.ToString()), ("title", "两人同改的模板"), ("text", "乙改的内容"), ("Seen", await SeenAsync(second))]);
        Assert.Equal(HttpStatusCode.Redirect, knowingly.StatusCode);
        Assert.Equal("乙改的内容", await hub.ScalarAsync<string>("select text from enquiries.template where id = @id", new { id }));
    }

    private static async Task SignOffAsync(Visitor manager, bool on)
    {
        using var set = await manager.PostAsync("/enquiries/roster", on ? [("signOff", "true")] : [], "Set");
        Assert.Equal(HttpStatusCode.Redirect, set.StatusCode);
    }

    private Task<DateTime> EndedAsync(Guid id) => hub.ScalarAsync<DateTime>("select ended_at from directory.service_record where source_kind = 'enquiry' and source_id = @id", new { id });

    private Task<DateTime> DueAsync(Guid id) => hub.ScalarAsync<DateTime>("select due_at from enquiries.enquiry where id = @id", new { id });
}
