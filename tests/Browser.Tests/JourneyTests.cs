using Microsoft.Playwright;

namespace Zhishu.Browser.Tests;

/// <summary>What a newcomer does.</summary>
[Collection(BrowserCollection.Name)]
public sealed class JourneyTests(Browser browser)
{
    [Fact]
    public async Task From_the_portal_to_a_real_patent()
    {
        var page = await browser.OpenAsync();
        await page.GotoAsync("/");
        await page.Locator("#q").FillAsync("无人机机载多功能盒");
        await page.GetByRole(AriaRole.Button, new() { Name = "检索", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".result-head").GetByRole(AriaRole.Status)).ToContainTextAsync("1 条结果");
        await Assertions.Expect(page.Locator(".hits mark").First).ToHaveTextAsync("无人机机载多功能盒");
        await page.GetByRole(AriaRole.Link, new() { Name = "一种无人机机载多功能盒" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("一种无人机机载多功能盒");
        await Assertions.Expect(page.GetByText("CN218751475U").First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("中科大数据研究院").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".timeline li")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Filters_are_added_seen_and_removed()
    {
        var page = await browser.OpenAsync();
        await page.GotoAsync("/search?q=电池");
        var all = await TotalAsync(page);
        await page.Locator("#facet-region").ClickAsync();
        await page.Locator("aside a[title=广东省]").ClickAsync();
        var some = await TotalAsync(page);
        Assert.True(some < all);
        await Assertions.Expect(page.Locator(".chips[aria-label='已选条件']")).ToContainTextAsync("地区：广东省");
        await page.Locator("aside a[title=江苏省]").ClickAsync();
        Assert.True(await TotalAsync(page) > some);
        await page.Locator(".chips[aria-label='已选条件'] a").First.ClickAsync();
        await page.Locator(".chips[aria-label='已选条件'] a").First.ClickAsync();
        Assert.Equal(all, await TotalAsync(page));
    }

    [Fact]
    public async Task A_fault_in_the_query_is_shown_at_its_place_and_the_text_is_kept()
    {
        var page = await browser.OpenAsync();
        await page.GotoAsync("/search");
        await page.Locator("#q").FillAsync("TI=(锂电池 AND AD=2020");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("第 13 个字符");
        await Assertions.Expect(page.Locator("pre mark")).ToHaveTextAsync("AD=");
        await Assertions.Expect(page.Locator("#q")).ToHaveValueAsync("TI=(锂电池 AND AD=2020");
    }

    [Fact]
    public async Task Pages_lead_on_and_back_and_the_order_can_be_chosen()
    {
        var page = await browser.OpenAsync();
        await page.GotoAsync("/search?q=装置");
        await page.GetByLabel("排序").SelectOptionAsync("date");
        await page.GetByRole(AriaRole.Button, new() { Name = "应用" }).ClickAsync();
        var first = await page.Locator(".hits h2").First.TextContentAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "下一页" }).ClickAsync();
        await Assertions.Expect(page.Locator(".hits h2").First).Not.ToHaveTextAsync(first!);
        await page.GetByRole(AriaRole.Link, new() { Name = "上一页" }).ClickAsync();
        await Assertions.Expect(page.Locator(".hits h2").First).ToHaveTextAsync(first!);
        Assert.Contains("sort=date", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_classification_leads_to_its_records()
    {
        var page = await browser.OpenAsync();
        await page.GotoAsync("/classifications");
        await page.GetByRole(AriaRole.Link, new() { Name = "国际专利分类 IPC" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "电学" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "电气元件" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "检索 H01M" }).ClickAsync();
        Assert.True(await TotalAsync(page) > 100);
        await Assertions.Expect(page.Locator("#q")).ToHaveValueAsync("IC=H01M");
    }

    [Fact]
    public async Task The_language_is_kept_until_it_is_changed_back()
    {
        var page = await browser.OpenAsync();
        await page.GotoAsync("/search?q=电池");
        await page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Search" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#q")).ToHaveValueAsync("电池");
        await page.GotoAsync("/imports");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Imports");
        await page.GetByRole(AriaRole.Link, new() { Name = "中文" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("数据入库");
    }

    [Fact]
    public async Task The_keyboard_alone_is_enough()
    {
        var page = await browser.OpenAsync();
        await page.GotoAsync("/");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator(":focus")).ToHaveTextAsync("跳到正文");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("焊接装置");
        await page.Keyboard.PressAsync("Enter");
        Assert.True(await TotalAsync(page) > 0);
    }

    [Fact]
    public async Task No_page_asks_another_host_for_anything_and_scripts_are_few()
    {
        var page = await browser.OpenAsync();
        var (foreign, scripts) = (new List<string>(), new List<string>());
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(browser.Hub.Http.BaseAddress!.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                foreign.Add(request.Url);
            if (request.ResourceType == "script")
                scripts.Add(new Uri(request.Url).AbsolutePath);
        };
        foreach (var url in new[] { "/", "/search?q=电池", "/records/patent/CN202223220665.2", "/classifications", "/imports", "/analysis?q=隔膜" })
            await page.GotoAsync(url, new() { WaitUntil = WaitUntilState.NetworkIdle });
        Assert.Empty(foreign);
        Assert.Equal(["/charts.js", "/lib/echarts/echarts.min.js", "/record.js", "/results.js", "/suggest.js"], scripts.Distinct().Order());
    }

    private static async Task<int> TotalAsync(IPage page)
    {
        var text = await page.GetByRole(AriaRole.Status).Locator("strong").TextContentAsync();
        return int.Parse(text!, System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture);
    }
}
