using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Zhishu.Browser.Tests;

/// <summary>Every page, wide and narrow, light and dark, in both languages.</summary>
[Collection(BrowserCollection.Name)]
public sealed class PageTests(Browser browser)
{
    public static TheoryData<string, string> Pages => new()
    {
        { "portal", "/" },
        { "search", "/search?q=锂离子电池" },
        { "search-filtered", "/search?q=装置&status=inForce&region=44&region=32&sort=-date" },
        { "search-none", "/search?q=龘龘龘" },
        { "search-fault", "/search?q=TI=(锂电池" },
        { "record-patent", "/records/patent/CN202223220665.2" },
        { "record-us", "/records/patent/US8926509B2" },
        { "record-demo", "/records/patent/CN202619005737.2" },
        { "record-trademark", "/records/trademark/99000001" },
        { "record-gi", "/records/gi/DEMOGI0001" },
        { "record-layout", "/records/layout/BS99000001" },
        { "classifications", "/classifications" },
        { "classifications-ipc", "/classifications/ipc/H01" },
        { "classifications-find", "/classifications/nice?find=茶" },
        { "imports", "/imports" },
        { "not-found", "/nowhere" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Axe_finds_nothing_and_nothing_overflows(string name, string url)
    {
        foreach (var (width, scheme, lang) in new[] { (1280, ColorScheme.Light, "zh"), (390, ColorScheme.Dark, "zh"), (390, ColorScheme.Light, "en") })
        {
            var page = await browser.OpenAsync(width, scheme);
            await page.GotoAsync(url + (url.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "lang=" + lang);
            var found = await page.RunAxe();
            Assert.True(found.Violations.Length == 0, $"{url} {width} {scheme} {lang}: {string.Join("; ", found.Violations.Select(rule => $"{rule.Id} ({rule.Impact}) {rule.Nodes.FirstOrDefault()?.Html}"))}");
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), $"{url} is wider than {width} px");
            await page.ScreenshotAsync(new() { Path = Path.Combine(Browser.Pictures, $"{name}-{width}-{lang}.png"), FullPage = true });
            await page.Context.CloseAsync();
        }
    }
}
