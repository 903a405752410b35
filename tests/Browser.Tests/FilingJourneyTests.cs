using Microsoft.Playwright;
using Zhishu.Tests;
using static Zhishu.Browser.Tests.OfficeSteps;

namespace Zhishu.Browser.Tests;

/// <summary>The life of an outlet with everybody who has a part in it, each in a browser of their own.</summary>
[Collection(BrowserCollection.Name)]
public sealed class FilingJourneyTests(Browser browser, OfficeHub hub) : IClassFixture<OfficeHub>
{
    private const string Password = "Right-Horse-9";
    private string? _key;

    [Fact]
    public async Task From_sign_up_over_return_and_objection_to_the_list_and_on_to_report_rectification_and_ban()
    {
        // Somebody signs up and enters an organisation.
        var outlet = await browser.OpenAsync(hub.Address, 1280);
        await outlet.GotoAsync("/account/sign-up");
        await Browser.CheckAsync(outlet, "sign-up");
        await FillAsync(outlet, ("name", "钱经办"), ("email", "qian@outlet.example"), ("password", Password), ("again", Password));
        await PressAsync(outlet, "注册");
        await Assertions.Expect(outlet.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("工作台");
        await outlet.GetByRole(AriaRole.Link, new() { Name = "登记机构" }).ClickAsync();
        await FillAsync(outlet, ("Name", "上海市示范科技图书馆"), ("CreditCode", "Y9310115ABCD00001X"), ("Region", "310115"));
        await PressAsync(outlet, "登记");
        await Assertions.Expect(outlet.GetByRole(AriaRole.Alert).First).ToContainTextAsync("需要改正");
        await Browser.CheckAsync(outlet, "organisation-fault");
        await FillAsync(outlet, ("CreditCode", Code), ("Address", "张江路 1 号"), ("Principal", "孙馆长"), ("PrincipalPost", "馆长"), ("Contact", "钱经办"), ("Phone",
            "021-55551234"), ("Email", "qian@outlet.example"), ("Audience", "社会公众"), ("Hours", "工作日 9:00–17:00"));
        await outlet.Locator("input[name=Categories][value=patent]").CheckAsync();
        await PressAsync(outlet, "登记");
        await Assertions.Expect(outlet.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("上海市示范科技图书馆");
        await Browser.CheckAsync(outlet, "organisation");
        var organisation = new Uri(outlet.Url).AbsolutePath;

        // The officer of the province confirms it and enters it as provincial outlet.
        var officer = await OfficeSteps.SignInAsync(browser, hub, "shanghai");
        await officer.GotoAsync(organisation);
        await PressAsync(officer, "核实无误");
        await officer.GetByText("登记成员身份").ClickAsync();
        await officer.Locator("select[name=kind]").SelectOptionAsync("ProvincialOutlet");
        await FillAsync(officer, ("source", "沪知局〔2026〕8 号"), ("from", "2026-01-01"));
        await PressAsync(officer, "登记");
        await Assertions.Expect(officer.GetByText("沪知局〔2026〕8 号")).ToBeVisibleAsync();

        // Whoever acts for a confirmed organisation needs a second factor first. Then staff, service items.
        await outlet.GotoAsync(organisation + "/staff");
        await Browser.CheckAsync(outlet, "second-factor");
        _key = await SetSecondFactorAsync(outlet, hub);
        await outlet.GotoAsync(organisation + "/staff");
        for (var i = 0; i < 6; i++)
        {
            var form = outlet.Locator("form").Last;
            await form.Locator("[name=name]").FillAsync($"馆员{i}");
            await form.Locator("[name=introduction]").FillAsync("从事专利检索与分析工作八年。");
            await form.Locator("[name=fullTime]").SelectOptionAsync(i < 5 ? "true" : "false");
            await form.GetByRole(AriaRole.Button).ClickAsync();
        }

        await Browser.CheckAsync(outlet, "staff");
        await outlet.GotoAsync(organisation.Replace("organisations", "service-items", StringComparison.Ordinal));
        await Browser.CheckAsync(outlet, "service-items");
        await PressAsync(outlet, "发布清单");
        await Assertions.Expect(outlet.GetByText("已发布第 1 版")).ToBeVisibleAsync();

        // The application, part by part; what is typed is saved by itself.
        await outlet.GotoAsync("/filings/mine");
        await outlet.GetByRole(AriaRole.Button, new() { Name = "申请备案" }).First.ClickAsync();
        var filing = new Uri(outlet.Url).AbsolutePath.Replace("/form/facts", "", StringComparison.Ordinal);
        await outlet.GotoAsync(filing + "/form/strengths");
        await outlet.Locator("#text").FillAsync(new string('馆', 980));
        await Assertions.Expect(outlet.Locator(".count")).ToContainTextAsync("已写 980 字");
        await Assertions.Expect(outlet.Locator("[data-autosave-note]")).ToContainTextAsync("已自动保存");
        await outlet.ReloadAsync();
        await Assertions.Expect(outlet.Locator("#text")).ToHaveValueAsync(new string('馆', 980));
        await Browser.CheckAsync(outlet, "form-strengths");
        await outlet.GotoAsync(filing + "/form/future");
        await outlet.Locator("#text").FillAsync(new string('来', 1500));
        await PressAsync(outlet, "保存并到下一部分");
        await FillAsync(outlet, ("c0", "服务园区企业"), ("w0", "2025 年"), ("y0", new string('案', 500)));
        await PressAsync(outlet, "保存并到下一部分");
        foreach (var tick in await outlet.Locator("input[name=met]").AllAsync())
            await tick.CheckAsync();
        foreach (var evidence in await outlet.Locator("textarea[name^=evidence]").AllAsync())
            await evidence.FillAsync("见附件");
        await Browser.CheckAsync(outlet, "form-conditions");
        await PressAsync(outlet, "保存并到下一部分");
        await FillAsync(outlet, ("opinion", "材料真实、合法，保障条件已落实。"));
        await PressAsync(outlet, "保存并到下一部分");
        await outlet.Locator("#f-filing-rules").SetInputFilesAsync(new FilePayload { Name = "工作制度.pdf", MimeType = "application/pdf", Buffer = "%PDF-1.4 rules"u8.ToArray() });
        await outlet.Locator("section", new() { HasText = "相关工作制度" }).GetByRole(AriaRole.Button, new() { Name = "上传" }).ClickAsync();
        await SubmitAsync(outlet, filing);
        await Assertions.Expect(outlet.GetByRole(AriaRole.Alert)).ToContainTextAsync("盖章签字的备案表扫描件");
        await Browser.CheckAsync(outlet, "filing-incomplete");
        var download = await outlet.RunAndWaitForDownloadAsync(() => outlet.GetByRole(AriaRole.Link, new() { Name = "备案表 DOCX" }).ClickAsync());
        Assert.EndsWith(".docx", download.SuggestedFilename, StringComparison.Ordinal);
        await SealAsync(outlet, filing);
        await SubmitAsync(outlet, filing);
        await Assertions.Expect(outlet.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("待初审");

        // Returned, corrected, handed in again, recommended.
        await officer.GotoAsync(filing);
        await officer.Locator("summary", new() { HasText = "退回补正" }).ClickAsync();
        await officer.Locator("form", new() { Has = officer.Locator("input[value=Return]") }).Locator("textarea").FillAsync("第二部分请补充软硬件条件。");
        await PressAsync(officer, "退回补正");
        await hub.PassAsync();
        await outlet.GotoAsync("/notices");
        await Assertions.Expect(outlet.GetByText("退回补正").First).ToBeVisibleAsync();
        await Browser.CheckAsync(outlet, "notices");
        await outlet.GotoAsync(filing + "/form/strengths");
        await outlet.Locator("#text").FillAsync("有检索室三间、服务器两台。" + new string('馆', 900));
        await outlet.GetByRole(AriaRole.Button, new() { Name = "保存", Exact = true }).ClickAsync();
        await SealAsync(outlet, filing);
        await SubmitAsync(outlet, filing);
        await officer.GotoAsync(filing);
        await officer.Locator("form", new() { Has = officer.Locator("input[value=Recommend]") }).Locator("textarea").FillAsync("资源和人员实力较强，同意推荐。");
        await Browser.CheckAsync(officer, "filing-recommend");
        await PressAsync(officer, "推荐");

        // CNIPA makes it public; somebody objects; the objection is looked into; it is filed.
        var national = await OfficeSteps.SignInAsync(browser, hub, "national");
        await national.GotoAsync("/filings/queue?find=示范科技");
        await Browser.CheckAsync(national, "queue");
        await national.GetByRole(AriaRole.Checkbox, new() { Name = "上海市示范科技图书馆" }).CheckAsync();
        await PressAsync(national, "公示");
        await Assertions.Expect(national.GetByRole(AriaRole.Status)).ToContainTextAsync("完成 1 件");
        var visitor = await browser.OpenAsync(hub.Address, 390);
        await visitor.GotoAsync("/filings");
        await Browser.CheckAsync(visitor, "filings-narrow");
        await national.GotoAsync(filing);
        var batch = await national.GetByRole(AriaRole.Link, new() { Name = "公示页面" }).GetAttributeAsync("href");
        await visitor.GotoAsync(batch!);
        await Browser.CheckAsync(visitor, "batch");
        await visitor.GetByRole(AriaRole.Link, new() { Name = "提出异议 上海市示范科技图书馆" }).ClickAsync();
        await FillAsync(visitor, ("name", "热心读者"), ("contact", "021-5555"), ("text", "馆员只有四人。"));
        await Browser.CheckAsync(visitor, "object");
        await PressAsync(visitor, "提交");
        await Assertions.Expect(visitor.GetByRole(AriaRole.Status)).ToContainTextAsync("异议已收到");
        await hub.PassAsync(8);
        national = await OfficeSteps.SignInAsync(browser, hub, "national");
        await national.GotoAsync(filing);
        await ActAsync(national, "Accept");
        await Assertions.Expect(national.GetByRole(AriaRole.Alert).First).ToContainTextAsync("还有异议没有核实");
        await national.Locator("textarea[id^=o-]").FillAsync("经核实有五名专职人员。");
        await national.GetByRole(AriaRole.Button, new() { Name = "不成立" }).ClickAsync();
        await ActAsync(national, "Accept");
        await Assertions.Expect(national.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("准予备案");
        await visitor.GotoAsync("/filings");
        await Assertions.Expect(visitor.GetByRole(AriaRole.Link, new() { Name = "上海市示范科技图书馆" })).ToBeVisibleAsync();
        await visitor.GetByRole(AriaRole.Link, new() { Name = "上海市示范科技图书馆" }).ClickAsync();
        await Assertions.Expect(visitor.GetByText("服务园区企业")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Locator("dd", new() { HasTextRegex = new("^专利$") })).ToBeVisibleAsync();
        await Browser.CheckAsync(visitor, "outlet");
        await visitor.GetByRole(AriaRole.Link, new() { Name = "备案证明" }).ClickAsync();
        await Browser.CheckAsync(visitor, "certificate");
        await visitor.Locator(".certificate a").ClickAsync();
        await Assertions.Expect(visitor.Locator(".badge-inForce")).ToHaveTextAsync("有效");
        await Browser.CheckAsync(visitor, "verify");
        await OnAsync(organisation, filing);
    }

    /// <summary>Annual report, change report, rectification to revocation, and a ban.</summary>
    private async Task OnAsync(string organisation, string filing)
    {
        // January: the report is opened, handed in, reviewed, gathered.
        await hub.PassAsync((int)(new DateTimeOffset(2027, 1, 2, 0, 0, 0, TimeSpan.Zero) - hub.Clock.Now).TotalDays + 1);
        var outlet = await OfficeSteps.SignInAsync(browser, hub, "qian@outlet.example", Password, key: _key);
        await Assertions.Expect(outlet.GetByText("2026 年度报告").First).ToBeVisibleAsync();
        await Browser.CheckAsync(outlet, "workbench-outlet");
        await outlet.GetByRole(AriaRole.Row, new() { Name = "2026 年度报告" }).GetByRole(AriaRole.Link).ClickAsync();
        await FillAsync(outlet, ("Enquiries", "35"), ("Summary", "开展咨询和检索服务。"), ("Plans", "扩大服务。"));
        await Browser.CheckAsync(outlet, "report");
        await PressAsync(outlet, "报送");
        var report = new Uri(outlet.Url).AbsolutePath;
        var officer = await OfficeSteps.SignInAsync(browser, hub, "shanghai");
        await officer.GotoAsync(report);
        await officer.Locator("form", new() { Has = officer.Locator("input[value=Review]") }).Locator("textarea").FillAsync("内容属实。");
        await PressAsync(officer, "审核通过");
        await officer.GotoAsync("/filings/reports?year=2026");
        await Browser.CheckAsync(officer, "reports");
        await PressAsync(officer, "将所选已审核报告汇总报送");
        await Assertions.Expect(officer.GetByRole(AriaRole.Status)).ToContainTextAsync("上海市示范科技图书馆：已汇总报送");

        // It moves: the facts of a filed outlet change by a report only.
        await outlet.GotoAsync(organisation + "/edit");
        await Assertions.Expect(outlet.Locator("#Address")).ToBeDisabledAsync();
        await outlet.GetByRole(AriaRole.Link, new() { Name = "变更报备" }).ClickAsync();
        await FillAsync(outlet, ("Address", "世纪大道 100 号"), ("reason", "馆舍搬迁"));
        await Browser.CheckAsync(outlet, "change-new");
        await PressAsync(outlet, "提交报备");
        var change = new Uri(outlet.Url).AbsolutePath;
        await officer.GotoAsync(change);
        await PressAsync(officer, "转报");
        var national = await OfficeSteps.SignInAsync(browser, hub, "national");
        await national.GotoAsync(change);
        await PressAsync(national, "确认报备");
        await outlet.GotoAsync(organisation);
        await Assertions.Expect(outlet.GetByText("世纪大道 100 号").First).ToBeVisibleAsync();

        // It does not serve: rectification, half a year, revocation.
        await national.GotoAsync("/filings/registrations?find=示范科技");
        await Browser.CheckAsync(national, "registrations");
        await national.GetByRole(AriaRole.Link, new() { Name = "GJWD" }).ClickAsync();
        var registration = new Uri(national.Url).AbsolutePath;
        await LifeAsync(national, "OrderRectification", "咨询电话无人接听。");
        await Assertions.Expect(national.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("整改中");
        await LifeAsync(national, "RevokeUnrectified", "没有整改。");
        await Assertions.Expect(national.GetByRole(AriaRole.Alert).First).ToContainTextAsync("期满前不能");
        await Browser.CheckAsync(national, "registration");
        await hub.PassAsync(190);
        national = await OfficeSteps.SignInAsync(browser, hub, "national");
        await national.GotoAsync(registration);
        await LifeAsync(national, "Revoke", "以网点名义收费代办商标。");
        await Assertions.Expect(national.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("已撤销");
        var visitor = await browser.OpenAsync(hub.Address, 390);
        await visitor.GotoAsync("/filings");
        await Assertions.Expect(visitor.GetByRole(AriaRole.Link, new() { Name = "上海市示范科技图书馆" })).ToHaveCountAsync(0);

        // Shut out for three years.
        outlet = await OfficeSteps.SignInAsync(browser, hub, "qian@outlet.example", Password, key: _key);
        await outlet.GotoAsync("/filings/mine");
        await Assertions.Expect(outlet.GetByText("前（含当日）不得提交备案申请").First).ToBeVisibleAsync();
        await Browser.CheckAsync(outlet, "banned");
        Assert.Equal(HttpStatusOf(await outlet.GotoAsync(filing)), 200);
    }

    private static string Code { get; } = "Y9310115ABCD00009" + Zhishu.Foundation.CreditCode.CheckCharacter("Y9310115ABCD00009");

    private static int? HttpStatusOf(IResponse? response) => response?.Status;

    private static async Task SubmitAsync(IPage page, string filing)
    {
        await page.GotoAsync(filing);
        await ActAsync(page, "Submit");
    }

    private static async Task SealAsync(IPage page, string filing)
    {
        await page.GotoAsync(filing + "/form/papers");
        await page.Locator("#f-filing-sealed").SetInputFilesAsync(new FilePayload { Name = "盖章件.pdf", MimeType = "application/pdf", Buffer = "%PDF-1.4 sealed"u8.ToArray() });
        await page.Locator("section", new() { HasText = "盖章签字的备案表扫描件" }).GetByRole(AriaRole.Button, new() { Name = "上传" }).ClickAsync();
    }

    private static async Task LifeAsync(IPage page, string act, string text)
    {
        var part = page.Locator("details", new() { Has = page.Locator($"input[value={act}]") });
        await part.Locator("summary").ClickAsync();
        if (act == "Revoke")
            await part.Locator("select").SelectOptionAsync("UnrelatedBusiness");
        await part.Locator("textarea").FillAsync(text);
        await part.GetByRole(AriaRole.Button).ClickAsync();
    }
}
