namespace Zhishu.ServiceDirectory;

/// <summary>A service that a member offers (服务事项).</summary>
public sealed class ServiceItem
{
    /// <summary>Identity.</summary>
    public Guid Id { get; init; }

    /// <summary>The list it stands in.</summary>
    public Guid ListId { get; init; }

    /// <summary>Place in the list.</summary>
    public int Place { get; set; }

    /// <summary>Code in the standard catalogue.</summary>
    public string Code { get; set; } = "";

    /// <summary>Name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Channels: phone, web, window.</summary>
    public string[] Channels { get; set; } = [];

    /// <summary>Whom it is for.</summary>
    public string Audience { get; set; } = "";

    /// <summary>Free of charge; otherwise at low cost.</summary>
    public bool Free { get; set; } = true;

    /// <summary>The fee when it is not free, such as 200 元/次.</summary>
    public string Amount { get; set; } = "";

    /// <summary>Conditions.</summary>
    public string Conditions { get; set; } = "";

    /// <summary>Time limit, such as 3 个工作日.</summary>
    public string TimeLimit { get; set; } = "";

    /// <summary>Materials to bring.</summary>
    public string Materials { get; set; } = "";

    /// <summary>Region that is served.</summary>
    public string Reach { get; set; } = "";

    /// <summary>Contact.</summary>
    public string Contact { get; set; } = "";

    /// <summary>Hours.</summary>
    public string Hours { get; set; } = "";
}

/// <summary>A list of service items (服务事项清单): a draft, the published one, or an earlier version.</summary>
public sealed class ItemList
{
    /// <summary>Identity.</summary>
    public Guid Id { get; init; }

    /// <summary>Whose.</summary>
    public Guid OrganisationId { get; init; }

    /// <summary><c>draft</c>, <c>published</c> or <c>earlier</c>.</summary>
    public string State { get; set; } = "draft";

    /// <summary>Version, from 1; 0 for a draft.</summary>
    public int Version { get; init; }

    /// <summary>When it was published.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>Who published it.</summary>
    public string? PublishedBy { get; init; }

    /// <summary>Rises with each change.</summary>
    public int Revision { get; set; }
}

/// <summary>A success case that a member may show (典型案例).</summary>
/// <param name="Title">Title.</param>
/// <param name="When">When it was done, as written.</param>
/// <param name="Text">What was done, and its effect.</param>
public sealed record MemberCase(string Title, string When, string Text);

/// <summary>Knows the success cases of members; the filings do.</summary>
public interface IMemberCases
{
    /// <summary>Cases that are public.</summary>
    Task<IReadOnlyList<MemberCase>> OfAsync(Guid organisation, CancellationToken ct);
}
