using Microsoft.Playwright;

namespace Zhishu.Browser.Tests;

/// <summary>What an examiner does: builds questions on earlier ones, keeps them as a strategy, and reads many records without taking the hands off the keys.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ExaminerJourneyTests(Browser browser)
{
    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task A_strategy_of_ten_lines_grows_out_of_the_history(int width)
    {
        var page = await browser.OpenAsync(width);
        foreach (var query in new[] { "TI=隔膜", "AB=(耐热 OR 高温)", "IC=H01M" })
            await page.GotoAsync("/search?q=" + Uri.EscapeDataString(query));
        await Assertions.Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "检索历史" })).ToContainTextAsync("#3 IC=H01M");
        await Browser.CheckAsync(page, "journey-results");
        await page.GetByRole(AriaRole.Link, new() { Name = "组合…" }).ClickAsync();
        await page.GetByLabel("选中 #1").CheckAsync();
        await page.GetByLabel("选中 #2").CheckAsync();
        await Browser.CheckAsync(page, "journey-history");
        await page.GetByRole(AriaRole.Button, new() { Name = "都要（AND）" }).ClickAsync();
        await Assertions.Expect(page.Locator("#q")).ToHaveValueAsync("#1 AND #2");
        await page.Locator("#q").FillAsync("#4 NOT PA=大学");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "检索历史" })).ToContainTextAsync("#5");

        await page.GotoAsync("/my/history");
        await page.GetByRole(AriaRole.Button, new() { Name = "存为检索策略" }).ClickAsync();
        foreach (var (i, query) in new[] { "#1 AND #3", "#5 OR #6", "AD>=2012", "#7 AND #8", "#9 AND LS=有效" }.Index())
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "加一行" }).ClickAsync();
            await page.GetByLabel($"第 {i + 6} 行检索式").FillAsync(query);
        }

        await page.GetByLabel("第 10 行说明").FillAsync("有效的");
        await page.Locator(".btn-primary", new() { HasText = "运行并保存" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("已保存。");
        await Assertions.Expect(page.Locator("td.num a")).ToHaveCountAsync(10);
        await Browser.CheckAsync(page, "journey-strategy");
        var last = await page.Locator("td.num a").Last.TextContentAsync();
        await page.Locator("td.num a").Last.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status).Locator("strong")).ToHaveTextAsync(last!);
        await page.GoBackAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "打开检索报告" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row)).ToHaveCountAsync(11);
        await Browser.CheckAsync(page, "journey-report");
    }

    [Fact]
    public async Task Fifty_records_are_read_with_the_keys_alone()
    {
        var page = await browser.OpenAsync();
        var errors = new List<string>();
        page.PageError += (_, error) => errors.Add(error);
        await page.GotoAsync("/search?q=隔膜&size=50&sort=-date");
        await page.GetByRole(AriaRole.Button, new() { Name = "阅读窗格" }).ClickAsync();
        var pane = page.GetByRole(AriaRole.Complementary, new() { Name = "阅读窗格" });
        var titles = await page.Locator(".hit h2").AllInnerTextsAsync();
        Assert.Equal(50, titles.Count);
        for (var i = 0; i < 50; i++)
        {
            await Assertions.Expect(pane).ToContainTextAsync(titles[i]);
            if (i % 20 == 10)
                await page.Keyboard.PressAsync("Space");
            if (i < 49)
                await page.Keyboard.PressAsync("j");
        }

        await page.Keyboard.PressAsync("k");
        await Assertions.Expect(pane).ToContainTextAsync(titles[48]);
        await Assertions.Expect(page.Locator(".picked-count")).ToHaveTextAsync("已选 2 条");
        await Browser.CheckAsync(page, "journey-pane");
        await page.GetByRole(AriaRole.Button, new() { Name = "导出" }).ClickAsync();
        await Assertions.Expect(page.GetByText("选中的 2 条记录")).ToBeVisibleAsync();

        // Without a tick the whole result goes.
        await page.GotoAsync("/search?q=隔膜&size=50&sort=-date");
        var total = await page.GetByRole(AriaRole.Status).Locator("strong").TextContentAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "导出" }).ClickAsync();
        await Assertions.Expect(page.GetByText($"全部 {total} 条结果")).ToBeVisibleAsync();
        Assert.True(errors.Count == 0, string.Join("\n", errors));
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Keys_of_one_letter_can_be_turned_off_by_keyboard_and_stay_off(int width)
    {
        var page = await browser.OpenAsync(width);
        await page.GotoAsync("/search?q=隔膜");
        var turn = page.GetByRole(AriaRole.Button, new() { Name = "单键快捷键" });
        if (width < 800)
        {
            // Where the help is not shown there are no such keys.
            await Assertions.Expect(turn).ToBeHiddenAsync();
            await page.Keyboard.PressAsync("j");
            await Assertions.Expect(page.Locator(".hits .present")).ToHaveCountAsync(0);
            return;
        }

        await Assertions.Expect(turn).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Keyboard.PressAsync("j");
        await Assertions.Expect(page.Locator("#hit-1.present")).ToHaveCountAsync(1);
        await turn.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(turn).ToHaveAttributeAsync("aria-pressed", "false");
        await Assertions.Expect(page.Locator(".keys [role=status]")).ToHaveTextAsync("已关闭，按字母不会有动作");
        await page.Keyboard.PressAsync("j");
        await Assertions.Expect(page.Locator("#hit-2.present")).ToHaveCountAsync(0);
        await Browser.CheckAsync(page, "keys-off");

        // They stay off on the next page and on the record; arrows are no letters.
        await page.ReloadAsync();
        await Assertions.Expect(turn).ToHaveAttributeAsync("aria-pressed", "false");
        await page.Locator(".hits h2 a").First.ClickAsync();
        await Assertions.Expect(page.Locator(".record-place")).ToContainTextAsync("1 / ");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(page.Locator(".record-place")).ToContainTextAsync("2 / ");
        await page.Locator("[data-key=back]").ClickAsync();
        await turn.FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("j");
        await Assertions.Expect(page.Locator(".hits .present")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_page_is_ticked_whole_and_what_was_typed_before_is_offered()
    {
        var page = await browser.OpenAsync();
        await page.GotoAsync("/search?q=隔膜 NOT 装置");
        await page.GetByLabel("全选本页").CheckAsync();
        await Assertions.Expect(page.Locator(".hits .tick:checked")).ToHaveCountAsync(20);
        await page.Locator("#q").FillAsync("隔膜");
        await page.Locator("#q").PressSequentiallyAsync(" ");
        await Assertions.Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync("检索历史");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#q")).ToHaveValueAsync("隔膜 NOT 装置");
    }
}
