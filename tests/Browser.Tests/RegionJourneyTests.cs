using Microsoft.Playwright;
using Zhishu.Tests;
using static Microsoft.Playwright.Assertions;
using static Zhishu.Browser.Tests.OfficeSteps;

namespace Zhishu.Browser.Tests;

/// <summary>A region down to the county, on a telephone: typed with suggestions, chosen among places of one name, taken from the last ones; and without a script.</summary>
[Collection(BrowserCollection.Name)]
public sealed class RegionJourneyTests(Browser browser, OfficeHub hub) : IClassFixture<OfficeHub>
{
    [Fact]
    public async Task A_county_is_found_by_keyboard_with_suggestions_and_offered_again()
    {
        var page = await browser.OpenAsync(hub.Address, 390);
        await page.GotoAsync("/enquiries/ask");
        await Browser.CheckAsync(page, "region-empty");
        var field = page.GetByRole(AriaRole.Combobox, new() { Name = "所在地区" });
        await FillAsync(page, ("Title", "小店区的问题"), ("Text", "想知道怎样申请商标。"));
        await page.Locator("#Subject").SelectOptionAsync("trademark");
        await field.FocusAsync();
        await page.Keyboard.InsertTextAsync("太原小店");
        var list = page.GetByRole(AriaRole.Listbox);
        await Expect(list.GetByRole(AriaRole.Option).First).ToContainTextAsync("山西省 太原市 小店区");
        await Expect(field).ToHaveAttributeAsync("aria-expanded", "true");
        await Browser.CheckAsync(page, "region-suggested");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(list.GetByRole(AriaRole.Option).First).ToHaveAttributeAsync("aria-selected", "true");
        await page.Keyboard.PressAsync("Enter");
        await Expect(field).ToHaveValueAsync("山西省 太原市 小店区");
        await Expect(list).ToBeHiddenAsync();
        Assert.EndsWith("/enquiries/ask", page.Url, StringComparison.Ordinal);
        await PressAsync(page, "提交咨询");
        if (await page.GetByText("这些答案可能有用").CountAsync() > 0)
            await PressAsync(page, "提交咨询");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("小店区的问题");
        Assert.Equal("140105", await hub.ScalarAsync<string>("select region from enquiries.enquiry where title = '小店区的问题'"));

        // The next form offers it: a choice below fills the field, and typing takes the choice back.
        await page.GotoAsync("/board");
        var pick = page.GetByRole(AriaRole.Radio, new() { Name = "山西省 太原市 小店区" });
        await pick.CheckAsync();
        await Expect(page.Locator("#region")).ToHaveValueAsync("山西省 太原市 小店区");
        await page.Locator("#region").FillAsync("大同市");
        await Expect(pick).Not.ToBeCheckedAsync();
        await page.Locator("#region").BlurAsync();
        await PressAsync(page, "查找");
        await Browser.ReachAsync(page, @"/board\?.*region=1402(&|$)");
        await Browser.CheckAsync(page, "region-list");
    }

    [Fact]
    public async Task Without_a_script_the_places_of_one_name_are_shown_and_everything_typed_stays()
    {
        var page = await browser.OpenAsync(hub.Address, 390, scripts: false);
        await page.GotoAsync("/enquiries/ask");
        await FillAsync(page, ("Title", "鼓楼区的问题"), ("Text", "想知道怎样申请专利。"), ("Region", "鼓楼区"));
        await page.Locator("#Subject").SelectOptionAsync("patent");
        await PressAsync(page, "提交咨询");
        await Expect(page.Locator("#Region-fault")).ToContainTextAsync("个地区叫“鼓楼区”");
        await Expect(page.Locator("#Text")).ToHaveValueAsync("想知道怎样申请专利。");
        await page.GetByRole(AriaRole.Radio, new() { Name = "福建省 福州市 鼓楼区" }).CheckAsync();
        await PressAsync(page, "提交咨询");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("鼓楼区的问题");
        Assert.Equal("350102", await hub.ScalarAsync<string>("select region from enquiries.enquiry where title = '鼓楼区的问题'"));
    }
}
