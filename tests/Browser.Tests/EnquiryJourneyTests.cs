using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Zhishu.Tests;
using static Microsoft.Playwright.Assertions;
using static Zhishu.Browser.Tests.OfficeSteps;

namespace Zhishu.Browser.Tests;

/// <summary>Enquiries and complaints with the people involved; every page at 1280 and 390 px.</summary>
[Collection(BrowserCollection.Name)]
public sealed class EnquiryJourneyTests(Browser browser, OfficeHub hub) : IClassFixture<OfficeHub>
{
    [Fact]
    public async Task An_answer_is_signed_corrected_told_by_telephone_and_a_bad_rating_followed_up()
    {
        var manager = await SignInAsync(browser, hub, "outlet");
        await manager.GotoAsync("/enquiries/roster");
        await FillAsync(manager, ("hotline", "021-12330001"), ("hours", "工作日 9:00–17:00"));
        await manager.Locator("#signOff").CheckAsync();
        await PressAsync(manager, "保存");
        await FillAsync(manager, ("name", "钱值班"));
        await PressAsync(manager, "加入值班表");
        await Expect(manager.GetByText("钱值班")).ToBeVisibleAsync();
        await BothAsync(manager, "roster");
        var member = await hub.ScalarAsync<Guid>("select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = 'outlet@demo.example'");
        var asker = await browser.OpenAsync(hub.Address, 390);
        await asker.GotoAsync("/enquiries?region=31");
        await Expect(asker.GetByText("钱值班")).ToBeVisibleAsync();
        await BothAsync(asker, "enquiries-hotlines");
        await asker.GotoAsync($"/enquiries/ask?to={member}");
        await FillAsync(asker, ("Title", "电商平台专利纠纷找谁"), ("Text", "收到平台的侵权投诉通知，怎么办？"), ("Phone", "0351-7654321"));
        await asker.Locator("#Subject").SelectOptionAsync("patent");
        await RegionAsync(asker, "上海市");
        await PressAsync(asker, "提交咨询");
        if (await asker.GetByText("这些答案可能有用").CountAsync() > 0)
            await PressAsync(asker, "提交咨询");
        await Expect(asker.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("电商平台专利纠纷找谁");

        // The caller rings back: found by the digits, answered by one and signed by another.
        var staff = await SignInAsync(browser, hub, "staff");
        await staff.GotoAsync("/enquiries/desk");
        await FillAsync(staff, ("find", "0351 7654321"));
        await PressAsync(staff, "查找");
        await BothAsync(staff, "enquiry-desk-found");
        await staff.GetByRole(AriaRole.Link, new() { Name = "电商平台专利纠纷找谁" }).ClickAsync();
        await staff.Locator("#Propose-text").FillAsync("请在十个工作日内提交不侵权声明。");
        await PressAsync(staff, "提交审签");
        await Expect(staff.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("答复待审签");
        var desk = staff.Url;
        await manager.GotoAsync(desk);
        await BothAsync(manager, "enquiry-to-sign");
        await PressAsync(manager, "审签并发出");
        await asker.ReloadAsync();
        await Expect(asker.GetByText("请在十个工作日内提交不侵权声明。")).ToBeVisibleAsync();
        await Expect(asker.GetByText("021-12330001")).ToBeVisibleAsync();

        // The correction goes the same way, and is marked.
        await staff.GotoAsync(desk);
        await staff.Locator("summary", new() { HasTextRegex = new Regex("^更正 .* 的答复$") }).ClickAsync();
        var form = staff.Locator("form", new() { Has = staff.Locator("button[name=act][value=Correct]") });
        await form.Locator("textarea").FillAsync("请在平台通知的期限内提交不侵权声明。");
        await form.Locator("input[name=Reason]").FillAsync("期限以平台通知为准");
        await PressAsync(staff, "更正并提交审签");
        await manager.GotoAsync(desk);
        await PressAsync(manager, "审签并发出");
        await BothAsync(manager, "enquiry-corrected-desk");
        await asker.ReloadAsync();
        await Expect(asker.GetByText("已更正")).ToBeVisibleAsync();
        await Expect(asker.GetByText("请在平台通知的期限内提交不侵权声明。")).ToBeVisibleAsync();
        await Expect(asker.GetByText("十个工作日")).ToHaveCountAsync(0);
        await BothAsync(asker, "enquiry-corrected");
        await staff.GotoAsync("/enquiries/calls");
        await BothAsync(staff, "calls");
        await staff.GetByLabel("回电结果").SelectOptionAsync("told");
        await PressAsync(staff, "已回电");
        await Expect(staff.GetByText("没有需要回电的咨询人")).ToBeVisibleAsync();
        await asker.Locator("input[name=rating][value='1']").CheckAsync();
        await PressAsync(asker, "评价并办结");
        await staff.GotoAsync("/enquiries/ratings");
        await BothAsync(staff, "ratings");
        await staff.GetByRole(AriaRole.Link, new() { Name = "电商平台专利纠纷找谁" }).ClickAsync();
        foreach (var step in new[] { "核实", "整改", "回访" })
        {
            await staff.Locator("textarea").FillAsync($"已经{step}，情况写在这里。");
            await PressAsync(staff, step);
        }

        await Expect(staff.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("已回访");
        await BothAsync(staff, "rating");
        await manager.GotoAsync("/enquiries/roster");
        await manager.Locator("#signOff").UncheckAsync();
        await PressAsync(manager, "保存");
    }

    [Fact]
    public async Task A_complaint_goes_to_the_office_above_which_asks_for_a_statement_and_replies()
    {
        var member = await hub.ScalarAsync<Guid>("select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = 'outlet@demo.example'");
        var visitor = await browser.OpenAsync(hub.Address, 390);
        await visitor.GotoAsync($"/feedback/new?to={member}");
        await visitor.Locator("#Kind").SelectOptionAsync("complaint");
        await Expect(visitor.Locator("#Publish")).Not.ToBeCheckedAsync();
        await FillAsync(visitor, ("Text", "窗口收取检索费五十元，没有收据。"), ("Contact", "13912344321"));
        await BothAsync(visitor, "complaint-new");
        await PressAsync(visitor, "提交");
        await Expect(visitor.GetByText("上海市知识产权局")).ToBeVisibleAsync();
        await BothAsync(visitor, "complaint-mine");
        var office = await SignInAsync(browser, hub, "shanghai");
        await office.GotoAsync("/feedback/desk?kind=complaint");
        await BothAsync(office, "feedback-desk");
        await office.GotoAsync("/feedback");
        await office.GetByRole(AriaRole.Link, new() { Name = "窗口收取检索费五十元" }).ClickAsync();
        await office.Locator("summary", new() { HasText = "要求被投诉机构说明" }).ClickAsync();
        await office.Locator("#AskStatement-text").FillAsync("请说明收费依据");
        await PressAsync(office, "要求被投诉机构说明");
        await BothAsync(office, "complaint-case");
        var desk = office.Url;
        var outlet = await SignInAsync(browser, hub, "outlet");
        await outlet.GotoAsync("/feedback");
        await outlet.GetByRole(AriaRole.Link, new() { Name = "窗口收取检索费五十元" }).ClickAsync();
        await Expect(outlet.GetByText("13912344321")).ToHaveCountAsync(0);
        await BothAsync(outlet, "complaint-statement");
        await outlet.Locator("#State-text").FillAsync("系打印工本费，已退还。");
        await PressAsync(outlet, "提交说明");
        await office.GotoAsync(desk);
        await office.Locator("#Reply-text").FillAsync("经查属实，已责令退还并公开收费清单。");
        await PressAsync(office, "回复");
        await visitor.ReloadAsync();
        await Expect(visitor.GetByText("已责令退还")).ToBeVisibleAsync();
        await Expect(visitor.GetByText("打印工本费")).ToHaveCountAsync(0);
    }
}
