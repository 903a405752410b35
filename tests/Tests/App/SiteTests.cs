using System.Net;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Foundation;

namespace Zhishu.Tests.App;

/// <summary>The operator's own site: settings on the web, what they change, and what every site must have.</summary>
[Collection(OfficeCollection.Name)]
public sealed class SiteTests(OfficeHub hub)
{
    private static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Fact]
    public async Task A_state_is_previewed_published_and_brought_back()
    {
        using var admin = await hub.SignInAsync("admin");
        using var visitor = new Visitor(hub.Address);
        var before = (await Site.ReadAsync(CancellationToken.None)).Revision;
        using var draft = await SendAsync(admin, "Preview", ("name", "江苏知识产权信息公共服务平台"), ("operator", "江苏省知识产权局"), ("hotline", "025-83236000"), ("region", "江苏省"));
        var preview = draft.Headers.Location!.ToString();
        Assert.StartsWith("/?preview=", preview, StringComparison.Ordinal);
        Assert.Contains("江苏知识产权信息公共服务平台", WebUtility.HtmlDecode((await admin.GetAsync(preview)).Text), StringComparison.Ordinal);
        Assert.DoesNotContain("江苏知识产权信息公共服务平台", WebUtility.HtmlDecode((await visitor.GetAsync(preview)).Text), StringComparison.Ordinal);
        Assert.Equal(before, (await Site.ReadAsync(CancellationToken.None)).Revision);

        using var published = await SendAsync(admin, "Publish", ("name", "江苏知识产权信息公共服务平台"), ("nameEn", "Jiangsu IP Hub"), ("operator", "江苏省知识产权局"),
            ("hotline", "025-83236000"), ("region", "江苏省"), ("accent", "#7a1f1f"), ("icp", "苏ICP备00000000号"), ("door/feedback", "1"), ("door/enquiries", "2"));
        Assert.Equal(HttpStatusCode.Redirect, published.StatusCode);
        var (_, page) = await visitor.GetAsync("/outlets");
        var text = WebUtility.HtmlDecode(page);
        Assert.Contains("· 江苏知识产权信息公共服务平台</title>", text, StringComparison.Ordinal);
        Assert.Contains("主办：江苏省知识产权局", text, StringComparison.Ordinal);
        Assert.Contains("tel:025-83236000", text, StringComparison.Ordinal);
        Assert.Contains("苏ICP备00000000号", text, StringComparison.Ordinal);
        Assert.Contains("/site/accent.css?v=7a1f1f", text, StringComparison.Ordinal);
        Assert.Contains("#7a1f1f", (await visitor.GetAsync("/site/accent.css?v=7a1f1f")).Text, StringComparison.Ordinal);
        Assert.Contains("Jiangsu IP Hub</title>", (await visitor.GetAsync("/?lang=en")).Text, StringComparison.Ordinal);
        var home = (await visitor.GetAsync("/?lang=zh")).Text;
        var doors = home[home.IndexOf("class=\"doors\"", StringComparison.Ordinal)..];
        Assert.InRange(doors.IndexOf("/feedback", StringComparison.Ordinal), 0, doors.IndexOf("/enquiries", StringComparison.Ordinal));
        Assert.DoesNotContain("href=\"/filings\"", doors[..doors.IndexOf("</ul>", StringComparison.Ordinal)], StringComparison.Ordinal);
        Assert.Contains("江苏知识产权信息公共服务平台", (await visitor.GetAsync("/manifest.webmanifest")).Text, StringComparison.Ordinal);

        // Other pages that name the hub follow too.
        Assert.Contains("江苏知识产权信息公共服务平台", WebUtility.HtmlDecode((await visitor.GetAsync("/oai?verb=Identify")).Text), StringComparison.Ordinal);

        using var back = await SendAsync(admin, "Publish", ("name", "知枢 · 知识产权信息公共服务枢纽"));
        Assert.Equal(HttpStatusCode.Redirect, back.StatusCode);
        var state = (await Site.ListAsync(20, CancellationToken.None)).First(row => row.Settings.NameEn == "Jiangsu IP Hub").Revision;
        using var restored = await admin.PostAsync("/operator", [("revision", $"{state}"), ("seen", $"{(await Site.ReadAsync(CancellationToken.None)).Revision}")], "Restore");
        Assert.Equal(HttpStatusCode.Redirect, restored.StatusCode);
        Assert.Equal("Jiangsu IP Hub", (await Site.ReadAsync(CancellationToken.None)).Settings.NameEn);
        Assert.Contains("site.publish", await hub.ScalarAsync<string>("select string_agg(type, ' ') from foundation.process where type = 'site.publish'"), StringComparison.Ordinal);
        (await SendAsync(admin, "Publish", ("name", "知枢 · 知识产权信息公共服务枢纽"))).Dispose();
    }

    [Fact]
    public async Task Who_publishes_over_another_state_is_told_and_loses_nothing()
    {
        using var one = await hub.SignInAsync("admin");
        using var other = await hub.SignInAsync("admin");
        var seen = (await Site.ReadAsync(CancellationToken.None)).Revision;
        using var first = await SendAsync(one, "Publish", ("name", "知枢 · 知识产权信息公共服务枢纽"), ("operator", "先发布的单位"));
        using var late = await SendAsync(other, "Publish", ("seen", $"{seen}"), ("name", "后发布的站点"), ("operator", "后发布的单位"));
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        var page = WebUtility.HtmlDecode(await late.Content.ReadAsStringAsync());
        Assert.Contains("value=\"后发布的站点\"", page, StringComparison.Ordinal);
        Assert.Contains("刚才有人发布了另一版设置", page, StringComparison.Ordinal);
        Assert.Equal("先发布的单位", (await Site.ReadAsync(CancellationToken.None)).Settings.Operator);
        (await SendAsync(one, "Publish", ("name", "知枢 · 知识产权信息公共服务枢纽"))).Dispose();
    }

    [Theory]
    [InlineData("name", "", "请填写站点名称")]
    [InlineData("accent", "#f2c94c", "看不清")]
    [InlineData("accent", "red", "颜色写成")]
    [InlineData("hotline", "请打给王老师", "电话由数字")]
    [InlineData("siteCode", "12", "10 位")]
    [InlineData("region", "亚特兰蒂斯", "没有这个地区")]
    [InlineData("notice0.url", "javascript:alert(1)", "链接以 / 或 https:// 开头")]
    [InlineData("notice0.url", "//elsewhere.example", "链接以 / 或 https:// 开头")]
    [InlineData("notice0.date", "2026-02-30", "日期写成")]
    [InlineData("notice0.until", "2020-01-01", "早于发布日期")]
    [InlineData("notice0.kind", "", "请填写类别")]
    [InlineData("door/enquiries", "0", "1 至 99")]
    public async Task What_is_wrong_is_told_at_the_field_and_nothing_is_published(string field, string value, string told)
    {
        using var admin = await hub.SignInAsync("admin");
        var before = (await Site.ReadAsync(CancellationToken.None)).Revision;
        using var answer = await SendAsync(admin, "Publish", ("name", "某站"), ("notice0.kind", "公告"), ("notice0.title", "某通知"), ("notice0.url", "/events"), ("notice0.date", "2026-11-20"),
            ("notice0.until", ""), (field, value));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Assert.Contains(told, page, StringComparison.Ordinal);
        Assert.Contains("value=\"某通知\"", page, StringComparison.Ordinal);
        Assert.Equal(before, (await Site.ReadAsync(CancellationToken.None)).Revision);
    }

    [Fact]
    public async Task Notices_are_shown_from_their_day_to_their_last()
    {
        using var admin = await hub.SignInAsync("admin");
        var today = hub.Clock.Today();
        (string, string)[] Line(int i, string title, DateOnly from, DateOnly? until) =>
            [($"notice{i}.kind", "公告"), ($"notice{i}.title", title), ($"notice{i}.url", ""), ($"notice{i}.date", $"{from:O}"), ($"notice{i}.until", $"{until:O}")];
        using var answer = await SendAsync(admin, "Publish", [("name", "知枢 · 知识产权信息公共服务枢纽"), .. Line(0, "今天的通知", today, today), .. Line(1, "过期的通知", today.AddDays(-9), today.AddDays(-1)),
            .. Line(2, "以后的通知", today.AddDays(1), null)]);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        using var visitor = new Visitor(hub.Address);
        var home = WebUtility.HtmlDecode((await visitor.GetAsync("/")).Text);
        Assert.Contains("今天的通知", home, StringComparison.Ordinal);
        Assert.DoesNotContain("过期的通知", home, StringComparison.Ordinal);
        Assert.DoesNotContain("以后的通知", home, StringComparison.Ordinal);
        (await SendAsync(admin, "Publish", ("name", "知枢 · 知识产权信息公共服务枢纽"))).Dispose();
    }

    [Fact]
    public async Task A_logo_is_a_picture_of_moderate_size()
    {
        using var admin = await hub.SignInAsync("admin");
        async Task<HttpResponseMessage> UploadAsync(string name, byte[] content) => await admin.UploadManyAsync("/operator",
            [("seen", $"{(await Site.ReadAsync(CancellationToken.None)).Revision}"), ("name", "知枢 · 知识产权信息公共服务枢纽"), ("door/enquiries", "1")], [("logoFile", name, content)], "Publish");
        foreach (var (name, content) in new[] { ("logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"u8.ToArray()), ("logo.png", "no picture"u8.ToArray()),
            ("logo.jpg", Png), ("logo.png", [.. Png, .. new byte[Site.MostLogo]]) })
        {
            using var refused = await UploadAsync(name, content);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        using var taken = await UploadAsync("logo.png", Png);
        Assert.Equal(HttpStatusCode.Redirect, taken.StatusCode);
        var digest = (await Site.ReadAsync(CancellationToken.None)).Settings.Logo;
        using var visitor = new Visitor(hub.Address);
        Assert.Contains($"/site/logo/{digest}", (await visitor.GetAsync("/")).Text, StringComparison.Ordinal);
        using var picture = await visitor.OpenAsync($"/site/logo/{digest}");
        Assert.Equal("image/png", picture.Content.Headers.ContentType!.MediaType);
        Assert.Equal(Png, await picture.Content.ReadAsByteArrayAsync());
        (await SendAsync(admin, "Publish", ("name", "知枢 · 知识产权信息公共服务枢纽"), ("noLogo", "yes"))).Dispose();
        Assert.Equal("", (await Site.ReadAsync(CancellationToken.None)).Settings.Logo);
    }

    [Fact]
    public async Task Only_administrators_set_the_site()
    {
        using var visitor = new Visitor(hub.Address);
        Assert.NotEqual(HttpStatusCode.OK, (await visitor.GetAsync("/operator")).Status);
        using var officer = await hub.SignInAsync("jiangsu");
        Assert.Equal(HttpStatusCode.Forbidden, (await officer.GetAsync("/operator")).Status);
        using var tried = await officer.PostAsync("/", [("name", "x")], null);
        Assert.NotEqual(HttpStatusCode.OK, tried.StatusCode);
    }

    [Fact]
    public async Task What_search_engines_and_phones_fetch_is_there_and_every_listed_page_opens()
    {
        using var visitor = new Visitor(hub.Address);
        var robots = (await visitor.GetAsync("/robots.txt")).Text;
        Assert.Contains("Disallow: /account\n", robots, StringComparison.Ordinal);
        Assert.Contains("Sitemap: http", robots, StringComparison.Ordinal);
        var map = XDocument.Parse((await visitor.GetAsync("/sitemap.xml")).Text);
        var addresses = map.Descendants().Where(one => one.Name.LocalName == "loc").Select(one => new Uri(one.Value).PathAndQuery).ToList();
        Assert.True(addresses.Count > 15);
        foreach (var address in addresses)
            Assert.Equal((address, HttpStatusCode.OK), (address, (await visitor.GetAsync(address)).Status));
        var entries = hub.Services.GetServices<NavEntry>().ToList();
        foreach (var entry in entries)
            Assert.Equal((entry.Url, HttpStatusCode.OK), (entry.Url, (await visitor.GetAsync(entry.Url)).Status));
        Assert.Equal(entries.Count, entries.Select(entry => entry.Url).Distinct().Count());
    }

    [Theory]
    [InlineData("en-GB,en;q=0.9", "en")]
    [InlineData("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN")]
    [InlineData("fr-FR, en;q=0.3", "en")]
    [InlineData("en;q=0.2, zh-TW;q=0.7", "zh-CN")]
    [InlineData("en;q=0, *", "zh-CN")]
    [InlineData("fr", "zh-CN")]
    [InlineData("!!;;q=x", "zh-CN")]
    public async Task The_first_visit_follows_the_browser_and_then_what_was_chosen(string wanted, string language)
    {
        using var visitor = new Visitor(hub.Address);
        visitor.Http.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", wanted);
        Assert.Contains($"<html lang=\"{language}\"", (await visitor.GetAsync("/privacy")).Text, StringComparison.Ordinal);
        var other = language == "en" ? "zh" : "en";
        await visitor.GetAsync($"/privacy?lang={other}");
        Assert.Contains($"<html lang=\"{(other == "en" ? "en" : "zh-CN")}\"", (await visitor.GetAsync("/privacy")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_have_the_head_and_a_search_and_faults_are_listed_on_top()
    {
        using var visitor = new Visitor(hub.Address);
        visitor.Http.DefaultRequestHeaders.Add("Accept", "text/html");
        var (status, missing) = await visitor.GetAsync("/no-such-page");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("role=\"search\"", missing, StringComparison.Ordinal);
        Assert.Contains("href=\"/enquiries\"", missing, StringComparison.Ordinal);
        using var refused = await visitor.PostAsync("/enquiries/ask", [("Title", ""), ("Text", "")]);
        var page = await refused.Content.ReadAsStringAsync();
        var list = page[page.IndexOf("class=\"fault-list\"", StringComparison.Ordinal)..];
        list = list[..list.IndexOf("</div>", StringComparison.Ordinal)];
        var fields = list.Split("href=\"#").Skip(1).Select(part => part[..part.IndexOf('"', StringComparison.Ordinal)]).ToList();
        Assert.NotEmpty(fields);
        Assert.All(fields, field => Assert.Contains($"id=\"{field}\"", page, StringComparison.Ordinal));
        Assert.Equal(fields.Count, page.Split("aria-invalid=\"true\"").Length - 1);
        Assert.InRange(page.IndexOf("fault-list", StringComparison.Ordinal), 0, page.IndexOf("<h1", StringComparison.Ordinal));
    }

    private Site Site => hub.Services.GetRequiredService<Site>();

    private async Task<HttpResponseMessage> SendAsync(Visitor admin, string handler, params (string Name, string Value)[] fields)
    {
        var given = fields.Select(field => field.Name).ToHashSet();
        List<(string, string)> all = [.. fields.GroupBy(field => field.Name).Select(group => (group.Key, group.Last().Value))];
        if (!given.Contains("seen"))
            all.Add(("seen", $"{(await Site.ReadAsync(CancellationToken.None)).Revision}"));
        if (!given.Any(name => name.StartsWith("door", StringComparison.Ordinal)))
            all.Add(("door/enquiries", "1"));
        return await admin.PostAsync("/operator", all, handler);
    }
}
