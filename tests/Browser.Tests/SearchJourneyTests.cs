using Microsoft.Playwright;

namespace Zhishu.Browser.Tests;

/// <summary>What somebody does who searches for a living: one journey for each part, on a wide and on a narrow screen.</summary>
[Collection(BrowserCollection.Name)]
public sealed class SearchJourneyTests(Browser browser)
{
    private static async Task<int> TotalAsync(IPage page) =>
        int.Parse((await page.GetByRole(AriaRole.Status).Locator("strong").TextContentAsync())!, System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task AskAsync(IPage page, string query)
    {
        await page.Locator("#q").FillAsync(query);
        await page.EvaluateAsync("window.isOld = true");
        await page.Keyboard.PressAsync("Enter");
        for (var tries = 0; ; tries++)
        {
            try
            {
                if (await page.EvaluateAsync<bool>("() => !window.isOld && document.readyState !== 'loading'"))
                    return;
            }
            catch (PlaywrightException)
            {
                // The old page is going just now.
            }

            Assert.True(tries < 300, "the search did not begin");
            await Task.Delay(30);
        }
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task A_query_is_mended_until_it_says_what_was_meant(int width)
    {
        var page = await browser.OpenAsync(width);
        await page.GotoAsync("/search");
        await AskAsync(page, "TX=(快充 NEAR/2 电池)");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("是否指 TI、EX、TY");
        await AskAsync(page, "TI=(快充* NEAR/2 电池) AND IC=H01M AND AD=[2020 TO 2023] NOT LS=失效");
        var some = await TotalAsync(page);
        Assert.True(some > 0);
        await AskAsync(page, "TI=(快充* NEAR/2 电池) AND IC=H01M AND AD=[2020 TO *]");
        Assert.True(await TotalAsync(page) > some);
        await Browser.CheckAsync(page, "journey-language");
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task A_plain_question_is_understood_explained_and_taken_back_to_its_letter(int width)
    {
        var page = await browser.OpenAsync(width);
        await page.GotoAsync("/search");
        await AskAsync(page, "高温下如何防止锂电池隔膜收缩");
        await Assertions.Expect(page.Locator("#reading")).ToContainTextAsync("忽略 下 如何");
        await Assertions.Expect(page.Locator("#reading")).ToContainTextAsync("锂离子电池");
        await Assertions.Expect(page.Locator(".hits li").First).ToContainTextAsync("隔膜");
        await page.GetByRole(AriaRole.Link, new() { Name = "只检索原文" }).ClickAsync();
        Assert.Equal(0, await TotalAsync(page));
        await AskAsync(page, "锂离子电迟");
        await page.Locator("#offers a").First.ClickAsync();
        Assert.True(await TotalAsync(page) > 100);

        // Suggestions while typing, chosen with the keyboard alone.
        await page.Locator("#q").FillAsync("");
        await page.Locator("#q").PressSequentiallyAsync("zhengzhouheng");
        await Assertions.Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync("郑州恒拓");
        await Browser.CheckAsync(page, "journey-suggest");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#q")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("PA=\"郑州恒拓"));
        Assert.True(await TotalAsync(page) > 0);
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Forms_write_queries_marks_are_sifted_and_numbers_looked_up(int width)
    {
        var page = await browser.OpenAsync(width);
        await page.GotoAsync("/search/advanced");
        await page.GetByLabel("名称 TI").FillAsync("电池 隔膜");
        await page.GetByLabel("不含这些词").FillAsync("装置 方法");
        await page.GetByLabel("申请日自").FillAsync("2020");
        await page.GetByRole(AriaRole.Button, new() { Name = "写出检索式" }).ClickAsync();
        await Assertions.Expect(page.Locator("#query")).ToHaveTextAsync("TI=(电池 隔膜) AND AD>=2020 NOT (装置 OR 方法)");
        await page.GetByRole(AriaRole.Link, new() { Name = "查看结果" }).ClickAsync();
        Assert.True(await TotalAsync(page) > 0);

        await page.GotoAsync("/search/advanced?kind=trademark");
        await page.GetByLabel("近似商标").FillAsync("华光");
        await page.GetByRole(AriaRole.Button, new() { Name = "检索", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".hits h2").First).ToContainTextAsync("华光");

        await page.GotoAsync("/search/numbers");
        await page.GetByLabel("粘贴号码").FillAsync("ZL 2022 2 3220665.2\nUS 8,926,509 B2\nCN209999999999.9");
        await page.GetByRole(AriaRole.Button, new() { Name = "查询", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("找到 2 个，未找到 1 个");
        await Assertions.Expect(page.Locator(".missing")).ToHaveTextAsync("CN209999999999.9");
        await Browser.CheckAsync(page, "journey-numbers");
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task A_result_is_narrowed_looked_at_compared_and_taken_away(int width)
    {
        var page = await browser.OpenAsync(width);
        await page.GotoAsync("/search?q=隔膜");
        var all = await TotalAsync(page);
        if (width < 800)
            await page.GetByLabel("显示筛选条件").CheckAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "排除 失效" }).ClickAsync();
        Assert.True(await TotalAsync(page) < all);
        await Assertions.Expect(page.Locator(".chips[aria-label='已选条件']")).ToContainTextAsync("排除 法律状态：失效");
        if (width < 800)
            await page.GetByLabel("显示筛选条件").CheckAsync();
        await page.Locator("#facet-applicant").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "更多… 申请人" }).ClickAsync();
        await page.GetByLabel("名称包含").FillAsync("大学");
        await page.GetByRole(AriaRole.Button, new() { Name = "查找" }).ClickAsync();
        await page.Locator(".facet a").First.ClickAsync();
        Assert.True(await TotalAsync(page) > 0);

        await page.GotoAsync("/search?q=隔膜");
        await page.Locator("#view").SelectOptionAsync("table");
        await page.GetByRole(AriaRole.Button, new() { Name = "应用" }).ClickAsync();
        await page.GetByText("选择列").ClickAsync();
        await page.GetByLabel("发明（设计）人").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "应用" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "发明（设计）人" })).ToBeVisibleAsync();
        await page.Locator("td .tick").Nth(0).CheckAsync();
        await page.Locator("td .tick").Nth(1).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "对比" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Columnheader)).ToHaveCountAsync(3);
        await Browser.CheckAsync(page, "journey-compare");

        await page.GotoAsync("/search?q=隔膜");
        await page.Locator(".hits h2 a").First.ClickAsync();
        await Assertions.Expect(page.Locator("h1 mark")).ToHaveTextAsync("隔膜");
        await page.GotoAsync("/search/export?q=隔膜");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "下载 CSV" }).ClickAsync());
        Assert.Equal(all + 1, (await File.ReadAllLinesAsync(await download.PathAsync())).Length);
        await page.GetByRole(AriaRole.Button, new() { Name = "后台生成 XLSX 工作簿", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "下载文件" })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Similar_records_are_found_from_a_record_and_from_a_text(int width)
    {
        var page = await browser.OpenAsync(width);
        await page.GotoAsync("/records/patent/CN202619005737.2");
        await page.GetByRole(AriaRole.Link, new() { Name = "相似记录" }).ClickAsync();
        await Assertions.Expect(page.Locator(".hits li")).ToHaveCountAsync(30);
        await page.GotoAsync("/search/similar");
        await page.GetByLabel("粘贴一段文字").FillAsync("一种无人机用的盒子，能在飞行中挂载多种设备，内部有插座，可匹配不同接口。");
        await page.GetByRole(AriaRole.Button, new() { Name = "查找相似记录" }).ClickAsync();
        await Assertions.Expect(page.Locator(".hits li").First).ToContainTextAsync("无人机");
        await Browser.CheckAsync(page, "journey-similar");
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task A_result_becomes_pictures_and_a_report(int width)
    {
        var page = await browser.OpenAsync(width);
        var errors = new List<string>();
        page.PageError += (_, error) => errors.Add(error);
        await page.GotoAsync("/search?q=隔膜");
        await page.GetByRole(AriaRole.Link, new() { Name = "分析", Exact = true }).ClickAsync();
        await Browser.ReachAsync(page, @"/analysis\?");
        await Assertions.Expect(page.Locator("[data-drawn]")).ToHaveCountAsync(await page.Locator("[data-chart]").CountAsync());
        await Assertions.Expect(page.Locator("#trend svg").First).ToBeVisibleAsync();
        foreach (var kind in new[] { "svg", "png" })
        {
            foreach (var chart in new[] { "applicants", "regions" })
            {
                var picture = await page.RunAndWaitForDownloadAsync(() => page.Locator($"#{chart} [data-save={kind}]").ClickAsync());
                var bytes = await File.ReadAllBytesAsync(await picture.PathAsync());
                Assert.True(bytes.Length > 2000);
                Assert.Equal(kind == "png" ? 0x89 : (byte)'<', bytes[0]);
            }
        }

        await Browser.CheckAsync(page, "journey-analysis");

        // From a bar of the chart to its records, and back.
        var box = (await page.Locator("#applicants [data-chart]").BoundingBoxAsync())!;
        await page.Locator("#applicants [data-chart]").ClickAsync(new() { Position = new() { X = box.Width * 0.6f, Y = 18 } });
        await Browser.ReachAsync(page, @"/search\?[^/]*applicant=[^/]*");
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator("#applicants [data-drawn]")).ToHaveCountAsync(1);

        // From the table likewise.
        await page.Locator("#applicants summary").ClickAsync();
        var count = await page.Locator("#applicants tbody td").First.TextContentAsync();
        await page.Locator("#applicants tbody a").First.ClickAsync();
        Assert.Equal(int.Parse(count!, System.Globalization.CultureInfo.InvariantCulture), await TotalAsync(page));

        await page.GotoAsync("/analysis/report?q=隔膜");
        await page.GetByLabel("标题").FillAsync("隔膜技术分析");
        var report = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "DOCX" }).ClickAsync());
        Assert.EndsWith(".docx", report.SuggestedFilename, StringComparison.Ordinal);
        Assert.True(errors.Count == 0, string.Join("\n", errors));
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task A_question_is_kept_records_are_collected_and_a_theme_is_built(int width)
    {
        var page = await browser.OpenAsync(width);
        await page.GotoAsync("/search?q=TI=隔膜");
        await page.GetByRole(AriaRole.Link, new() { Name = "保存与订阅" }).ClickAsync();
        await page.GetByLabel("名称").FillAsync("隔膜动态");
        await page.GetByLabel("每天通知").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "隔膜动态", Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Atom 隔膜动态" })).ToBeVisibleAsync();

        await page.GotoAsync("/search?q=TI=隔膜");
        await page.Locator(".hits .tick").Nth(0).CheckAsync();
        await page.Locator(".hits .tick").Nth(1).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "收藏" }).ClickAsync();
        await page.GetByLabel("文件夹").FillAsync("重点");
        await page.GetByLabel("标签").FillAsync("待读");
        await page.GetByRole(AriaRole.Button, new() { Name = "收藏" }).ClickAsync();
        await Assertions.Expect(page.Locator(".hits li")).ToHaveCountAsync(2);
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "#待读 2" })).ToBeVisibleAsync();
        await Browser.CheckAsync(page, "journey-kept");

        await page.GotoAsync("/records/patent/CN202223220665.2");
        await page.GetByRole(AriaRole.Link, new() { Name = "跟踪法律状态" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "跟踪" }).ClickAsync();
        await Assertions.Expect(page.GetByText("一种无人机机载多功能盒").First).ToBeVisibleAsync();
        await Browser.CheckAsync(page, "journey-my");

        await page.GotoAsync("/themes/new");
        await page.GetByLabel("标题").FillAsync("电池材料专题");
        await page.GetByRole(AriaRole.Button, new() { Name = "新建" }).ClickAsync();
        await page.GetByLabel("栏目名称").FillAsync("隔膜");
        await page.GetByLabel("检索式（可不填）").FillAsync("TI=隔膜");
        await page.GetByRole(AriaRole.Button, new() { Name = "增加" }).ClickAsync();
        await page.GetByLabel("栏目名称").FillAsync("陶瓷涂覆");
        await page.GetByLabel("检索式（可不填）").FillAsync("TI=陶瓷涂覆");
        await page.GetByLabel("上级").SelectOptionAsync(new SelectOptionValue { Label = "隔膜" });
        await page.GetByRole(AriaRole.Button, new() { Name = "增加" }).ClickAsync();
        await Browser.CheckAsync(page, "journey-theme-edit");
        await page.GetByRole(AriaRole.Link, new() { Name = "查看", Exact = true }).ClickAsync();
        var whole = await TotalAsync(page);
        await page.Locator("aside").GetByRole(AriaRole.Link, new() { Name = "陶瓷涂覆" }).ClickAsync();
        Assert.InRange(await TotalAsync(page), 1, whole - 1);
        await Browser.CheckAsync(page, "journey-theme");
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Pages_lead_from_class_to_applicant_to_record_without_scripts(int width)
    {
        var page = await browser.OpenAsync(width, scripts: false);
        await page.GotoAsync("/classifications/ipc/H01M");
        await page.GetByRole(AriaRole.Link, new() { Name = "检索 H01M10" }).ClickAsync();
        Assert.True(await TotalAsync(page) > 100);
        await page.Locator(".hits h2 a").First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "申请人主页" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("（示例）");
        await page.Locator("#trend summary").ClickAsync();
        await page.Locator("#trend tbody a").First.ClickAsync();
        await Assertions.Expect(page.Locator(".chips[aria-label='已选条件']")).ToContainTextAsync("申请年");
    }

    [Fact]
    public async Task The_keyboard_alone_narrows_ticks_and_compares()
    {
        var page = await browser.OpenAsync();
        await page.GotoAsync("/search?q=隔膜");
        async Task TabToAsync(string selector)
        {
            for (var steps = 0; steps < 200; steps++)
            {
                await page.Keyboard.PressAsync("Tab");
                if (await page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
                    return;
            }

            Assert.Fail($"{selector} is out of reach of the keyboard");
        }

        await TabToAsync("aside a[href*='status=inForce']");
        await page.Keyboard.PressAsync("Enter");
        await Browser.ReachAsync(page, @"status=inForce");
        await Assertions.Expect(page.Locator(".chips[aria-label='已选条件']")).ToContainTextAsync("法律状态");
        await TabToAsync("#view");
        await page.Keyboard.PressAsync("ArrowDown");
        await TabToAsync(".result-tools button");
        await page.Keyboard.PressAsync("Enter");
        await Browser.ReachAsync(page, @"view=table");
        await TabToAsync("td .tick");
        await page.Keyboard.PressAsync("Space");
        await TabToAsync("td .tick");
        await page.Keyboard.PressAsync("Space");
        await TabToAsync(".picked-bar button");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Columnheader)).ToHaveCountAsync(3);
    }
}
