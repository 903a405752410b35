using System.Net;
using System.Text.RegularExpressions;

namespace Zhishu.Tests.Resources;

/// <summary>What the tests of resources do again and again, over real forms.</summary>
internal static partial class ResourceSteps
{
    /// <summary>The member that somebody of the demo network acts for.</summary>
    public static Task<Guid> MemberOfAsync(this OfficeHub hub, string name) => hub.ScalarAsync<Guid>(
        "select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = @email and organisation_id is not null and ended_at is null",
        new { email = name + "@demo.example" });

    /// <summary>Writes a draft in the name of a member, or of the office when null; the page of it.</summary>
    public static async Task<string> WriteAsync(this Visitor writer, string kind, (string, string)[] fields, Guid? member, string? page = null)
    {
        using var answer = await writer.PostAsync(page ?? $"/resources/edit?kind={kind}", [.. fields, ("kind", kind), ("member", member?.ToString() ?? ""), ("act", "Change")]);
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
        return answer.Headers.Location!.ToString();
    }

    /// <summary>Does an act; the status and what the page says.</summary>
    public static async Task<(HttpStatusCode Status, string Text)> ActAsync(this Visitor person, string page, string act, params (string, string)[] more)
    {
        using var answer = await person.PostAsync(page, [("act", act), .. more]);
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
    }

    /// <summary>Sends a form of a page that is not shown to the sender, with a token from elsewhere.</summary>
    public static async Task<HttpStatusCode> ForceAsync(this Visitor person, string page, string handler, params (string, string)[] fields)
    {
        var token = Token().Match((await person.GetAsync("/feedback/new")).Text).Groups[1].Value;
        using var answer = await person.SendAsync($"{page}?handler={handler}", [.. fields, ("__RequestVerificationToken", token)]);
        return answer.StatusCode;
    }

    /// <summary>The page as people read it.</summary>
    public static async Task<string> ReadAsync(this Visitor person, string page) => WebUtility.HtmlDecode((await person.GetAsync(page)).Text);

    public static Guid IdOf(string page) => Guid.Parse(page.Split('/')[^1]);

    /// <summary>A plan with everything that is asked, but for what is given otherwise.</summary>
    public static (string, string)[] Plan(this OfficeHub hub, string title, string scope, params (string Name, string Value)[] otherwise)
    {
        var day = DateOnly.FromDateTime(hub.Clock.Now.ToOffset(TimeSpan.FromHours(8)).Date);
        var fields = new Dictionary<string, string>
        {
            ["Title"] = title,
            ["Summary"] = "",
            ["Subject"] = "patent",
            ["Fields[type]"] = "专题数据库",
            ["Fields[stage]"] = "拟建（立项通报）",
            ["Fields[scope]"] = scope,
            ["Fields[builder]"] = "上海某信息中心",
            ["Fields[budget]"] = "120.5",
            ["Fields[funds]"] = "财政资金",
            ["Fields[begin]"] = day.AddDays(60).ToString("O"),
            ["Fields[finish]"] = day.AddDays(300).ToString("O"),
            ["Fields[person]"] = "张三 主任",
            ["Fields[consultFrom]"] = day.ToString("O"),
            ["Fields[consultUntil]"] = day.AddDays(9).ToString("O"),
        };
        foreach (var (name, value) in otherwise)
            fields[name] = value;
        return [.. fields.Select(field => (field.Key, field.Value))];
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
