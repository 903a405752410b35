using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Network;

namespace Zhishu.Resources;

/// <summary>What a resource says.</summary>
internal sealed record ResourceText
{
    public const int LongestBody = 50_000;

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
internal sealed class Resource : Case<ResourceState>
{
    /// <summary>Kind under which resources are found.</summary>
    public const string SiteKind = "resource";

    /// <summary>Owner kind of the files.</summary>
    public const string FileKind = "resource";

    public required string Kind { get; init; }

    /// <summary>The member that provides it; null for an office.</summary>
    public Guid? OrganisationId { get; init; }

    public Organisation? Member { get; private init; }

    public required string Region { get; init; }

    public ResourceText? Content { get; private set; }

    public ResourceText? Draft { get; private set; }

    public int Version { get; private set; }

    public Guid? AuthorId { get; private set; }

    public string Author { get; private set; } = "";

    public DateTimeOffset? SubmittedAt { get; private set; }

    public DateTimeOffset? PublishedAt { get; private set; }

    public string? PublishedBy { get; private set; }

    public DateOnly? ValidUntil { get; private set; }

    public int Stars { get; private set; }

    public int Raters { get; private set; }

    /// <summary>First day on which a plan is asked about, or null.</summary>
    public DateOnly? ConsultFrom { get; private set; }

    /// <summary>Last day of it.</summary>
    public DateOnly? ConsultUntil { get; private set; }

    /// <summary>When that period ended; null before, and once it begins anew.</summary>
    public DateTimeOffset? ConsultedAt { get; private set; }

    /// <summary>What is being written, otherwise what is published.</summary>
    public ResourceText Text => Draft ?? Content ?? new();

    public bool IsPublic => Content is not null;

    /// <summary>Whether others are looking at what was written, so that it stays as it is.</summary>
    public bool IsFrozen => State is ResourceState.Submitted or ResourceState.Forwarded or ResourceState.Consulting or ResourceState.Consulted;

    /// <summary>The plan that the network is or was asked about, or null.</summary>
    public ResourceText? Plan => ConsultFrom is null ? null : State is ResourceState.Consulting or ResourceState.Consulted ? Draft : Content;

    /// <summary>A draft in the name of a member, or of the office of a region.</summary>
    public static Resource Of(ResourceKind kind, Organisation? member, string region, FormInput form, Actor by, DateTimeOffset now)
    {
        var it = new Resource { Id = Guid.CreateVersion7(now), Code = CaseCode.New("ZY"), Kind = kind.Code, OrganisationId = member?.Id, Region = member?.Region ?? region };
        it.Write(kind.Read(form), by);
        return it;
    }

    /// <summary>Writes it anew; its files stay.</summary>
    public void Write(ResourceText text, Actor by) => (Draft, AuthorId, Author) = (text with { Files = Text.Files }, by.Account, by.Name);

    /// <summary>Has these files with the draft.</summary>
    public void Keep(Guid[] files) => Draft = Text with { Files = files };

    public void Submit(DateTimeOffset now) => SubmittedAt = now;

    /// <summary>What was written is what everybody reads.</summary>
    public ResourceVersion Publish(string by, DateTimeOffset now)
    {
        (Content, Draft, Version, PublishedAt, PublishedBy, ValidUntil) = (Draft!, null, Version + 1, now, by, Draft!.ValidUntil);
        return new() { ResourceId = Id, Number = Version, Content = Content, PublishedAt = now, PublishedBy = by };
    }

    public void Withdraw() => (Draft, Content) = (Text, null);

    /// <summary>The network is asked about it on these days.</summary>
    public void Consult(DateOnly from, DateOnly until, DateTimeOffset now) => (ConsultFrom, ConsultUntil, ConsultedAt, SubmittedAt) = (from, until, null, SubmittedAt ?? now);

    public void Consulted(DateTimeOffset now) => ConsultedAt = now;

    /// <summary>Somebody gives it stars, in place of those given before.</summary>
    public void Rate(int stars, int? before) => (Stars, Raters) = (Stars + stars - (before ?? 0), Raters + (before is null ? 1 : 0));
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
    /// <summary>The title as the database sees it.</summary>
    public const string Heading = "Heading";

    public static ModelPart Part { get; } = new(model =>
    {
        model.Entity<Resource>(row =>
        {
            row.ToTable("resource", "resources");
            row.Property(it => it.State).HasConversion<string>();
            row.Property(it => it.Content).AsJson();
            row.Property(it => it.Draft).AsJson();
            row.Property(it => it.Revision).IsConcurrencyToken();
            row.Property<string>(Heading).IsRequired().HasComputedColumnSql("coalesce(draft ->> 'title', content ->> 'title', '')", stored: true);
            row.Ignore(it => it.Text).Ignore(it => it.Plan);
            row.HasOne(it => it.Member).WithMany().HasForeignKey(it => it.OrganisationId).OnDelete(DeleteBehavior.ClientNoAction);
            row.Navigation(it => it.Member).AutoInclude();
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
