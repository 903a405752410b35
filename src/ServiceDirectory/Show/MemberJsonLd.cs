using System.Text.Json;
using System.Text.Json.Nodes;
using Zhishu.Network;

namespace Zhishu.ServiceDirectory.Show;

/// <summary>A member's page for search engines: schema.org as JSON-LD.</summary>
internal static class MemberJsonLd
{
    // The standard encoder: no mark that could end the script element passes.
    private static readonly JsonSerializerOptions Json = new();

    public static string Write(Organisation it, IReadOnlyList<Membership> memberships, IReadOnlyList<ServiceItem> items, string url, string province, string city)
    {
        var page = new JsonObject
        {
            ["@context"] = "https://schema.org",
            ["@type"] = it.LegalForm == LegalForm.Company ? "Organization" : "GovernmentOrganization",
            ["@id"] = url,
            ["name"] = it.Name,
            ["url"] = Uri.TryCreate(it.Website, UriKind.Absolute, out _) ? it.Website : url,
            ["identifier"] = new JsonObject { ["@type"] = "PropertyValue", ["propertyID"] = "GB 32100-2015", ["value"] = it.CreditCode },
            ["address"] = new JsonObject { ["@type"] = "PostalAddress", ["streetAddress"] = it.Address, ["addressLocality"] = city, ["addressRegion"] = province, ["addressCountry"] = "CN" },
            ["memberOf"] = new JsonArray([.. memberships.Select(row => new JsonObject { ["@type"] = "ProgramMembership", ["programName"] = row.Kind.Label().Zh })]),
        };
        if (it.Phone.Length > 0)
            page["telephone"] = it.Phone;
        if (it.Email.Length > 0)
            page["email"] = it.Email;
        if (it.Introduction.Length > 0)
            page["description"] = it.Introduction;
        if (items.Count > 0)
        {
            page["makesOffer"] = new JsonArray([.. items.Select(item => new JsonObject
            {
                ["@type"] = "Offer",
                ["price"] = item.Free ? "0" : null,
                ["priceCurrency"] = item.Free ? "CNY" : null,
                ["itemOffered"] = new JsonObject { ["@type"] = "Service", ["name"] = item.Name, ["serviceType"] = item.Code, ["audience"] =
                    new JsonObject { ["@type"] = "Audience", ["audienceType"] = item.Audience } },
            })]);
        }

        return page.ToJsonString(Json);
    }
}
