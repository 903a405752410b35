using Microsoft.Playwright;
using Zhishu.Tests;

namespace Zhishu.Browser.Tests;

/// <summary>The head of every page, by keyboard and on a phone; the settings of the site as an administrator goes through them.</summary>
[Collection(BrowserCollection.Name)]
public sealed class HeadJourneyTests(Browser browser, OfficeHub hub) : IClassFixture<OfficeHub>
{
    [Fact]
    public async Task The_first_result_is_reached_with_fewer_than_forty_keys_and_two_links_lead_there_at_once()
    {
        var page = await browser.OpenAsync();
        await page.GotoAsync("/search?q=电池");
        var stops = 0;
        while (stops < 60)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("!!document.activeElement.closest('.hits')"))
                break;
            stops++;
        }

        Assert.InRange(stops, 10, 39);
        await page.ReloadAsync();
        foreach (var (name, place) in new[] { ("跳到结果", "hits"), ("跳到筛选", "filters") })
        {
            await page.GetByRole(AriaRole.Link, new() { Name = name }).FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            Assert.Equal(place, await page.EvaluateAsync<string>("document.activeElement.id"));
        }
    }

    [Fact]
    public async Task A_phone_has_every_section_behind_one_button_without_scripts()
    {
        var page = await browser.OpenAsync(390, scripts: false);
        await page.GotoAsync("/privacy");
        await page.Locator(".menu summary").ClickAsync();
        await page.Locator(".menu").GetByRole(AriaRole.Link, new() { Name = "找服务机构" }).ClickAsync();
        await Browser.ReachAsync(page, "/outlets$");
    }

    [Fact]
    public async Task An_administrator_sets_the_site_up_sees_it_and_publishes_it()
    {
        var page = await OfficeSteps.SignInAsync(browser, hub, "admin");
        await page.GotoAsync("/workbench");
        await page.GetByRole(AriaRole.Link, new() { Name = "站点设置" }).ClickAsync();
        await Browser.CheckAsync(page, "operator");
        await page.GetByLabel("站点名称").FillAsync("苏州知识产权服务站");
        await page.GetByLabel("主色").FillAsync("#ffe08a");
        await page.GetByRole(AriaRole.Button, new() { Name = "发布" }).ClickAsync();

        // The faults stand on top, hold the focus, and lead to the field; nothing typed is lost.
        await Assertions.Expect(page.Locator(".fault-list")).ToBeFocusedAsync();
        await Browser.CheckAsync(page, "operator-faults");
        await page.Locator(".fault-list a").PressAsync("Enter");
        Assert.Equal("accent", await page.EvaluateAsync<string>("document.activeElement.id"));
        await Assertions.Expect(page.GetByLabel("站点名称")).ToHaveValueAsync("苏州知识产权服务站");
        await page.GetByLabel("主色").FillAsync("#7a1f1f");
        await page.GetByRole(AriaRole.Button, new() { Name = "先预览" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("这是预览");
        await Assertions.Expect(page.Locator(".brand")).ToContainTextAsync("苏州知识产权服务站");
        await Browser.CheckAsync(page, "home-preview");
        await page.GetByRole(AriaRole.Link, new() { Name = "返回站点设置" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "发布" }).ClickAsync();
        await Browser.ReachAsync(page, "/operator$");
        var visitor = await browser.OpenAsync(hub.Address, 390, ColorScheme.Dark);
        await visitor.GotoAsync("/");
        await Assertions.Expect(visitor.Locator(".brand")).ToContainTextAsync("苏州知识产权服务站");
        await Browser.CheckAsync(visitor, "home-accent-dark");
    }
}
