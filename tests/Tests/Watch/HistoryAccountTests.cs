using System.Net;

namespace Zhishu.Tests.Watch;

/// <summary>What somebody asked before signing in is theirs afterwards, and nobody else's.</summary>
[Collection(OfficeCollection.Name)]
public sealed class HistoryAccountTests(OfficeHub hub)
{
    private readonly People _people = new(hub);

    private static string Ask(string query) => "/search?q=" + Uri.EscapeDataString(query);

    private static async Task<string> HistoryAsync(Visitor visitor) => WebUtility.HtmlDecode((await visitor.GetAsync("/my/history")).Text);

    private static async Task AskAsync(Visitor visitor, params string[] queries)
    {
        foreach (var query in queries)
            Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(Ask(query))).Status);
    }

    private static async Task SignInAsync(Visitor visitor, string email)
    {
        using var answer = await visitor.PostAsync("/account/sign-in", [("email", email), ("password", People.Password)]);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Fact]
    public async Task Questions_asked_before_signing_in_are_there_afterwards_and_go_with_the_account()
    {
        var (first, email) = await _people.SignUpAsync();
        first.Dispose();
        using var visitor = new Visitor(hub.Address);
        await AskAsync(visitor, "TI=甲电池", "#1 AND PA=大学");
        await SignInAsync(visitor, email);
        var page = await HistoryAsync(visitor);
        Assert.Contains("TI=甲电池", page, StringComparison.Ordinal);
        Assert.Contains("#1 AND PA=大学", page, StringComparison.Ordinal);

        // The numbers mean what they meant, and go on.
        await AskAsync(visitor, "#2 NOT IC=H01M");
        Assert.Contains("#3", await HistoryAsync(visitor), StringComparison.Ordinal);

        // Signed out, this browser has nothing of it; signed in elsewhere, it is there.
        using var gone = await visitor.PostAsync("/account", [], "SignOut");
        Assert.DoesNotContain("甲电池", await HistoryAsync(visitor), StringComparison.Ordinal);
        using var elsewhere = await _people.SignInAsync(email);
        Assert.Contains("#2 NOT IC=H01M", await HistoryAsync(elsewhere), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_asked_before_joins_what_the_account_had()
    {
        var (owner, email) = await _people.SignUpAsync();
        using var theirs = owner;
        await AskAsync(theirs, "TI=乙隔膜");
        using var visitor = new Visitor(hub.Address);
        await AskAsync(visitor, "TI=丙极耳");
        await SignInAsync(visitor, email);
        var page = await HistoryAsync(visitor);
        Assert.Contains("TI=乙隔膜", page, StringComparison.Ordinal);
        Assert.Contains("TI=丙极耳", page, StringComparison.Ordinal);
        Assert.Contains("TI=丙极耳", await HistoryAsync(theirs), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_questions_of_another_person_are_not_there()
    {
        var (one, _) = await _people.SignUpAsync("甲");
        var (other, otherEmail) = await _people.SignUpAsync("乙");
        using (one)
        using (other)
        {
            await AskAsync(one, "TI=丁电芯");
            await AskAsync(other, "TI=戊电堆");
            Assert.DoesNotContain("丁电芯", await HistoryAsync(other), StringComparison.Ordinal);
            Assert.DoesNotContain("戊电堆", await HistoryAsync(one), StringComparison.Ordinal);

            // One browser, two people one after another: what the first one asked, signed in, stays with the first.
            using var left = await one.PostAsync("/account", [], "SignOut");
            await SignInAsync(one, otherEmail);
            var page = await HistoryAsync(one);
            Assert.DoesNotContain("丁电芯", page, StringComparison.Ordinal);
            Assert.Contains("戊电堆", page, StringComparison.Ordinal);
        }
    }
}
