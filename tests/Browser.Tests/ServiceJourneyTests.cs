using Microsoft.Playwright;
using Zhishu.Tests;
using static Microsoft.Playwright.Assertions;
using static Zhishu.Browser.Tests.OfficeSteps;

namespace Zhishu.Browser.Tests;

/// <summary>What the network gives the public, each service with the people involved; every page at 1280 and 390 px.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ServiceJourneyTests(Browser browser, OfficeHub hub) : IClassFixture<OfficeHub>
{
    private static readonly FilePayload Pdf = new() { Name = "文件.pdf", MimeType = "application/pdf", Buffer = "%PDF-1.4\n%%EOF"u8.ToArray() };

    [Fact]
    public async Task A_session_that_ends_while_somebody_writes_loses_nothing()
    {
        var person = await SignInAsync(browser, hub, "user");
        await person.GotoAsync("/enquiries/ask");
        await person.Locator("#Title").FillAsync("龘靐会话过期");
        await person.Locator("#Text").FillAsync("写了两个小时的正文，不能丢。");
        await person.Locator("#Subject").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await RegionAsync(person, "北京市");
        await person.Locator("input[type=file]").SetInputFilesAsync(Pdf);
        Assert.NotEqual(0, await hub.ScalarAsync<long>(
            "with aged as (update identity.session set seen_at = seen_at - interval '3 hours' where ended_at is null returning 1) select count(*) from aged"));
        await PressAsync(person, "提交咨询");
        await Expect(person.GetByText("登录已过期")).ToBeVisibleAsync();
        await BothAsync(person, "held-signed-out");
        await person.Locator("#email").FillAsync("user@demo.example");
        await person.Locator("#password").FillAsync(hub.Password);
        await PressAsync(person, "登录");
        await Expect(person.GetByText("写了两个小时的正文，不能丢。")).ToBeVisibleAsync();
        await Expect(person.GetByText("文件.pdf")).ToBeVisibleAsync();
        await BothAsync(person, "held");
        await PressAsync(person, "继续提交");
        await Expect(person.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("龘靐会话过期");
        await Expect(person.GetByText("写了两个小时的正文，不能丢。")).ToBeVisibleAsync();
        await Expect(person.GetByRole(AriaRole.Link, new() { Name = "文件.pdf" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_enquiry_by_keyboard_alone_goes_to_the_nation_on_to_an_outlet_and_is_rated()
    {
        var asker = await browser.OpenAsync(hub.Address, 390);
        await asker.GotoAsync("/enquiries");
        await BothAsync(asker, "enquiries");
        await TabAsync(asker, "a[href='/enquiries/ask']");
        await asker.Keyboard.PressAsync("Enter");
        await Browser.ReachAsync(asker, @"/enquiries/ask");
        await BothAsync(asker, "ask");
        await TabAsync(asker, "#Title");
        await asker.Keyboard.InsertTextAsync("商标被驳回以后怎么办");
        await TabAsync(asker, "#Text");
        await asker.Keyboard.InsertTextAsync("收到驳回通知书，想知道复审期限。");
        await TabAsync(asker, "#Subject");
        await asker.Keyboard.PressAsync("ArrowDown");
        await TabAsync(asker, "#Region");
        await asker.Keyboard.InsertTextAsync("北京市");

        await TabAsync(asker, "form[method=post] button");
        await asker.Keyboard.PressAsync("Enter");
        if (await asker.GetByText("这些答案可能有用").CountAsync() > 0)
        {
            await TabAsync(asker, "form[method=post] button");
            await asker.Keyboard.PressAsync("Enter");
        }

        await Expect(asker.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("商标被驳回以后怎么办");
        await BothAsync(asker, "followed");
        var national = await SignInAsync(browser, hub, "national");
        await national.GotoAsync("/enquiries/desk?whose=here");
        await BothAsync(national, "enquiry-desk");
        await national.GetByRole(AriaRole.Link, new() { Name = "商标被驳回以后怎么办" }).ClickAsync();
        await BothAsync(national, "enquiry-case");
        await OpenAsync(national, "转办");
        await national.Locator("#Transfer-to").SelectOptionAsync(new SelectOptionValue { Label = "上海市 · 上海市图书馆（示例）" });
        await national.Locator("#Transfer-text").FillAsync("请网点答复");
        await PressAsync(national, "转办");
        var outlet = await SignInAsync(browser, hub, "outlet");
        await outlet.GetByRole(AriaRole.Link, new() { Name = "商标被驳回以后怎么办" }).First.ClickAsync();
        await outlet.Locator("#template").SelectOptionAsync(new SelectOptionValue { Index = 0 });
        await PressAsync(outlet, "填入");
        await outlet.Locator("#Answer-text").FillAsync("自收到通知之日起十五日内申请复审。");
        await outlet.Locator("#Answer-files").SetInputFilesAsync(Pdf);
        await PressAsync(outlet, "答复");
        await asker.ReloadAsync();
        await Expect(asker.GetByText("十五日内申请复审")).ToBeVisibleAsync();
        await TabAsync(asker, "input[name=rating][value='5']");
        await asker.Keyboard.PressAsync("Space");
        await TabAsync(asker, "form:has(input[value=Rate]) button");
        await asker.Keyboard.PressAsync("Enter");
        await Expect(asker.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("已办结");

        // The answer becomes an entry, another reviews it, everybody finds it.
        await outlet.GetByRole(AriaRole.Link, new() { Name = "整理为知识条目" }).ClickAsync();
        await BothAsync(outlet, "entry-edit");
        await PressAsync(outlet, "提交审核");
        var shanghai = await SignInAsync(browser, hub, "shanghai");
        await shanghai.GotoAsync(outlet.Url);
        await PressAsync(shanghai, "审核通过并发布");
        await BothAsync(shanghai, "entry");
        await asker.GotoAsync("/find?q=" + Uri.EscapeDataString("商标驳回"));
        await Expect(asker.GetByRole(AriaRole.Link, new() { Name = "商标被驳回以后怎么办" })).ToBeVisibleAsync();
        await BothAsync(asker, "find");
        await outlet.GotoAsync("/enquiries/desk/new");
        await BothAsync(outlet, "enquiry-new");
        await outlet.GotoAsync("/enquiries/templates");
        await BothAsync(outlet, "templates");
    }

    [Fact]
    public async Task An_event_from_its_announcement_to_the_certificate()
    {
        var host = await SignInAsync(browser, hub, "outlet");
        await host.GotoAsync("/events/desk/new");
        await BothAsync(host, "event-new");
        await FillAsync(host, ("Title", "专利年费实务讲座"), ("Quota", "30"));
        await PressAsync(host, "保存为草稿");
        await PressAsync(host, "发布");
        await BothAsync(host, "event-desk");
        var desk = host.Url;
        var guest = await browser.OpenAsync(hub.Address, 390);
        await guest.GotoAsync("/events");
        await BothAsync(guest, "events");
        await guest.GetByRole(AriaRole.Link, new() { Name = "专利年费实务讲座" }).ClickAsync();
        await BothAsync(guest, "event");
        await FillAsync(guest, ("Name", "王五"), ("Phone", "13900001111"));
        await PressAsync(guest, "报名");
        await Expect(guest.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("已报名");
        await BothAsync(guest, "ticket");
        var ticket = guest.Url;
        var code = await guest.Locator("dl dd").First.InnerTextAsync();
        await host.GotoAsync($"/events/check-in/{code}");
        await BothAsync(host, "check-in");
        await PressAsync(host, "签到");
        await Expect(host.GetByText("已签到")).ToBeVisibleAsync();
        await hub.PassAsync(15);
        host = await SignInAsync(browser, hub, "outlet");
        await host.GotoAsync(desk);
        await PressAsync(host, "结束登记");
        await guest.GotoAsync(ticket);
        foreach (var question in new[] { "content", "speaker", "whole" })
            await guest.Locator($"input[name={question}][value='5']").CheckAsync();
        await PressAsync(guest, "提交评价");
        await guest.GetByRole(AriaRole.Link, new() { Name = "培训证书" }).ClickAsync();
        await Expect(guest.GetByText("王五 参加了")).ToBeVisibleAsync();
        await BothAsync(guest, "certificate-training");
        var user = await SignInAsync(browser, hub, "user");
        await user.GotoAsync("/my/training");
        await BothAsync(user, "training-record");
    }

    [Fact]
    public async Task A_document_from_a_citation_to_the_reader()
    {
        var asking = await SignInAsync(browser, hub, "applicant");
        await asking.GotoAsync("/delivery/holdings");
        await BothAsync(asking, "holdings");
        await asking.GotoAsync("/delivery/new");
        await BothAsync(asking, "delivery-new");
        await asking.Locator("#Kind").SelectOptionAsync("standard");
        await FillAsync(asking, ("Citation", "GB/T 42748-2023 专利评估指引"), ("Purpose", "课题研究"));
        await asking.Locator("#Copyright").CheckAsync();
        await PressAsync(asking, "提交请求");
        await Expect(asking.GetByText("已收到请求").First).ToBeVisibleAsync();
        var order = asking.Url;
        var supplier = await hub.ScalarAsync<string>("""
            select split_part(account.email, '@', 1) from delivery.document_order join identity.account_grant on account_grant.organisation_id = supplier_id and ended_at is null
            join identity.account on account.id = account_grant.account_id where document_order.id = @id order by account.email limit 1
            """, new { id = Guid.Parse(order.Split('/')[^1]) });
        var node = await SignInAsync(browser, hub, supplier!);
        await node.GotoAsync(order);
        await BothAsync(node, "delivery-case");
        await node.Locator("#Supply-copy").SetInputFilesAsync(Pdf);
        await PressAsync(node, "提供文件");
        await asking.ReloadAsync();
        await BothAsync(asking, "delivery-done");
        var download = await asking.RunAndWaitForDownloadAsync(() => asking.GetByRole(AriaRole.Link, new() { Name = "下载" }).ClickAsync());
        Assert.Equal("文件.pdf", download.SuggestedFilename);
        await asking.GotoAsync("/delivery");
        await BothAsync(asking, "delivery");

        // What nobody is known to hold is asked of the whole network; another member takes it from its list.
        await asking.GotoAsync("/delivery/new");
        await asking.Locator("#Kind").SelectOptionAsync("book");
        await FillAsync(asking, ("Citation", "无人收藏的地方志一种，1991"), ("Purpose", "课题研究"));
        await asking.Locator("#Copyright").CheckAsync();
        await PressAsync(asking, "提交请求");
        await Expect(asking.Locator("h1")).ToContainTextAsync("向全网征询");
        await node.GotoAsync("/delivery?state=Circulated");
        await node.Locator(".hits a").First.ClickAsync();
        await BothAsync(node, "delivery-asked");
        await PressAsync(node, "由我馆提供");
        await Expect(node.Locator("h1")).ToContainTextAsync("将提供");

        // The other has the page of before still open: told, and nothing changed.
        await PressAsync(asking, "取消");
        await Expect(asking.GetByText("其他人刚刚办理或修改过")).ToBeVisibleAsync();
        await BothAsync(asking, "delivery-late");
    }

    [Fact]
    public async Task A_professional_request_from_the_form_to_the_rating()
    {
        var client = await SignInAsync(browser, hub, "user", null, 390);
        await client.GotoAsync("/requests");
        await BothAsync(client, "requests");
        await client.GotoAsync("/requests/new?type=warning");

        // In the small network of the tests nobody with people offers it: it leads into an enquiry.
        await BothAsync(client, "request-nobody");
        await PressAsync(client, "转为咨询");
        await Expect(client.Locator("#Title")).ToHaveValueAsync("想申请：专利预警");
        await client.GotoAsync("/requests/new?type=search");
        await BothAsync(client, "request-new");
        await FillAsync(client, ("Title", "出口前的检索分析"), ("a-technology", "扫地机器人整机和充电座"), ("Phone", "021-55556666"));
        await client.Locator("#a-purpose").SelectOptionAsync("防侵权检索");
        await client.Locator("#ClientKind").SelectOptionAsync("SmallFirm");
        await RegionAsync(client, "上海市");
        await PressAsync(client, "提交申请");
        await Expect(client.GetByText("待受理").First).ToBeVisibleAsync();
        var page = client.Url;
        var email = await hub.ScalarAsync<string>(
            "select account.email from requests.request join identity.account_grant on account_grant.organisation_id = request.organisation_id join "
            + "identity.account on account.id = account_grant.account_id where request.id = @id order by account.created_at limit 1", new { id = Guid.Parse(page.Split('/')[^1]) });
        var member = await SignInAsync(browser, hub, email!);
        await member.GotoAsync("/requests/desk");
        await BothAsync(member, "request-desk");
        await member.GotoAsync(page);
        await BothAsync(member, "request-case");
        await FillAsync(member, ("Quote-Amount", "500"), ("Quote-Days", "10"), ("Quote-Text", "检索三个国家，报告一份。"));
        await PressAsync(member, "报价");
        await client.ReloadAsync();
        await PressAsync(client, "同意报价，开始办理");
        await member.GotoAsync(page);
        await OpenAsync(member, "记录工作");
        await FillAsync(member, ("Log-Minutes", "120"), ("Log-Text", "完成检索"));
        await PressAsync(member, "记录工作");
        await OpenAsync(member, "上传成果文件");
        await member.Locator("#Attach-upload").SetInputFilesAsync(Pdf);
        await PressAsync(member, "上传成果文件");
        await member.Locator("#Deliver-Text").FillAsync("## 结论\n\n存在两件需要关注的专利。");
        await PressAsync(member, "提交成果");
        await client.ReloadAsync();
        await BothAsync(client, "request-delivered");
        await client.Locator("input[name=rating][value='4']").CheckAsync();
        await PressAsync(client, "验收");
        await Expect(client.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("已验收");
    }

    [Fact]
    public async Task A_tool_through_the_checklist_and_a_practice_to_the_nation()
    {
        var member = await SignInAsync(browser, hub, "outlet");
        await member.GotoAsync("/resources/edit?kind=tool");
        await BothAsync(member, "resource-edit");
        await FillAsync(member, ("Title", "专利号批量核验工具"), ("Summary", "核验专利号的校验位。"), ("Fields-version", "1.0"), ("Fields-licence", "MIT"), ("Body", "## 用法\n\n双击运行。"));
        await PressAsync(member, "预览");
        await Expect(member.Locator(".prose h3")).ToHaveTextAsync("用法");
        await PressAsync(member, "保存草稿");
        await member.Locator("#upload").SetInputFilesAsync(Pdf);
        await PressAsync(member, "上传");
        await PressAsync(member, "提交审核");
        await Expect(member.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("待省级审核");
        var officer = await SignInAsync(browser, hub, "shanghai");
        await officer.GotoAsync("/resources/desk");
        await BothAsync(officer, "resource-desk");
        await officer.GetByRole(AriaRole.Link, new() { Name = "专利号批量核验工具" }).First.ClickAsync();
        await BothAsync(officer, "resource-review");
        await FillAsync(officer, ("Publish-tested", "测过"));
        await PressAsync(officer, "发布");
        await Expect(officer.GetByRole(AriaRole.Alert).First).ToContainTextAsync("逐项确认");
        foreach (var box in await officer.Locator("input[name=ticked]").AllAsync())
            await box.CheckAsync();
        await PressAsync(officer, "发布");
        await Expect(officer.GetByRole(AriaRole.Alert).First).ToContainTextAsync("请写检测记录");
        await FillAsync(officer, ("Publish-tested", "Windows 11 虚拟机断网运行，无异常。"));
        await PressAsync(officer, "发布");
        await Expect(officer.GetByRole(AriaRole.Alert)).ToContainTextAsync("未经病毒扫描");
        await FillAsync(officer, ("Publish-opinion", "已离线用两种杀毒软件检查。"));
        await PressAsync(officer, "发布");
        var visitor = await browser.OpenAsync(hub.Address, 390);
        await visitor.GotoAsync("/resources?kind=tool");
        await BothAsync(visitor, "resources");
        await visitor.GetByRole(AriaRole.Link, new() { Name = "专利号批量核验工具" }).ClickAsync();
        await BothAsync(visitor, "resource");
        await visitor.Locator("input[name=rating][value='5']").CheckAsync();
        await PressAsync(visitor, "评价");
        await Expect(visitor.GetByText("谢谢您的评价")).ToBeVisibleAsync();
        await visitor.GotoAsync("/resources/services");
        await BothAsync(visitor, "official-services");
    }

    [Fact]
    public async Task A_need_meets_an_offer()
    {
        var enterprise = await SignInAsync(browser, hub, "user", null, 390);
        await enterprise.GotoAsync("/board/new?side=Need");
        await BothAsync(enterprise, "board-new");
        await FillAsync(enterprise, ("Title", "寻求换热器焊接工艺"), ("Text", "需要一种薄壁换热器焊接工艺，希望合作开发。"), ("Employer", "示例换热公司"), ("Contact", "13811110000"), ("Technology", "H01M"));
        await enterprise.Locator("#Industry").SelectOptionAsync("38");
        await RegionAsync(enterprise, "上海市");
        await PressAsync(enterprise, "发布");
        await BothAsync(enterprise, "board-mine");
        var page = enterprise.Url;
        var outlet = await SignInAsync(browser, hub, "outlet");
        await outlet.GotoAsync(page);
        await outlet.Locator("main details summary").First.ClickAsync();
        await outlet.Locator("textarea[name=note]").First.FillAsync("同一技术领域，建议洽谈。");
        await PressAsync(outlet, "提出对接");
        await BothAsync(outlet, "board-case");
        await enterprise.ReloadAsync();
        await PressAsync(enterprise, "同意对接");
        var provider = await SignInAsync(browser, hub, "applicant");
        await provider.GotoAsync("/notices");
        await provider.GetByRole(AriaRole.Link, new() { Name = "我的", Exact = true }).ClickAsync();
        await provider.GetByRole(AriaRole.Link, new() { Name = "可许可：电池热管理专利组合（示例）" }).First.ClickAsync();
        await PressAsync(provider, "同意对接");
        await Expect(provider.GetByText("13811110000")).ToBeVisibleAsync();
        await outlet.ReloadAsync();
        await OpenAsync(outlet, "登记结果");
        await outlet.Locator("select[name=outcome]").SelectOptionAsync("cooperation");
        await PressAsync(outlet, "登记结果");
        await Expect(outlet.GetByText("达成合作")).ToBeVisibleAsync();
        await enterprise.GotoAsync("/board");
        await BothAsync(enterprise, "board");
    }

    [Fact]
    public async Task Feedback_is_replied_to_and_a_person_sees_and_keeps_everything_of_theirs()
    {
        var visitor = await browser.OpenAsync(hub.Address, 390);
        await visitor.GotoAsync("/feedback/new");
        await BothAsync(visitor, "feedback-new");
        await FillAsync(visitor, ("Text", "建议增加手语视频说明。"));
        await PressAsync(visitor, "提交");
        await BothAsync(visitor, "feedback-mine");
        var national = await SignInAsync(browser, hub, "national");
        await national.GotoAsync("/feedback");
        await national.GetByRole(AriaRole.Link, new() { Name = "建议增加手语视频" }).ClickAsync();
        await OpenAsync(national, "回复");
        await FillAsync(national, ("Reply-text", "已列入计划，谢谢。"));
        await PressAsync(national, "回复");
        await BothAsync(national, "feedback-case");
        await visitor.ReloadAsync();
        await Expect(visitor.GetByText("已列入计划")).ToBeVisibleAsync();
        await visitor.GotoAsync("/feedback");
        await BothAsync(visitor, "feedback");
        var user = await SignInAsync(browser, hub, "user", null, 390);
        await user.GotoAsync("/my");
        await BothAsync(user, "my");
        await user.GotoAsync("/account/data");
        await BothAsync(user, "my-data");
        var download = await user.RunAndWaitForDownloadAsync(() => PressAsync(user, "下载"));
        Assert.Equal("zhishu-my-data.json", download.SuggestedFilename);
        var staff = await SignInAsync(browser, hub, "staff");
        foreach (var (address, name) in new[] { ("/services/given", "given"), ("/service-figures?by=member", "figures"), ("/workbench", "workbench-services") })
        {
            await staff.GotoAsync(address);
            await BothAsync(staff, name);
        }
    }
}
