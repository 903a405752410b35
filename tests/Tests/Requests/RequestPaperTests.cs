using System.Net;

namespace Zhishu.Tests.Requests;

/// <summary>Versions of results, contracts and papers, what is printed, and how a request is found again at the desk.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class RequestPaperTests(OfficeHub hub)
{
    private static readonly byte[] Pdf = "%PDF-1.4\n%%EOF"u8.ToArray();

    [Fact]
    public async Task What_was_sent_back_is_read_by_both_with_what_was_criticised()
    {
        var (client, _) = await new People(hub).SignUpAsync();
        using var member = await hub.SignInAsync("outlet");
        var page = await client.AskAsync("有两版成果的申请", await hub.MemberAsync());
        await member.BeginAsync(client, page);
        await UploadAsync(member, page, "Attach", "一稿.pdf");
        await member.ActAsync(page, "Deliver", ("Text", "第一版结论：没有相同方案。"));
        await client.ActAsync(page, "Return", ("Text", "缺少日文文献"));
        foreach (var side in new[] { client, member })
        {
            var seen = await side.SeeAsync(page);
            Assert.Contains("第一版结论：没有相同方案。", seen, StringComparison.Ordinal);
            Assert.Contains("退回修改：缺少日文文献", seen, StringComparison.Ordinal);
            Assert.Contains("一稿.pdf", seen, StringComparison.Ordinal);
        }

        var file = await hub.ScalarAsync<Guid>("select id from foundation.file where name = '一稿.pdf' and owner_id = @id", new { id = RequestSteps.IdOf(page) });
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"{page}/files/result/{file}")).Status);
        await member.RefusedAsync(page, [("act", "Detach"), ("file", file.ToString())]);
        await UploadAsync(member, page, "Attach", "二稿.pdf");
        var draft = await hub.ScalarAsync<Guid>("select id from foundation.file where name = '二稿.pdf' and owner_id = @id", new { id = RequestSteps.IdOf(page) });
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"{page}/files/result/{draft}")).Status);
        await member.ActAsync(page, "Deliver", ("Text", "第二版结论：补充了日文文献。"));
        var both = await client.SeeAsync(page);
        Assert.Contains("第 1 版", both, StringComparison.Ordinal);
        Assert.Contains("第 2 版", both, StringComparison.Ordinal);
        Assert.Contains("第二版结论", both, StringComparison.Ordinal);
        Assert.Equal(1, await hub.ScalarAsync<int>("select cardinality(files) from requests.result where request_id = @id and number = 2", new { id = RequestSteps.IdOf(page) }));
        client.Dispose();
    }

    [Fact]
    public async Task Contract_and_acceptance_come_from_both_sides_and_are_seen_by_nobody_else()
    {
        var (client, email) = await new People(hub).SignUpAsync();
        using var member = await hub.SignInAsync("outlet");
        using var stranger = await hub.SignInAsync("applicant");
        var page = await client.AskAsync("有委托协议的申请", await hub.MemberAsync());
        Assert.Equal(HttpStatusCode.BadRequest, (await UploadAsync(member, page, "Contract", "太早.pdf")).StatusCode);
        await member.BeginAsync(client, page);
        Assert.Equal(HttpStatusCode.Redirect, (await UploadAsync(member, page, "Contract", "委托协议.pdf")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await UploadAsync(client, page, "Contract", "盖章协议.pdf")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await UploadAsync(client, page, "Attach", "冒充.pdf")).StatusCode);
        var file = await hub.ScalarAsync<Guid>("select id from foundation.file where name = '委托协议.pdf' and owner_id = @id", new { id = RequestSteps.IdOf(page) });
        Assert.Contains("委托协议.pdf", await client.SeeAsync(page), StringComparison.Ordinal);
        Assert.Contains("盖章协议.pdf", await member.SeeAsync(page), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"{page}/files/agreement/{file}")).Status);
        await member.ActAsync(page, "Deliver", ("Text", "成果。"));
        Assert.Equal(HttpStatusCode.Redirect, (await UploadAsync(client, page, "Paper", "验收意见.pdf")).StatusCode);
        Assert.Contains("验收意见.pdf", await member.SeeAsync(page), StringComparison.Ordinal);
        await hub.PassAsync();
        Assert.Equal(1L, await hub.NoticesAsync(email, "新的委托协议"));
        client.Dispose();
    }

    [Fact]
    public async Task Order_quote_and_acceptance_are_printed_for_the_two_sides()
    {
        var (client, _) = await new People(hub).SignUpAsync();
        using var member = await hub.SignInAsync("outlet");
        using var stranger = await hub.SignInAsync("applicant");
        var page = await client.AskAsync("要打印的申请", await hub.MemberAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(page + "/print/quote")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(page + "/print/other")).Status);
        var order = await client.SeeAsync(page + "/print/order");
        Assert.Contains("委托单", order, StringComparison.Ordinal);
        Assert.Contains("固态电解质及其制备", order, StringComparison.Ordinal);
        Assert.Contains("尚未同意", order, StringComparison.Ordinal);
        await member.ActAsync(page, "Quote", ("Amount", "88.5"), ("Days", "5"), ("Text", "报告一份"));
        Assert.Contains("88.5 元", await member.SeeAsync(page + "/print/quote"), StringComparison.Ordinal);
        await client.ActAsync(page, "Agree");
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(page + "/print/acceptance")).Status);
        await member.ActAsync(page, "Deliver", ("Text", "成果。"));
        Assert.Contains("待验收", await client.SeeAsync(page + "/print/acceptance"), StringComparison.Ordinal);
        await client.ActAsync(page, "Accept", ("rating", "5"));
        var accepted = await client.SeeAsync(page + "/print/acceptance");
        Assert.Contains("5 / 5", accepted, StringComparison.Ordinal);
        Assert.DoesNotContain("视为验收", accepted, StringComparison.Ordinal);
        foreach (var paper in new[] { "order", "quote", "acceptance" })
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"{page}/print/{paper}")).Status);
        client.Dispose();
    }

    [Fact]
    public async Task A_request_is_found_by_code_words_name_digits_day_and_who_works_on_it()
    {
        var (client, _) = await new People(hub).SignUpAsync("龘先生");
        using var member = await hub.SignInAsync("outlet");
        using var officer = await hub.SignInAsync("shanghai");
        var page = await client.AskAsync("靐霭检索查新", await hub.MemberAsync());
        var code = await hub.ScalarAsync<string>("select code from requests.request where id = @id", new { id = RequestSteps.IdOf(page) });
        await hub.ScalarAsync<int>("update requests.request set phone = '0351-7654321' where id = @id returning 1", new { id = RequestSteps.IdOf(page) });
        var today = hub.Clock.Now.AddHours(8).ToString("yyyy-MM-dd", null);
        foreach (var query in new[] { "find=" + code, "find=靐霭", "find=龘先", "find=7654321", "find=0351 7654321", $"find=靐霭&from={today}&until={today}",
            "find=靐霭&assignee=nobody", "find=靐霭&state=Submitted" })
        {
            Assert.Contains("靐霭检索查新", await member.SeeAsync("/requests/desk?" + query), StringComparison.Ordinal);
            Assert.Contains("靐霭检索查新", await member.SeeAsync("/requests/desk.csv?" + query), StringComparison.Ordinal);
        }

        foreach (var query in new[] { "find=靐靐靐", "find=靐霭&until=2020-01-01", "find=靐霭&state=InWork", "find=靐霭&late=true", "find=%25" })
            Assert.DoesNotContain("靐霭检索查新", await member.SeeAsync("/requests/desk?" + query), StringComparison.Ordinal);

        // Who may not read it does not learn by searching what it says.
        Assert.Contains(code!, await officer.SeeAsync("/requests/desk?find=" + code), StringComparison.Ordinal);
        foreach (var query in new[] { "find=靐霭", "find=龘先", "find=7654321" })
            Assert.DoesNotContain(code!, await officer.SeeAsync("/requests/desk?" + query), StringComparison.Ordinal);
        await member.ActAsync(page, "Quote", ("Amount", "0"), ("Days", "5"), ("Text", "免费"));
        await client.ActAsync(page, "Agree");
        var staff = await hub.ScalarAsync<Guid>("select id from identity.account where email = 'staff@demo.example'");
        await member.ActAsync(page, "Assign", ("To", staff.ToString()));
        Assert.Contains("靐霭检索查新", await member.SeeAsync($"/requests/desk?find=靐霭&assignee={staff}"), StringComparison.Ordinal);
        client.Dispose();
    }

    private static Task<HttpResponseMessage> UploadAsync(Visitor visitor, string page, string act, string name) =>
        visitor.UploadManyAsync(page, [("act", act)], [("upload", name, Pdf)]);
}
