using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;

namespace Zhishu.Tests.Services;

/// <summary>Markup and formulas in every text field of every form: nothing of it becomes a program, neither on a page nor in a spreadsheet.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed partial class InjectionTests(OfficeHub hub)
{
    private const string Markup = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>";
    private const string Formula = "=HYPERLINK(\"http://x.example\")";

    [Fact]
    public async Task Nothing_written_into_a_form_becomes_a_program()
    {
        hub.Clock.Now = hub.Clock.Now.AddHours(2);
        using var outlet = await hub.SignInAsync("outlet");
        using var client = await hub.SignInAsync("user");
        using var national = await hub.SignInAsync("national");
        using var visitor = new Visitor(hub.Address);
        var member = (await hub.ScalarAsync<Guid>(
            "select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = 'outlet@demo.example'")).ToString();
        var pages = new List<(Visitor Who, string Page)> { (visitor, "/enquiries"), (visitor, "/events?when=all"), (visitor, "/board"), (visitor,
            "/feedback"), (visitor, "/resources"), (visitor, "/knowledge"), (client, "/my"), (client, "/my/training"), (outlet, "/workbench"), (outlet,
            "/notices"), (visitor, "/find?q=" + Uri.EscapeDataString(Markup)) };
        foreach (var text in new[] { Markup, Formula })
        {
            pages.Add((visitor, await FillAsync(visitor, "/enquiries/ask",
                text, ("Region", "31"), ("Subject", "patent"), ("suggested", "true"), ("Phone", ""), ("Email", ""), ("website", ""), ("Item", "basic.enquiry"))));
            pages.Add((outlet, await FillAsync(outlet, "/enquiries/desk/new", text, ("Region", "31"), ("member", member), ("Phone", ""), ("Email", ""), ("channel", "phone"))));
            pages.Add((outlet, await FillAsync(outlet, "/enquiries/templates", text)));
            pages.Add((outlet, await FillAsync(outlet, "/knowledge/edit", text, ("todo", "submit"), ("Region", ""))));
            var desk = await FillAsync(outlet, "/events/desk/new",
                text, ("Region", "31"), ("member", member), ("OnlineUrl", ""), ("Quota", "5"), ("Until", ""), ("LeastShare", "100"), ("Registration", "true"), ("Form", "Lecture"), ("Mode", "Onsite"));
            await outlet.PostAsync(desk, [("act", "Publish")]);
            var id = desk.Split('/')[^1];
            pages.AddRange([(outlet, desk), (visitor, $"/events/{id}"), (visitor, await FillAsync(visitor, $"/events/{id}", text, ("Email", "a@b.example"), ("Phone", ""), ("website", "")))]);
            var request = await FillAsync(client, "/requests/new?type=search",
                text, ("Region", "31"), ("Phone", "021-12345678"), ("To", member), ("Type", "search"), ("ClientKind", "SmallFirm"), ("WantedBy", ""), ("a-purpose", "查新"));
            await outlet.PostAsync(request, [("act", "Quote"), ("Amount", "1"), ("Days", "1"), ("Text", text)]);
            await outlet.PostAsync(request, [("act", "Say"), ("Text", text)]);
            pages.AddRange([(client, request), (outlet, request)]);
            pages.Add((client, await FillAsync(client, "/board/new?side=Need", text, ("Region", "31"), ("Industry", "38"), ("Technology", ""), ("Until", ""), ("Side", "Need"))));
            var opinion = await FillAsync(visitor, "/feedback/new", text, ("Kind", "suggestion"), ("Region", ""), ("Publish", "true"), ("website", ""));
            var feedback = await hub.ScalarAsync<Guid>("select id from enquiries.feedback where code = @code", new { code = opinion.Split('/')[2] });
            await national.PostAsync($"/feedback/desk/{feedback}", [("act", "Reply"), ("text", text)]);
            pages.AddRange([(visitor, opinion), (national, $"/feedback/desk/{feedback}")]);
            var resource = await FillAsync(national, "/resources/edit?kind=notice",
                text, ("Region", ""), ("Url", ""), ("ValidFrom", ""), ("ValidUntil", ""), ("todo", "save"), ("kind", "notice"), ("Subject", "other"));
            await national.PostAsync(resource, [("act", "Publish")]);
            pages.AddRange([(national, resource), (visitor, $"/resources/{resource.Split('/')[^1]}")]);
            pages.Add((outlet, await FillAsync(outlet, "/delivery/holdings", text, ("member", member), ("Kind", "book"), ("FromYear", ""), ("ToYear", ""), ("Cover", ""))));
            pages.Add((outlet, await FillAsync(outlet, "/delivery/new", text, ("member", member), ("Kind", "book"), ("Cover", ""), ("Year", ""), ("Copyright", "true"), ("Record", ""))));
        }

        foreach (var (who, page) in pages.Distinct())
        {
            var (status, text) = await who.GetAsync(page);
            Assert.True(status == HttpStatusCode.OK, $"{page}: {status}");
            Assert.DoesNotContain("<script>alert(1)", text, StringComparison.Ordinal);
            Assert.DoesNotContain("<img src=x", text, StringComparison.Ordinal);
        }

        var events = pages.Where(pair => pair.Page.StartsWith("/events/desk/", StringComparison.Ordinal)).Select(pair => pair.Page + "/people");
        foreach (var export in new[] { "/enquiries/desk", "/requests/desk", "/delivery", "/service-figures" }.Concat(events))
        {
            var csv = (await outlet.GetAsync(export + ".csv")).Text;
            Assert.DoesNotMatch(LiveFormula(), csv);
            using var answer = await outlet.OpenAsync(export + ".xlsx");
            using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync());
            using var sheet = new StreamReader(zip.GetEntry("xl/worksheets/sheet1.xml")!.Open());
            var xml = await sheet.ReadToEndAsync();
            Assert.DoesNotContain("<f>", xml, StringComparison.Ordinal);
            Assert.DoesNotContain("<script>", xml, StringComparison.Ordinal);
        }
    }

    /// <summary>Fills every text field of the form that posts, sends it, and gives the page it leads to.</summary>
    private static async Task<string> FillAsync(Visitor who, string page, string text, params (string Name, string Value)[] known)
    {
        var (_, html) = await who.GetAsync(page);
        var form = Forms().Matches(html).Select(match => match.Value)
            .Where(part => part.Contains("method=\"post\"", StringComparison.Ordinal) && !part.Contains("handler=", StringComparison.Ordinal)).MaxBy(part => part.Length)!;
        var names = Fields().Matches(form).Select(match => match.Groups[1].Value).Distinct().Where(name => name != "__RequestVerificationToken" && known.All(field => field.Name != name));
        var chosen = Selects().Matches(form).ToDictionary(match => match.Groups[1].Value, match => Options().Match(match.Value).Groups[1].Value);
        var times = Times().Matches(form).ToDictionary(match => match.Groups[2].Value, match => match.Groups[1].Value);
        var fields = names.Select(name => (name, times.TryGetValue(name, out var time) ? time : chosen.TryGetValue(name, out var option) && option.Length > 0
            ? option : name == "Name" ? text[..30] : text)).ToList();
        using var answer = await who.PostAsync(page, [.. fields, .. known]);
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"{page}: {answer.StatusCode} {Faults().Match(await answer.Content.ReadAsStringAsync()).Value}");
        return answer.Headers.Location!.ToString();
    }

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<(?:input|textarea|select)(?![^>]*type=\"(?:checkbox|file|radio)\")[^>]*? name=\"([^\"]+)\"")]
    private static partial Regex Fields();

    [GeneratedRegex("<select[^>]*? name=\"([^\"]+)\".*?</select>", RegexOptions.Singleline)]
    private static partial Regex Selects();

    [GeneratedRegex("<option value=\"([^\"]+)\"")]
    private static partial Regex Options();

    [GeneratedRegex("value=\"(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d)\" id=\"([^\"]+)\"")]
    private static partial Regex Times();

    [GeneratedRegex("(?:class=\"fault\"|role=\"alert\")[^>]*>[^<]*")]
    private static partial Regex Faults();

    [GeneratedRegex("(?:^|,|\\n)\"?[=@+]")]
    private static partial Regex LiveFormula();
}
