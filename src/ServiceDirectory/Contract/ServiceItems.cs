using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Network;
using Zhishu.ServiceDirectory.Items;

namespace Zhishu.ServiceDirectory;

/// <summary>Keeps the lists of service items: a draft is edited, publishing makes a new version of it.</summary>
public sealed class ServiceItems(AppDb db, ServiceCatalogue catalogue, ProcessLog log, TimeProvider clock)
{
    /// <summary>Most items of a list.</summary>
    public const int Most = 100;

    /// <summary>The published list of an organisation with its items; null when there is none.</summary>
    public Task<(ItemList List, IReadOnlyList<ServiceItem> Items)?> PublishedAsync(Guid organisation, CancellationToken ct) => ReadAsync(organisation, "published", null, ct);

    /// <summary>One version, or null.</summary>
    public Task<(ItemList List, IReadOnlyList<ServiceItem> Items)?> VersionAsync(Guid organisation, int version, CancellationToken ct) => ReadAsync(organisation, null, version, ct);

    /// <summary>The draft, or null.</summary>
    public Task<(ItemList List, IReadOnlyList<ServiceItem> Items)?> DraftAsync(Guid organisation, CancellationToken ct) => ReadAsync(organisation, "draft", null, ct);

    /// <summary>The versions published, the newest first.</summary>
    public async Task<IReadOnlyList<ItemList>> VersionsAsync(Guid organisation, CancellationToken ct)
    {
        var lists = db.ItemLists;
        return await lists.AsNoTracking().Where(row => row.OrganisationId == organisation && row.State != "draft").OrderByDescending(row => row.Version).ToListAsync(ct);
    }

    /// <summary>All items of published lists with their organisation; for search and the API.</summary>
    public IQueryable<PublishedItem> AllPublished()
    {
        var (lists, items) = (db.ItemLists, db.Items);
        return from item in items.AsNoTracking(
            )
               join list in lists on item.ListId equals list.Id
               where list.State == "published"
               select new PublishedItem
               {
                   Organisation = list.OrganisationId,
                   Item = item,
                   PublishedAt = list.PublishedAt
               };
    }

    /// <summary>Makes a draft when there is none: from what is published, or from the standard list of the catalogue for the organisation. Saved at once.</summary>
    public async Task<ItemList> BeginAsync(Organisation organisation, CancellationToken ct)
    {
        if (await DraftAsync(organisation.Id, ct) is { } present)
            return present.List;
        var draft = new ItemList { Id = Guid.CreateVersion7(clock.GetUtcNow()), OrganisationId = organisation.Id, Revision = 1 };
        db.ItemLists.Add(draft);
        var published = await PublishedAsync(organisation.Id, ct);
        db.Items.AddRange(published is { } list ? list.Items.Select(item => Copy(item, draft.Id)) : Standard(organisation, draft.Id));
        await db.SaveChangesAsync(ct);
        return draft;
    }

