using Microsoft.Playwright;
using Zhishu.Tests.Pictures;

namespace Zhishu.Browser.Tests;

/// <summary>Somebody about to file a trademark looks whether there is one like it: by name and picture, then by the picture of a record; by keys alone.</summary>
[Collection(BrowserCollection.Name)]
public sealed class MarkJourneyTests(Browser browser)
{
    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task A_sign_is_checked_by_name_and_picture_and_the_picture_of_a_record_is_searched_on(int width)
    {
        await using var hub = await MarkHub.StartAsync(browser.Hub);
        var page = await browser.OpenAsync(hub.Address, width);

        // Nothing said: told at the field, nothing lost.
        await page.GotoAsync("/marks/check");
        await Browser.CheckAsync(page, $"marks-check-{width}");
        await page.GetByLabel("打算用在什么商品或服务上").FillAsync("咖啡、咖啡馆");
        await page.GetByRole(AriaRole.Button, new() { Name = "开始自查" }).PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("请填写商标名称");
        await Assertions.Expect(page.GetByLabel("打算用在什么商品或服务上")).ToHaveValueAsync("咖啡、咖啡馆");

        // By keys alone: the name, then the picture, then the button.
        await page.Locator("#name").FocusAsync();
        await page.Keyboard.TypeAsync("未来山雀");
        await page.Locator("#picture").SetInputFilesAsync(new FilePayload { Name = "sign.jpg", MimeType = "image/jpeg", Buffer = MarkHub.Mirrored });
        await page.GetByRole(AriaRole.Button, new() { Name = "开始自查" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#result")).ToContainTextAsync("3 件相近的在先商标");
        var marks = page.Locator(".earlier-marks > li");
        await Assertions.Expect(marks).ToHaveCountAsync(3);
        await Assertions.Expect(marks.Filter(new() { HasText = "北岸" })).ToContainTextAsync("图形");
        await Assertions.Expect(marks.Filter(new() { HasText = "末来山雀" })).ToContainTextAsync("字形相近");
        await Assertions.Expect(marks.Filter(new() { HasText = "末来山雀" })).ToContainTextAsync("商品类似");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("商标网上检索");
        await Browser.CheckAsync(page, $"marks-checked-{width}");

        // From the record on to what looks like it.
        await marks.Filter(new() { HasText = "未来山雀" }).GetByRole(AriaRole.Link).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "相似图形" }).ClickAsync();
        await Assertions.Expect(page.Locator(".picture-hits > li").First).ToContainTextAsync("清泉");
        await Assertions.Expect(page.Locator(".picture-hits > li").First).ToContainTextAsync("很像");
        await Browser.CheckAsync(page, $"pictures-{width}");
    }
}
