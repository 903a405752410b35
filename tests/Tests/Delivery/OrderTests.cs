using System.Net;
using System.Text.RegularExpressions;
using Dapper;

namespace Zhishu.Tests.Delivery;

/// <summary>Document delivery between two members of the demo network.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class OrderTests(OfficeHub hub)
{
    private static readonly byte[] Pdf = "%PDF-1.4\n%%EOF"u8.ToArray();

    [Fact]
    public async Task An_order_passes_on_until_somebody_supplies_and_the_link_ends()
    {
        await HoldAsync("applicant@demo.example", "journal", "知识产权研究", "1000-1234");
        await HoldAsync("node@demo.example", "journal", "知识产权研究", "1000-1234");
        using var asking = await hub.SignInAsync("outlet");
        using var refused = await asking.PostAsync("/delivery/new",
            [.. Fields("张三：论专利公开，知识产权研究 2020(3)", "1000-1234"), ("Copyright", "false"), ("member", (await MemberAsync("outlet@demo.example")).ToString())]);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using var asked = await asking.PostAsync("/delivery/new",
            [.. Fields("张三：论专利公开，知识产权研究 2020(3)", "1000-1234"), ("Copyright", "true"), ("member", (await MemberAsync("outlet@demo.example")).ToString())]);
        Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
        var page = asked.Headers.Location!.ToString();
        var id = Guid.Parse(page.Split('/')[^1]);
        Assert.Equal("RequestReceived", await StateAsync(id));

        // The first cannot; the next who holds it gets it; the first still reads it and can do nothing.
        var first = await SupplierAsync(id);
        using var one = await hub.SignInAsync(first);
        Assert.Equal(HttpStatusCode.BadRequest, (await one.PostAsync(page, [("act", "Refuse"), ("reason", "Because")])).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await one.PostAsync(page, [("act", "Refuse"), ("reason", "NotFoundAsCited")])).StatusCode);
        var second = await SupplierAsync(id);
        Assert.NotEqual(first, second);
        using var two = await hub.SignInAsync(second);
        Assert.Equal(HttpStatusCode.Redirect, (await two.PostAsync(page, [("act", "Promise")])).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await two.UploadManyAsync(page, [("act", "Supply")], [("copy", "文献.pdf", [1, 2, 3])])).StatusCode);
        Assert.Equal("WillSupply", await StateAsync(id));
        Assert.Equal(HttpStatusCode.Redirect, (await two.UploadManyAsync(page, [("act", "Supply")], [("copy", "文献.pdf", Pdf)])).StatusCode);
        Assert.Equal("CopyCompleted", await StateAsync(id));
        var link = Regex.Match((await asking.GetAsync(page)).Text, "/delivery/copies/[^\"]+").Value;
        using var reader = new Visitor(hub.Address);
        Assert.Equal(HttpStatusCode.NotFound, (await reader.GetAsync(link[..^1] + (link[^1] == 'A' ? 'B' : 'A'))).Status);
        var parts = link.Split('/');
        Assert.Equal(HttpStatusCode.NotFound, (await reader.GetAsync($"/delivery/copies/{id}/{long.Parse(parts[4], null) + 86400}/{parts[5]}")).Status);
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ => (await reader.GetAsync(link)).Status));
        Assert.Equal(5, answers.Count(status => status == HttpStatusCode.OK));
        Assert.DoesNotContain("/delivery/copies/", (await two.GetAsync(page)).Text, StringComparison.Ordinal);
        await asking.PostAsync(page, [("act", "Renew")]);
        await hub.PassAsync(8);
        Assert.Equal(HttpStatusCode.NotFound, (await reader.GetAsync(link)).Status);
        Assert.Equal(1L, await hub.ScalarAsync<long>("select count(*) from directory.service_record where source_id = @id and item_code = 'basic.delivery'", new { id }));
        using var stranger = await hub.SignInAsync("user");
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(page)).Status);
    }

    [Fact]
    public async Task Who_does_not_answer_loses_it_and_what_then_nobody_offers_is_unfilled()
    {
        using var asking = await hub.SignInAsync("outlet");
        var member = ("member", (await MemberAsync("outlet@demo.example")).ToString());
        await HoldAsync("node@demo.example", "report", "年度分析报告", "");
        using var slow = await asking.PostAsync("/delivery/new", [.. Fields("年度分析报告 2021", "", "report"), ("Copyright", "true"), member]);
        var id = Guid.Parse(slow.Headers.Location!.ToString().Split('/')[^1]);
        for (var day = 0; day < 16; day++)
        {
            await hub.PassAsync(1);
            await hub.PassAsync();
        }

        Assert.Equal("Unfilled", await StateAsync(id));
        Assert.Equal(1L, await hub.ScalarAsync<long>("select count(*) from foundation.process where type = 'order.late' and subject_id = @id", new { id = id.ToString() }));
    }

    private async Task HoldAsync(string email, string kind, string title, string cover)
    {
        using var member = await hub.SignInAsync(email);
        using var answer = await member.PostAsync("/delivery/holdings", [("Kind", kind), ("Title", title), ("Cover", cover), ("member", (await MemberAsync(email)).ToString())]);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    private async Task<Guid> MemberAsync(string email) =>
        await hub.ScalarAsync<Guid>("select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = @email", new { email });

    private async Task<string?> StateAsync(Guid id) => await hub.ScalarAsync<string>("select state from delivery.document_order where id = @id", new { id });

    private async Task<string> SupplierAsync(Guid id)
    {
        await using var connection = await hub.Database.Source.OpenConnectionAsync();
        return await connection.QueryFirstAsync<string>(
            "select account.email from delivery.document_order join identity.account_grant on organisation_id = supplier_id join identity.account on "
            + "account.id = account_grant.account_id where document_order.id = @id", new { id });
    }

    private static (string, string)[] Fields(string citation, string cover, string kind = "journal") =>
        [("Kind", kind), ("Citation", citation), ("Cover", cover), ("Year", "2020"), ("Purpose", "课题研究")];
}
