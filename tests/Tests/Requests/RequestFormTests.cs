using System.Net;
using System.Text.RegularExpressions;

namespace Zhishu.Tests.Requests;

/// <summary>Nothing typed is lost, nothing is rounded or overwritten in silence, and only what somebody can take is offered as a form.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed partial class RequestFormTests(OfficeHub hub)
{
    [Theory]
    [InlineData("-1")]
    [InlineData("2000.555")]
    [InlineData("两千")]
    public async Task A_wrong_price_keeps_the_quote_and_says_what_is_expected(string amount)
    {
        var (client, _) = await new People(hub).SignUpAsync();
        using var member = await hub.SignInAsync("outlet");
        var page = await client.AskAsync("报价写错的申请", await hub.MemberAsync());
        var back = await member.RefusedAsync(page, [("act", "Quote"), ("Amount", amount), ("Days", "5"), ("Text", "检索三个国家，写了很久的说明")]);
        Assert.Contains("最多两位小数", back, StringComparison.Ordinal);
        Assert.Contains($"value=\"{amount}\"", back, StringComparison.Ordinal);
        Assert.Contains("检索三个国家，写了很久的说明", back, StringComparison.Ordinal);
        Assert.Null(await hub.ScalarAsync<decimal?>("select quote from requests.request where id = @id", new { id = RequestSteps.IdOf(page) }));
        var days = await member.RefusedAsync(page, [("act", "Quote"), ("Amount", "２０００.５5"), ("Days", "0"), ("Text", "同上")]);
        Assert.Contains("1 到 1000", days, StringComparison.Ordinal);
        await member.ActAsync(page, "Quote", ("Amount", "２０００.５5"), ("Days", "5"), ("Text", "同上"));
        Assert.Equal(2000.55m, await hub.ScalarAsync<decimal>("select quote from requests.request where id = @id", new { id = RequestSteps.IdOf(page) }));
        client.Dispose();
    }

    [Fact]
    public async Task Every_refused_act_gives_back_what_was_typed()
    {
        var (client, _) = await new People(hub).SignUpAsync();
        using var member = await hub.SignInAsync("outlet");
        var page = await client.AskAsync("各种退回的表单", await hub.MemberAsync());
        var transfer = await member.RefusedAsync(page, [("act", "Transfer"), ("To", ""), ("Text", "本所不擅长该领域")]);
        Assert.Contains("本所不擅长该领域", transfer, StringComparison.Ordinal);
        await member.BeginAsync(client, page);
        var log = await member.RefusedAsync(page, [("act", "Log"), ("Minutes", "9999"), ("Text", "检索了两个库")]);
        Assert.Contains("检索了两个库", log, StringComparison.Ordinal);
        Assert.Contains("value=\"9999\"", log, StringComparison.Ordinal);
        var say = await client.RefusedAsync(page, [("act", "Say"), ("Text", "很长的留言" + new string('字', 4000))]);
        Assert.Contains("很长的留言", say, StringComparison.Ordinal);
        client.Dispose();
    }

    [Fact]
    public async Task A_client_does_not_agree_to_a_price_that_was_changed_meanwhile_and_two_of_a_member_do_not_overwrite_each_other()
    {
        var (client, _) = await new People(hub).SignUpAsync();
        using var member = await hub.SignInAsync("outlet");
        using var colleague = await hub.SignInAsync("staff");
        var page = await client.AskAsync("同时改报价的申请", await hub.MemberAsync());
        await member.ActAsync(page, "Quote", ("Amount", "200"), ("Days", "5"), ("Text", "报告一份"));
        var (mine, others) = (await client.SeeAsync(page), await colleague.SeeAsync(page));
        await member.ActAsync(page, "Quote", ("Amount", "2000"), ("Days", "5"), ("Text", "报告两份"));
        using var agreed = await client.SendAsync(page, [("act", "Agree"), ("Seen", RequestSteps.SeenOf(mine)), ("__RequestVerificationToken", RequestSteps.TokenOf(mine))]);
        Assert.Equal(HttpStatusCode.Conflict, agreed.StatusCode);
        Assert.Equal("Quoted", await hub.StateAsync(page));
        using var late = await colleague.SendAsync(page, [("act", "Quote"), ("Amount", "300"), ("Days", "8"), ("Text", "同事写的说明"), ("Seen", RequestSteps.SeenOf(others)),
            ("__RequestVerificationToken", RequestSteps.TokenOf(others))]);
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        var told = WebUtility.HtmlDecode(await late.Content.ReadAsStringAsync());
        Assert.Contains("同事写的说明", told, StringComparison.Ordinal);
        Assert.Contains("2000 元", told, StringComparison.Ordinal);
        client.Dispose();
    }

    [Fact]
    public async Task Who_the_client_is_is_asked_once_and_kept()
    {
        var (client, email) = await new People(hub).SignUpAsync();
        var member = await hub.MemberAsync();
        var missing = await client.RefusedAsync("/requests/new?type=search", [.. RequestSteps.Fields("没有选类型的申请", member).Where(field => field.Item1 != "ClientKind")]);
        Assert.Contains("请选择申请人类型", missing, StringComparison.Ordinal);
        await client.AskAsync("选了类型的申请", member);
        Assert.Equal("SmallFirm", await hub.ScalarAsync<string>("select client_kind from requests.request where email = @email", new { email }));
        Assert.Matches(Chosen(), await client.SeeAsync("/requests/new?type=search"));
        client.Dispose();
    }

    [Fact]
    public async Task A_service_that_nobody_can_take_leads_into_an_enquiry_with_the_words()
    {
        using var visitor = new Visitor(hub.Address);
        var index = await visitor.SeeAsync("/requests");
        Assert.Contains("/requests/new?type=search", index, StringComparison.Ordinal);
        Assert.DoesNotContain("/requests/new?type=warning", index, StringComparison.Ordinal);
        var offered = await hub.ScalarAsync<long>("""
            select count(distinct list.organisation_id) from directory.item_list list join directory.service_item item on item.list_id = list.id
            where list.state = 'published' and item.code = 'special.warning'
            """);
        Assert.True(offered > 0);
        Assert.Contains($"另有 {offered} 个机构请电话联系", index, StringComparison.Ordinal);
        var ask = Regex.Match(index, "href=\"(/enquiries/ask\\?title=[^\"]+)\"").Groups[1].Value;
        var form = await visitor.SeeAsync(ask);
        Assert.Contains("想申请：", form, StringComparison.Ordinal);

        // Somebody who came to the form by an old address, or whose member left meanwhile, loses nothing.
        var (client, _) = await new People(hub).SignUpAsync();
        (string, string)[] typed = [("Type", "warning"), ("Title", "出口欧洲前的预警"), ("Region", "31"), ("Phone", "021-55556666"), ("ClientKind", "SmallFirm"),
            ("a-products", "扫地机器人充电座"), ("a-markets", "德国")];
        var refused = await client.RefusedAsync("/requests/new?type=warning", typed);
        Assert.Contains("转为咨询", refused, StringComparison.Ordinal);
        var fields = Regex.Matches(refused[refused.IndexOf("handler=Carry", StringComparison.Ordinal)..], "<input[^>]*name=\"(\\w+)\"[^>]*value=\"([^\"]*)\"")
            .Select(match => (match.Groups[1].Value, match.Groups[2].Value));
        using var carried = await client.SendAsync("/enquiries/ask?handler=Carry", fields);
        Assert.Equal(HttpStatusCode.OK, carried.StatusCode);
        var enquiry = WebUtility.HtmlDecode(await carried.Content.ReadAsStringAsync());
        Assert.Contains("value=\"出口欧洲前的预警\"", enquiry, StringComparison.Ordinal);
        Assert.Contains("扫地机器人充电座", enquiry, StringComparison.Ordinal);
        Assert.Contains("action=\"/enquiries/ask\"", enquiry, StringComparison.Ordinal);
        client.Dispose();
    }

    [GeneratedRegex("value=\"SmallFirm\"\\s+selected")]
    private static partial Regex Chosen();
}
