using System.Net;
using System.Text.RegularExpressions;

namespace Zhishu.Tests.Identity;

/// <summary>A form that is sent when the session has ended is kept, files included, and sent on by the same person alone after signing in again.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed partial class HeldFormTests(OfficeHub hub)
{
    private static readonly byte[] File = "%PDF-1.4 sealed"u8.ToArray();

    [Fact]
    public async Task What_was_written_arrives_with_its_files_after_signing_in_again()
    {
        using var person = await BrowserAsync("user");
        var text = "会话过期前写下的正文。" + string.Concat(Enumerable.Repeat("请问年费怎样缴纳？", 200));
        using var late = await SendLateAsync(person, "会话过期的咨询", text);
        var page = Held(late);

        // Nobody sees it before signing in, and somebody else neither sees it nor sends it on.
        Assert.DoesNotContain("会话过期前写下", (await person.GetAsync(page)).Text, StringComparison.Ordinal);
        using var other = await BrowserAsync("applicant");
        Assert.DoesNotContain("会话过期前写下", (await other.GetAsync(page)).Text, StringComparison.Ordinal);
        using (var stolen = await other.SendAsync($"/enquiries/ask?resumed={page[^32..]}", []))
            Assert.NotEqual(HttpStatusCode.Redirect, stolen.StatusCode);
        Assert.Equal(0, await CountAsync("会话过期的咨询"));

        var shown = await SignInAsync(person, "user", page);
        Assert.Contains("会话过期前写下", shown, StringComparison.Ordinal);
        Assert.Contains("会话过期.pdf", shown, StringComparison.Ordinal);
        using (var sent = await person.SendAsync(WebUtility.HtmlDecode(Action().Match(shown).Groups[1].Value), []))
            Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        Assert.Equal(1, await CountAsync("会话过期的咨询"));
        Assert.Equal(File.Length, await hub.ScalarAsync<int>("select size from foundation.file where name = '会话过期.pdf'"));

        // It is sent on once.
        Assert.Equal(HttpStatusCode.NotFound, (await person.GetAsync(page)).Status);
        Assert.Equal(0, await hub.ScalarAsync<long>("select count(*) from identity.held_form"));
    }

    [Fact]
    public async Task What_is_refused_comes_back_with_all_that_was_written()
    {
        using var person = await BrowserAsync("user");
        using var late = await SendLateAsync(person, "", "没有标题的咨询，写了很多很多的字，不能丢。");
        var shown = await SignInAsync(person, "user", Held(late));
        var address = WebUtility.HtmlDecode(Action().Match(shown).Groups[1].Value);
        using var refused = await person.SendAsync(address, []);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var again = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());
        Assert.Contains("写了很多很多的字，不能丢", again, StringComparison.Ordinal);
        Assert.Contains("附件已保留，不必重新选择：会话过期.pdf", again, StringComparison.Ordinal);

        // The page that came back is sent to the same address: what is in it counts now, not what was kept.
        using var mended = await person.PostAsync("/enquiries/ask", Fields("补上标题的咨询", "没有标题的咨询，补上了。"));
        Assert.Equal(HttpStatusCode.Redirect, mended.StatusCode);
        Assert.Equal(1, await CountAsync("补上标题的咨询"));
    }

    [Fact]
    public async Task Only_forms_of_people_whose_session_ended_are_kept()
    {
        using var stranger = new Visitor(hub.Address);
        stranger.Http.DefaultRequestHeaders.Add("Accept", "text/html");
        using (var answer = await stranger.SendAsync("/board/new", [("text", "x")]))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Contains("href=\"/account/sign-in\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        // What a script sends is told of the ended session.
        using var script = await hub.SignInAsync("user");
        hub.Clock.Now = hub.Clock.Now.AddHours(3);
        using (var answer = await script.SendAsync("/board/new", [("text", "x")]))
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(0, await hub.ScalarAsync<long>("select count(*) from identity.held_form"));

        // Of one person the last five are kept, each two hours.
        for (var i = 0; i < 7; i++)
        {
            using var person = await BrowserAsync("user");
            using var late = await SendLateAsync(person, $"第 {i} 次过期", "写下的内容");
            Assert.Equal(HttpStatusCode.OK, (await person.GetAsync(Held(late))).Status);
            hub.Clock.Now = hub.Clock.Now.AddHours(i == 6 ? 2.1 : 0);
            if (i == 6)
                Assert.Equal(HttpStatusCode.NotFound, (await person.GetAsync(Held(late))).Status);
        }

        Assert.InRange(await hub.ScalarAsync<long>("select count(*) from identity.held_form"), 1, 5);
        await hub.ScalarAsync<int>("with gone as (delete from identity.held_form returning 1) select count(*) from gone");
    }

    private async Task<Visitor> BrowserAsync(string name)
    {
        var visitor = await hub.SignInAsync(name);
        visitor.Http.DefaultRequestHeaders.Add("Accept", "text/html");
        return visitor;
    }

    private static IEnumerable<(string Name, string Value)> Fields(string title, string text) =>
        [("Title", title), ("Text", text), ("Subject", "patent"), ("Region", "31"), ("suggested", "true")];

    // The page was opened while the session lasted: its token is of the person.
    private async Task<HttpResponseMessage> SendLateAsync(Visitor person, string title, string text)
    {
        var token = Token().Match((await person.GetAsync("/enquiries/ask")).Text).Groups[1].Value;
        hub.Clock.Now = hub.Clock.Now.AddHours(3);
        var form = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" }, { new ByteArrayContent(File), "files", "会话过期.pdf" } };
        foreach (var (name, value) in Fields(title, text))
            form.Add(new StringContent(value), name);
        return await person.Http.PostAsync("/enquiries/ask", form);
    }

    private static string Held(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        var page = answer.Headers.Location!.ToString();
        Assert.StartsWith("/account/held/", page, StringComparison.Ordinal);
        return page;
    }

    private async Task<string> SignInAsync(Visitor person, string name, string page)
    {
        using var again = await person.PostAsync("/account/sign-in?returnUrl=" + page, [("email", name + "@demo.example"), ("password", hub.Password), ("returnUrl", page)]);
        Assert.Equal(page, again.Headers.Location?.ToString());
        return (await person.GetAsync(page)).Text;
    }

    private Task<long> CountAsync(string title) => hub.ScalarAsync<long>("select count(*) from enquiries.enquiry where title = @title", new { title });

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("<form method=\"post\" action=\"([^\"]+resumed=[^\"]+)\"")]
    private static partial Regex Action();
}
