using System.Net;
using System.Text.RegularExpressions;

namespace Zhishu.Tests.Delivery;

/// <summary>Document delivery where it does not go straight: nobody holds it, the copy is wrong, the order was wrong, the link is used up.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class OrderCourseTests(OfficeHub hub)
{
    private static readonly byte[] Pdf = "%PDF-1.4\n%%EOF"u8.ToArray();

    [Fact]
    public async Task What_nobody_is_known_to_hold_is_asked_of_the_whole_network_and_one_alone_takes_it()
    {
        using var asking = await hub.SignInAsync("outlet");
        var page = await AskAsync(asking, "无人收藏的一种年鉴 1987", "yearbook-1987");
        Assert.Equal("Circulated", await StateAsync(page));
        Assert.Contains("正在向全网征询", (await asking.GetAsync(page)).Text, StringComparison.Ordinal);

        // Every other member sees it, without the person who asked; citizens and their own side cannot take it.
        using var one = await hub.SignInAsync("node");
        using var two = await hub.SignInAsync("applicant");
        Assert.Contains("无人收藏的一种年鉴", (await one.GetAsync("/delivery?state=Circulated")).Text, StringComparison.Ordinal);
        var seen = (await one.GetAsync(page)).Text;
        Assert.Contains("由我馆提供", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("网点经办人", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"history\"", seen, StringComparison.Ordinal);
        using var citizen = await hub.SignInAsync("user");
        Assert.Equal(HttpStatusCode.NotFound, (await citizen.GetAsync(page)).Status);
        var (nodes, outlets, applicants) = (await MemberAsync("node"), await MemberAsync("outlet"), await MemberAsync("applicant"));
        Assert.Equal(HttpStatusCode.BadRequest, await DoAsync(asking, page, "Offer", ("by", outlets)));
        Assert.Equal(HttpStatusCode.BadRequest, await DoAsync(one, page, "Offer", ("by", applicants)));
        Assert.Equal(HttpStatusCode.BadRequest, await DoAsync(one, page, "Offer"));

        // Two take it at once from the page that both have open: one has it, the other is told, or finds it taken already.
        var others = (await two.GetAsync(page)).Text;
        Assert.Contains($"value=\"{applicants}\"", others, StringComparison.Ordinal);
        var taken = await Task.WhenAll(OfferAsync(one, seen, nodes), OfferAsync(two, others, applicants));
        Assert.Single(taken, HttpStatusCode.Redirect);
        Assert.Single(taken, status => status is HttpStatusCode.Conflict or HttpStatusCode.NotFound);
        Assert.Equal("WillSupply", await StateAsync(page));
        Assert.Equal(1L, await hub.ScalarAsync<long>("select count(*) from foundation.process where type = 'order.offer' and subject_id = @id", new { id = IdOf(page) }));

        async Task<HttpStatusCode> OfferAsync(Visitor visitor, string shown, string member)
        {
            var token = Regex.Match(shown, "name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"").Groups[1].Value;
            using var answer = await visitor.SendAsync(page, [("act", "Offer"), ("by", member), ("seen", Revision(shown)), ("__RequestVerificationToken", token)]);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task What_nobody_offers_is_unfilled_and_can_be_asked_for_again_but_not_at_once()
    {
        using var before = await hub.SignInAsync("outlet");
        var page = await AskAsync(before, "又一种无人收藏的年鉴", "yearbook-none");
        Assert.Equal("Circulated", await StateAsync(page));
        await hub.PassAsync(1);
        Assert.Equal("Circulated", await StateAsync(page));
        await hub.PassAsync(9);
        Assert.Equal("Unfilled", await StateAsync(page));
        using var asking = await hub.SignInAsync("outlet");
        Assert.Contains("未收藏", (await asking.GetAsync(page)).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, await DoAsync(asking, page, "Retry"));
        Assert.Equal("Circulated", await StateAsync(page));
        Assert.Equal(HttpStatusCode.Redirect, await DoAsync(asking, page, "Cancel"));

        // Whoever would ask everybody twice a day is refused.
        var again = await AskAsync(asking, "第三种无人收藏的年鉴", "yearbook-third");
        await hub.ScalarAsync<int>("update delivery.document_order set state = 'Unfilled' where id = @id returning 1", new { id = Guid.Parse(IdOf(again)) });
        using var refused = await asking.PostAsync(again, [("act", "Retry")]);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("明天再试", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_that_is_wrong_is_supplied_again_and_only_the_supplier_renews_its_link()
    {
        await HoldAsync("node", "standard", "GB/T 3792", "GBT3792");
        using var asking = await hub.SignInAsync("outlet");
        var page = await AskAsync(asking, "GB/T 3792-2021 信息与文献", "GBT3792", "standard");
        using var supplier = await hub.SignInAsync("node");
        using var supplied = await supplier.UploadManyAsync(page, [("act", "Supply")], [("copy", "标准.pdf", Pdf)]);
        Assert.Equal(HttpStatusCode.Redirect, supplied.StatusCode);
        var link = Link((await asking.GetAsync(page)).Text);
        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.OK, (await asking.GetAsync(link)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await asking.GetAsync(link)).Status);

        // The limit is that of the copyright notice: who asked cannot lift it, by no act.
        Assert.Equal(HttpStatusCode.BadRequest, await DoAsync(asking, page, "Renew"));
        Assert.Equal(HttpStatusCode.BadRequest, await DoAsync(asking, page, "Retry"));
        Assert.Equal(HttpStatusCode.NotFound, (await asking.GetAsync(link)).Status);
        Assert.Equal(HttpStatusCode.Redirect, await DoAsync(supplier, page, "Renew"));
        Assert.Equal(HttpStatusCode.OK, (await asking.GetAsync(Link((await asking.GetAsync(page)).Text))).Status);

        // Why it is wrong must be said, and what was said stands in the history; a copy that was wrong is no service given.
        using var silent = await asking.PostAsync(page, [("act", "Object"), ("wrong", "x")]);
        Assert.Equal(HttpStatusCode.BadRequest, silent.StatusCode);
        Assert.Contains(">x</textarea>", Regex.Replace(await silent.Content.ReadAsStringAsync(), @">\s+", ">"), StringComparison.Ordinal);
        Assert.Equal(1L, await RecordsAsync(page));
        Assert.Equal(HttpStatusCode.Redirect, await DoAsync(asking, page, "Object", ("wrong", "缺第 3 页")));
        Assert.Equal(("WillSupply", 0L), (await StateAsync(page), await RecordsAsync(page)));
        Assert.Contains("缺第 3 页", (await supplier.GetAsync(page)).Text, StringComparison.Ordinal);
        using var better = await supplier.UploadManyAsync(page, [("act", "Supply")], [("copy", "标准全.pdf", Pdf)]);
        Assert.Equal(("CopyCompleted", 1L), (await StateAsync(page), await RecordsAsync(page)));
        Assert.Equal(HttpStatusCode.BadRequest, await DoAsync(asking, page, "Rate", ("rating", "6")));
        Assert.Equal(HttpStatusCode.Redirect, await DoAsync(asking, page, "Rate", ("rating", "4")));
    }

    [Fact]
    public async Task A_corrected_order_is_another_order_and_the_same_sent_twice_is_one()
    {
        await HoldAsync("node", "patent", "美国专利", "US");
        using var asking = await hub.SignInAsync("outlet");
        var wrong = await AskAsync(asking, "US 5,123,456 A 全文", "US", "journal");
        Assert.Equal(wrong, await AskAsync(asking, "US 5,123,456 A 全文", "US", "journal"));
        var form = (await asking.GetAsync($"/delivery/new?from={IdOf(wrong)}")).Text;
        Assert.Contains("US 5,123,456 A 全文", form, StringComparison.Ordinal);
        Assert.Matches("value=\"journal\"\\s+selected", form);
        var right = await AskAsync(asking, "US 5,123,456 A 全文", "US", "patent");
        Assert.NotEqual(wrong, right);
        Assert.Equal(("Circulated", "RequestReceived"), (await StateAsync(wrong), await StateAsync(right)));

        // Of others nothing is filled in.
        using var other = await hub.SignInAsync("applicant");
        Assert.DoesNotContain("US 5,123,456", (await other.GetAsync($"/delivery/new?from={IdOf(right)}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_with_faults_names_each_and_keeps_the_rest()
    {
        using var asking = await hub.SignInAsync("outlet");
        using var refused = await asking.PostAsync("/delivery/new", [("Kind", "scroll"), ("Citation", "abc"), ("Cover", "issn"), ("Year", "1400"), ("Purpose", "课题研究用"),
            ("member", await MemberAsync("outlet"))]);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var text = await refused.Content.ReadAsStringAsync();
        foreach (var name in new[] { "Kind", "Citation", "Year", "Copyright" })
            Assert.Contains($"id=\"{name}-fault\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"Purpose-fault\"", text, StringComparison.Ordinal);
        Assert.Contains("课题研究用", text, StringComparison.Ordinal);
        Assert.Contains("1500 到", text, StringComparison.Ordinal);
        using var foreign = await asking.PostAsync("/delivery/new", [.. Fields("他人的请求", "", "book"), ("member", await MemberAsync("node"))]);
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
    }

    [Fact]
    public async Task A_citizen_is_shown_the_way_and_members_their_own_figures()
    {
        using var citizen = await hub.SignInAsync("user");
        var (status, text) = await citizen.GetAsync("/delivery");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("/enquiries/ask?title=", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await citizen.GetAsync("/delivery.csv")).Status);
        using var member = await hub.SignInAsync("outlet");
        Assert.Contains("请我提供的", (await member.GetAsync("/delivery")).Text, StringComparison.Ordinal);
        using var officer = await hub.SignInAsync("shanghai");
        Assert.DoesNotContain("请我提供的", (await officer.GetAsync("/delivery")).Text, StringComparison.Ordinal);
    }

    private async Task HoldAsync(string name, string kind, string title, string cover)
    {
        using var member = await hub.SignInAsync(name);
        using var answer = await member.PostAsync("/delivery/holdings", [("Kind", kind), ("Title", title), ("Cover", cover), ("member", await MemberAsync(name))]);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    private async Task<string> AskAsync(Visitor asking, string citation, string cover, string kind = "book")
    {
        using var asked = await asking.PostAsync("/delivery/new", [.. Fields(citation, cover, kind), ("member", await MemberAsync("outlet"))]);
        Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
        return asked.Headers.Location!.ToString();
    }

    private static async Task<HttpStatusCode> DoAsync(Visitor visitor, string page, string act, params (string, string)[] fields)
    {
        using var answer = await visitor.PostAsync(page, [("act", act), .. fields]);
        return answer.StatusCode;
    }

    private async Task<string> MemberAsync(string name) => (await hub.ScalarAsync<Guid>(
        "select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = @email limit 1",
        new { email = name + "@demo.example" })).ToString();

    private Task<string?> StateAsync(string page) => hub.ScalarAsync<string>("select state from delivery.document_order where id = @id", new { id = Guid.Parse(IdOf(page)) });

    private Task<long> RecordsAsync(string page) => hub.ScalarAsync<long>("select count(*) from directory.service_record where source_id = @id", new { id = Guid.Parse(IdOf(page)) });

    private static string IdOf(string page) => page.Split('/')[^1];

    private static string Link(string page) => Regex.Match(page, "/delivery/copies/[^\"]+").Value;

    private static string Revision(string page) => Regex.Match(page, "name=\"seen\"\\s+value=\"(\\d+)\"").Groups[1].Value;

    private static (string, string)[] Fields(string citation, string cover, string kind) =>
        [("Kind", kind), ("Citation", citation), ("Cover", cover), ("Year", "2020"), ("Purpose", "课题研究"), ("Copyright", "true")];
}
