using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using static Zhishu.Resources.ResourceAct;
using static Zhishu.Resources.ResourceParty;
using static Zhishu.Resources.ResourceState;

namespace Zhishu.Resources;

/// <summary>State of what is being written; what was published before stays to be seen meanwhile.</summary>
internal enum ResourceState
{
    Draft,
    Submitted,
    Forwarded,
    Returned,
    Published,
    Withdrawn,

    /// <summary>A plan that the network is asked about.</summary>
    Consulting,

    /// <summary>The period is over; what was said waits to be weighed.</summary>
    Consulted,
}

/// <summary>What is done with a resource.</summary>
internal enum ResourceAct
{
    Submit,
    Publish,
    Forward,
    Return,
    Change,
    Withdraw,
    Consult,
    Close,
}

/// <summary>Who does something with a resource.</summary>
[Flags]
internal enum ResourceParty
{
    None = 0,

    /// <summary>Who writes it and has it reviewed.</summary>
    Author = 1,

    /// <summary>Who writes it and answers for it: kinds without review.</summary>
    Editor = 2,

    /// <summary>The provincial office.</summary>
    Province = 4,

    /// <summary>CNIPA.</summary>
    Nation = 8,

    /// <summary>The hub, when a period ends.</summary>
    Clock = 16,
}

/// <summary>The course of a resource.</summary>
internal static class ResourceLifecycle
{
    public static StateTable<ResourceState, ResourceAct, ResourceParty> Table { get; } = new("resource", new("资源", "Resource"),
    [
        new(Draft, Submit, Author, Submitted),
        new(Draft, Publish, Editor, Published),
        new(Returned, Submit, Author, Submitted),
        new(Submitted, Publish, Province, Published),
        new(Submitted, Forward, Province, Forwarded),
        new(Submitted, Return, Province, Returned),
        new(Forwarded, Publish, Nation, Published),
        new(Forwarded, Return, Nation, Returned),
        new(Published, Change, Author | Editor, Draft),
        new(Published, Withdraw, Author | Editor | Province | Nation, Withdrawn),
        new(Withdrawn, Change, Author | Editor, Draft),
        new(Draft, Consult, Editor, Consulting),
        new(Returned, Consult, Editor, Consulting),
        new(Returned, Publish, Editor, Published),
        new(Submitted, Consult, Province, Consulting),
        new(Consulting, Return, Province | Editor, Returned),
        new(Consulting, Close, ResourceParty.Clock, Consulted),
        new(Consulted, Publish, Province | Editor, Published),
        new(Consulted, Return, Province | Editor, Returned),
        new(Consulted, Consult, Province | Editor, Consulting),
    ], Label, Label);

    private static Bilingual Label(ResourceState state) => state switch
    {
        Draft => new("草稿", "draft"),
        Submitted => new("待省级审核", "under provincial review"),
        Forwarded => new("待国家局审核", "under national review"),
        Returned => new("退回修改", "returned"),
        Published => new("已发布", "published"),
        Consulting => new("征求意见", "in consultation"),
        Consulted => new("征求意见结束，待审核", "consulted, to be decided"),
        _ => new("已撤下", "withdrawn"),
    };

    private static Bilingual Label(ResourceAct act) => act switch
    {
        Submit => new("提交审核", "send to review"),
        Publish => new("发布", "publish"),
        Forward => new("通过并报国家局", "pass on to CNIPA"),
        Return => new("退回修改", "return"),
        Change => new("修改", "change"),
        Consult => new("发起征求意见", "open the consultation"),
        Close => new("征求意见期满", "end of the consultation"),
        _ => new("撤下", "withdraw"),
    };
}

/// <summary>What a resource says.</summary>
internal sealed record ResourceText
{
    public string Title { get; init; } = "";

    public string Summary { get; init; } = "";

    /// <summary>Markdown.</summary>
    public string Body { get; init; } = "";

    public string Subject { get; init; } = "other";

    public string Region { get; init; } = "";

    public string Url { get; init; } = "";

    public DateOnly? ValidFrom { get; init; }

    public DateOnly? ValidUntil { get; init; }

    /// <summary>Answers to the fields of the kind.</summary>
    public Dictionary<string, string> Fields { get; init; } = [];

    /// <summary>Files that belong to this wording.</summary>
    public Guid[] Files { get; init; } = [];
}

/// <summary>Something the network shares: a notice, a practice, a tool, an expert, a platform.</summary>
internal sealed class Resource
{
    /// <summary>Kind under which resources are found.</summary>
    public const string SiteKind = "resource";

    /// <summary>Owner kind of the files.</summary>
    public const string FileKind = "resource";

    public Guid Id { get; init; }

    public required string Kind { get; init; }

    public ResourceState State { get; set; }

    /// <summary>The member that provides it; null for an office.</summary>
    public Guid? OrganisationId { get; init; }

    public required string Region { get; init; }

    public ResourceText? Content { get; set; }

    public ResourceText? Draft { get; set; }

    public int Version { get; set; }

    public Guid? AuthorId { get; set; }

    public string Author { get; set; } = "";

    public DateTimeOffset? SubmittedAt { get; set; }

    public DateTimeOffset? PublishedAt { get; set; }

    public string? PublishedBy { get; set; }

    public DateOnly? ValidUntil { get; set; }

    public int Stars { get; set; }

    public int Raters { get; set; }

    public int Revision { get; set; }

