using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;

namespace Zhishu.Tests.Requests;

/// <summary>Needs and offers: told of matches, asked for contact by their owners, changed, reviewed, and counted when both have confirmed.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class BoardTests(OfficeHub hub)
{
    private static readonly byte[] Pdf = "%PDF-1.4\n%%EOF"u8.ToArray();

    [Fact]
    public async Task The_owner_of_a_need_is_told_of_a_match_asks_for_contact_and_both_confirm_the_outcome()
    {
        var ((buyer, first), (seller, second)) = (await new People(hub).SignUpAsync("需方"), await new People(hub).SignUpAsync("供方"));
        var need = await PostAsync(buyer, "Need", "龘靐焊接机器人视觉需求", "需方电话 13800001111", "35", "B25J");
        var offer = await PostAsync(seller, "Offer", "龘靐焊接机器人视觉供给", "供方电话 13900002222", "35", "B25J");
        await hub.PassAsync();
        Assert.Equal(1L, await hub.NoticesAsync(first, "匹配的供给：龘靐焊接机器人视觉供给"));
        Assert.Contains("请求联系", await buyer.SeeAsync(need), StringComparison.Ordinal);
        Assert.DoesNotContain("13900002222", await buyer.SeeAsync(need), StringComparison.Ordinal);
        var other = RequestSteps.IdOf(offer).ToString();
        using (var stranger = await hub.SignInAsync("applicant"))
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync(need, [("other", other), ("note", "冒充")], "Ask")).StatusCode);
        Assert.Contains("理由", await buyer.RefusedAsync(need, [("other", other), ("note", "")], handler: "Ask"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await buyer.PostAsync(need, [("other", other), ("note", "方案与我们的产线吻合")], "Ask")).StatusCode);
        Assert.Contains("再问一次的理由", await buyer.RefusedAsync(need, [("other", other), ("note", "再问一次的理由")], handler: "Ask"), StringComparison.Ordinal);
        Assert.Contains("龘靐焊接机器人视觉供给", await seller.SeeAsync("/workbench"), StringComparison.Ordinal);
        Assert.DoesNotContain("13800001111", await seller.SeeAsync(offer), StringComparison.Ordinal);
        var introduction = await hub.ScalarAsync<Guid>("select id from requests.introduction where offer_id = @id", new { id = RequestSteps.IdOf(offer) });
        await AnswerAsync(seller, introduction, "Agree");
        Assert.Contains("13900002222", await buyer.SeeAsync(need), StringComparison.Ordinal);
        Assert.Contains("13800001111", await seller.SeeAsync(offer), StringComparison.Ordinal);
        await AnswerAsync(buyer, introduction, "Note", ("text", "已通电话，下周看样机"));

        // One side says what came of it; it counts only when the other confirms.
        var before = await CountedAsync();
        var wrong = await buyer.RefusedAsync($"/board/introductions/{introduction}", [("act", "Finish"), ("outcome", "contract"), ("amount", "1.999"),
            ("contract", "HT-2026-01"), ("text", "首期")]);
        Assert.Contains("最多两位小数", wrong, StringComparison.Ordinal);
        Assert.Contains("HT-2026-01", wrong, StringComparison.Ordinal);
        await AnswerAsync(buyer, introduction, "Finish", ("outcome", "contract"), ("amount", "120000.50"), ("contract", "HT-2026-01"));
        Assert.Equal(before, await CountedAsync());
        Assert.Contains("龘靐焊接机器人视觉供给", await seller.SeeAsync("/workbench"), StringComparison.Ordinal);
        Assert.Contains("金额不对", await seller.RefusedAsync($"/board/introductions/{introduction}", [("act", "Dispute"), ("text", "金额不对" + new string('长', 1000))]),
            StringComparison.Ordinal);
        await AnswerAsync(seller, introduction, "Dispute", ("text", "金额不对"));
        Assert.Equal("Agreed", await hub.ScalarAsync<string>("select state from requests.introduction where id = @introduction", new { introduction }));
        await AnswerAsync(buyer, introduction, "Finish", ("outcome", "contract"), ("contract", "HT-2026-01"));
        await AnswerAsync(seller, introduction, "Confirm");
        Assert.Equal(before + 1, await CountedAsync());
        Assert.Contains("HT-2026-01", await seller.SeeAsync(offer), StringComparison.Ordinal);
        using var visitor = new Visitor(hub.Address);
        Assert.DoesNotContain("HT-2026-01", await visitor.SeeAsync(offer), StringComparison.Ordinal);
        Assert.Contains("双方确认的对接结果：", await visitor.SeeAsync("/board"), StringComparison.Ordinal);

        // Nobody served them: a service that nobody gave is in no figures.
        Assert.Equal(0L, await hub.ScalarAsync<long>("select count(*) from directory.service_record where source_id = @introduction", new { introduction }));
        await hub.PassAsync();
        Assert.Equal(1L, await hub.NoticesAsync(second, "对接结果双方已确认"));
        buyer.Dispose();
        seller.Dispose();
    }

    [Fact]
    public async Task Who_said_no_is_not_asked_again_and_again()
    {
        var ((buyer, _), (seller, _)) = (await new People(hub).SignUpAsync("需方"), await new People(hub).SignUpAsync("供方"));
        var need = await PostAsync(buyer, "Need", "靉靆激光切割需求", "13800001111", "35", "B23K");
        var offer = await PostAsync(seller, "Offer", "靉靆激光切割供给", "13900002222", "35", "B23K");
        await buyer.PostAsync(need, [("other", RequestSteps.IdOf(offer).ToString()), ("note", "请联系")], "Ask");
        await AnswerAsync(seller, await hub.ScalarAsync<Guid>("select id from requests.introduction where offer_id = @id", new { id = RequestSteps.IdOf(offer) }), "Decline");
        Assert.Contains("90 天内", await buyer.RefusedAsync(need, [("other", RequestSteps.IdOf(offer).ToString()), ("note", "请再考虑")], handler: "Ask"), StringComparison.Ordinal);
        buyer.Dispose();
        seller.Dispose();
    }

    [Fact]
    public async Task A_post_is_changed_by_its_owner_alone_and_the_later_of_two_changes_is_told()
    {
        var (owner, _) = await new People(hub).SignUpAsync("发布人");
        var page = await PostAsync(owner, "Need", "改之前的标题龘龘", "13800001111", "38", "H01M");
        using (var stranger = await hub.SignInAsync("applicant"))
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(page + "/edit")).Status);
        var (one, two) = (await owner.SeeAsync(page + "/edit"), await owner.SeeAsync(page + "/edit"));
        using (var wrong = await owner.PostAsync(page + "/edit", Post("Need", "短", "13800001111", "38", "H01M")))
            Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using (var saved = await owner.SendAsync(page + "/edit", Sent(one, "改之后的标题靐靐")))
            Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        using var late = await owner.SendAsync(page + "/edit", Sent(two, "另一窗口的标题"));
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        var told = WebUtility.HtmlDecode(await late.Content.ReadAsStringAsync());
        Assert.Contains("改之后的标题靐靐", told, StringComparison.Ordinal);
        Assert.Contains("value=\"另一窗口的标题\"", told, StringComparison.Ordinal);
        using var visitor = new Visitor(hub.Address);
        Assert.Contains("改之后的标题靐靐", await visitor.SeeAsync("/find?q=" + Uri.EscapeDataString("靐靐")), StringComparison.Ordinal);
        await owner.PostAsync(page, [], "Close");
        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync(page + "/edit")).Status);
        owner.Dispose();
    }

    [Fact]
    public async Task Where_the_hub_wants_it_an_office_looks_at_a_post_before_it_is_public()
    {
        var options = hub.Services.GetRequiredService<IOptions<HubOptions>>().Value;
        options.BoardReview = true;
        try
        {
            var (owner, email) = await new People(hub).SignUpAsync("待审发布人");
            using var visitor = new Visitor(hub.Address);
            using var shanghai = await hub.SignInAsync("shanghai");
            using var jiangsu = await hub.SignInAsync("jiangsu");
            var page = await PostAsync(owner, "Offer", "待审核的供给麤麤", "13800001111", "38", "H01M");
            Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync(page)).Status);
            foreach (var place in new[] { "/board?find=", "/find?q=" })
                Assert.DoesNotContain("待审核的供给", await visitor.SeeAsync(place + Uri.EscapeDataString("麤麤")), StringComparison.Ordinal);
            Assert.Contains("等待审核", await owner.SeeAsync(page), StringComparison.Ordinal);
            Assert.Contains("待审核的供给麤麤", await shanghai.SeeAsync("/board/desk"), StringComparison.Ordinal);
            Assert.Contains("待审核的供给麤麤", await shanghai.SeeAsync("/workbench"), StringComparison.Ordinal);
            Assert.DoesNotContain("麤麤", await jiangsu.SeeAsync("/board/desk"), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.NotFound, (await jiangsu.GetAsync(page)).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await owner.GetAsync("/board/desk")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await owner.PostAsync(page, [("act", "Publish")], "Review")).StatusCode);
            await shanghai.RefusedAsync(page, [("act", "Refuse"), ("reason", "")], handler: "Review");
            Assert.Equal(HttpStatusCode.Redirect, (await shanghai.PostAsync(page, [("act", "Refuse"), ("reason", "缺少权利证明")], "Review")).StatusCode);
            await hub.PassAsync();
            Assert.Equal(1L, await hub.NoticesAsync(email, "缺少权利证明"));
            Assert.Contains("缺少权利证明", await owner.SeeAsync(page), StringComparison.Ordinal);
            await owner.PostAsync(page + "/edit", Post("Offer", "补充证明后的供给麤麤", "13800001111", "38", "H01M"));
            Assert.Equal(HttpStatusCode.Redirect, (await shanghai.PostAsync(page, [("act", "Publish")], "Review")).StatusCode);
            using (var national = await hub.SignInAsync("national"))
                await national.RefusedAsync(page, [("act", "Refuse"), ("reason", "两人同时审核")], HttpStatusCode.Conflict, "Review");
            Assert.Contains("补充证明后的供给麤麤", await visitor.SeeAsync(page), StringComparison.Ordinal);
            await owner.PostAsync(page + "/edit", Post("Offer", "公开后又改的供给麤麤", "13800001111", "38", "H01M"));
            Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync(page)).Status);
            owner.Dispose();
        }
        finally
        {
            options.BoardReview = false;
        }
    }

    [Fact]
    public async Task Files_of_a_post_are_public_with_it_and_not_without()
    {
        var (owner, _) = await new People(hub).SignUpAsync("附件发布人");
        var page = await PostAsync(owner, "Offer", "带附件的供给信息", "13800001111", "38", "H01M");
        using var added = await owner.UploadManyAsync(page + "/edit", [], [("upload", "介绍.pdf", Pdf)], "Upload");
        Assert.Equal(HttpStatusCode.Redirect, added.StatusCode);
        var file = await hub.ScalarAsync<Guid>("select id from foundation.file where owner_kind = 'post' and owner_id = @id", new { id = RequestSteps.IdOf(page) });
        using var visitor = new Visitor(hub.Address);
        Assert.Contains("介绍.pdf", await visitor.SeeAsync(page), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync($"{page}/files/{file}")).Status);
        await owner.PostAsync(page, [], "Close");
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"{page}/files/{file}")).Status);
        owner.Dispose();
    }

    [Fact]
    public async Task The_workbench_of_a_client_shows_what_waits_for_it()
    {
        var (client, _) = await new People(hub).SignUpAsync("委托人");
        using var member = await hub.SignInAsync("outlet");
        var page = await client.AskAsync("等客户处理的申请", await hub.MemberAsync());
        Assert.DoesNotContain("等客户处理的申请", await client.SeeAsync("/workbench"), StringComparison.Ordinal);
        await member.ActAsync(page, "Quote", ("Amount", "0"), ("Days", "5"), ("Text", "免费"));
        Assert.Contains("专业化服务：待确认报价", await client.SeeAsync("/workbench"), StringComparison.Ordinal);
        await client.ActAsync(page, "Agree");
        Assert.DoesNotContain("等客户处理的申请", await client.SeeAsync("/workbench"), StringComparison.Ordinal);
        await member.ActAsync(page, "Deliver", ("Text", "成果。"));
        Assert.Contains("专业化服务：待验收", await client.SeeAsync("/workbench"), StringComparison.Ordinal);
        client.Dispose();
    }

    private static async Task<string> PostAsync(Visitor owner, string side, string title, string contact, string industry, string technology)
    {
        using var made = await owner.PostAsync("/board/new?side=" + side, Post(side, title, contact, industry, technology));
        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
        return made.Headers.Location!.ToString();
    }

    private static async Task AnswerAsync(Visitor who, Guid introduction, string act, params (string, string)[] fields)
    {
        using var answer = await who.PostAsync($"/board/introductions/{introduction}", [("act", act), .. fields]);
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"{act}: {answer.StatusCode}");
    }

    private Task<long> CountedAsync() => hub.ScalarAsync<long>("select count(*) from requests.introduction where state = 'Done' and outcome = 'contract' and need_confirms and offer_confirms");

    private static (string, string)[] Sent(string form, string title) =>
        [.. Post("Need", title, "13800001111", "38", "H01M"), ("Seen", RequestSteps.SeenOf(form)), ("__RequestVerificationToken", RequestSteps.TokenOf(form))];

    private static (string, string)[] Post(string side, string title, string contact, string industry, string technology) =>
        [("Side", side), ("Title", title), ("Text", "说明写在这里，详情面谈，长期有效。"), ("Employer", "示例制造有限公司"), ("Contact", contact), ("Region", "31"), ("Industry", industry), ("Technology", technology)];
}
