using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Filings;
using Zhishu.Identity;

namespace Zhishu.Tests.Architecture;

/// <summary>Every handler of every page that takes a form, with everybody, on things of other people: nothing of it is done, and nothing fails.</summary>
[Collection(OfficeCollection.Name)]
public sealed class MatrixTests(OfficeHub hub)
{
    [Fact]
    public async Task Every_form_of_every_page_is_refused_to_who_may_not_send_it()
    {
        var forms = await FormsAsync();
        Assert.True(forms.Count > 80, $"{forms.Count} handlers");
        var things = await ThingsAsync();
        var names = DemoNetwork.Accounts.Select(account => account.Email.Split('@')[0]).Where(name => name is not ("national" or "shanghai" or "outlet" or "staff" or "node"));
        var tried = new HashSet<string>();
        foreach (var (name, first) in names.Append("nobody").Select((name, i) => (name, i == 0)))
        {
            // Two with the same duties are refused alike: one of them by day.
            var duties = await DutiesAsync(name);
            if (!tried.Add(string.Join(' ', duties.Distinct().Order())) && name != "nobody" && !Night.IsNow)
                continue;
            using var person = name == "nobody" ? new Visitor(hub.Address) : await hub.SignInAsync(name);
            var token = await TokenAsync(person);
            var mark = await MarkAsync();
            foreach (var (route, handler, policies) in forms)
            {
                // What is open to all is the same for everybody with an account.
                var isOpen = route.Metadata.GetMetadata<IAllowAnonymous>() is not null;
                if (isOpen && !first && name != "nobody" && !Night.IsNow)
                    continue;

                // Whom the policy of the page keeps out is kept out before anything is looked up: one thing, which is there, tells as much as nine.
                var allowed = name != "nobody" && policies.TrueForAll(policy => Duties.Policies[policy].Intersect(duties).Any());
                var kept = !allowed && !isOpen && !Night.IsNow;
                var addresses = Addresses(route, kept ? [.. things.Take(1)] : [Guid.Empty, .. things]).ToList();
                foreach (var address in addresses)
                {
                    using var answer = await person.SendAsync($"{address}?handler={handler}", [.. Fields(), ("__RequestVerificationToken", token)]);
                    var told = $"{name} at {address}?handler={handler}: {(int)answer.StatusCode}";
                    Assert.True((int)answer.StatusCode < 500, told);
                    if (!isOpen && !allowed)
                        Assert.True(answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, told);
                }

                // Of things that belong to others nothing may have been written; everybody may ask to join, and use the pages that are open to all.
                var open = isOpen || addresses.TrueForAll(address => address.EndsWith("/join", StringComparison.Ordinal));
                var before = mark;
                mark = await MarkAsync();
                Assert.True(before == mark || open || (allowed && addresses.Count == 1), $"written: {name} at {route.RoutePattern.RawText}?handler={handler}");
            }
        }
    }

    private async Task<IReadOnlyList<Duty>> DutiesAsync(string name)
    {
        await using var connection = await hub.Database.Source.OpenConnectionAsync();
        return [.. (await Dapper.SqlMapper.QueryAsync<string>(connection,
            "select duty from identity.account_grant join identity.account on account.id = account_id where email = @email and ended_at is null",
            new { email = name + "@demo.example" })).Select(Enum.Parse<Duty>)];
    }

    // What the outlet, the node and the office of Shanghai have: none of the people tried has a part in it.
    private async Task<IReadOnlyList<Guid>> ThingsAsync()
    {
        await using var connection = await hub.Database.Source.OpenConnectionAsync();
        return [.. await Dapper.SqlMapper.QueryAsync<Guid>(connection, """
            with shanghai as (select id from network.organisation where region like '31%' and id not in
              (select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = 'applicant@demo.example'))
            (select id from shanghai where exists (select from network.membership where organisation_id = shanghai.id and kind = 'NationalOutlet') limit 1)
            union all (select filing.id from filings.filing join filings.dossier on dossier.id = dossier_id where organisation_id in (select id from shanghai) limit 1)
            union all (select registration.id from filings.registration join filings.dossier on dossier.id = dossier_id where organisation_id in (select id from shanghai) limit 1)
            union all (select id from enquiries.enquiry where organisation_id in (select id from shanghai) and account_id is null limit 1)
            union all (select id from enquiries.feedback where organisation_id in (select id from shanghai) limit 1)
            union all (select id from enquiries.entry where organisation_id in (select id from shanghai) limit 1)
            union all (select id from training.event where organisation_id in (select id from shanghai) limit 1)
            union all (select id from resources.resource where organisation_id in (select id from shanghai) limit 1)
            """)];
    }

    private async Task<List<(RouteEndpoint Route, string Handler, List<string> Policies)>> FormsAsync()
    {
        var loader = hub.Services.GetRequiredService<PageLoader>();
        var forms = new List<(RouteEndpoint, string, List<string>)>();
        foreach (var route in hub.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().DistinctBy(route => route.RoutePattern.RawText))
        {
            if (route.Metadata.GetMetadata<PageActionDescriptor>() is not { } page)
                continue;
            var compiled = await loader.LoadAsync(page, Microsoft.AspNetCore.Http.EndpointMetadataCollection.Empty);
            var policies = route.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).OfType<string>().ToList();
            foreach (var handler in compiled.HandlerMethods.Where(handler => handler.HttpMethod == "Post"))
                forms.Add((route, handler.Name ?? "", policies));
        }

        return forms;
    }

    // Sign-in and the person's own account are tried elsewhere: here they would end the session.
    private static IEnumerable<string> Addresses(RouteEndpoint route, IReadOnlyList<Guid> things)
    {
        if (route.RoutePattern.RawText is not { } text || text.StartsWith("account", StringComparison.Ordinal))
            yield break;
        var takesKey = route.RoutePattern.Parameters.Any(parameter => parameter.ParameterPolicies.Any(policy => policy.Content == "guid"));
        foreach (var thing in takesKey ? things : [Guid.Empty])
        {
            yield return "/" + string.Join('/', route.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
            {
                RoutePatternLiteralPart literal => literal.Content,
                RoutePatternSeparatorPart separator => separator.Content,
                RoutePatternParameterPart { Name: var name } parameter
                    when parameter.ParameterPolicies.FirstOrDefault(policy => policy.Content?.StartsWith("length(", StringComparison.Ordinal) == true) is { Content: { } length } =>
                    new string('A', int.Parse(length["length(".Length..^1], System.Globalization.CultureInfo.InvariantCulture)),
                RoutePatternParameterPart { ParameterPolicies: [{ Content: "guid" }] } => thing.ToString(),
                _ => "facts",
            })))).TrimEnd('/');
        }
    }

    // Enough of a form that an act would be done if it were let through.
    private static IEnumerable<(string, string)> Fields() =>
        [("act", "Publish"), ("pass", "true"), ("granted", "true"), ("agreed", "true"), ("text", "越权操作的内容"), ("reason", "越权操作的理由"), ("opinion", "越权"),
        ("revision", "1"), ("kind", "ProvincialNode"), ("from", "2026-01-01"), ("source", "文件"), ("email", "user@demo.example"), ("duty", "Manager")];

    private Task<long> MarkAsync() => hub.ScalarAsync<long>("select coalesce(max(seq), 0) from foundation.process where type not in ('account.signIn')");

    private static async Task<string> TokenAsync(Visitor person)
    {
        var (_, page) = await person.GetAsync("/feedback/new");
        return System.Text.RegularExpressions.Regex.Match(page, "name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"").Groups[1].Value;
    }
}
