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
        { "search-question", "/search?q=高温下如何防止锂电池隔膜收缩" },
        { "search-table", "/search?q=隔膜&view=table&columns=number,title,inventors,classes,granted" },
        { "search-cards", "/search?q=隔膜&view=cards&family=1&not-status=ended" },
        { "search-offers", "/search?q=锂离子电迟" },
        { "facet", "/search/facet?facet=ipc&q=隔膜" },
        { "advanced-patent", "/search/advanced?all=电池&ti=隔膜&none=装置&ad-from=2020" },
        { "advanced-fault", "/search/advanced?ad-from=昨天" },
        { "advanced-trademark", "/search/advanced?kind=trademark&sm=华光" },
        { "advanced-gi", "/search/advanced?kind=gi" },
        { "advanced-layout", "/search/advanced?kind=layout" },
        { "numbers", "/search/numbers" },
        { "similar", "/search/similar" },
        { "synonyms", "/search/synonyms?find=电池" },
        { "export", "/search/export?q=隔膜" },
        { "compare-none", "/search/compare" },
        { "analysis", "/analysis?q=隔膜" },
        { "analysis-trademarks", "/analysis?kind=trademark" },
        { "analysis-none", "/analysis?q=龘龘龘" },
        { "analysis-compare", "/analysis/compare?q=锂离子电池&q=钠离子电池" },
        { "report", "/analysis/report?q=隔膜" },
        { "applicants", "/applicants" },
        { "applicant", "/applicants?name=广东理工大学（示例）" },
        { "classification-groups", "/classifications/ipc/H01M" },
        { "save", "/my/save?q=TI=隔膜&status=inForce" },
        { "my", "/my" },
        { "kept", "/my/kept" },
        { "themes", "/themes" },
        { "theme-new", "/themes/new" },
        { "not-found", "/nowhere" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Axe_finds_nothing_and_nothing_overflows(string name, string url)
    {
        foreach (var (width, scheme, lang) in new[] { (1280, ColorScheme.Light, "zh"), (390, ColorScheme.Dark, "en") })
        {
            var page = await browser.LookAsync(width, scheme);
            await page.GotoAsync(url + (url.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "lang=" + lang);
            await Browser.CheckAsync(page, $"{name}-{lang}");
        }
    }
}
