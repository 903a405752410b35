using Zhishu.Foundation;

namespace Zhishu.Enquiries.Knowledge;

/// <summary>A question with its answer in the knowledge base (知识库), as published.</summary>
internal sealed class Entry
{
    /// <summary>Kind under which entries are found.</summary>
    public const string SiteKind = "answer";

    public Guid Id { get; init; }

    /// <summary>The member that wrote it; null is the desk of the hub.</summary>
    public Guid? OrganisationId { get; init; }

    /// <summary>Region it holds for, or null for all.</summary>
    public string? Region { get; set; }

    public string Subject { get; set; } = "";

    public string ItemCode { get; set; } = "";

    public string Question { get; set; } = "";

    /// <summary>Markdown.</summary>
    public string Answer { get; set; } = "";

    /// <summary>The published version; 0 before the first.</summary>
    public int Version { get; set; }

    public DateTimeOffset? PublishedAt { get; set; }

    public string? PublishedBy { get; set; }

    public Guid? FromEnquiry { get; init; }

    public int Useful { get; set; }

    public int Useless { get; set; }

    public bool Withdrawn { get; set; }

    public int Revision { get; set; }

    public bool IsPublished => Version > 0 && !Withdrawn;

    public Subject AsSubject() => new("entry", Id, Question, OrganisationId);
}

/// <summary>A wording of an entry: in the making, under review, or published.</summary>
internal sealed class EntryVersion
{
    public const string Draft = "draft";
    public const string Review = "review";
    public const string Returned = "returned";
    public const string Published = "published";

    public Guid Id { get; init; }

    public Guid EntryId { get; init; }

    public string State { get; set; } = Draft;

    /// <summary>Number once published, before 0.</summary>
    public int Version { get; set; }

    public string Question { get; set; } = "";

    public string Answer { get; set; } = "";

    public Guid? AuthorId { get; set; }

    public string Author { get; set; } = "";

    public DateTimeOffset WrittenAt { get; set; }

    public string? Reviewer { get; set; }

    public DateTimeOffset? ReviewedAt { get; set; }

    public string? Opinion { get; set; }

    public int Revision { get; set; }

    public static Bilingual Label(string state) => state switch
    {
        Draft => new("草稿"),
        Review => new("待审核"),
        Returned => new("退回修改"),
        _ => new("已发布"),
    };
}

/// <summary>What somebody thinks of an entry.</summary>
internal sealed class EntryVote
{
    public Guid EntryId { get; init; }

    public required string Voter { get; init; }

    public bool Useful { get; set; }
}
