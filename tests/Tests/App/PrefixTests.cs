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
        "/", "/search", "/search?q=a", "/search/advanced", "/search/numbers", "/analysis", "/applicants", "/my", "/themes", "/classifications", "/account/sign-in", "/account/sign-up", "/outlets", "/coverage",
        "/filings", "/enquiries", "/enquiries/ask", "/knowledge", "/find?q=a", "/service-figures", "/feedback", "/resources", "/requests", "/board", "/events", "/open-data", "/open-data/docs", "/hubs",
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

        var (left, waiting, seen) = (new List<string>(), new Queue<string>(Start.Select(path => "/zhishu" + path)), new HashSet<string>(StringComparer.Ordinal));
        while (waiting.TryDequeue(out var url) && seen.Count < 150)
        {
            if (!seen.Add(url))
                continue;
            using var answer = await http.GetAsync(url);
            Assert.True(answer.Headers.Contains("Strict-Transport-Security"), url);
            Assert.True((int)answer.StatusCode < 400, $"{url} {answer.StatusCode}");
            foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [])
                Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
            if (answer.Headers.Location?.OriginalString is { } to && to.StartsWith('/'))
                Keep(url, to);
            if (answer.Content.Headers.ContentType?.MediaType != "text/html")
                continue;
            foreach (var link in Links().Matches(await answer.Content.ReadAsStringAsync()).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)))
                Keep(url, link);
        }

        Assert.Empty(left);
        Assert.True(seen.Count > 60, $"{seen.Count} pages");
        Assert.Contains("<baseURL>https://hub.example/zhishu/oai</baseURL>", await http.GetStringAsync("/zhishu/oai?verb=Identify"), StringComparison.Ordinal);
        Assert.Contains("https://hub.example/zhishu/search", await http.GetStringAsync("/zhishu/search.atom?q=a"), StringComparison.Ordinal);
        Assert.Contains("href=\"/zhishu/site.css", await http.GetStringAsync("/"), StringComparison.Ordinal);
        using var missing = await http.GetAsync("/zhishu/nowhere");
        Assert.Contains("href=\"/zhishu/\"", await missing.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await app.StopAsync();

        void Keep(string from, string link)
        {
            if (link.StartsWith('/') && !Below().IsMatch(link))
                left.Add($"{from} → {link}");
            else if (link.StartsWith('/') && !link.Contains("/zhishu/zhishu", StringComparison.Ordinal))
                waiting.Enqueue(link.Split('#')[0]);
            else if (link.StartsWith('/'))
                left.Add($"{from} → {link}");
        }
    }

    [GeneratedRegex("\\s(?:href|action|formaction|src)=\"([^\"]*)\"")]
    private static partial Regex Links();

    [GeneratedRegex("^/zhishu([/?#]|$)")]
    private static partial Regex Below();
}
