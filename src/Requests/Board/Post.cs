using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Requests.Board;

/// <summary>Side of a post.</summary>
internal enum PostSide
{
    /// <summary>What an enterprise needs.</summary>
    Need,

    /// <summary>What somebody offers.</summary>
    Offer,
}

/// <summary>State of a post.</summary>
internal enum PostState
{
    Open,
    Closed,

    /// <summary>Taken off the board by staff because it breaks the rules.</summary>
    Removed,
}

/// <summary>State of an introduction.</summary>
internal enum IntroductionState
{
    Proposed,
    Agreed,
    Declined,
    Done,
}

/// <summary>What is done with an introduction.</summary>
internal enum IntroductionAct
{
    Agree,
    Decline,
    Finish,
}

/// <summary>Who does something with an introduction.</summary>
[Flags]
internal enum IntroductionParty
{
    None = 0,
    Need = 1,
    Offer = 2,
    Member = 4,
}

/// <summary>A need or an offer on the board (需求、供给).</summary>
internal sealed class Post
{
    /// <summary>Kinds under which posts are found: <c>need</c> and <c>offer</c>.</summary>
    public string SiteKind => Side == PostSide.Need ? "need" : "offer";

    public Guid Id { get; init; }

    public required string Code { get; init; }

    public PostSide Side { get; init; }

    public PostState State { get; set; }

    public Guid? AccountId { get; set; }

    public string Employer { get; set; } = "";

    /// <summary>Told to the other side once both agree to an introduction.</summary>
    public string Contact { get; set; } = "";

    public required string Title { get; init; }

    public required string Text { get; init; }

    public required string Region { get; init; }

    /// <summary>Division of GB/T 4754, two digits.</summary>
    public required string Industry { get; init; }

    /// <summary>Symbol of the International Patent Classification, or empty.</summary>
    public required string Technology { get; init; }

    public DateOnly UntilDay { get; init; }

    public DateTimeOffset PostedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; set; }

    public int Revision { get; set; }

    public Subject AsSubject() => new("post", Id, $"{Code} {Title}");

    public bool IsOpen(DateOnly today) => State == PostState.Open && UntilDay >= today;

    public static Bilingual Label(PostSide side) => side == PostSide.Need ? new("需求", "Need") : new("供给", "Offer");

    public static Bilingual Label(PostState state) => state switch
    {
        PostState.Open => new("公开", "open"),
        PostState.Closed => new("已关闭", "closed"),
        _ => new("已移除", "removed"),
    };
}

/// <summary>A member brings a need and an offer together (对接).</summary>
internal sealed class Introduction
{
    public Guid Id { get; init; }

    public Guid NeedId { get; init; }

    public Guid OfferId { get; init; }

    public Guid OrganisationId { get; init; }

    public IntroductionState State { get; set; }

    public required string Note { get; init; }

    public required string ByName { get; init; }

    public bool? NeedAgrees { get; set; }

    public bool? OfferAgrees { get; set; }

    public DateTimeOffset MadeAt { get; init; }

    /// <summary>Code of <see cref="Outcomes"/>.</summary>
    public string? Outcome { get; set; }

    public string? OutcomeText { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    public int Revision { get; set; }

    public static IReadOnlyDictionary<string, Bilingual> Outcomes { get; } = new Dictionary<string, Bilingual>
    {
        ["contract"] = new("签订合同", "contract signed"),
        ["licence"] = new("转让或许可", "assignment or licence"),
        ["cooperation"] = new("达成合作", "cooperation"),
        ["talks"] = new("继续洽谈", "talks go on"),
        ["none"] = new("未达成", "nothing came of it"),
    };

    public static StateTable<IntroductionState, IntroductionAct, IntroductionParty> Table { get; } = new("introduction", new("供需对接", "Introduction"),
    [
        new(IntroductionState.Proposed, IntroductionAct.Agree, IntroductionParty.Need | IntroductionParty.Offer, IntroductionState.Agreed),
        new(IntroductionState.Proposed, IntroductionAct.Decline, IntroductionParty.Need | IntroductionParty.Offer | IntroductionParty.Member, IntroductionState.Declined),
        new(IntroductionState.Agreed, IntroductionAct.Finish, IntroductionParty.Member, IntroductionState.Done),
    ], Label, Label);

    public static Bilingual Label(IntroductionState state) => state switch
    {
        IntroductionState.Proposed => new("待双方同意", "waiting for both"),
        IntroductionState.Agreed => new("双方同意，对接中", "both agree"),
        IntroductionState.Declined => new("未同意", "declined"),
        _ => new("已登记结果", "outcome noted"),
    };

    public static Bilingual Label(IntroductionAct act) => act switch
    {
        IntroductionAct.Agree => new("同意对接", "agree"),
        IntroductionAct.Decline => new("不同意", "decline"),
        _ => new("登记结果", "note the outcome"),
    };

    public IntroductionParty PartyOf(Person person, Post need, Post offer) =>
        (need.AccountId == person.Id ? IntroductionParty.Need : 0) | (offer.AccountId == person.Id ? IntroductionParty.Offer : 0) | (person.ActsFor(OrganisationId) ? IntroductionParty.Member : 0);
}
