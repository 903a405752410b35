using System.Collections.Concurrent;
using Microsoft.Playwright;
using Zhishu.Tests;

namespace Zhishu.Browser.Tests;

/// <summary>What people do again and again on the pages of the network.</summary>
internal static class OfficeSteps
{
    private static readonly ConcurrentDictionary<(Uri Hub, string Email), IReadOnlyList<Cookie>> Known = new();

    /// <summary>Somebody's workbench in a browser of their own. Whoever has signed in before with the password of the demo network goes on with that session, as long as it lasts.</summary>
    public static async Task<IPage> SignInAsync(Browser browser, OfficeHub hub, string name, string? password = null, int width = 1280, ColorScheme scheme = ColorScheme.Light, string? key = null)
    {
        var email = name.Contains('@', StringComparison.Ordinal) ? name : name + "@demo.example";
        var page = await browser.OpenAsync(hub.Address, width, scheme);
        if (password is null && Known.TryGetValue((hub.Address, email), out var cookies))
        {
            await page.Context.AddCookiesAsync(cookies);
            await page.GotoAsync("/workbench");
            if (new Uri(page.Url).AbsolutePath == "/workbench")
                return page;
            await page.Context.ClearCookiesAsync();
        }

        await page.GotoAsync("/account/sign-in");
        await FillAsync(page, ("email", email), ("password", password ?? hub.Password));
        await PressAsync(page, "登录");
        if (page.Url.Contains("/account/code", StringComparison.Ordinal))
        {
            await FillAsync(page, ("code", key is null ? await hub.CodeAsync(email) : hub.CodeOf(key)));
            await PressAsync(page, "登录");
        }

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("工作台");
        if (password is null)
        {
            Known[(hub.Address, email)] = [.. (await page.Context.CookiesAsync()).Select(cookie => new Cookie
            {
                Name = cookie.Name, Value = cookie.Value, Domain = cookie.Domain, Path = cookie.Path, HttpOnly = cookie.HttpOnly, SameSite = cookie.SameSite,
            })];
        }

        return page;
    }

    /// <summary>Turns the second factor on where the page asks for it; the key of the authenticator.</summary>
    public static async Task<string> SetSecondFactorAsync(IPage page, OfficeHub hub)
    {
        var key = await page.Locator("#key").InnerTextAsync();
        await FillAsync(page, ("code", hub.CodeOf(key)));
        await PressAsync(page, "启用");
        await Assertions.Expect(page.Locator(".codes li").First).ToBeVisibleAsync();
        return key;
    }

    public static async Task FillAsync(IPage page, params (string Field, string Value)[] fields)
    {
        foreach (var (field, value) in fields)
            await page.Locator("#" + field).FillAsync(value);
    }

    /// <summary>The page at both widths: nothing overflows, and axe finds nothing (once: the markup is the same).</summary>
    public static async Task BothAsync(IPage page, string name)
    {
        var width = page.ViewportSize!.Width;
        await page.SetViewportSizeAsync(1280 - width + 390, 900);
        await Browser.CheckWidthAsync(page, name);
        await page.SetViewportSizeAsync(width, 900);
        await Browser.CheckAsync(page, name);
    }

    /// <summary>Types a region and goes on to the next field.</summary>
    public static async Task RegionAsync(IPage page, string name)
    {
        await page.Locator("#Region").FillAsync(name);
        await page.Locator("#Region").BlurAsync();
    }

    public static Task PressAsync(IPage page, string name) => page.Locator("main").GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).First.ClickAsync();

    /// <summary>Opens a part of the page that is closed.</summary>
    public static async Task OpenAsync(IPage page, string summary)
    {
        var details = page.Locator("details", new() { Has = page.Locator("summary", new() { HasTextString = summary }) }).First;
        if (await details.GetAttributeAsync("open") is null)
            await details.Locator("summary").First.ClickAsync();
    }

    public static async Task ActAsync(IPage page, string act) => await page.Locator("form", new() { Has = page.Locator($"input[value={act}]") }).GetByRole(AriaRole.Button).ClickAsync();

    /// <summary>Goes on by the key Tab until the element has the focus.</summary>
    public static async Task TabAsync(IPage page, string selector)
    {
        for (var i = 0; i < 120; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
                return;
        }

        Assert.Fail($"The key Tab does not reach {selector} on {page.Url}");
    }
}
