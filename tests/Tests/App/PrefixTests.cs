using System.Net;
using System.Text.RegularExpressions;
using Zhishu.App;

namespace Zhishu.Tests.App;

/// <summary>The whole hub below a prefix, behind a proxy that speaks TLS.</summary>
[Collection(ServerCollection.Name)]
public sealed partial class PrefixTests(TestServer hub)
{
    private static readonly string[] Start =
    [
        "/", "/search", "/search?q=a", "/search/advanced", "/search/numbers", "/analysis", "/applicants", "/my", "/themes", "/classifications",
            "/account/sign-in", "/account/sign-up", "/outlets", "/coverage",
        "/filings", "/enquiries", "/enquiries/ask", "/knowledge", "/find?q=a", "/service-figures", "/feedback", "/resources", "/requests", "/board",
            "/events", "/open-data", "/open-data/docs", "/hubs",
    ];

    [Fact]
    public async Task No_link_of_a_page_leaves_the_prefix()
    {
        await using var place = await hub.ScratchAsync();
        await using var app = Hub.Build(place.Database, HubSettings.Read([
            new("Zhishu:DataFolder", place.Folder), new("Zhishu:Urls", "http://127.0.0.1:0"), new("Zhishu:Replica", "false"), new("Zhishu:TrustedProxies", "127.0.0.1"),
            new("Zhishu:PathBase", "/zhishu"), new("Zhishu:PublicUrl", "https://hub.example/zhishu")]));
        await Hub.StartAsync(app, "http://127.0.0.1:0", CancellationToken.None);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(app.Urls.First()) };
        http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        http.DefaultRequestHeaders.Add("X-Forwarded-For", "192.0.2.1");
        http.DefaultRequestHeaders.Host = "hub.example";

        var walk = new PrefixWalk(http, Start, 150);
        await walk.GoAsync((url, answer) =>
        {
            Assert.True(answer.Headers.Contains("Strict-Transport-Security"), url);
            foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [])
                Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
        });
        Assert.True(walk.Left.Count == 0, string.Join(" | ", walk.Left.Distinct()));
        Assert.True(walk.Seen > 60, $"{walk.Seen} pages");
        Assert.Contains("<baseURL>https://hub.example/zhishu/oai</baseURL>", await http.GetStringAsync("/zhishu/oai?verb=Identify"), StringComparison.Ordinal);
        Assert.Contains("https://hub.example/zhishu/search", await http.GetStringAsync("/zhishu/search.atom?q=a"), StringComparison.Ordinal);
        Assert.Contains("href=\"/zhishu/site.css", await http.GetStringAsync("/"), StringComparison.Ordinal);
        using var missing = await http.GetAsync("/zhishu/nowhere");
        Assert.Contains("href=\"/zhishu/\"", await missing.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await app.StopAsync();
    }

    [Fact]
    public async Task No_page_of_anybody_signed_in_leaves_it_either()
    {
        var office = new PrefixedOffice();
        await office.InitializeAsync();
        try
        {
            // In the night everybody, and farther.
            string[] others = Night.IsNow ? ["staff", "suzhou", "national", "security"] : [];
            foreach (var name in others.Concat(["user", "outlet", "node", "shanghai", "auditor", "admin"]))
            {
                using var visitor = await office.SignInAsync(name);
                var walk = new PrefixWalk(visitor.Http, ["/workbench", "/account"], Night.IsNow ? 120 : 50);
                await walk.GoAsync((_, _) => { });
                Assert.True(walk.Left.Count == 0, string.Join(" | ", walk.Left.Distinct()));
                Assert.True(walk.Seen > 20, $"{name}: {walk.Seen} pages");
            }
        }
        finally
        {
            await office.DisposeAsync();
        }
    }

    private sealed class PrefixedOffice : OfficeHub
    {
        protected override string Prefix => "/zhishu";
    }

    /// <summary>Follows every link from page to page, to as many pages as it is asked to.</summary>
    private sealed class PrefixWalk(HttpClient http, IEnumerable<string> start, int most)
    {
        private readonly Queue<string> _waiting = new(start.Select(path => "/zhishu" + path));
        private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

        /// <summary>Links that lead out of the prefix, or into it twice.</summary>
        public List<string> Left { get; } = [];

        public int Seen => _seen.Count;

        public async Task GoAsync(Action<string, HttpResponseMessage> look)
        {
            while (_waiting.TryDequeue(out var url) && _seen.Count < most)
            {
                if (!_seen.Add(url))
                    continue;
                using var answer = await http.GetAsync(url);
                Assert.True((int)answer.StatusCode < 400, $"{url} {answer.StatusCode}");
                look(url, answer);
                if (answer.Headers.Location?.OriginalString is { } to && to.StartsWith('/'))
                    Keep(url, to);
                if (answer.Content.Headers.ContentType?.MediaType != "text/html")
                    continue;
                foreach (var link in Links().Matches(await answer.Content.ReadAsStringAsync()).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)))
                    Keep(url, link);
            }
        }

        private void Keep(string from, string link)
        {
            if (!link.StartsWith('/'))
                return;
            if (!Below().IsMatch(link) || link.Contains("/zhishu/zhishu", StringComparison.Ordinal))
                Left.Add($"{from} → {link}");
            else
                _waiting.Enqueue(link.Split('#')[0]);
        }
    }

    [GeneratedRegex("\\s(?:href|action|formaction|src)=\"([^\"]*)\"")]
    private static partial Regex Links();

    [GeneratedRegex("^/zhishu([/?#]|$)")]
    private static partial Regex Below();
}
