using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Network;
using Zhishu.Records;
using Zhishu.ServiceDirectory;

namespace Zhishu.Exchange.Hsds;

/// <summary>A thing of the directory in HSDS: with everything that belongs to it, and what lists leave out.</summary>
/// <param name="Id">Identity.</param>
/// <param name="Full">The whole, with nested things.</param>
/// <param name="Nested">Members that a list shows only when asked for the whole.</param>
/// <param name="Organisation">The organisation it belongs to, or null.</param>
/// <param name="Terms">Taxonomy terms it has.</param>
/// <param name="Changed">When it was last changed, or null.</param>
internal sealed record HsdsThing(Guid Id, JsonObject Full, IReadOnlyList<string> Nested, Guid? Organisation, IReadOnlyList<Guid> Terms, DateTimeOffset? Changed)
{
    /// <summary>The thing as a list shows it.</summary>
    public JsonObject Brief()
    {
        var brief = Full.DeepClone().AsObject();
        foreach (var name in Nested)
            brief.Remove(name);
        return brief;
    }
}

/// <summary>The published directory as a whole.</summary>
internal sealed record HsdsDirectory(IReadOnlyDictionary<string, IReadOnlyList<HsdsThing>> Lists);

/// <summary>
/// Puts the published directory into the terms of Open Referral HSDS 3: who belongs to the network, what they offer, where. It is read anew every few seconds.
/// </summary>
internal sealed class HsdsBook(IServiceScopeFactory scopes, ServiceCatalogue catalogue, ReferenceData reference, IOptions<HubOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);
    private readonly SemaphoreSlim _one = new(1);
    private (DateTimeOffset At, HsdsDirectory Directory)? _known;

    private static readonly Guid Services = StableId.Of("taxonomy", "services");
    private static readonly Guid Members = StableId.Of("taxonomy", "members");
    private static readonly Guid Categories = StableId.Of("taxonomy", "categories");

    /// <summary>The directory as it is now.</summary>
    public async Task<HsdsDirectory> ReadAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            if (_known is { } known && clock.GetUtcNow() - known.At < Fresh)
                return known.Directory;
            var directory = await BuildAsync(ct);
            _known = (clock.GetUtcNow(), directory);
            return directory;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<HsdsDirectory> BuildAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (register, items) = (scope.ServiceProvider.GetRequiredService<NetworkRegister>(), scope.ServiceProvider.GetRequiredService<ServiceItems>());
        var today = clock.Today();
        var memberships = (await register.AllMemberships().Where(row => row.FromDay <= today).ToListAsync(ct)).Where(row => row.IsInForce(today)).ToLookup(row => row.OrganisationId);
        var published = (await items.AllPublished().ToListAsync(ct)).ToLookup(row => row.Organisation);
        var organisations = (await register.All().Where(row => row.VerifiedAt != null).OrderBy(row => row.Id).ToListAsync(ct)).Where(row => memberships.Contains(row.Id)).ToList();
        var (all, services, locations, places) = (new List<HsdsThing>(), new List<HsdsThing>(), new List<HsdsThing>(), new List<HsdsThing>());
        foreach (var it in organisations)
        {
            var location = Location(it);
            var brief = Organisation(it, [.. memberships[it.Id]], null);
            all.Add(Organisation(it, [.. memberships[it.Id]], location.Full));
            locations.Add(location);
            foreach (var row in published[it.Id].OrderBy(row => row.Item.Place))
            {
                var place = Place(it, row.Item, location.Full);
                places.Add(place);
                services.Add(Service(it, row, brief.Brief(), place));
            }
        }

        return new(new Dictionary<string, IReadOnlyList<HsdsThing>>
        {
            ["organizations"] = all,
            ["services"] = [.. services.DistinctBy(thing => thing.Id)],
            ["locations"] = locations,
            ["service_at_locations"] = [.. places.DistinctBy(thing => thing.Id)],
            ["taxonomies"] = [.. Taxonomies().Select(taxonomy => new HsdsThing(taxonomy["id"]!.GetValue<Guid>(), taxonomy, [], null, [], null))],
            ["taxonomy_terms"] = [.. Terms().Select(term => new HsdsThing(term["id"]!.GetValue<Guid>(), term, [], null, [term["taxonomy_id"]!.GetValue<Guid>()], null))],
        });
    }

    private HsdsThing Organisation(Organisation it, IReadOnlyList<Membership> memberships, JsonObject? location)
    {
        var full = new JsonObject
        {
            ["id"] = it.Id,
            ["name"] = it.Name,
            ["description"] = it.Introduction.Length > 0 ? it.Introduction : $"{it.Name}，{string.Join('、', memberships.Select(row => row.Kind.Label().Zh).Distinct())}",
            ["uri"] = options.Value.Absolute($"/outlets/{it.Id}"),
            ["legal_status"] = it.LegalForm.Label().Zh,
            ["organization_identifiers"] = new JsonArray(new JsonObject
            {
                ["id"] = StableId.Of("identifier", it.CreditCode),
                ["organization_id"] = it.Id,
                ["identifier_scheme"] = "GB 32100-2015",
                ["identifier_type"] = "统一社会信用代码",
                ["identifier"] = it.CreditCode,
            }),
            ["attributes"] = new JsonArray([.. memberships.Select(row => row.Kind).Distinct().Select(kind => Attribute(it.Id, "organization", Members, kind.Code()))]),
        };
        Web(full, "website", it.Website);
        Mail(full, it.Email);
        Phone(full, it.Phone, it.Id);
        if (location is not null)
            full["locations"] = new JsonArray(location.DeepClone());
        return new(it.Id, full, ["locations", "attributes", "organization_identifiers", "phones"],
            it.Id, [.. memberships.Select(row => StableId.Of("term", Members.ToString(), row.Kind.Code())).Distinct()], it.CreatedAt);
    }

    private HsdsThing Location(Organisation it)
    {
        var id = StableId.Of("location", it.Id.ToString());
        // The districts of a municipality stand under a node of no name of its own.
        var (province, city) = (it.Region.Length >= 2 ? reference.Regions.TitleOf(it.Region[..2]) : "", it.Region.Length >= 4 ? reference.Regions.TitleOf(it.Region[..4]) : "");
        city = city is "市辖区" or "县" ? province : city;
        var full = new JsonObject
        {
            ["id"] = id,
            ["location_type"] = "physical",
            ["organization_id"] = it.Id,
            ["name"] = it.Name,
            ["external_identifier"] = it.Region,
            ["external_identifier_type"] = "GB/T 2260",
            ["addresses"] = new JsonArray(new JsonObject
            {
                ["id"] = StableId.Of("address", it.Id.ToString()),
                ["location_id"] = id,
                ["address_1"] = it.Address,
                ["city"] = city,
                ["region"] = it.Region,
                ["state_province"] = province,
                ["postal_code"] = "",
                ["country"] = "CN",
                ["address_type"] = "physical",
            }),
        };
        if (it.Hours.Length > 0)
            full["schedules"] = new JsonArray(new JsonObject { ["id"] = StableId.Of("schedule", it.Id.ToString()), ["location_id"] = id, ["description"] = it.Hours });
        return new(id, full, ["addresses", "schedules"], it.Id, [], it.CreatedAt);
    }

    // An item gets a new identity with every version of its list; by member, code and name it stays the same service for others.
    private static Guid ServiceId(Organisation it, ServiceItem item) => StableId.Of("service", it.Id.ToString(), item.Code, item.Name);

    private static HsdsThing Place(Organisation it, ServiceItem item, JsonObject location)
    {
        var (id, service) = (StableId.Of("place", it.Id.ToString(), item.Code, item.Name), ServiceId(it, item));
        var full = new JsonObject
        {
            ["id"] = id,
            ["service_id"] = service,
            ["location_id"] = location["id"]!.GetValue<Guid>(),
            ["description"] =
            string.Join('、', item.Channels.Select(channel => ServiceCatalogue.Channels[channel].Zh)),
            ["location"] = location.DeepClone()
        };
        return new(id, full, [], it.Id, [StableId.Of("term", Services.ToString(), item.Code)], null);
    }

    private HsdsThing Service(Organisation it, PublishedItem row, JsonObject organisation, HsdsThing place)
    {
        var item = row.Item;
        var id = ServiceId(it, item);
        var full = new JsonObject
        {
            ["id"] = id,
            ["organization_id"] = it.Id,
            ["name"] = item.Name,
            ["description"] = $"{catalogue.Find(item.Code)?.Zh ?? item.Name}：{it.Name}",
            ["url"] = options.Value.Absolute($"/outlets/{it.Id}"),
            ["status"] = "active",
            ["application_process"] = string.Join('\n', new[] { item.Conditions, item.Materials }.Where(text => text.Length > 0)),
            ["fees_description"] = item.Free ? "免费" : item.Amount,
            ["wait_time"] = item.TimeLimit,
            ["eligibility_description"] = item.Audience,
            ["organization"] = organisation.DeepClone(),
            ["cost_options"] = new JsonArray(item.Free
                ? new JsonObject { ["id"] = StableId.Of("cost", id.ToString()), ["service_id"] = id, ["option"] = "免费", ["currency"] = "CNY", ["amount"] = 0 }
                : new JsonObject { ["id"] = StableId.Of("cost", id.ToString()), ["service_id"] = id, ["option"] = "低成本", ["currency"] = "CNY", ["amount_description"] = item.Amount }),
            ["service_areas"] = new JsonArray(new JsonObject
            {
                ["id"] = StableId.Of("area", id.ToString()),
                ["service_id"] = id,
                ["name"] =
                item.Reach.Length > 0 ? item.Reach : reference.Regions.TitleOf(it.Region)
            }),
            ["languages"] = new JsonArray(new JsonObject { ["id"] = StableId.Of("language", id.ToString()), ["service_id"] = id, ["name"] = "中文", ["code"] = "zh" }),
            ["attributes"] = new JsonArray(Attribute(id, "service", Services, item.Code)),
            ["service_at_locations"] = new JsonArray(place.Full.DeepClone()),
        };
        if (row.PublishedAt is { } at)
            full["last_modified"] = at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        if (item.Hours.Length > 0)
            full["schedules"] = new JsonArray(new JsonObject { ["id"] = StableId.Of("hours", id.ToString()), ["service_id"] = id, ["description"] = item.Hours });
        Mail(full, it.Email);
        Phone(full, item.Contact.Length > 0 && SafeText.IsPhone(item.Contact) ? item.Contact : it.Phone, id);
        return new(id, full, ["cost_options", "service_areas", "languages", "attributes", "service_at_locations", "schedules", "phones"],
            it.Id, [StableId.Of("term", Services.ToString(), item.Code)], row.PublishedAt);
    }

    private static JsonObject Attribute(Guid link, string entity, Guid taxonomy, string code)
    {
        var term = StableId.Of("term", taxonomy.ToString(), code);
        return new() { ["id"] = StableId.Of("attribute", link.ToString(), term.ToString()), ["link_id"] = link, ["taxonomy_term_id"] = term, ["link_entity"] = entity, ["value"] = code };
    }

    private static void Phone(JsonObject to, string phone, Guid of)
    {
        if (phone.Length > 0)
            to["phones"] = new JsonArray(new JsonObject { ["id"] = StableId.Of("phone", of.ToString(), phone), ["number"] = phone, ["type"] = "voice" });
    }

    private static void Mail(JsonObject to, string address)
    {
        if (address.Contains('@', StringComparison.Ordinal))
            to["email"] = address;
    }

    private static void Web(JsonObject to, string name, string address)
    {
        if (Uri.TryCreate(address, UriKind.Absolute, out _))
            to[name] = address;
    }

    private static IEnumerable<JsonObject> Taxonomies() =>
    [
        new() { ["id"] = Services, ["name"] = "服务事项标准目录", ["description"] = "基础性服务与专业化服务（工作指引四）", ["version"] = "1" },
        new() { ["id"] = Members, ["name"] = "节点与网点类型", ["description"] = "国家、省、地市节点与各类网点（工作指引一）", ["version"] = "1" },
        new() { ["id"] = Categories, ["name"] = "知识产权类别", ["description"] = "专利、商标、地理标志、集成电路布图设计", ["version"] = "1" },
    ];

    private IEnumerable<JsonObject> Terms()
    {
        JsonObject Term(Guid taxonomy, string code, string name, string description) => new()
        {
            ["id"] = StableId.Of("term", taxonomy.ToString(), code),
            ["code"] = code,
            ["name"] = name,
            ["description"] = description,
            ["taxonomy"] = taxonomy.ToString(),
            ["taxonomy_id"] = taxonomy,
            ["language"] = "zh",
        };
        return
        [
            .. catalogue.All.Select(service => Term(Services, service.Code, service.Zh, service.Specialised ? "专业化服务" : "基础性服务")),
            .. Enum.GetValues<MemberKind>().Select(kind => Term(Members, kind.Code(), kind.Label().Zh, kind.IsNode() ? "节点" : "网点")),
            .. Kinds.Categories.Select(category => Term(Categories, category.Key, category.Value.Zh, category.Value.En)),
        ];
    }
}