    /// <summary>First day on which a plan is asked about, or null.</summary>
    public DateOnly? ConsultFrom { get; set; }

    /// <summary>Last day of it.</summary>
    public DateOnly? ConsultUntil { get; set; }

    /// <summary>When that period ended; null before, and once it begins anew.</summary>
    public DateTimeOffset? ConsultedAt { get; set; }

    public string Title => (Draft ?? Content)?.Title ?? "";

    public bool IsPublic => Content is not null;

    /// <summary>Whether others are looking at what was written, so that it stays as it is.</summary>
    public bool IsFrozen => State is Submitted or Forwarded or Consulting or Consulted;

    /// <summary>The plan that the network is or was asked about, or null.</summary>
    public ResourceText? Plan => ConsultFrom is null ? null : State is Consulting or Consulted ? Draft : Content;

    public Subject AsSubject() => new("resource", Id, Title, OrganisationId);

    /// <summary>What a person is to this resource, by the steps of its kind.</summary>
    public ResourceParty PartyOf(Person person, ResourceKind kind)
    {
        var writes = OrganisationId is { } member ? person.ActsFor(member) : person.Has(Duty.National) || person.RecommendsFor(Region);
        var party = !writes ? ResourceParty.None : kind.Steps.Count == 0 || (OrganisationId is null && !kind.Steps.Contains("nation")) ? Editor : ResourceParty.Author;

        // Who wrote something, or belongs to the member that did, does not review it.
        if ((AuthorId == person.Id && IsFrozen) || (OrganisationId is { } own && person.BelongsTo(own)))
            return party;
        if (kind.Steps.Contains("province") && person.Covers(Region) && person.Regions.Any(region => region.Length == 2))
            party |= Province;
        if (person.Has(Duty.National))
            party |= OrganisationId is null || kind.Steps.Contains("nation") ? Nation : Nation | Province;
        return party;
    }
}

/// <summary>A wording that was published.</summary>
internal sealed class ResourceVersion
{
    public Guid ResourceId { get; init; }

    public int Number { get; init; }

    public required ResourceText Content { get; init; }

    public DateTimeOffset PublishedAt { get; init; }

    public required string PublishedBy { get; init; }
}

/// <summary>What a reviewer decided.</summary>
internal sealed class Review
{
    public Guid Id { get; init; }

    public Guid ResourceId { get; init; }

    public DateTimeOffset At { get; init; }

    public required string Officer { get; init; }

    public ResourceAct Act { get; init; }

    public string? Opinion { get; init; }

    public string[] Checked { get; init; } = [];

    /// <summary>What was tested where, how and with what outcome; null where nothing is to be tested.</summary>
    public string? Tested { get; init; }
}

/// <summary>How somebody rates a resource.</summary>
internal sealed class Rating
{
    public Guid ResourceId { get; init; }

    public required string Voter { get; init; }

    public int Stars { get; set; }
}

/// <summary>The tables of resources.</summary>
internal static class ResourcesDb
{
    public static ModelPart Part { get; } = new(model =>
    {
        model.Entity<Resource>(row =>
        {
            row.ToTable("resource", "resources");
            row.Property(it => it.State).HasConversion<string>();
            row.Property(it => it.Content).AsJson();
            row.Property(it => it.Draft).AsJson();
            row.Property(it => it.Revision).IsConcurrencyToken();
            row.Ignore(it => it.Title);
            row.Ignore(it => it.Plan);
            row.HasOne<Organisation>().WithMany().HasForeignKey(it => it.OrganisationId).OnDelete(DeleteBehavior.ClientNoAction);
        });
        model.Entity<ResourceVersion>(row =>
        {
            row.ToTable("resource_version", "resources");
            row.HasKey(it => new { it.ResourceId, it.Number });
            row.Property(it => it.Content).AsJson();
            row.HasOne<Resource>().WithMany().HasForeignKey(it => it.ResourceId).OnDelete(DeleteBehavior.ClientNoAction);
        });
        model.Entity<Review>(row =>
        {
            row.ToTable("review", "resources");
            row.Property(it => it.Act).HasConversion<string>();
            row.HasOne<Resource>().WithMany().HasForeignKey(it => it.ResourceId).OnDelete(DeleteBehavior.ClientNoAction);
        });
        model.Entity<Comment>(row =>
        {
            row.ToTable("comment", "resources");
            row.HasOne<Resource>().WithMany().HasForeignKey(it => it.ResourceId).OnDelete(DeleteBehavior.ClientNoAction);
            row.HasOne<Organisation>().WithMany().HasForeignKey(it => it.OrganisationId).OnDelete(DeleteBehavior.ClientNoAction);
        });
        model.Entity<Rating>(row =>
        {
            row.ToTable("rating", "resources");
            row.HasKey(it => new { it.ResourceId, it.Voter });
            row.HasOne<Resource>().WithMany().HasForeignKey(it => it.ResourceId).OnDelete(DeleteBehavior.ClientNoAction);
        });
    });

    extension(AppDb db)
    {
        internal DbSet<Resource> SharedResources => db.Set<Resource>();

        internal DbSet<ResourceVersion> ResourceVersions => db.Set<ResourceVersion>();

        internal DbSet<Review> Reviews => db.Set<Review>();

        internal DbSet<Comment> Comments => db.Set<Comment>();

        internal DbSet<Rating> Ratings => db.Set<Rating>();
    }
}
