using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Zhishu.Tests.Services;

/// <summary>Services noted at the window: bounded, corrected and struck out with a trace, and figures follow.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class LookupTests(OfficeHub hub)
{
    private string Today => hub.Clock.Now.AddHours(8).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("Persons", "2001", "人数：请写 1 到 2000 的整数")]
    [InlineData("Persons", "两个", "人数：请写 1 到 2000 的整数")]
    [InlineData("Persons", "99999999999999999999", "人数：请写 1 到 2000 的整数")]
    [InlineData("Minutes", "1441", "用时（分钟）：请写 1 到 1440 的整数")]
    [InlineData("Minutes", "-5", "用时（分钟）：请写 1 到 1440 的整数")]
    [InlineData("Day", "2999-01-01", "日期：日期不能晚于今天")]
    [InlineData("Day", "2019-02-28", "日期：日期不能早于")]
    [InlineData("Day", "2026-02-30", "日期：请写日期")]
    [InlineData("Item", "nothing", "事项：请选择服务事项")]
    [InlineData("Channel", "pigeon", "渠道：请选择渠道")]
    [InlineData("Client", "Martian", "服务对象：请选择服务对象")]
    public async Task One_wrong_value_is_named_and_all_others_stay(string field, string value, string said)
    {
        using var staff = await hub.SignInAsync("staff");
        var (fields, rows) = (await FilledAsync(), await CountAsync());
        fields[field] = value;
        using var answer = await staff.PostAsync("/services/given", fields.Select(pair => (pair.Key, pair.Value)));
        var text = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(said, text, StringComparison.Ordinal);
        Assert.Equal(1, Regex.Count(text, "class=\"fault\""));
        foreach (var (name, typed) in fields.Where(pair => pair.Key is "Persons" or "Minutes" or "Day" or "key"))
            Assert.Contains($"value=\"{typed}\"", text, StringComparison.Ordinal);
        Assert.Contains("value=\"新疆维吾尔自治区 阿克苏地区 沙雅县\"", text, StringComparison.Ordinal);
        foreach (var (name, option) in new[] { ("Item", "special.warning"), ("Channel", "phone"), ("Client", "SmallFirm") }.Where(pair => pair.Item1 != field))
            Assert.Contains($"<option value=\"{option}\" selected>", text, StringComparison.Ordinal);
        Assert.Equal(rows, await CountAsync());
    }

    [Fact]
    public async Task A_form_sent_twice_is_one_service_and_another_with_the_same_values_is_another()
    {
        using var staff = await hub.SignInAsync("staff");
        var (fields, rows) = (await FilledAsync(), await CountAsync());
        foreach (var _ in new[] { 1, 2 })
            Assert.Equal(HttpStatusCode.Redirect, (await staff.PostAsync("/services/given", fields.Select(pair => (pair.Key, pair.Value)))).StatusCode);
        Assert.Equal(rows + 1, await CountAsync());
        fields["key"] = Guid.NewGuid().ToString();
        await staff.PostAsync("/services/given", fields.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(rows + 2, await CountAsync());

        // Back in the browser, changed, and sent again: the form has its old key and is another service.
        fields["Persons"] = "9";
        await staff.PostAsync("/services/given", fields.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(rows + 3, await CountAsync());
    }

    [Fact]
    public async Task It_is_corrected_and_struck_out_with_a_reason_and_a_trace_and_the_figures_follow()
    {
        const string Here = "652924";
        using var staff = await hub.SignInAsync("staff");
        var fields = await FilledAsync();
        fields["Persons"] = "5";
        Assert.Equal(HttpStatusCode.Redirect, (await staff.PostAsync("/services/given", fields.Select(pair => (pair.Key, pair.Value)))).StatusCode);
        var page = "/services/given/" + fields["key"];
        Assert.Contains(page, (await staff.GetAsync("/services/given")).Text, StringComparison.Ordinal);
        var before = await PeopleAsync(Here);
        var seen = Regex.Match((await staff.GetAsync(page)).Text, "name=\"seen\" value=\"([^\"]+)\"").Groups[1].Value;

        fields["Persons"] = "8";
        async Task<(HttpStatusCode Status, string Text)> SendAsync(Visitor person, string reason, string? handler = null)
        {
            using var answer = await person.PostAsync(page, [.. fields.Select(pair => (pair.Key, pair.Value)), ("seen", seen), ("reason", reason)], handler);
            return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
        }

        var (status, text) = await SendAsync(staff, " ");
        Assert.Equal((HttpStatusCode.BadRequest, before), (status, await PeopleAsync(Here)));
        Assert.Contains("value=\"8\"", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await SendAsync(staff, "少算了三人")).Status);
        Assert.Equal(before + 3, await PeopleAsync(Here));
        text = WebUtility.HtmlDecode((await staff.GetAsync(page)).Text);
        foreach (var trace in new[] { "登记服务", "更正服务记录", "少算了三人", "\"persons\":\"5\"", "\"persons\":\"8\"" })
            Assert.Contains(trace, text, StringComparison.OrdinalIgnoreCase);

        // Somebody who still sees the five is told, and keeps what was typed.
        fields["Minutes"] = "77";
        (status, text) = await SendAsync(staff, "记错时间");
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("value=\"77\"", text, StringComparison.Ordinal);

        using var other = await hub.SignInAsync("applicant");
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(page)).Status);
        var token = Regex.Match((await other.GetAsync("/account")).Text, "name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"").Groups[1].Value;
        using (var foreign = await other.SendAsync(page + "?handler=Strike", [("reason", "与我无关"), ("__RequestVerificationToken", token)]))
            Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await SendAsync(staff, "重复登记", "Strike")).Status);
        Assert.Equal(before - 5, await PeopleAsync(Here));
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(staff, "划销以后再改")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await SendAsync(staff, "没有重复", "Restore")).Status);
        Assert.Equal(before + 3, await PeopleAsync(Here));

        // What an annual report was due for stays as it is.
        await hub.ScalarAsync<int>("update directory.service_record set ended_at = '2024-05-05' where source_id = @id returning 1", new { id = Guid.Parse(fields["key"]) });
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(staff, "太晚了", "Strike")).Status);
        Assert.Contains("不能再更改", (await staff.GetAsync(page)).Text, StringComparison.Ordinal);
    }

    private async Task<Dictionary<string, string>> FilledAsync() => new()
    {
        ["key"] = Guid.NewGuid().ToString(),
        ["member"] = (await hub.ScalarAsync<Guid>(
            "select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = 'staff@demo.example'")).ToString(),
        ["Item"] = "special.warning",
        ["Channel"] = "phone",
        ["Day"] = Today,
        ["Persons"] = "3",
        ["Minutes"] = "45",
        ["Region"] = "阿克苏地区沙雅县",
        ["Client"] = "SmallFirm",
    };

    private Task<long> CountAsync() => hub.ScalarAsync<long>("select count(*) from directory.service_record where source_kind = 'lookup'");

    private async Task<long> PeopleAsync(string region)
    {
        using var visitor = new Visitor(hub.Address);
        var (_, text) = await visitor.GetAsync($"/api/v1/stats/services?by=year&region={region}");
        return JsonDocument.Parse(text).RootElement.EnumerateArray().Sum(row => row.GetProperty("persons").GetInt64());
    }
}
