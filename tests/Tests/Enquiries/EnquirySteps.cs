using System.Net;
using System.Text.RegularExpressions;

namespace Zhishu.Tests.Enquiries;

/// <summary>What is done again and again with enquiries.</summary>
internal static partial class EnquirySteps
{
    /// <summary>The member that an account of the demo network acts for.</summary>
    public static Task<Guid> MemberOfAsync(this OfficeHub hub, string name) => hub.ScalarAsync<Guid>(
        "select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = @email and ended_at is null", new { email = name + "@demo.example" });

    public static Task<string?> NameOfAsync(this OfficeHub hub, Guid member) => hub.ScalarAsync<string>("select name from network.organisation where id = @member", new { member });

    /// <summary>Asks a member without an account, and gives the page to follow it and its identity. The limit of an hour is not what these tests are about.</summary>
    public static async Task<(string Page, Guid Id)> AskMemberAsync(this OfficeHub hub, Visitor visitor, string member, string title, params (string, string)[] more)
    {
        hub.Clock.Now = hub.Clock.Now.AddHours(2);
        (string, string)[] usual = [("Text", "详细情况如题，请答复。"), ("Subject", "patent"), ("Region", "31"), ("suggested", "true"), ("To", (await hub.MemberOfAsync(member)).ToString())];
        using var answer = await visitor.PostAsync("/enquiries/ask", [("Title", title), .. usual.Where(field => more.All(one => one.Item1 != field.Item1)), .. more]);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var page = answer.Headers.Location!.ToString();
        return (page, await hub.ScalarAsync<Guid>("select id from enquiries.enquiry where code = @code", new { code = page.Split('/')[2] }));
    }

    public static Task<string?> StateOfAsync(this OfficeHub hub, Guid id) => hub.ScalarAsync<string>("select state from enquiries.enquiry where id = @id", new { id });

    /// <summary>Does an act at the desk, which is taken.</summary>
    public static async Task ActAsync(this Visitor visitor, Guid id, string act, params (string, string)[] fields)
    {
        using var answer = await visitor.PostAsync($"/enquiries/desk/{id}", [("act", act), .. fields]);
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"{act}: {WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync())}");
    }

    /// <summary>Opens a form: its token, and what it has seen.</summary>
    public static async Task<(string Token, string Seen)> OpenFormAsync(this Visitor visitor, string page)
    {
        var text = (await visitor.GetAsync(page)).Text;
        return (Token().Match(text).Groups[1].Value, Seen().Match(text).Groups[1].Value);
    }

    /// <summary>The text of a page as people read it.</summary>
    public static async Task<string> ReadAsync(this Visitor visitor, string page) => WebUtility.HtmlDecode((await visitor.GetAsync(page)).Text);

    public static async Task<string> ReadAsync(this HttpResponseMessage answer) => WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("name=\"[Ss]een\"\\s+value=\"([^\"]+)\"")]
    private static partial Regex Seen();
}
