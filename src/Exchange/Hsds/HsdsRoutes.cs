using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Zhishu.Exchange.OpenData;
using Zhishu.Foundation;

namespace Zhishu.Exchange.Hsds;

/// <summary><c>/hsds</c>: the directory in the interface of Open Referral HSDS 3.</summary>
internal static class HsdsRoutes
{
    private const int Largest = 100;
    private const int Default = 20;
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] Lists = ["organizations", "services", "locations", "service_at_locations", "taxonomies", "taxonomy_terms"];
    private static readonly string[] Known = ["page", "per_page", "format", "search", "minimal", "full", "full_service", "organization_id",
        "taxonomy_term_id", "taxonomy_id", "modified_after", "lang"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var hsds = routes.MapGroup("/hsds").AllowAnonymous().WithTags("exchange");
        hsds.MapGet("", (HttpContext context, IOptions<HubOptions> options) => Conditional.Send(context, Bytes(new JsonObject
        {
            ["version"] = "3.0",
            ["profile"] = options.Value.Absolute("/open-data/docs"),
            ["openapi_url"] = options.Value.Absolute("/openapi/v1.json"),
        }), "application/json", null)).WithName("Hsds").WithSummary("服务目录 · HSDS 3.0")
        .WithDescription("organizations, services, locations, service_at_locations, taxonomies, taxonomy_terms；见 docs/interconnection.md");
        foreach (var list in Lists)
        {
            hsds.MapGet($"/{list}", (HttpContext context, HsdsBook book, CancellationToken ct) => ListAsync(list, context, book, ct))
                .WithName($"Hsds_{list}").WithSummary($"HSDS {list}")
                .WithDescription("page, per_page ≤ 100, search, full, organization_id, taxonomy_term_id, taxonomy_id, modified_after, format=json|ndjson");
            hsds.MapGet($"/{list}/{{id:guid}}", async (Guid id, HttpContext context, HsdsBook book,
                CancellationToken ct) => (await book.ReadAsync(ct)).Lists[list].FirstOrDefault(thing => thing.Id == id) is { } found
                ? Conditional.Send(context, Bytes(found.Full), "application/json", found.Changed)
                : Results.Problem(Lang.T("没有这一条目"), statusCode: StatusCodes.Status404NotFound)).WithName($"Hsds_{list}_one").WithSummary($"HSDS {list}/{{id}}");
        }
    }

    private static async Task<IResult> ListAsync(string list, HttpContext context, HsdsBook book, CancellationToken ct)
    {
        var query = context.Request.Query;
        if (query.Keys.FirstOrDefault(name => !Known.Contains(name)) is { } unknown)
            return Wrong(unknown);
        if (Number(query, "page", 1, 1_000_000) is not { } page)
            return Wrong("page");
        if (Number(query, "per_page", Default, Largest) is not { } size)
            return Wrong("per_page");
        var filters = new Dictionary<string, Guid?>();
        foreach (var name in new[] { "organization_id", "taxonomy_term_id", "taxonomy_id" })
        {
            if (query[name].ToString() is { Length: > 0 } text)
                filters[name] = Guid.TryParse(text, out var id) ? id : null;
        }

        if (filters.FirstOrDefault(filter => filter.Value is null) is { Key: { } bad })
            return Wrong(bad);
        DateTimeOffset? after = null;
        if (query["modified_after"].ToString() is { Length: > 0 } stamp)
        {
            if (!DateTimeOffset.TryParse(stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
                return Wrong("modified_after");
            after = instant;
        }

        var directory = await book.ReadAsync(ct);
        var terms = filters.GetValueOrDefault("taxonomy_id") is { } taxonomy ? directory.Lists["taxonomy_terms"].Where(term => term.Terms.Contains(taxonomy))
            .Select(term => term.Id).Append(taxonomy).ToHashSet() : null;
        var search = SafeText.Line(query["search"]);
        var found = directory.Lists[list].Where(thing =>
            (filters.GetValueOrDefault("organization_id") is not { } organisation || thing.Organisation == organisation)
            && (filters.GetValueOrDefault("taxonomy_term_id") is not { } term || thing.Terms.Contains(term))
            && (terms is null || thing.Terms.Any(terms.Contains))
            && (after is null || thing.Changed >= after)
            && (search.Length == 0 || Contains(thing, search))).ToList();
        var full = query["full"] == "true" || query["full_service"] == "true";
        var shown = found.Skip((page - 1) * size).Take(size).Select(thing => full ? thing.Full.DeepClone().AsObject() : query["minimal"] == "true" ? Minimal(thing) : thing.Brief()).ToList();
        if (query["format"] == "ndjson")
            return Conditional.Send(context, Encoding.UTF8.GetBytes(string.Concat(shown.Select(thing => thing.ToJsonString(Json) + "\n"))), "application/x-ndjson", null);
        if (query["format"].ToString() is not ("" or "json"))
            return Wrong("format");
        var pages = Math.Max(1, (found.Count + size - 1) / size);
        return Conditional.Send(context, Bytes(new JsonObject
        {
            ["total_items"] = found.Count,
            ["total_pages"] = pages,
            ["page_number"] = page,
            ["size"] = shown.Count,
            ["first_page"] = page == 1,
            ["last_page"] = page >= pages,
            ["empty"] = shown.Count == 0,
            ["contents"] = new JsonArray([.. shown]),
        }), "application/json", null);
    }

    private static JsonObject Minimal(HsdsThing thing)
    {
        var kept = new JsonObject();
        foreach (var name in new[] { "id", "name", "description", "status", "location_type" })
        {
            if (thing.Full[name] is { } value)
                kept[name] = value.DeepClone();
        }

        return kept;
    }

    private static bool Contains(HsdsThing thing, string search) =>
        new[] { "name", "description", "eligibility_description" }.Any(name => thing.Full[name]?.GetValue<string>().Contains(search, StringComparison.OrdinalIgnoreCase) == true);

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString(Json));

    private static IResult Wrong(string name) => Results.Problem(Lang.T($"参数 {name} 不认识或不正确"),
        statusCode: StatusCodes.Status400BadRequest, extensions: new Dictionary<string, object?> { ["parameter"] = name });

    private static int? Number(IQueryCollection query, string name, int none, int most) => query[name].ToString() is not { Length: > 0 } text ? none
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number : null;
}
