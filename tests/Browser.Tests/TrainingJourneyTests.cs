using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Zhishu.Tests;
using static Microsoft.Playwright.Assertions;
using static Zhishu.Browser.Tests.OfficeSteps;

namespace Zhishu.Browser.Tests;

/// <summary>The door of an event on two telephones, and what is put right afterwards; every page at 1280 and 390 px.</summary>
[Collection(BrowserCollection.Name)]
public sealed class TrainingJourneyTests(Browser browser, OfficeHub hub) : IClassFixture<OfficeHub>
{
    [Fact]
    public async Task Two_check_in_at_the_door_undo_a_slip_and_correct_after_closing()
    {
        var desk = await PublishAsync("两部手机签到的讲座");
        string[] names = ["陈一", "陈二", "陈三"];
        foreach (var (name, i) in names.Select((name, i) => (name, i)))
        {
            var guest = await browser.OpenAsync(hub.Address, 390);
            await guest.GotoAsync(desk.Replace("/desk", "", StringComparison.Ordinal));
            await FillAsync(guest, ("Name", name), ("Phone", $"1390000778{i}"));
            await PressAsync(guest, "报名");
            await Expect(guest.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("已报名");
            await guest.Context.CloseAsync();
        }

        // Two at the door, each with a search of their own: the list stays where it is.
        var (first, second) = (await SignInAsync(browser, hub, "outlet", null, 390), await SignInAsync(browser, hub, "staff", null, 390));
        foreach (var (door, find) in new[] { (first, "陈"), (second, "7782") })
        {
            await door.GotoAsync(desk);
            await door.Locator("#find").FillAsync(find);
            await PressAsync(door, "查找");
            await Browser.ReachAsync(door, "find=");
        }

        await BothAsync(first, "door");
        await Task.WhenAll(TapAsync(first, "陈一", "签到"), TapAsync(second, "陈三", "签到"));
        foreach (var (door, name) in new[] { (first, "陈一"), (second, "陈三") })
        {
            await Expect(Row(door, name).GetByText("已到")).ToBeVisibleAsync();
            await Browser.ReachAsync(door, "find=.+#r-");
        }

        // Each sees the other's when the list is read again.
        await first.ReloadAsync();
        await Expect(Row(first, "陈三").GetByText("已到")).ToBeVisibleAsync();

        // A slip: the wrong person, taken back at the same place.
        await TapAsync(first, "陈二", "签到");
        await Expect(Row(first, "陈二").GetByText("已到")).ToBeVisibleAsync();
        await TapAsync(first, "陈二", "撤销");
        await Expect(Row(first, "陈二").GetByText("已到")).ToHaveCountAsync(0);
        await BothAsync(first, "door-undone");

        // Cancelling is a page of its own, with a reason; it can be taken back.
        await Row(first, "陈二").GetByRole(AriaRole.Link, new() { NameRegex = new Regex("取消报名") }).ClickAsync();
        await BothAsync(first, "event-drop");
        await FillAsync(first, ("reason", "重复报名"));
        await PressAsync(first, "取消报名");
        await first.Locator("summary", new() { HasTextString = "主办方取消的报名" }).ClickAsync();
        await first.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("恢复报名") }).ClickAsync();
        await Expect(Row(first, "陈二")).ToBeVisibleAsync();
        await first.GetByRole(AriaRole.Link, new() { Name = "签到表" }).ClickAsync();
        await BothAsync(first, "sign-in-sheet");

        await hub.PassAsync(15);
        var host = await SignInAsync(browser, hub, "outlet", null, 390);
        await host.GotoAsync(desk);
        await PressAsync(host, "结束登记");
        await Expect(host.GetByText("已结束：2 人")).ToBeVisibleAsync();
        await BothAsync(host, "event-closed");

        // 陈二 signed the paper sheet after all.
        await host.GetByRole(AriaRole.Link, new() { Name = "更正到场登记" }).ClickAsync();
        await BothAsync(host, "attendance");
        await host.GetByRole(AriaRole.Checkbox, new() { NameRegex = new Regex("陈二") }).CheckAsync();
        await FillAsync(host, ("reason", "纸质签到表有签名"));
        await PressAsync(host, "更正");
        await Expect(host.GetByText("到场 3 人")).ToBeVisibleAsync();
        await host.GotoAsync(desk);
        await Expect(host.GetByText("已结束：3 人")).ToBeVisibleAsync();
        await Expect(host.GetByText("纸质签到表有签名")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_person_agrees_and_the_member_sees_the_talent_record()
    {
        var staff = await SignInAsync(browser, hub, "staff", null, 390);
        await staff.GotoAsync("/my/training");
        await BothAsync(staff, "training-consent");
        await staff.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^同意") }).ClickAsync();
        await Expect(staff.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("撤回同意") })).ToBeVisibleAsync();
        var host = await SignInAsync(browser, hub, "outlet", null, 390);
        await host.GotoAsync("/events/talent");
        await BothAsync(host, "talent");
        foreach (var form in new[] { "Publication", "Exhibition" })
        {
            await host.GotoAsync($"/events/desk/new?form={form}");
            await BothAsync(host, $"event-new-{form}");
        }
    }

    private async Task<string> PublishAsync(string title)
    {
        var host = await SignInAsync(browser, hub, "outlet");
        await host.GotoAsync("/events/desk/new");
        await FillAsync(host, ("Title", title), ("Quota", "30"));
        await PressAsync(host, "保存为草稿");
        await PressAsync(host, "发布");
        await Expect(host.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("已发布");
        return new Uri(host.Url).AbsolutePath;
    }

    private static ILocator Row(IPage page, string name) => page.Locator("tr", new() { HasTextString = name });

    private static Task TapAsync(IPage page, string name, string act) => Row(page, name).GetByRole(AriaRole.Button, new() { NameRegex = new Regex(act) }).ClickAsync();

    /// <summary>The page at both widths: nothing overflows, and axe finds nothing (once: the markup is the same).</summary>
    private static async Task BothAsync(IPage page, string name)
    {
        var width = page.ViewportSize!.Width;
        await page.SetViewportSizeAsync(1280 - width + 390, 900);
        await Browser.CheckWidthAsync(page, name);
        await page.SetViewportSizeAsync(width, 900);
        await Browser.CheckAsync(page, name);
    }
}
