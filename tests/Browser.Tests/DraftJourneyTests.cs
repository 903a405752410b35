using Microsoft.Playwright;
using Zhishu.Tests;
using static Microsoft.Playwright.Assertions;
using static Zhishu.Browser.Tests.OfficeSteps;

namespace Zhishu.Browser.Tests;

/// <summary>What is being written survives a tab that is closed and a form that is refused, and goes when it is sent.</summary>
[Collection(BrowserCollection.Name)]
public sealed class DraftJourneyTests(Browser browser, OfficeHub hub) : IClassFixture<OfficeHub>
{
    private const string Text = "写了很久的一段需求：寻找固态电池隔膜的合作方，要求已授权专利。";

    [Fact]
    public async Task A_text_is_there_again_in_another_tab_and_gone_once_it_was_sent()
    {
        var person = await SignInAsync(browser, hub, "user");
        await person.GotoAsync("/enquiries/ask");
        await person.Locator("#Title").FillAsync("隔膜专利怎么找合作方");
        var kept = person.WaitForResponseAsync(answer => answer.Request.Method == "PUT" && answer.Url.EndsWith("/account/drafts", StringComparison.Ordinal));
        await person.Locator("#Text").FillAsync(Text);
        Assert.Equal(200, (await kept).Status);

        // The browser dies; another tab of the same person has it.
        var other = await person.Context.NewPageAsync();
        await person.CloseAsync();
        await other.SetViewportSizeAsync(390, 900);
        await other.GotoAsync("/enquiries/ask");
        await Expect(other.GetByText("有一份没有提交的草稿")).ToBeVisibleAsync();
        await BothAsync(other, "draft");
        await other.GetByRole(AriaRole.Button, new() { Name = "恢复草稿" }).ClickAsync();
        await Expect(other.Locator("#Text")).ToHaveValueAsync(Text);
        await Expect(other.Locator("#Title")).ToHaveValueAsync("隔膜专利怎么找合作方");

        // Refused: what was typed and chosen comes back, and is not offered as a draft besides.
        await other.Locator("#files").SetInputFilesAsync(new FilePayload { Name = "需求.pdf", MimeType = "application/pdf", Buffer = "%PDF-1.4\n%%EOF"u8.ToArray() });
        await other.EvaluateAsync("document.querySelector('main form[method=post]').noValidate = true");
        await PressAsync(other, "提交咨询");
        await Expect(other.GetByText("附件已保留，不必重新选择：需求.pdf")).ToBeVisibleAsync();
        await Expect(other.Locator("#Text")).ToHaveValueAsync(Text);
        await Expect(other.GetByText("有一份没有提交的草稿")).ToHaveCountAsync(0);
        await BothAsync(other, "kept-files");
        await other.Locator("#Subject").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await RegionAsync(other, "上海市");
        await PressAsync(other, "提交咨询");
        await Expect(other.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("隔膜专利怎么找合作方");
        await Expect(other.GetByRole(AriaRole.Link, new() { Name = "需求.pdf" })).ToBeVisibleAsync();
        await other.GotoAsync("/enquiries/ask");
        await Expect(other.GetByText("有一份没有提交的草稿")).ToHaveCountAsync(0);
        Assert.Equal(0, await hub.ScalarAsync<long>("select count(*) from identity.draft"));
    }
}
