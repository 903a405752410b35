using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Zhishu.Tests;
using static Zhishu.Browser.Tests.OfficeSteps;

namespace Zhishu.Browser.Tests;

/// <summary>Renewal, and the pages of everybody; on a hub of their own, since the clock moves.</summary>
[Collection(BrowserCollection.Name)]
public sealed class FilingPageTests(Browser browser, OfficeHub hub) : IClassFixture<OfficeHub>
{
    [Fact]
    public async Task A_renewal_is_seen_beside_the_filing_before_and_follows_the_term()
    {
        var (filing, _, name) = await hub.FilingInAsync("Submitted", "34");
        var until = await hub.ScalarAsync<DateTime>(
            "select max(until_day) from filings.term join filings.registration on registration.id = registration_id join filings.filing on "
            + "filing.dossier_id = registration.dossier_id where filing.id = @filing", new { filing });
        await using (var scope = hub.Services.CreateAsyncScope())
        {
            var desk = scope.ServiceProvider.GetRequiredService<Zhishu.Identity.AccountDesk>();
            if (await desk.FindAsync("anhui@demo.example", CancellationToken.None) is null)
            {
                var (id, _) = await desk.CreateAsync(new("anhui@demo.example", "安徽", hub.Password, Demo: true), Zhishu.Foundation.Actor.Operator, CancellationToken.None);
                await desk.SetSecondFactorAsync(id!.Value, CancellationToken.None);
                Assert.Null(await desk.GiveAsync(id.Value, new(Zhishu.Identity.Duty.Recommender, Region: "34"), Zhishu.Foundation.Actor.Operator, CancellationToken.None));
            }
        }

        var officer = await SignInAsync(browser, hub, "anhui");
        await officer.GotoAsync($"/filings/{filing}");
        await officer.GetByRole(AriaRole.Link, new() { Name = "与上次备案对照" }).ClickAsync();
        await Browser.CheckAsync(officer, "compare");
        await officer.GoBackAsync();
        await officer.Locator("form", new() { Has = officer.Locator("input[value=Recommend]") }).Locator("textarea").FillAsync("同意续期。");
        await PressAsync(officer, "推荐");
        var national = await SignInAsync(browser, hub, "national");
        await national.GotoAsync($"/filings/{filing}");
        await ActAsync(national, "Publish");
        await hub.PassAsync(8);
        national = await SignInAsync(browser, hub, "national");
        await national.GotoAsync($"/filings/{filing}");
        await ActAsync(national, "Accept");
        await Assertions.Expect(national.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(name);
        Assert.Equal(until.AddDays(1), await hub.ScalarAsync<DateTime>("select effective_from from filings.filing where id = @filing", new { filing }));
        Assert.Equal(2, await hub.ScalarAsync<long>(
            "select count(*) from filings.term join filings.registration on registration.id = registration_id join filings.filing on filing.dossier_id = "
            + "registration.dossier_id where filing.id = @filing", new { filing }));
    }

    [Fact]
    public async Task The_pages_of_everybody_are_usable_on_a_phone_in_the_dark_and_in_english()
    {
        var (filing, organisation, _) = await hub.FilingInAsync("Submitted", "31");
        foreach (var (name, addresses) in new (string, string[])[]
        {
            ("shanghai", ["/workbench", "/filings/queue", "/filings/registrations", "/filings/reports", "/organisations", $"/organisations/{organisation}",
                "/organisations/new", "/organisations/import", $"/filings/{filing}", "/account", "/account/second-factor"]),
            ("outlet", ["/workbench", "/filings/mine", "/notices"]),
            ("admin", ["/accounts", "/loops"]),
            ("auditor", ["/audit"]),
        })
        {
            var page = await SignInAsync(browser, hub, name, null, 390, ColorScheme.Dark);
            foreach (var address in addresses)
            {
                await page.GotoAsync(address + (address.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "lang=en");
                await Browser.CheckAsync(page, $"{name}-{address.Split('/')[^1].Split('?')[0]}-en");
            }
        }

        foreach (var (width, lang) in new[] { (390, "en"), (1280, "zh") })
        {
            var visitor = await browser.OpenAsync(hub.Address, width, ColorScheme.Dark);
            foreach (var address in new[] { "/outlets", "/outlets?region=32&near=3205", "/coverage", "/filings", "/network/groups", "/account/sign-in" })
            {
                await visitor.GotoAsync(address + (address.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "lang=" + lang);
                await Browser.CheckAsync(visitor, $"public-{address.Split('/')[^1].Split('?')[0]}-{lang}");
            }
        }
    }
}
