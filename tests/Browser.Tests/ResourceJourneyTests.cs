using Microsoft.Playwright;
using Zhishu.Tests;
using static Microsoft.Playwright.Assertions;
using static Zhishu.Browser.Tests.OfficeSteps;

namespace Zhishu.Browser.Tests;

/// <summary>A platform from plan to decision, a matter found by keyboard on a phone, a theme on the public list; every page at 1280 and 390 px.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ResourceJourneyTests(Browser browser, OfficeHub hub) : IClassFixture<OfficeHub>
{
    [Fact]
    public async Task A_platform_from_its_plan_over_the_consultation_to_the_review()
    {
        var member = await SignInAsync(browser, hub, "outlet");
        await member.GotoAsync("/resources/edit?kind=platform");
        await BothAsync(member, "plan-new");
        await FillAsync(member, ("Title", "生物医药抗体药物专利数据库"), ("Fields-scope", "抗体药物专利和临床批件"), ("Fields-builder", "上海市图书馆（示例）"), ("Fields-budget", "85.5"), ("Fields-person", "王主任"),
            ("Fields-begin", Day(60)), ("Fields-finish", Day(300)), ("Fields-consultFrom", Day(0)), ("Fields-consultUntil", Day(6)));
        await member.Locator("#Fields-type").SelectOptionAsync("专题数据库");
        await member.Locator("#Fields-stage").SelectOptionAsync("拟建（立项通报）");
        await member.Locator("#Fields-funds").SelectOptionAsync("财政资金");
        await PressAsync(member, "保存草稿");

        // Before it is sent its writer sees what resembles it, and says how it differs.
        await Expect(member.GetByText("生物医药专题数据库（示例）")).ToBeVisibleAsync();
        await BothAsync(member, "plan-similar");
        await PressAsync(member, "提交审核");
        await Expect(member.GetByRole(AriaRole.Alert)).ToContainTextAsync("说明区别");
        await FillAsync(member, ("Change-Fields-difference", "只收抗体药物，另收临床批件；原库不收。"));
        await PressAsync(member, "保存草稿");
        await PressAsync(member, "提交审核");
        await Expect(member.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("待省级审核");

        var office = await SignInAsync(browser, hub, "shanghai");
        await office.GotoAsync("/resources/desk");
        await office.GetByRole(AriaRole.Link, new() { Name = "生物医药抗体药物专利数据库" }).First.ClickAsync();
        await BothAsync(office, "plan-review");
        await PressAsync(office, "发起征求意见");
        await Expect(office.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("征求意见");
        var edit = office.Url;

        // Another province is told, comments in the name of the office, and everybody reads it.
        await hub.PassAsync();
        var jiangsu = await SignInAsync(browser, hub, "jiangsu");
        await jiangsu.GotoAsync("/notices");
        await jiangsu.Locator("main li", new() { HasTextString = "生物医药抗体药物专利数据库" }).First.GetByRole(AriaRole.Button, new() { Name = "查看" }).ClickAsync();
        await Browser.ReachAsync(jiangsu, "/resources/plans/");
        await BothAsync(jiangsu, "plan");
        await jiangsu.Locator("input[name=stance][value=share]").CheckAsync();
        await FillAsync(jiangsu, ("text", "江苏省已有抗体药物专利库，建议先商量共享。"));
        await PressAsync(jiangsu, "提交意见");
        await Expect(jiangsu.GetByText("建议先商量共享")).ToBeVisibleAsync();
        var visitor = await browser.OpenAsync(hub.Address, 390);
        await visitor.GotoAsync("/resources/plans");
        await BothAsync(visitor, "plans");
        await visitor.GetByRole(AriaRole.Link, new() { Name = "生物医药抗体药物专利数据库" }).ClickAsync();
        await Expect(visitor.GetByText("江苏省知识产权局")).ToBeVisibleAsync();
        await BothAsync(visitor, "plan-read");

        // When the days are over the office decides.
        await hub.PassAsync(7);
        office = await SignInAsync(browser, hub, "shanghai");
        await office.GetByRole(AriaRole.Link, new() { Name = "生物医药抗体药物专利数据库" }).First.ClickAsync();
        await Browser.ReachAsync(office, edit);
        await Expect(office.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("征求意见结束，待审核");
        await BothAsync(office, "plan-decide");
        await PressAsync(office, "发布");
        await Expect(office.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("已发布");
        await visitor.GotoAsync("/resources?kind=platform");
        await visitor.GetByRole(AriaRole.Link, new() { Name = "生物医药抗体药物专利数据库" }).ClickAsync();
        await BothAsync(visitor, "plan-published");
        await visitor.GetByRole(AriaRole.Link, new() { Name = "立项通报和征求到的意见" }).ClickAsync();
        await Expect(visitor.GetByText("建议先商量共享")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_matter_is_found_and_asked_about_by_keyboard_alone_on_a_phone()
    {
        var page = await browser.OpenAsync(hub.Address, 390);
        await page.GotoAsync("/resources/services");
        await BothAsync(page, "matters");
        await TabAsync(page, "#find");
        await page.Keyboard.InsertTextAsync("质押融资");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("找到 1 个事项")).ToBeVisibleAsync();
        await BothAsync(page, "matters-found");
        await TabAsync(page, "a[href='/resources/services/pledge']");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("专利权质押登记");
        await BothAsync(page, "matter");
        await TabAsync(page, "#region");
        await page.Keyboard.InsertTextAsync("上海市");
        await TabAsync(page, "main form:has(#region) button");
        await page.Keyboard.PressAsync("Enter");
        await Browser.ReachAsync(page, "region=31");
        await Expect(page.Locator("main .hits li, main [role=status]").First).ToBeVisibleAsync();
        await BothAsync(page, "matter-windows");
        await TabAsync(page, "a[href^='/enquiries/ask']");
        await page.Keyboard.PressAsync("Enter");
        await Browser.ReachAsync(page, "/enquiries/ask");
        await Expect(page.Locator("#Title")).ToHaveValueAsync("专利权质押登记");
        await Expect(page.Locator("#Region")).ToHaveValueAsync("上海市");
    }

    [Fact]
    public async Task A_theme_comes_on_the_public_list_in_the_browser()
    {
        var owner = await SignInAsync(browser, hub, "outlet");
        await owner.GotoAsync("/themes/new");
        await FillAsync(owner, ("title", "新型储能专题"), ("intro", "储能电池的中国专利。"));
        await PressAsync(owner, "新建");
        await FillAsync(owner, ("new-title", "液流电池"), ("new-q", "TI=液流电池"));
        await PressAsync(owner, "增加");
        await BothAsync(owner, "theme-edit");
        await FillAsync(owner, ("note", "收储能电池专利，每月更新，面向中小企业。"));
        await PressAsync(owner, "申请公开");
        await Expect(owner.GetByText("每月更新")).ToBeVisibleAsync();
        var office = await SignInAsync(browser, hub, "shanghai");
        await office.GotoAsync("/themes/desk");
        await BothAsync(office, "theme-desk");
        await office.GetByRole(AriaRole.Link, new() { Name = "新型储能专题" }).ClickAsync();
        await Expect(office.GetByText("申请公开，待审核")).ToBeVisibleAsync();
        await BothAsync(office, "theme-review");
        await office.GetByRole(AriaRole.Link, new() { Name = "去审核" }).ClickAsync();
        await office.GetByRole(AriaRole.Button, new() { Name = "公开 新型储能专题" }).ClickAsync();
        await Expect(office.GetByText("已公开（1）")).ToBeVisibleAsync();
        var visitor = await browser.OpenAsync(hub.Address, 390);
        await visitor.GotoAsync("/themes");
        await BothAsync(visitor, "themes-listed");
        await visitor.GetByRole(AriaRole.Link, new() { Name = "新型储能专题" }).ClickAsync();
        await Expect(visitor.GetByText("提供：")).ToBeVisibleAsync();
        await BothAsync(visitor, "theme-listed");
    }

    private string Day(int days) => DateOnly.FromDateTime(hub.Clock.Now.ToOffset(TimeSpan.FromHours(8)).Date).AddDays(days).ToString("O");
}
