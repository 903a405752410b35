using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Network;
using Zhishu.Resources;

namespace Zhishu.Tests.Resources;

/// <summary>The guide to matters (一窗统办): each names what it rests on and where to go, is found by its words, and invents nothing.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed partial class GuideTests(OfficeHub hub)
{
    private Matters Matters => hub.Services.GetRequiredService<Matters>();

    [Fact]
    public async Task Every_matter_has_a_page_that_says_what_who_with_what_and_where()
    {
        using var visitor = new Visitor(hub.Address);
        var list = await visitor.ReadAsync("/resources/services");
        Assert.Equal(Matters.All.Count, Matters.All.Select(matter => matter.Code).Distinct().Count());
        foreach (var matter in Matters.All)
        {
            Assert.Contains($"href=\"{matter.Url}\"", list, StringComparison.Ordinal);
            Assert.NotEmpty(matter.Name.Zh);
            Assert.NotEmpty(matter.Laws);
            Assert.All(matter.Laws, law => Assert.StartsWith("《", law));
            Assert.NotEmpty(matter.Windows);
            Assert.Contains(Matters.Groups, group => group.Code == matter.Group);
            Assert.All(matter.Entries, entry => Assert.Equal(2, entry.Count));
            var page = await visitor.ReadAsync(matter.Url);
            string[] said = [matter.Name.Zh, matter.What.Zh, matter.Who.Zh, .. matter.Materials.Select(one => one.Zh), .. matter.Laws, .. matter.Sites.Select(site => Matters.Sites[site].Url)];
            foreach (var text in said)
                Assert.Contains(text, page, StringComparison.Ordinal);
            Assert.Contains($"/enquiries/ask?title={Uri.EscapeDataString(matter.Name.Zh)}&subject={matter.Subject}", page, StringComparison.Ordinal);

            // No sum and no number of days stands there without a law: whoever knows is named.
            Assert.DoesNotMatch(Sum(), $"{matter.What.Zh}{matter.Who.Zh}{matter.Fee?.Zh}{matter.Term?.Zh}{string.Concat(matter.Materials.Select(one => one.Zh))}");
            Assert.Contains("可向下面的官方网站和窗口询问", page, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/resources/services/nothing")).Status);
    }

    [Theory]
    [InlineData("质押融资", "pledge")]
    [InlineData("年费怎么交", "fees")]
    [InlineData("海外纠纷", "overseas")]
    [InlineData("仲裁", "arbitration")]
    [InlineData("公证", "notary")]
    [InlineData("调解", "mediation")]
    [InlineData("布图设计登记", "layout-registration")]
    [InlineData("预审", "pre-examination")]
    [InlineData("优先审查", "priority-examination")]
    [InlineData("展会", "exhibition")]
    [InlineData("登记簿副本", "register-copy")]
    [InlineData("许可备案", "licence")]
    [InlineData("维权援助", "rights-assistance")]
    [InlineData("行政裁决", "administrative-ruling")]
    [InlineData("商标注册申请", "trademark-application")]
    public async Task A_matter_is_found_by_its_words_on_the_page_and_in_the_one_box(string words, string code)
    {
        Assert.Equal(code, Matters.Search(words)[0].Code);
        using var visitor = new Visitor(hub.Address);
        foreach (var page in new[] { "/resources/services?find=", "/find?q=" })
            Assert.Contains($"/resources/services/{code}\"", await visitor.ReadAsync(page + Uri.EscapeDataString(words)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_finds_no_matter_is_led_to_ask()
    {
        using var visitor = new Visitor(hub.Address);
        var page = await visitor.ReadAsync("/resources/services?find=" + Uri.EscapeDataString("魑魅魍魉<b>"));
        Assert.Contains("找到 0 个事项", page, StringComparison.Ordinal);
        Assert.Contains("/enquiries/ask?title=" + Uri.EscapeDataString("魑魅魍魉<b>"), page, StringComparison.Ordinal);
        Assert.DoesNotContain("魑魅魍魉<b>", (await visitor.GetAsync("/resources/services?find=" + Uri.EscapeDataString("魑魅魍魉<b>"))).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/resources/services?find=" + new string('长', 3000))).Status);
    }

    [Fact]
    public async Task Windows_are_those_of_the_province_the_nearest_first_and_only_in_force()
    {
        using var visitor = new Visitor(hub.Address);
        foreach (var matter in Matters.All)
            Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(matter.Url + "?region=31")).Status);
        await using var scope = hub.Services.CreateAsyncScope();
        var windows = scope.ServiceProvider.GetRequiredService<LocalWindows>();
        var kinds = Matters.Find("rights-assistance")!.Windows;
        var all = await windows.FindAsync(kinds, "32", CancellationToken.None);
        Assert.NotEmpty(all);
        Assert.All(all, window => Assert.StartsWith("32", window.Region));
        var city = all[^1].Region[..4];
        var near = await windows.FindAsync(kinds, city, CancellationToken.None);
        Assert.StartsWith(city, near[0].Region);
        Assert.Equal(near.Select(window => !window.Region.StartsWith(city, StringComparison.Ordinal)).Order(), near.Select(window => !window.Region.StartsWith(city, StringComparison.Ordinal)));
        var page = await visitor.ReadAsync($"/resources/services/rights-assistance?region={city}");
        Assert.Contains($"/outlets/{near[0].Id}", page, StringComparison.Ordinal);
        Assert.Contains($"&region={city}", page, StringComparison.Ordinal);

        // Ended, it is no window any more.
        var gone = near[0].Id;
        await hub.ScalarAsync<int>("with over as (update network.membership set ended_on = date '2020-01-01' where organisation_id = @gone returning 1) select count(*)::int from over", new { gone });
        try
        {
            Assert.DoesNotContain(await windows.FindAsync(kinds, city, CancellationToken.None), window => window.Id == gone);
        }
        finally
        {
            await hub.ScalarAsync<int>("with back as (update network.membership set ended_on = null where organisation_id = @gone returning 1) select count(*)::int from back", new { gone });
        }

        // A province without any says so.
        Assert.Contains("目录里还没有可以办这件事的机构", await visitor.ReadAsync("/resources/services/rights-assistance?region=65"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_published_entry_stands_at_its_matter()
    {
        using var national = await hub.SignInAsync("national");
        var page = await national.WriteAsync("entry", [("Title", "质押登记办理入口"), ("Subject", "patent"), ("Url", "https://pledge.example.cn/"),
            ("Fields[category]", "专利"), ("Fields[step]", "许可和质押备案")], null);
        Assert.Equal(HttpStatusCode.Redirect, (await national.ActAsync(page, "Publish")).Status);
        using var visitor = new Visitor(hub.Address);
        Assert.Contains("https://pledge.example.cn/", await visitor.ReadAsync("/resources/services/pledge"), StringComparison.Ordinal);
        Assert.DoesNotContain("https://pledge.example.cn/", await visitor.ReadAsync("/resources/services/notary"), StringComparison.Ordinal);
        Assert.Contains("https://pledge.example.cn/", await visitor.ReadAsync("/resources/services"), StringComparison.Ordinal);
    }

    [GeneratedRegex("[0-9０-９]+ ?(元|万元|日|天|个工作日|个月)|[一二三四五六七八九十]+(个工作日|个月|日内)")]
    private static partial Regex Sum();
}
