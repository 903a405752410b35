using Microsoft.Playwright;
using Zhishu.Tests;
using static Microsoft.Playwright.Assertions;
using static Zhishu.Browser.Tests.OfficeSteps;

namespace Zhishu.Browser.Tests;

/// <summary>Requests and the board with the ways out of them; every page at 1280 and 390 px.</summary>
[Collection(BrowserCollection.Name)]
public sealed class RequestJourneyTests(Browser browser, OfficeHub hub) : IClassFixture<OfficeHub>
{
    [Fact]
    public async Task A_request_is_quoted_worked_on_handed_over_stopped_and_goes_on_elsewhere()
    {
        var outlet = await hub.ScalarAsync<Guid>(
            "select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = 'outlet@demo.example'");
        var client = await SignInAsync(browser, hub, "user", null, 390);
        await client.GotoAsync("/requests/new?type=search");
        await FillAsync(client, ("Title", "换机构办理的检索"), ("a-technology", "换热器焊接"), ("Phone", "021-55556666"));
        await client.Locator("#a-purpose").SelectOptionAsync("查新");
        await client.Locator("#ClientKind").SelectOptionAsync("SmallFirm");
        await RegionAsync(client, "上海市");
        await client.Locator("#To").SelectOptionAsync(outlet.ToString());
        await PressAsync(client, "提交申请");
        await Expect(client.GetByText("待受理").First).ToBeVisibleAsync();
        var page = client.Url;

        var member = await SignInAsync(browser, hub, "outlet");
        await member.GotoAsync("/requests/desk?find=55556666");
        await BothAsync(member, "request-desk-found");
        await member.GetByRole(AriaRole.Link, new() { Name = "换机构办理的检索" }).ClickAsync();
        await FillAsync(member, ("Quote-Amount", "2000.555"), ("Quote-Days", "10"), ("Quote-Text", "写了很久的报价说明"));
        await PressAsync(member, "报价");
        await Expect(member.Locator("#Quote-Amount-fault")).ToContainTextAsync("最多两位小数");
        await Expect(member.Locator("#Quote-Text")).ToHaveValueAsync("写了很久的报价说明");
        await BothAsync(member, "request-quote-wrong");
        await FillAsync(member, ("Quote-Amount", "2000.55"));
        await PressAsync(member, "报价");
        await client.GotoAsync("/workbench");
        await client.GetByRole(AriaRole.Link, new() { Name = "换机构办理的检索" }).First.ClickAsync();
        await PressAsync(client, "同意报价，开始办理");

        // The member proposes another; the client agrees.
        await member.ReloadAsync();
        await OpenAsync(member, "提议转给其他机构");
        await member.Locator("#HandOver-To").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        var other = Guid.Parse(await member.Locator("#HandOver-To").InputValueAsync());
        await FillAsync(member, ("HandOver-Text", "本机构没有相关数据库"), ("HandOver-Handover", "已完成中国库检索"));
        await PressAsync(member, "提议转给其他机构");
        await client.ReloadAsync();
        await BothAsync(client, "request-handing-over");
        await PressAsync(client, "同意转办");
        await Expect(client.GetByText("待受理").First).ToBeVisibleAsync();

        // The new member quotes, begins and has to stop; the client goes back to the first.
        var email = await hub.ScalarAsync<string>("""
            select email from identity.account join identity.account_grant on account_id = account.id where organisation_id = @other and ended_at is null order by account.created_at limit 1
            """, new { other });
        var second = await SignInAsync(browser, hub, email!);
        await second.GotoAsync(page);
        await FillAsync(second, ("Quote-Amount", "0"), ("Quote-Days", "5"), ("Quote-Text", "免费续做"));
        await PressAsync(second, "报价");
        await client.ReloadAsync();
        await PressAsync(client, "同意报价，开始办理");
        await second.ReloadAsync();
        await OpenAsync(second, "停止办理");
        await FillAsync(second, ("Stop-Text", "人员调离"), ("Stop-Handover", "已完成欧洲库检索"));
        await PressAsync(second, "停止办理");
        await client.ReloadAsync();
        await Expect(client.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("已终止");
        await Expect(client.GetByText("已完成欧洲库检索")).ToBeVisibleAsync();
        await BothAsync(client, "request-stopped");
        await OpenAsync(client, "另选机构");
        await client.Locator("#Choose-To").SelectOptionAsync(outlet.ToString());
        await PressAsync(client, "另选机构");
        await Expect(client.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("待受理");
        await client.GetByRole(AriaRole.Link, new() { Name = "打印委托单" }).ClickAsync();
        await Expect(client.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("委托单");
        await BothAsync(client, "request-order");
    }

    [Fact]
    public async Task Two_enterprises_find_each_other_and_both_confirm_what_came_of_it()
    {
        var seller = await SignInAsync(browser, hub, "applicant");
        await PostAsync(seller, "Offer", "激光清洗设备许可", "13900002222");
        var offer = seller.Url;
        var buyer = await SignInAsync(browser, hub, "user", null, 390);
        await PostAsync(buyer, "Need", "寻求激光清洗设备", "13800001111");
        await buyer.GetByRole(AriaRole.Link, new() { Name = "修改", Exact = true }).ClickAsync();
        await BothAsync(buyer, "board-edit");
        await FillAsync(buyer, ("Title", "寻求激光清洗设备和工艺"));
        await PressAsync(buyer, "保存");
        var match = buyer.Locator("li", new() { HasTextString = "激光清洗设备许可" });
        await match.Locator("summary").ClickAsync();
        await match.Locator("textarea").FillAsync("与我们的产线吻合");
        await match.GetByRole(AriaRole.Button, new() { Name = "请求联系" }).ClickAsync();
        await BothAsync(buyer, "board-asked");
        await seller.GotoAsync("/workbench");
        await Expect(seller.GetByText("供需对接：待您同意")).ToBeVisibleAsync();
        await seller.GotoAsync(offer);
        await PressAsync(seller, "同意对接");
        await Expect(seller.GetByText("13800001111")).ToBeVisibleAsync();
        await buyer.ReloadAsync();
        await OpenAsync(buyer, "登记结果");
        await buyer.Locator("select[name=outcome]").SelectOptionAsync("contract");
        await buyer.Locator("input[name=contract]").FillAsync("HT-2026-01");
        await PressAsync(buyer, "登记结果");
        await Expect(buyer.GetByText("结果待双方确认")).ToBeVisibleAsync();
        await BothAsync(buyer, "board-reported");
        await seller.ReloadAsync();
        await PressAsync(seller, "确认结果");
        await Expect(seller.GetByText("已登记结果")).ToBeVisibleAsync();
        await BothAsync(seller, "board-confirmed");
        await buyer.GotoAsync("/board");
        await Expect(buyer.GetByText("双方确认的对接结果：签订合同 1")).ToBeVisibleAsync();
    }

    private static async Task PostAsync(IPage page, string side, string title, string contact)
    {
        await page.GotoAsync("/board/new?side=" + side);
        await FillAsync(page, ("Title", title), ("Text", "激光清洗设备和工艺，详情面谈。"), ("Employer", "示例激光公司"), ("Contact", contact), ("Technology", "B08B"));
        await page.Locator("#Industry").SelectOptionAsync("35");
        await RegionAsync(page, "上海市");
        await PressAsync(page, "发布");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(title);
    }

    /// <summary>The page at both widths: nothing overflows, and axe finds nothing.</summary>
    private static async Task BothAsync(IPage page, string name)
    {
        var width = page.ViewportSize!.Width;
        await page.SetViewportSizeAsync(1280 - width + 390, 900);
        await Browser.CheckWidthAsync(page, name);
        await page.SetViewportSizeAsync(width, 900);
        await Browser.CheckAsync(page, name);
    }
}
