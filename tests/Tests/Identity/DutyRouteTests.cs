using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Filings;
using Zhishu.Identity;

namespace Zhishu.Tests.Identity;

/// <summary>Every route with everybody: who lacks the duty is turned away, who has it is not.</summary>
[Collection(OfficeCollection.Name)]
public sealed class DutyRouteTests(OfficeHub hub)
{
    private static readonly Dictionary<string, Duty[]> Held = new()
    {
        ["outlet"] = [Duty.Manager],
        ["applicant"] = [Duty.Manager],
        ["node"] = [Duty.Manager],
        ["staff"] = [Duty.Staff],
        ["user"] = [],
        ["shanghai"] = [Duty.Recommender],
        ["jiangsu"] = [Duty.Recommender],
        ["suzhou"] = [Duty.Recommender],
        ["education"] = [Duty.Recommender],
        ["national"] = [Duty.National],
        ["evaluator"] = [Duty.Evaluator],
        ["admin"] = [Duty.Administrator],
        ["auditor"] = [Duty.Auditor],
        ["security"] = [Duty.Security],
    };

    [Fact]
    public async Task Everybody_gets_what_the_duty_allows_and_nothing_else()
    {
        Assert.Equal(DemoNetwork.Accounts.Select(account => account.Email.Split('@')[0]).Order(), Held.Keys.Order());
        var endpoints = hub.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") != false && route.RoutePattern.RawText is { } text
            && !text.Contains("**", StringComparison.Ordinal))
            .GroupBy(route => route.RoutePattern.RawText!).Select(group => group.First()).ToList();
        var closed = endpoints.Where(route => route.Metadata.GetMetadata<IAllowAnonymous>() is null).ToList();
        Assert.True(closed.Count > 25);
        foreach (var route in closed)
        {
            using var nobody = new Visitor(hub.Address);
            using var answer = await nobody.OpenAsync(Address(route));
            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized || answer.Headers.Location?.ToString()
                .Contains("/account/sign-in", StringComparison.Ordinal) == true, $"{route.RoutePattern.RawText} is open: {answer.StatusCode}");
        }

        foreach (var (name, duties) in Held)
        {
            using var person = await hub.SignInAsync(name);
            foreach (var route in closed)
            {
                var policies = route.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).Where(policy => policy is not null).ToList();
                var allowed = policies.TrueForAll(policy => Duties.Policies[policy!].Intersect(duties).Any());
                using var answer = await person.OpenAsync(Address(route));
                Assert.True(allowed == (answer.StatusCode != HttpStatusCode.Forbidden), $"{name} at {route.RoutePattern.RawText}: {answer.StatusCode}");
                Assert.True((int)answer.StatusCode < 500, $"{name} at {route.RoutePattern.RawText}: {answer.StatusCode}");
            }
        }
    }

    [Fact]
    public void Every_page_says_who_may_open_it()
    {
        var silent = hub.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<PageActionDescriptor>() is not null && route.Metadata.GetMetadata<IAllowAnonymous>() is null
            && route.Metadata.GetMetadata<IAuthorizeData>() is null)
            .Select(route => route.RoutePattern.RawText).ToList();
        Assert.Empty(silent);
    }

    [Fact]
    public async Task Nothing_is_changed_without_the_token_of_the_form()
    {
        using var person = await hub.SignInAsync("applicant");
        foreach (var url in new[] { "/organisations/new", "/filings/mine", "/account?handler=Everywhere", "/notices?handler=All" })
        {
            using var answer = await person.SendAsync(url, [("name", "x")]);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
    }

    /// <summary>An address of the route; what it names does not exist, which only those who may look are told.</summary>
    private static string Address(RouteEndpoint route) => "/" + string.Join('/', route.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
    {
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter when parameter.ParameterPolicies.Any(policy => policy.Content == "guid") => Guid.Empty.ToString(),
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter when parameter.ParameterPolicies.Select(policy => policy.Content ?? "")
            .FirstOrDefault(content => content.StartsWith("length(", StringComparison.Ordinal)) is { } length =>
            new string('A', int.Parse(length["length(".Length..^1], System.Globalization.CultureInfo.InvariantCulture)),
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "format" } => "csv",
        _ => "facts",
    }))));
}
