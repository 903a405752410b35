using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Zhishu.Tests.Architecture;

/// <summary>Who may call what: every route says so, and those open to all are listed here.</summary>
[Collection(HubCollection.Name)]
public sealed class RouteTests(TestHub hub)
{
    private static string[] HsdsLists => [.. new[] { "organizations", "services", "locations", "service_at_locations", "taxonomies",
        "taxonomy_terms" }.SelectMany(list => new[] { $"/hsds/{list}", $"/hsds/{list}/{{id}}" })];

    private static readonly string[] OpenToAll =
    [
        "", "search", "search/facet", "search/compare", "search/advanced", "search/numbers", "search/similar", "search/synonyms", "search/terms", "/search/terms.csv", "search/export",
            "search/exports/{id:guid}", "/search/exports/{id:guid}/file",
        "privacy", "accessibility", "sitemap", "/site/accent.css", "/site/logo/{digest:length(32)}", "/robots.txt", "/sitemap.xml", "/manifest.webmanifest",
        "pictures", "marks/check", "/api/v1/pictures/search",
        "/search/download", "/api/v1/suggest", "analysis", "analysis/compare", "applicants", "analysis/report", "/analysis/{chart}.csv", "/api/v1/analysis/{chart}",
        "/regions", "my", "my/save", "my/keep", "my/kept", "my/watch", "my/history",
        "my/strategies", "my/strategies/{id:guid}", "strategies/{key}", "my/notices/{id:guid}", "my/stop/{key}", "/my/confirm/{code}", "/feeds/{key}.atom", "themes",
            "themes/new", "themes/{slug}", "themes/{slug}/edit",
        "records/{kind}/{*number}", "classifications/{tree?}/{code?}", "imports", "imports/{id:guid}", "/imports/{id:guid}/refused.csv", "/media/{key:length(64)}",
        "account/sign-in", "account/sign-up", "account/code", "account/forgotten", "account/reset", "account/confirm", "account/held/{key:length(32)}", "network/groups", "outlets",
            "outlets/{id:guid}", "outlets/{id:guid}/certificate", "outlets/verify/{number}", "coverage",
        "/api/v1/outlets", "/api/v1/outlets/{id:guid}", "/api/v1/service-items", "/api/v1/stats/coverage", "/api/v1/stats/network", "/api/v1/filings",
        "filings", "filings/batches/{id:guid}", "filings/batches/{id:guid}/object", "/filings/list.csv", "/filings/list.docx",
            "/filings/batches/{id:guid}/list.csv", "/filings/batches/{id:guid}/list.docx",
        "enquiries", "enquiries/ask", "enquiries/{code:length(12)}/{key:length(24)?}", "/enquiries/{code:length(12)}/files/{file:guid}", "knowledge", "knowledge/{id:guid}",
        "find", "service-figures", "/service-figures.{format}", "/api/v1/stats/services", "feedback", "feedback/new", "feedback/{code:length(12)}/{key:length(24)?}",
        "resources", "resources/{id:guid}", "resources/services", "resources/services/{matter}", "resources/plans", "resources/plans/{id:guid}",
        "/my/history.{format}", "/my/strategies/{id:guid}/report.{format}", "/resources.{format}", "/resources/plans.{format}", "/resources/{id:guid}/files/{file:guid}",
        "/delivery/copies/{id:guid}/{expires:long}/{key:length(24)}", "requests", "board", "board/{id:guid}", "/board/{id:guid}/files/{file:guid}",
        "events", "events/{id:guid}", "events/tickets/{code:length(12)}/{key:length(24)?}", "events/certificates/{number:length(12)}", "/events.ics",
            "/events/{id:guid}.ics", "/events/{id:guid}/materials/{file:guid}",
        "/api/v1/records", "/api/v1/numbers", "/api/v1/records/{kind}/{*number}", "/openapi/{documentName}.json", "/oai", "/sru", "/hsds/", .. HsdsLists, "/catalog.jsonld",
            "open-data", "open-data/docs", "/open-data/files/{file}", "hubs", "hubs/search", "/api/v1/federated",
        "/search.atom", "/opensearch.xml", "/resources.atom", "/filings.atom", "/healthz", "/readyz", "{**path}",
    ];

    [Fact]
    public void Every_route_is_on_the_list_of_open_ones_or_closed()
    {
        var routes = hub.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        Assert.NotEmpty(routes);
        var open = routes.Where(route => route.Metadata.GetMetadata<IAllowAnonymous>() is not null).Select(route => route.RoutePattern.RawText ?? "").Distinct().Order().ToArray();
        Assert.Equal(OpenToAll.Order(), open);
    }

    [Fact]
    public void The_fallback_policy_closes_what_says_nothing()
    {
        var options = hub.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<AuthorizationOptions>>().Value;
        Assert.NotNull(options.FallbackPolicy);
        Assert.Contains(options.FallbackPolicy.Requirements, requirement => requirement is Microsoft.AspNetCore.Authorization.Infrastructure.DenyAnonymousAuthorizationRequirement);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/search?q=%22")]
    [InlineData("/nowhere")]
    [InlineData("/api/v1/records")]
    public async Task Security_headers_are_on_every_answer(string url)
    {
        using var response = await hub.Http.GetAsync(url);
        Assert.Contains("default-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", response.Headers.GetValues("X-Frame-Options").Single());
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Tries_at_accounts_from_one_address_are_limited()
    {
        var seen = new List<HttpStatusCode>();
        for (var i = 0; i < 40; i++)
        {
            using var answer = await hub.Http.PostAsync("/account/sign-in", new FormUrlEncodedContent([new("email", "a@b.example"), new("password", "x")]));
            seen.Add(answer.StatusCode);
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, seen);
        Assert.Equal(HttpStatusCode.OK, (await hub.Http.GetAsync("/account/sign-in")).StatusCode);
    }

    [Theory]
    [InlineData("POST", "/search")]
    [InlineData("DELETE", "/api/v1/records")]
    [InlineData("PUT", "/records/patent/1")]
    public async Task Nothing_can_be_written_by_a_visitor(string method, string url)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), url);
        using var response = await hub.Http.SendAsync(request);
        Assert.Contains(response.StatusCode, new[] { HttpStatusCode.MethodNotAllowed, HttpStatusCode.BadRequest, HttpStatusCode.NotFound, HttpStatusCode.Unauthorized });
    }
}
