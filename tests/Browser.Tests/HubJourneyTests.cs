using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Zhishu.Exchange;
using Zhishu.Tests;
using static Zhishu.Browser.Tests.OfficeSteps;

namespace Zhishu.Browser.Tests;

/// <summary>What administrators and programmers do to connect hubs: enter a source, look at its runs, search all hubs, make a key.</summary>
[Collection(BrowserCollection.Name)]
public sealed class HubJourneyTests(Browser browser, OfficeHub hub) : IClassFixture<OfficeHub>
{
    [Fact]
    public async Task An_administrator_connects_a_hub_and_everybody_finds_its_members()
    {
        var admin = await SignInAsync(browser, hub, "admin");
        await admin.GetByRole(AriaRole.Link, new() { Name = "采集与互联" }).ClickAsync();
        await admin.GetByRole(AriaRole.Link, new() { Name = "登记采集源" }).ClickAsync();
        await FillAsync(admin, ("Name", "兄弟枢纽"), ("Address", "不是地址"));
        await PressAsync(admin, "保存");
        await Assertions.Expect(admin.Locator("main")).ToContainTextAsync("请写 http 或 https 地址");
        await FillAsync(admin, ("Address", hub.Address.ToString()));
        await PressAsync(admin, "保存");
        await Assertions.Expect(admin.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("兄弟枢纽");
        await PressAsync(admin, "立即采集");

        var report = await hub.Services.GetRequiredService<HarvestDesk>().RunAsync(new(hub.Address.ToString().TrimEnd('/')), null, CancellationToken.None);
        Assert.Null(report!.Fault);
        await admin.ReloadAsync();
        await Assertions.Expect(admin.GetByRole(AriaRole.Table)).ToContainTextAsync("完成");
        await Browser.CheckAsync(admin, "source");

        var visitor = await browser.OpenAsync(hub.Address, 390, ColorScheme.Dark);
        await visitor.GotoAsync("/hubs");
        await Assertions.Expect(visitor.GetByRole(AriaRole.Table)).ToContainTextAsync("兄弟枢纽");
        await FillAsync(visitor, ("find", "图书馆"));
        await PressAsync(visitor, "查找");
        await Assertions.Expect(visitor.Locator(".hits li").First).ToContainTextAsync("图书馆");
        await visitor.GotoAsync("/hubs/search");
        await FillAsync(visitor, ("q", "电池"));
        await PressAsync(visitor, "检索");
        await Assertions.Expect(visitor.Locator("main")).ToContainTextAsync("2 个枢纽");
        await FillAsync(visitor, ("q", "TI=(电池"));
        await PressAsync(visitor, "检索");
        await Assertions.Expect(visitor.GetByRole(AriaRole.Alert)).ToContainTextAsync("第 4 个字符处");

        await admin.GetByRole(AriaRole.Button, new() { Name = "暂停" }).ClickAsync();
        await admin.GotoAsync("/harvest");
        await Assertions.Expect(admin.GetByRole(AriaRole.Table)).ToContainTextAsync("已暂停");
    }

    [Fact]
    public async Task A_programmer_makes_a_key_and_a_hook()
    {
        var user = await SignInAsync(browser, hub, "user", width: 390);
        await user.GotoAsync("/open-data");
        await user.GetByRole(AriaRole.Link, new() { Name = "接口密钥" }).ClickAsync();
        await FillAsync(user, ("name", "课题组"), ("purpose", "统计分析"));
        await PressAsync(user, "生成密钥");
        var key = await user.GetByRole(AriaRole.Status).Locator("code").InnerTextAsync();
        using var http = new HttpClient { BaseAddress = hub.Address, DefaultRequestHeaders = { { "X-API-Key", key } } };
        using var answer = await http.GetAsync("/api/v1/records?q=CN");
        Assert.Equal("50000", answer.Headers.GetValues("RateLimit-Limit").Single());
        await user.ReloadAsync();
        await Assertions.Expect(user.Locator("main")).Not.ToContainTextAsync(key);
        await user.GetByRole(AriaRole.Button, new() { Name = "停用 课题组" }).ClickAsync();
        await Assertions.Expect(user.Locator("main")).ToContainTextAsync("已停用");

        await user.GotoAsync("/open-data/hooks");
        await FillAsync(user, ("name", "同步"), ("address", "https://example.org/hook"), ("set", "nothing"));
        await PressAsync(user, "登记");
        await Assertions.Expect(user.GetByRole(AriaRole.Alert)).ToContainTextAsync("没有集合");
        await FillAsync(user, ("set", "region:44"));
        await PressAsync(user, "登记");
        await Assertions.Expect(user.GetByRole(AriaRole.Heading, new() { Name = "同步" })).ToBeVisibleAsync();
        await Browser.CheckAsync(user, "hooks");
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light, "")]
    [InlineData(390, ColorScheme.Dark, "?lang=en")]
    public async Task The_pages_are_usable_by_all(int width, ColorScheme scheme, string language)
    {
        await hub.PassAsync();
        var admin = await SignInAsync(browser, hub, "admin", null, width, scheme);
        foreach (var address in new[] { "/harvest", "/harvest/edit", "/hubs", "/hubs/search", "/open-data", "/open-data/docs", "/open-data/keys", "/open-data/hooks" })
        {
            await admin.GotoAsync(address + language);
            await Browser.CheckAsync(admin, address.Trim('/').Replace('/', '-') + width);
        }
    }
}
