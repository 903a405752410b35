using Zhishu.Foundation;
using Zhishu.Identity;
using static Zhishu.Watch.Themes.ListingAct;
using static Zhishu.Watch.Themes.ListingParty;
using static Zhishu.Watch.Themes.ListingState;

namespace Zhishu.Watch.Themes;

/// <summary>Whether everybody finds a theme on the list.</summary>
internal enum ListingState
{
    Unlisted,
    Proposed,
    Returned,
    Listed,
}

/// <summary>What is done about it.</summary>
internal enum ListingAct
{
    Propose,
    Cancel,
    List,
    Return,
    Unlist,
}

/// <summary>Who does it.</summary>
[Flags]
internal enum ListingParty
{
    None = 0,

    /// <summary>Whose theme it is, acting for a member or an office.</summary>
    Owner = 1,

    /// <summary>The provincial office, CNIPA, or an administrator of the hub; never of the body that proposes it.</summary>
    Office = 2,
}

/// <summary>A theme with where it stands.</summary>
internal sealed record Listing
{
    public Guid ThemeId { get; init; }

    public string Slug { get; init; } = "";

    public string Title { get; init; } = "";

    public string Intro { get; init; } = "";

    public ListingState State { get; init; }

    public Guid? OrganisationId { get; init; }

    /// <summary>Region of the member or office; empty for what an administrator listed without a proposal.</summary>
    public string Region { get; init; } = "";

    public string Note { get; init; } = "";

    public Guid? ProposedBy { get; init; }

    public string ProposedName { get; init; } = "";

    public DateTime? ProposedAt { get; init; }

    public string? Reason { get; init; }

    public Subject AsSubject() => new("theme", ThemeId, Title, OrganisationId);

    /// <summary>What a person is to it; whether it is the person's own theme is for the caller to know.</summary>
    public ListingParty PartyOf(Person person, bool owns)
    {
        if (owns)
            return Owner;
        if (ProposedBy == person.Id || (OrganisationId is { } member && person.BelongsTo(member)))
            return ListingParty.None;
        var province = person.Regions.Any(region => region.Length == 2 && Region.StartsWith(region, StringComparison.Ordinal));
        return province || person.Has(Duty.National) || person.Has(Duty.Administrator) ? Office : ListingParty.None;
    }

    /// <summary>The course.</summary>
    public static StateTable<ListingState, ListingAct, ListingParty> Table { get; } = new("theme", new("Listing of a|专题数据库的公开"),
    [
        new(Unlisted, Propose, Owner, Proposed),
        new(Returned, Propose, Owner, Proposed),
        new(Proposed, Cancel, Owner, Unlisted),
        new(Proposed, ListingAct.List, Office, Listed),
        new(Proposed, ListingAct.Return, Office, Returned),
        new(Listed, Unlist, Owner | Office, Unlisted),
    ], Label, Label);

    private static Bilingual Label(ListingState state) => state switch
    {
        Unlisted => new("未公开"),
        Proposed => new("to be decided|待审核"),
        Returned => new("退回"),
        _ => new("已公开"),
    };

    private static Bilingual Label(ListingAct act) => act switch
    {
        Propose => new("申请公开"),
        Cancel => new("撤回申请"),
        ListingAct.List => new("list|公开"),
        ListingAct.Return => new("return|退回"),
        _ => new("take off the|取消公开"),
    };
}
