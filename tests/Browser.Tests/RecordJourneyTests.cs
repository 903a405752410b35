using Microsoft.Playwright;

namespace Zhishu.Browser.Tests;

/// <summary>Reading: from hit to hit by keys, a close look at the drawings, numbers and words, and the same without scripts.</summary>
[Collection(BrowserCollection.Name)]
public sealed class RecordJourneyTests(Browser browser)
{
    private const string Whole = "/records/patent/2021190043201";

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task A_record_with_everything_is_sound(int width, ColorScheme scheme)
    {
        var page = await browser.OpenAsync(width, scheme);
        await page.GotoAsync(Whole + "?q=陶瓷 锂离子电池 汇流排 壳体 负极片 防爆阀 充电 辊压&at=1&lang=" + (scheme == ColorScheme.Light ? "zh" : "en"));
        await Assertions.Expect(page.Locator("mark.term-8").First).ToBeVisibleAsync();
        await Browser.CheckAsync(page, $"record-whole-{scheme}");
    }

    [Fact]
    public async Task Similar_records_come_when_the_page_stands()
    {
        var page = await browser.OpenAsync();
        await page.GotoAsync(Whole);
        var similar = page.GetByRole(AriaRole.Region, new() { Name = "相似记录" });
        await Assertions.Expect(similar.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(5);
        await Browser.CheckAsync(page, "record-similar");
        var title = await similar.GetByRole(AriaRole.Link).First.TextContentAsync();
        await similar.GetByRole(AriaRole.Link).First.ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(title!);
        var plain = await browser.OpenAsync(1280, scripts: false);
        await plain.GotoAsync(Whole);
        await Assertions.Expect(plain.Locator("[data-part]")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Results_are_read_by_keys()
    {
        var page = await browser.OpenAsync();
        await page.GotoAsync("/search?q=隔膜&status=inForce&sort=-date");
        var titles = await page.Locator(".hits h2 a").AllTextContentsAsync();
        await page.Locator(".hits h2 a").First.ClickAsync();
        async Task ExpectAsync(int at)
        {
            await Browser.ReachAsync(page, $"at={at}$");
            await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(titles[at - 1]);
            await Assertions.Expect(page.Locator(".record-place")).ToContainTextAsync($"{at} / ");
        }

        await ExpectAsync(1);
        await page.Keyboard.PressAsync("j");
        await ExpectAsync(2);
        await page.Keyboard.PressAsync("ArrowRight");
        await ExpectAsync(3);
        await page.Keyboard.PressAsync("k");
        await ExpectAsync(2);
        await page.Keyboard.PressAsync("ArrowLeft");
        await ExpectAsync(1);

        // At the first there is nothing before it.
        await page.Keyboard.PressAsync("k");
        await page.Locator("[data-key=back]").ClickAsync();
        await Browser.ReachAsync(page, "/search.*status=inForce.*#hit-1$");
    }

    [Fact]
    public async Task Drawings_are_looked_at_by_keyboard_alone()
    {
        var page = await browser.OpenAsync();
        var errors = new List<string>();
        page.PageError += (_, error) => errors.Add(error);
        await page.GotoAsync(Whole);
        await page.Locator(".record-first").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var viewer = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(viewer).ToBeVisibleAsync();
        await Assertions.Expect(viewer.Locator(".viewer-name")).ToHaveTextAsync("图1 (1 / 2)");
        await Assertions.Expect(viewer.Locator(".viewer-signs li").First).ToContainTextAsync("1 ");
        await Assertions.Expect(viewer.GetByRole(AriaRole.Button, new() { Name = "上一幅" })).ToBeDisabledAsync();
        await Browser.CheckAsync(page, "record-viewer");
        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(viewer.Locator(".viewer-name")).ToHaveTextAsync("图2 (2 / 2)");
        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(viewer.Locator(".viewer-name")).ToHaveTextAsync("图2 (2 / 2)");
        await page.Keyboard.PressAsync("+");
        await page.Keyboard.PressAsync("+");
        await Assertions.Expect(viewer).ToHaveAttributeAsync("data-zoom", "1.56");
        await page.Keyboard.PressAsync("r");
        await Assertions.Expect(viewer).ToHaveAttributeAsync("data-turn", "90");
        var box = (await viewer.Locator("img").BoundingBoxAsync())!;
        Assert.True(box.Height > box.Width, "turned upright");
        await page.Keyboard.PressAsync("l");
        await page.Keyboard.PressAsync("l");
        await Assertions.Expect(viewer).ToHaveAttributeAsync("data-turn", "270");
        await page.Keyboard.PressAsync("0");
        await Assertions.Expect(viewer).ToHaveAttributeAsync("data-zoom", "1.00");

        // The keys of the page beneath do nothing now; the way out leads back to where it began.
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(viewer).ToBeHiddenAsync();
        Assert.True(await page.EvaluateAsync<bool>("document.activeElement.matches('.record-first')"));
        Assert.True(errors.Count == 0, string.Join("\n", errors));
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Without_scripts_everything_can_be_read_and_reached(int width)
    {
        var page = await browser.OpenAsync(width, scripts: false);
        await page.GotoAsync("/search?q=陶瓷涂覆锂离子电池");
        await page.Locator(".hits h2 a").First.ClickAsync();
        var first = await page.Locator("h1").TextContentAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "下一条" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "上一条" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(first!);

        await page.GotoAsync(Whole);
        await Assertions.Expect(page.Locator("dialog")).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "只看独立权利要求" }).ClickAsync();
        await Assertions.Expect(page.Locator(".claims details")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Link, new() { Name = "显示全部权利要求" }).ClickAsync();
        await Assertions.Expect(page.Locator(".claims details")).ToHaveCountAsync(1);
        await Browser.CheckWidthAsync(page, "record-plain");
        await page.Locator(".record-first").ClickAsync();
        await Browser.ReachAsync(page, "/media/[0-9a-f]{64}$");
    }

    [Fact]
    public async Task The_title_stays_and_the_tab_tells_where_one_reads()
    {
        var page = await browser.OpenAsync();
        await page.GotoAsync(Whole);
        await page.Locator(".record-tabs").GetByRole(AriaRole.Link, new() { Name = "权利要求" }).ClickAsync();
        await Assertions.Expect(page.Locator(".record-tabs [aria-current]")).ToContainTextAsync("权利要求");
        await Assertions.Expect(page.Locator("h1")).ToBeInViewportAsync();
        var (heading, title) = ((await page.Locator("#claims-title").BoundingBoxAsync())!, (await page.Locator(".record-top").BoundingBoxAsync())!);
        Assert.True(heading.Y >= title.Y + title.Height - 1, "the heading is not hidden below the title");
        await page.Locator("#claims").GetByRole(AriaRole.Link, new() { Name = "与说明书对照" }).ClickAsync();
        await Browser.ReachAsync(page, "side=1#claims$");
        var edges = await page.EvaluateAsync<double[]>("""
            (() => { const [a, b] = ['#claims', '#description'].map(id => document.querySelector(id).getBoundingClientRect()); return [a.right, b.left, a.top, b.top]; })()
            """);
        Assert.True(edges[1] > edges[0] - 1, "side by side");
        Assert.True(Math.Abs(edges[3] - edges[2]) < 2, $"at one height: {edges[2]}, {edges[3]}");
        await Browser.CheckAsync(page, "record-side");
    }
}
