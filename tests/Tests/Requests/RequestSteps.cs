using System.Net;
using System.Text.RegularExpressions;

namespace Zhishu.Tests.Requests;

/// <summary>What the tests of requests do again and again through the pages.</summary>
internal static partial class RequestSteps
{
    /// <summary>The member of the demo network whose people sign in as <c>outlet</c> and <c>staff</c>.</summary>
    public static async Task<Guid> MemberAsync(this OfficeHub hub, string name = "outlet") => await hub.ScalarAsync<Guid>(
        "select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = @email and organisation_id is not null",
        new { email = name + "@demo.example" });

    /// <summary>Another member that a search can be asked of, and somebody of it.</summary>
    public static async Task<(Guid Id, string Email)> OtherAsync(this OfficeHub hub, Visitor client)
    {
        var own = await hub.MemberAsync();
        var id = Option().Matches(await client.SeeAsync("/requests/new?type=search")).Select(match => Guid.Parse(match.Groups[1].Value)).First(found => found != own);
        return (id, (await hub.ScalarAsync<string>("""
            select email from identity.account join identity.account_grant on account_id = account.id where organisation_id = @id and ended_at is null order by account.created_at limit 1
            """, new { id }))!);
    }

    public static (string, string)[] Fields(string title, Guid? member) =>
        [("Type", "search"), ("Title", title), ("Region", "31"), ("Phone", "0351-1234567"), ("ClientKind", "SmallFirm"), ("To", member?.ToString() ?? ""),
        ("a-technology", "固态电解质及其制备"), ("a-purpose", "查新"), ("a-scope", "中国，近十年")];

    /// <summary>Asks for a search and gives the page of the request.</summary>
    public static async Task<string> AskAsync(this Visitor client, string title, Guid? member)
    {
        using var asked = await client.PostAsync("/requests/new?type=search", Fields(title, member));
        Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
        return asked.Headers.Location!.ToString();
    }

    /// <summary>Quotes and agrees: the work begins.</summary>
    public static async Task BeginAsync(this Visitor member, Visitor client, string page)
    {
        await member.ActAsync(page, "Quote", ("Amount", "0"), ("Days", "5"), ("Text", "免费检索"));
        await client.ActAsync(page, "Agree");
    }

    /// <summary>Does an act that is allowed.</summary>
    public static async Task ActAsync(this Visitor visitor, string page, string act, params (string, string)[] fields)
    {
        using var answer = await visitor.PostAsync(page, [("act", act), .. fields]);
        var told = Told().Match(WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync())).Groups[1].Value;
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"{act}: {answer.StatusCode} {told}");
    }

    /// <summary>Tries an act that is refused, and gives the page that comes back, decoded.</summary>
    public static async Task<string> RefusedAsync(this Visitor visitor, string page, (string, string)[] fields, HttpStatusCode status = HttpStatusCode.BadRequest, string? handler = null)
    {
        using var answer = await visitor.PostAsync(page, fields, handler);
        Assert.Equal(status, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    public static async Task<string> SeeAsync(this Visitor visitor, string page) => WebUtility.HtmlDecode((await visitor.GetAsync(page)).Text);

    public static Guid IdOf(string page) => Guid.Parse(page.Split('/')[2]);

    public static Task<string?> StateAsync(this OfficeHub hub, string page) => hub.ScalarAsync<string>("select state from requests.request where id = @id", new { id = IdOf(page) });

    /// <summary>How many notices with a text an account has.</summary>
    public static Task<long> NoticesAsync(this OfficeHub hub, string name, string text) => hub.ScalarAsync<long>(
        "select count(*) from identity.notice join identity.account on account.id = account_id where email = @email and zh like '%' || @text || '%'",
        new { email = name.Contains('@', StringComparison.Ordinal) ? name : name + "@demo.example", text });

    public static string SeenOf(string text) => Seen().Match(text).Groups[1].Value;

    public static string TokenOf(string text) => Token().Match(text).Groups[1].Value;

    [GeneratedRegex("name=\"[Ss]een\"\\s+value=\"([0-9a-f]+)\"")]
    private static partial Regex Seen();

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("<option value=\"([0-9a-f]{8}-[0-9a-f-]{27})\"")]
    private static partial Regex Option();

    [GeneratedRegex("class=\"notice\" role=\"alert\">([^<]+)<")]
    private static partial Regex Told();
}
