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

    private static readonly ApiParameter[] OfList =
    [
        new("page", "第几页，从 1 起 · Page from 1", "1") { Number = true, Least = 1 },
        new("per_page", "一页几条，默认 20 · Items on a page, 20 by default", "20") { Number = true, Least = 1, Most = Largest },
        new("search", "名称或说明中的文字 · Text of names and descriptions", "专利"),
        new("full", "true：带上所属的全部内容 · true: with everything that belongs to them") { Values = ["true", "false"] },
        new("full_service", "同 full · As full") { Values = ["true", "false"] },
        new("minimal", "true：只有标识、名称、说明、状态 · true: identity, name, description and status alone") { Values = ["true", "false"] },
        new("organization_id", "所属机构的标识 · Identity of the organisation", "01890000-0000-7000-8000-000000000000"),
        new("taxonomy_term_id", "分类词的标识 · Identity of a term", "01890000-0000-7000-8000-000000000000"),
        new("taxonomy_id", "分类表的标识 · Identity of a taxonomy", "01890000-0000-7000-8000-000000000000"),
        new("modified_after", "在此时间以后改动的 · Changed after", "2026-01-01T00:00:00Z"),
        new("format", "形式 · Form") { Values = ["json", "ndjson"] },
        new("lang", "文字的语言 · Language of texts") { Values = ["zh", "en"] },
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var hsds = routes.MapGroup("/hsds").AllowAnonymous().WithTags("exchange");
        hsds.MapGet("", (HttpContext context, IOptions<HubOptions> options) => Conditional.Send(context, Bytes(new JsonObject
        {
            ["version"] = "3.0",
            ["profile"] = options.Value.Absolute("/open-data/docs"),
            ["openapi_url"] = options.Value.Absolute("/openapi/v1.json"),
        }), "application/json", null)).WithName("Hsds").WithSummary("服务目录 · HSDS 3.0")
        .WithDescription("organizations, services, locations, service_at_locations, taxonomies, taxonomy_terms；见 docs/interconnection.md。 See docs/interconnection.md.")
        .Produces(StatusCodes.Status200OK, contentType: "application/json");
        foreach (var list in Lists)
        {
            hsds.MapGet($"/{list}", (HttpContext context, HsdsBook book, CancellationToken ct) => ListAsync(list, context, book, ct))
                .WithName($"Hsds_{list}").WithSummary($"列表 · HSDS {list}")
                .WithDescription("HSDS 3.0 的列表，分页。 A list of HSDS 3.0 in pages.").Takes(OfList)
                .Produces(StatusCodes.Status200OK, contentType: "application/json").ProducesProblem(StatusCodes.Status400BadRequest);
            hsds.MapGet($"/{list}/{{id}}", async (string id, HttpContext context, HsdsBook book,
                CancellationToken ct) => (await book.ReadAsync(ct)).Lists[list].FirstOrDefault(thing => Guid.TryParse(id, out var known) && thing.Id == known) is { } found
                ? Conditional.Send(context, Bytes(found.Full), "application/json", found.Changed)
                : Results.Problem(Lang.T("没有这一条目"), statusCode: StatusCodes.Status404NotFound)).WithName($"Hsds_{list}_one").WithSummary($"一条 · HSDS {list}/{{id}}")
                .WithDescription("一条的全部内容。 One with everything that belongs to it.")
                .Takes([new("id", "标识 · Identity", "01890000-0000-7000-8000-000000000000")])
                .Produces(StatusCodes.Status200OK, contentType: "application/json").ProducesProblem(StatusCodes.Status404NotFound);
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
