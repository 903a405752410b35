using System.Net;

namespace Zhishu.Tests.Requests;

/// <summary>Professional requests and the board through the real pages.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class RequestTests(OfficeHub hub)
{
    private static readonly byte[] Pdf = "%PDF-1.4\n%%EOF"u8.ToArray();

    [Fact]
    public async Task From_the_form_over_the_quote_to_the_accepted_result()
    {
        using var client = await hub.SignInAsync("user");
        using var incomplete = await client.PostAsync("/requests/new?type=search", [("Type", "search"), ("Title", "缺少内容的申请"), ("Region", "31"), ("Phone", "021-12345678")]);
        Assert.Equal(HttpStatusCode.BadRequest, incomplete.StatusCode);
        Assert.Contains("缺少内容的申请", await incomplete.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var asked = await client.PostAsync("/requests/new?type=search", Fields("固态电池查新", await MemberAsync()));
        Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
        using var twice = await client.PostAsync("/requests/new?type=search", Fields("固态电池查新", await MemberAsync()));
        Assert.Equal(asked.Headers.Location, twice.Headers.Location);
        var page = asked.Headers.Location!.ToString();
        var id = Guid.Parse(page.Split('/')[^1]);
        using var member = await hub.SignInAsync("outlet");
        using var stranger = await hub.SignInAsync("applicant");
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(page)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync(page, [("act", "Agree")])).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await member.PostAsync(page, [("act", "Quote"), ("Amount", "-1"), ("Days", "5"), ("Text", "x")])).StatusCode);
        await member.PostAsync(page, [("act", "Quote"), ("Amount", "200"), ("Days", "5"), ("Text", "检索报告一份")]);
        Assert.Contains("200 元", (await client.GetAsync(page)).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await member.PostAsync(page, [("act", "Deliver"), ("Text", "还没同意就交")])).StatusCode);
        await client.PostAsync(page, [("act", "Agree")]);
        await member.PostAsync(page, [("act", "Log"), ("Minutes", "90"), ("Text", "检索两个库")]);
        Assert.Equal(HttpStatusCode.Redirect, (await member.UploadManyAsync(page, [("act", "Attach")], [("upload", "报告.pdf", Pdf)])).StatusCode);
        var file = await hub.ScalarAsync<Guid>("select id from foundation.file where owner_id = @id and owner_kind = 'request-result'", new { id });
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"{page}/files/result/{file}")).Status);
        await member.PostAsync(page, [("act", "Deliver"), ("Text", "## 结论\n没有相同方案。")]);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"{page}/files/result/{file}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"{page}/files/result/{file}")).Status);
        Assert.DoesNotContain("检索两个库", (await client.GetAsync(page)).Text, StringComparison.Ordinal);
        await client.PostAsync(page, [("act", "Return"), ("Text", "请补充日文文献")]);
        await member.PostAsync(page, [("act", "Deliver"), ("Text", "已补充。")]);
        await client.PostAsync(page, [("act", "Accept"), ("rating", "4")]);
        Assert.Equal("Accepted", await hub.ScalarAsync<string>("select state from requests.request where id = @id", new { id }));
        Assert.Equal(90, await hub.ScalarAsync<int>("select minutes from directory.service_record where source_id = @id and item_code = 'special.search' and rating = 4", new { id }));
    }

    [Fact]
    public async Task A_result_that_nobody_answers_counts_as_accepted()
    {
        using var client = await hub.SignInAsync("user");
        using var asked = await client.PostAsync("/requests/new?type=search", Fields("沉默即验收的申请", await MemberAsync()));
        var page = asked.Headers.Location!.ToString();
        using var member = await hub.SignInAsync("outlet");
        await member.PostAsync(page, [("act", "Quote"), ("Amount", "0"), ("Days", "3"), ("Text", "免费")]);
        await client.PostAsync(page, [("act", "Agree")]);
        await hub.PassAsync(1);
        Assert.Equal(1L, await hub.ScalarAsync<long>("select count(*) from foundation.process where type = 'request.remind' and subject_id = @id", new { id = page.Split('/')[^1] }));
        using var later = await hub.SignInAsync("outlet");
        await later.PostAsync(page, [("act", "Deliver"), ("Text", "成果在此。")]);
        await hub.PassAsync(13);
        await hub.PassAsync(3);
        Assert.Equal("Accepted", await hub.ScalarAsync<string>("select state from requests.request where id = @id", new { id = Guid.Parse(page.Split('/')[^1]) }));
    }

    [Fact]
    public async Task A_need_and_an_offer_are_brought_together_and_contacts_shown_when_both_agree()
    {
        using var enterprise = await hub.SignInAsync("user");
        using var need = await enterprise.PostAsync("/board/new?side=Need", Post("Need", "寻找固态电解质制备技术", "内部联系电话 13811112222"));
        Assert.Equal(HttpStatusCode.Redirect, need.StatusCode);
        var needPage = need.Headers.Location!.ToString();
        using var provider = await hub.SignInAsync("applicant");
        using var offer = await provider.PostAsync("/board/new?side=Offer", Post("Offer", "提供固态电解质制备工艺许可", "供方联系电话 13833334444"));
        var offerId = offer.Headers.Location!.ToString().Split('/')[^1];
        Assert.Contains($"/board/{offerId}", (await enterprise.GetAsync(needPage)).Text, StringComparison.Ordinal);
        using var visitor = new Visitor(hub.Address);
        var seen = (await visitor.GetAsync(needPage)).Text;
        Assert.Contains("寻找固态电解质", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("13811112222", seen, StringComparison.Ordinal);
        using var outlet = await hub.SignInAsync("outlet");
        var member = await MemberAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await provider.PostAsync(needPage, [("other", offerId), ("member", member.ToString()), ("note", "冒充")], "Introduce")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await outlet.PostAsync(needPage, [("other", offerId), ("member", member.ToString()), ("note", "技术方向一致，建议洽谈。")], "Introduce")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await outlet.PostAsync(needPage, [("other", offerId), ("member", member.ToString()), ("note", "再来一次")], "Introduce")).StatusCode);
        var introduction = await hub.ScalarAsync<Guid>("select id from requests.introduction where offer_id = @offer", new { offer = Guid.Parse(offerId) });
        var introduced = $"/board/introductions/{introduction}";
        await enterprise.PostAsync(introduced, [("act", "Agree")]);
        Assert.DoesNotContain("13833334444", (await enterprise.GetAsync(needPage)).Text, StringComparison.Ordinal);
        await provider.PostAsync(introduced, [("act", "Agree")]);
        Assert.Contains("13833334444", (await enterprise.GetAsync(needPage)).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await outlet.PostAsync(introduced, [("act", "Finish"), ("outcome", "licence")])).StatusCode);
        await enterprise.PostAsync(introduced, [("act", "Confirm")]);
        Assert.Equal(0L, await hub.ScalarAsync<long>("select count(*) from directory.service_record where source_id = @introduction", new { introduction }));
        await provider.PostAsync(introduced, [("act", "Confirm")]);
        Assert.Equal("licence", await hub.ScalarAsync<string>("select outcome from directory.service_record where source_id = @introduction and item_code = 'special.sme'", new { introduction }));
    }

    private async Task<Guid> MemberAsync() =>
        await hub.ScalarAsync<Guid>("select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = 'outlet@demo.example'");

    private static (string, string)[] Fields(string title, Guid member) =>
        [("Type", "search"), ("Title", title), ("Region", "31"), ("Phone", "021-12345678"), ("ClientKind", "LargerFirm"), ("To", member.ToString()), ("a-technology", "固态电解质及其制备"),
        ("a-purpose", "查新"), ("a-scope", "中国，近十年")];

    private static (string, string)[] Post(string side, string title, string contact) =>
        [("Side", side), ("Title", title), ("Text", "我们从事锂电池材料，详情面谈，长期有效。"), ("Employer", "示例新材料有限公司"), ("Contact", contact), ("Region", "31"), ("Industry", "38"), ("Technology", "H01M10/056")];
}
