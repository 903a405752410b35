using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Zhishu.Browser.Tests;

/// <summary>One hub and one Chromium for all journeys. The browser is the system's own: nothing is downloaded.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Candidates = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;
    private readonly ConcurrentDictionary<(int Width, ColorScheme Scheme), Lazy<Task<IPage>>> _looking = new();

    public Zhishu.Tests.TestHub Hub { get; } = new();

    /// <summary>Where the pictures of a run lie.</summary>
    public static string Pictures { get; } = Directory.CreateDirectory(Path.Combine(Root(), "artifacts", "screenshots")).FullName;

    public async Task InitializeAsync()
    {
        var program = Environment.GetEnvironmentVariable("CHROMIUM") ?? Candidates.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("Chromium was not found; ./test installs it, or name it in CHROMIUM.");
        Assertions.SetDefaultExpectTimeout(20_000);
        await Hub.InitializeAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    /// <summary>A page of its own, with no memory of others.</summary>
    public Task<IPage> OpenAsync(int width = 1280, ColorScheme scheme = ColorScheme.Light, bool scripts = true) => OpenAsync(Hub.Http.BaseAddress!, width, scheme, scripts);

    /// <summary>A page on another hub.</summary>
    public async Task<IPage> OpenAsync(Uri hub, int width, ColorScheme scheme = ColorScheme.Light, bool scripts = true)
    {
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = hub.ToString(),
            ViewportSize = new() { Width = width, Height = 900 },
            ColorScheme = scheme,
            Locale = "zh-CN",
            JavaScriptEnabled = scripts,
            AcceptDownloads = true,
        });
        context.SetDefaultTimeout(60_000);
        return await context.NewPageAsync();
    }

    /// <summary>A page for looking only, one for each kind of window: it is used again and again.</summary>
    public Task<IPage> LookAsync(int width, ColorScheme scheme) => _looking.GetOrAdd((width, scheme), _ => new(() => OpenAsync(width, scheme))).Value;

    /// <summary>The page as it stands: axe finds nothing, nothing overflows, and a picture is taken where pictures are wanted.</summary>
    public static async Task CheckAsync(IPage page, string name)
    {
        // Our pages have no frames, so axe runs in the page itself; its newer way opens a second window for every run.
#pragma warning disable CS0618 // Marked obsolete in favour of that newer way.
        var found = await page.RunAxeLegacy(null, new AxeRunOptions { ResultTypes = [ResultType.Violations] });
#pragma warning restore CS0618
        Assert.True(found.Violations.Length == 0, $"{page.Url}: {string.Join("; ", found.Violations.Select(rule => $"{rule.Id} ({rule.Impact}) {rule.Nodes.FirstOrDefault()?.Html}"))}");
        await CheckWidthAsync(page, name);
    }

    /// <summary>
    /// Until the page has an address like this and has been read. It looks again and again: an address that came between a look and the wait for the next would be missed.
    /// </summary>
    public static async Task ReachAsync(IPage page, string pattern)
    {
        await Assertions.Expect(page).ToHaveURLAsync(new Regex(pattern), new() { Timeout = 60_000 });
        await page.WaitForLoadStateAsync();
    }

    /// <summary>Nothing of the page overflows, and a picture is taken where pictures are wanted (ZHISHU_PICTURES=1).</summary>
    public static async Task CheckWidthAsync(IPage page, string name)
    {
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), $"{page.Url} is wider than the window");
        if (Environment.GetEnvironmentVariable("ZHISHU_PICTURES") == "1")
            await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"{name}-{page.ViewportSize!.Width}.png"), FullPage = true });
    }

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await Hub.DisposeAsync();
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Directory.Packages.props")))
            folder = folder.Parent;
        return folder.FullName;
    }
}

[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<Browser>
{
    public const string Name = "browser";
}
