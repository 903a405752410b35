using System.Net;
using System.Net.Http.Headers;

namespace Zhishu.Tests.App;

/// <summary>What every answer has, whatever it says: methods, headers, packing, reading by other sites.</summary>
[Collection(HubCollection.Name)]
public sealed class MannersTests(TestHub hub)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/search?q=a")]
    [InlineData("/site.css")]
    [InlineData("/api/v1/records?q=a&size=1")]
    [InlineData("/oai?verb=Identify")]
    [InlineData("/sru")]
    [InlineData("/healthz")]
    [InlineData("/nowhere")]
    public async Task HEAD_is_answered_as_GET_without_a_body(string url)
    {
        using var get = await hub.Http.GetAsync(url);
        using var head = await SendAsync(HttpMethod.Head, url);
        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Equal(Names(get), Names(head));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        static IEnumerable<string> Names(HttpResponseMessage answer) => answer.Headers.Select(header => header.Key).Except(["Transfer-Encoding"]).Order();
    }

    [Theory]
    [InlineData("TRACE", "/", "GET")]
    [InlineData("PUT", "/search", "GET")]
    [InlineData("DELETE", "/api/v1/records", "GET")]
    [InlineData("POST", "/api/v1/records", "GET")]
    [InlineData("TRACE", "/oai", "POST")]
    [InlineData("BREW", "/nowhere", "GET")]
    public async Task A_method_that_an_address_does_not_take_is_405_and_says_which_it_takes(string method, string url, string taken)
    {
        using var answer = await SendAsync(new(method), url);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Contains(taken, answer.Content.Headers.Allow);
        Assert.DoesNotContain(method, answer.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("/api/v1/records?q=a", true)]
    [InlineData("/oai?verb=Identify", true)]
    [InlineData("/sru", true)]
    [InlineData("/search.atom?q=a", true)]
    [InlineData("/filings.atom", true)]
    [InlineData("/catalog.jsonld", true)]
    [InlineData("/openapi/v1.json", true)]
    [InlineData("/schemas/record.schema.json", true)]
    [InlineData("/", false)]
    [InlineData("/search?q=a", false)]
    [InlineData("/account/sign-in", false)]
    public async Task Other_sites_may_read_the_open_interfaces_alone(string url, bool open)
    {
        using var get = await SendAsync(HttpMethod.Get, url, ("Origin", "https://elsewhere.example"));
        Assert.Equal(open ? "*" : null, get.Headers.TryGetValues("Access-Control-Allow-Origin", out var origins) ? Assert.Single(origins) : null);
        Assert.False(get.Headers.Contains("Access-Control-Allow-Credentials"));
        using var asked = await SendAsync(HttpMethod.Options, url, ("Origin", "https://elsewhere.example"), ("Access-Control-Request-Method", "GET"));
        Assert.Equal(open, asked.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("/site.css", null, true)]
    [InlineData("/site.css", "a=b", true)]
    [InlineData("/search?q=a", null, true)]
    [InlineData("/search?q=a", "a=b", false)]
    public async Task Pages_for_somebody_known_are_not_packed(string url, string? cookie, bool packed)
    {
        using var answer = await SendAsync(HttpMethod.Get, url, ("Accept-Encoding", "br, gzip"), ("Cookie", cookie));
        Assert.Equal(packed ? ["br"] : [], answer.Content.Headers.ContentEncoding);
    }

    [Theory]
    [InlineData("/site.css")]
    [InlineData("/nowhere")]
    [InlineData("/nowhere.css")]
    [InlineData("/api/v1/records?size=x")]
    public async Task Every_answer_has_the_headers_that_protect_the_visitor(string url)
    {
        using var answer = await hub.Http.GetAsync(url);
        Protected(answer);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_with_the_headers()
    {
        using var body = new ByteArrayContent(new byte[(1 << 20) + 1]);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/account/sign-in") { Content = body };
        request.Headers.ExpectContinue = true; // the hub refuses before the body comes and closes; a client in the middle of sending may see only that
        using var answer = await hub.Http.SendAsync(request);
        Assert.InRange((int)answer.StatusCode, 400, 499);
        Protected(answer);
    }

    [Theory]
    [InlineData("/site.css?v=1", "public, max-age=31536000, immutable")]
    [InlineData("/site.css", "public, max-age=3600")]
    public async Task Assets_with_a_version_are_kept_for_a_year(string url, string kept)
    {
        using var answer = await hub.Http.GetAsync(url);
        Assert.Equal(kept.Split(", ").Order(), answer.Headers.CacheControl!.ToString().Split(", ").Order());
    }

    private static void Protected(HttpResponseMessage answer)
    {
        foreach (var name in new[] { "Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy" })
            Assert.True(answer.Headers.Contains(name), name);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string url, params (string Name, string? Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, url);
        foreach (var (name, value) in headers.Where(header => header.Value is not null))
            request.Headers.TryAddWithoutValidation(name, value);
        return await hub.Http.SendAsync(request);
    }
}
