using System.Net;
using System.Text.RegularExpressions;

namespace Zhishu.Tests.Services;

/// <summary>Two people of one member have the same form open: the later one is told, loses nothing, sees what changed, and may save knowingly.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed partial class TwoPeopleTests(OfficeHub hub)
{
    [Fact]
    public async Task The_later_one_at_an_event_keeps_the_text_and_sees_the_other_place()
    {
        var starts = hub.Clock.Now.AddDays(20);
        (string, string)[] Event(string place, string contact) =>
        [
            ("act", "Change"), ("Form", "Lecture"), ("Mode", "Onsite"), ("Title", "两人同时修改的讲座"), ("Summary", "简介"), ("Body", "正文"), ("Subject", "patent"), ("Region", "31"), ("Place", place),
            ("Starts", starts.ToString("yyyy-MM-dd'T'HH:mm", null)), ("Ends", starts.AddHours(2).ToString("yyyy-MM-dd'T'HH:mm", null)), ("Contact", contact),
        ];
        using var first = await hub.SignInAsync("outlet");
        using var second = await hub.SignInAsync("staff");
        using var made = await first.PostAsync("/events/desk/new", [.. Event("一楼报告厅", "021-1"), ("member", (await MemberAsync()).ToString())]);
        var page = made.Headers.Location!.ToString();
        await TryAsync(first, second, page, Event("三楼甲厅", "021-1"), Event("一楼报告厅", "021-22222222"), "三楼甲厅", "021-22222222");
        Assert.Equal("一楼报告厅 021-22222222", await hub.ScalarAsync<string>("select place || ' ' || contact from training.event where title = '两人同时修改的讲座'"));
    }

    [Fact]
    public async Task The_later_one_at_a_resource_keeps_the_text_and_sees_the_other_summary()
    {
        static (string, string)[] Practice(string summary, string body) =>
        [
            ("Title", "两人同时修改的实践"), ("Summary", summary), ("Subject", "patent"), ("Body", body),
            ("Fields[problem]", "企业不会用专利信息"), ("Fields[effect]", "服务 50 家企业"), ("kind", "practice"), ("act", "Change"),
        ];
        using var first = await hub.SignInAsync("outlet");
        using var second = await hub.SignInAsync("staff");
        using var made = await first.PostAsync("/resources/edit?kind=practice", [.. Practice("摘要", "正文"), ("member", (await MemberAsync()).ToString())]);
        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
        await TryAsync(first, second, made.Headers.Location!.ToString(), Practice("甲写的摘要", "正文"), Practice("摘要", "乙写的正文"), "甲写的摘要", "乙写的正文");
    }

    [Theory]
    [InlineData("/organisations/{0}/staff", "member", "name", "introduction")]
    [InlineData("/service-items/{0}", "item", "Name", "Conditions")]
    public async Task The_later_one_at_a_line_of_a_list_keeps_the_text_and_nothing_is_overwritten(string address, string key, string name, string text)
    {
        using var first = await hub.SignInAsync("outlet");
        using var second = await hub.SignInAsync("staff");
        var page = string.Format(System.Globalization.CultureInfo.InvariantCulture, address, await MemberAsync());
        var shown = WebUtility.HtmlDecode((await first.GetAsync(page)).Text);
        var token = Token().Match(shown).Groups[1].Value;
        var line = Regex.Match(shown, $"name=\"{key}\"\\s+value=\"([^\"]+)\">\\s*<input\\s+type=\"hidden\"\\s+name=\"seen\"\\s+value=\"(\\w+)\"");
        var (id, seen) = (line.Groups[1].Value, line.Groups[2].Value);
        Assert.NotEmpty(seen);
        (string, string)[] Line(string called, string said, string mark) =>
        [
            (key, id), ("seen", mark), (name, called), (text, said), ("post", "馆员"), ("fullTime", "true"), ("Code", "basic.enquiry"), ("Free", "true"), ("Channels", "web"),
            ("Audience", "公众"),
        ];
        using (var saved = await first.SendAsync(page, [.. Line("甲改的名", "甲写的", seen), ("__RequestVerificationToken", token)]))
            Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        var others = Token().Match((await second.GetAsync(page)).Text).Groups[1].Value;
        using var late = await second.SendAsync(page, [.. Line("乙改的名", "乙写了很久的话", seen), ("__RequestVerificationToken", others)]);
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        var told = WebUtility.HtmlDecode(await late.Content.ReadAsStringAsync());
        Assert.Contains("其他人刚刚改过", told, StringComparison.Ordinal);
        Assert.Contains("甲改的名", told, StringComparison.Ordinal);
        Assert.Contains("乙写了很久的话", told, StringComparison.Ordinal);
        Assert.Contains("甲改的名", WebUtility.HtmlDecode((await first.GetAsync(page)).Text), StringComparison.Ordinal);
        var now = Regex.Match(told, $"value=\"{id}\">\\s*<input\\s+type=\"hidden\"\\s+name=\"seen\"\\s+value=\"(\\w+)\"").Groups[1].Value;
        using var again = await second.SendAsync(page, [.. Line("乙改的名", "乙写了很久的话", now), ("__RequestVerificationToken", others)]);
        Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
    }

    [Fact]
    public async Task The_later_one_at_the_hotline_of_a_desk_keeps_the_number_and_sees_the_other_one()
    {
        using var first = await hub.SignInAsync("outlet");
        using var second = await hub.SignInAsync("staff");
        await TryAsync(first, second, "/enquiries/roster", [("hotline", "021-55550001"), ("hours", "工作日")], [("hotline", "021-55550002"), ("hours", "工作日")],
            "021-55550001", "021-55550002", "/enquiries/roster?handler=Set");
    }

    private static async Task TryAsync(Visitor first, Visitor second, string page, (string, string)[] mine, (string, string)[] others, string there, string typed, string? to = null)
    {
        var (one, two) = (await OpenAsync(first, page), await OpenAsync(second, page));
        Assert.Equal(one.Seen, two.Seen);
        using (var saved = await first.SendAsync(to ?? page, [.. mine, ("seen", one.Seen), ("__RequestVerificationToken", one.Token)]))
            Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        using var late = await second.SendAsync(to ?? page, [.. others, ("seen", two.Seen), ("__RequestVerificationToken", two.Token)]);
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        var told = WebUtility.HtmlDecode(await late.Content.ReadAsStringAsync());
        Assert.Contains("其他人刚刚改过", told, StringComparison.Ordinal);
        Assert.Contains($">{there}</dd>", told, StringComparison.Ordinal);
        Assert.Contains(typed, told, StringComparison.Ordinal);

        // What is there was shown beside the form: now it is saved knowingly; the mark of before counts no more.
        using (var again = await second.SendAsync(to ?? page, [.. others, ("seen", Seen().Match(told).Groups[1].Value), ("__RequestVerificationToken", two.Token)]))
            Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
        using var stale = await first.SendAsync(to ?? page, [.. mine, ("seen", one.Seen), ("__RequestVerificationToken", one.Token)]);
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
    }

    private static async Task<(string Seen, string Token)> OpenAsync(Visitor visitor, string page)
    {
        var text = (await visitor.GetAsync(page)).Text;
        return (Seen().Match(text).Groups[1].Value, Token().Match(text).Groups[1].Value);
    }

    private async Task<Guid> MemberAsync() =>
        await hub.ScalarAsync<Guid>("select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = 'outlet@demo.example'");

    [GeneratedRegex("name=\"seen\"\\s+value=\"(\\d+)\"")]
    private static partial Regex Seen();

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