    /// <summary>The standard list that an organisation starts from: the basic services, and those its kind is made for (004·三(二)).</summary>
    public IEnumerable<ServiceItem> Standard(Organisation organisation, Guid list)
    {
        string[] own = organisation.Kind switch
        {
            OrganisationKind.PublicBody => ["basic.delivery", "special.support"],
            OrganisationKind.University => ["basic.delivery", "special.navigation"],
            OrganisationKind.ResearchInstitute or OrganisationKind.InformationInstitute => ["special.navigation", "special.warning", "special.database"],
            OrganisationKind.IndustryOrganisation => ["special.database"],
            OrganisationKind.ProductivityCentre or OrganisationKind.Park => ["special.sme", "special.support"],
            OrganisationKind.Library or OrganisationKind.Museum => ["basic.delivery"],
            OrganisationKind.ServiceFirm => ["special.warning", "special.support"],
            _ => [],
        };
        return catalogue.All.Where(service => service.Standard || own.Contains(service.Code)).Select((service, place) => new ServiceItem
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            ListId = list,
            Place = place,
            Code = service.Code,
            Name = service.Zh,
            Channels = [.. service.Channels],
            Audience = "社会公众、创新主体",
            Free = !service.Specialised,
            Amount = service.Specialised ? "低成本，按工作量协商" : "",
            TimeLimit = service.Specialised ? "受理后协商" : "3 个工作日",
            Contact = organisation.Phone,
            Hours = organisation.Hours,
        });
    }

    /// <summary>Publishes the draft as the next version, or says why not; saved by the caller.</summary>
    public async Task<Bilingual?> PublishAsync(Organisation organisation, Actor actor, CancellationToken ct)
    {
        if (await DraftAsync(organisation.Id, ct) is not { Items.Count: > 0 } draft)
            return new("清单里还没有服务事项");
        var before = await PublishedAsync(organisation.Id, ct);
        var version = (await VersionsAsync(organisation.Id, ct)).Select(row => row.Version).DefaultIfEmpty(0).Max() + 1;
        var list = new ItemList
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            OrganisationId = organisation.Id,
            State = "published",
            Version = version,
            PublishedAt = clock.GetUtcNow(),
            PublishedBy = actor.Name,
            Revision = 1
        };
        if (before is { } old)
        {
            (old.List.State, old.List.Revision) = ("earlier", old.List.Revision + 1);
            await db.SaveChangesAsync(ct);
        }

        db.ItemLists.Add(list);
        db.Items.AddRange(draft.Items.Select(item => Copy(item, list.Id)));
        db.ItemLists.Remove(draft.List);
        log.Record("items.publish", actor, organisation.AsSubject(), before: before?.Items.Select(item => item.Name), after: draft.Items.Select(item => item.Name));
        return null;
    }

    /// <summary>What is wrong with an item, or null; cleans its texts.</summary>
    public Bilingual? Check(ServiceItem item)
    {
        string Clean(string? text) => SafeText.Clean(text ?? "").Trim();
        (item.Name, item.Audience, item.Amount, item.Conditions) = (Clean(item.Name), Clean(item.Audience), Clean(item.Amount), Clean(item.Conditions));
        (item.TimeLimit, item.Materials, item.Reach, item.Contact, item.Hours) = (Clean(item.TimeLimit), Clean(item.Materials), Clean(item.Reach), Clean(item.Contact), Clean(item.Hours));
        item.Channels = [.. item.Channels.Where(ServiceCatalogue.Channels.ContainsKey).Distinct()];
        return item switch
        {
            _ when catalogue.Find(item.Code) is null => new("请选择服务类别"),
            { Name.Length: 0 or > 60 } => new("名称应为 1 到 60 字"),
            { Channels.Length: 0 } => new("至少选择一个渠道"),
            { Free: false, Amount.Length: 0 } => new("不免费的服务须写明收费"),

            // 004·四(一): basic services are free.
            { Free: false } when catalogue.Find(item.Code)!.Specialised == false => new("基础性服务应当免费（工作指引四(一)）"),
            _ when new[] { item.Audience, item.Amount, item.TimeLimit, item.Reach, item.Contact, item.Hours }.Any(text => text.Length > 200)
                || item.Conditions.Length > 500 || item.Materials.Length > 500 => new("文字太长：条件和材料不超过 500 字，其他不超过 200 字"),
            _ => null,
        };
    }

    private ServiceItem Copy(ServiceItem item, Guid list) => new()
    {
        Id = Guid.CreateVersion7(clock.GetUtcNow()),
        ListId = list,
        Place = item.Place,
        Code = item.Code,
        Name = item.Name,
        Channels = item.Channels,
        Audience = item.Audience,
        Free = item.Free,
        Amount = item.Amount,
        Conditions = item.Conditions,
        TimeLimit = item.TimeLimit,
        Materials = item.Materials,
        Reach = item.Reach,
        Contact = item.Contact,
        Hours = item.Hours,
    };

    private async Task<(ItemList List, IReadOnlyList<ServiceItem> Items)?> ReadAsync(Guid organisation, string? state, int? version, CancellationToken ct)
    {
        var (lists, items) = (db.ItemLists, db.Items);
        var list = await lists.FirstOrDefaultAsync(row => row.OrganisationId == organisation && (state == null || row.State == state)
            && (version == null || (row.Version == version && row.State != "draft")), ct);
        if (list is null)
            return null;
        var id = list.Id;
        return (list, await items.Where(row => row.ListId == id).OrderBy(row => row.Place).ThenBy(row => row.Id).ToListAsync(ct));
    }
}

/// <summary>An item of a published list.</summary>
public sealed class PublishedItem
{
    /// <summary>Whose.</summary>
    public Guid Organisation { get; init; }

    /// <summary>The item.</summary>
    public ServiceItem Item { get; init; } = null!;

    /// <summary>When its list was published.</summary>
    public DateTimeOffset? PublishedAt { get; init; }
}
