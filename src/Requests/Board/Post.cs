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

    /// <summary>Looked at by an office before it is public, where the hub wants that.</summary>
    Waiting,

    /// <summary>Not made public by the office; its owner may change it.</summary>
    Refused,
}

/// <summary>What is done with a post.</summary>
internal enum PostAct
{
    Change,
    Publish,
    Refuse,
    Close,
    Remove,
}

/// <summary>Who does something with a post.</summary>
[Flags]
internal enum PostParty
{
    None = 0,
    Owner = 1,
    Office = 2,
}

/// <summary>State of an introduction.</summary>
internal enum IntroductionState
{
    Proposed,
    Agreed,
    Declined,
    Done,

    /// <summary>An outcome is noted and waits for both sides to confirm it.</summary>
    Reported,
}

/// <summary>What is done with an introduction.</summary>
internal enum IntroductionAct
{
    Agree,
    Decline,
    Finish,
    Note,
    End,
    Confirm,
    Dispute,
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
    /// <summary>Owner kind of the files of a post.</summary>
    public const string FileKind = "post";

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

    public required string Title { get; set; }

    public required string Text { get; set; }

    public required string Region { get; set; }

    /// <summary>Division of GB/T 4754, two digits.</summary>
    public required string Industry { get; set; }

    /// <summary>Symbol of the International Patent Classification, or empty.</summary>
    public required string Technology { get; set; }

    public DateOnly UntilDay { get; set; }

    public DateTimeOffset PostedAt { get; init; }

    public DateTimeOffset? ChangedAt { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>Why the office refused it, or null.</summary>
    public string? Refusal { get; set; }

    public int Revision { get; set; }

    /// <summary>The course of a post; with <see cref="HubOptions.BoardReview"/> it begins and is changed in 待审核.</summary>
    public static StateTable<PostState, PostAct, PostParty> Table { get; } = new("post", new("供需信息", "Post"),
    [
        new(PostState.Waiting, PostAct.Publish, PostParty.Office, PostState.Open),
        new(PostState.Waiting, PostAct.Refuse, PostParty.Office, PostState.Refused),
        new(PostState.Waiting, PostAct.Change, PostParty.Owner, PostState.Waiting),
        new(PostState.Waiting, PostAct.Close, PostParty.Owner, PostState.Closed),
        new(PostState.Refused, PostAct.Change, PostParty.Owner, PostState.Waiting),
        new(PostState.Refused, PostAct.Change, PostParty.Owner, PostState.Open),
        new(PostState.Refused, PostAct.Close, PostParty.Owner, PostState.Closed),
        new(PostState.Open, PostAct.Change, PostParty.Owner, PostState.Open),
        new(PostState.Open, PostAct.Change, PostParty.Owner, PostState.Waiting),
        new(PostState.Open, PostAct.Close, PostParty.Owner, PostState.Closed),
        new(PostState.Open, PostAct.Remove, PostParty.Office, PostState.Removed),
    ], Label, Label);

    /// <summary>What a person is to this post: its owner, or an officer of its region or of the nation. Nobody decides on a post of their own.</summary>
    public PostParty PartyOf(Person person) => AccountId == person.Id ? PostParty.Owner : person.Covers(Region) || person.Has(Duty.National) ? PostParty.Office : PostParty.None;

    public Subject AsSubject() => new("post", Id, $"{Code} {Title}");

    public bool IsOpen(DateOnly today) => State == PostState.Open && UntilDay >= today;

    public static Bilingual Label(PostSide side) => side == PostSide.Need ? new("需求", "Need") : new("供给", "Offer");

    public static Bilingual Label(PostState state) => state switch
    {
        PostState.Open => new("公开", "open"),
        PostState.Closed => new("已关闭", "closed"),
        PostState.Waiting => new("待审核", "to be reviewed"),
        PostState.Refused => new("未通过审核", "refused"),
        _ => new("已移除", "removed"),
    };

    public static Bilingual Label(PostAct act) => act switch
    {
        PostAct.Change => new("修改", "change"),
        PostAct.Publish => new("审核通过并公开", "publish"),
        PostAct.Refuse => new("不予公开", "refuse"),
        PostAct.Close => new("关闭", "close"),
        _ => new("移除", "remove"),
    };
}

/// <summary>A need and an offer brought together (对接), by a member or because one owner asks for the other's contact.</summary>
internal sealed class Introduction
{
    public Guid Id { get; init; }

    public Guid NeedId { get; init; }

    public Guid OfferId { get; init; }

    /// <summary>The member that introduced them; null when an owner asked.</summary>
    public Guid? OrganisationId { get; init; }

    /// <summary>The owner that asked; null when a member introduced them.</summary>
    public Guid? ByAccount { get; set; }

    public IntroductionState State { get; set; }

    public required string Note { get; init; }

    public required string ByName { get; set; }

    public bool? NeedAgrees { get; set; }

    public bool? OfferAgrees { get; set; }

    public DateTimeOffset MadeAt { get; init; }

    /// <summary>Code of <see cref="Outcomes"/>.</summary>
    public string? Outcome { get; set; }

    public string? OutcomeText { get; set; }

    public string? ReportedBy { get; set; }

    public DateTimeOffset? ReportedAt { get; set; }

    public bool? NeedConfirms { get; set; }

    public bool? OfferConfirms { get; set; }

    /// <summary>Yuan, when the parties give it; shown to them alone.</summary>
    public decimal? Amount { get; set; }

    /// <summary>As the parties give it; shown to them alone.</summary>
    public string? ContractNumber { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    public int Revision { get; set; }

    /// <summary>What somebody who confirms has before them.</summary>
    public string Mark => SeenForm.MarkOf(new { State, Outcome, OutcomeText, Amount, ContractNumber });

    public static IReadOnlyDictionary<string, Bilingual> Outcomes { get; } = new Dictionary<string, Bilingual>
    {
        ["contract"] = new("签订合同", "contract signed"),
        ["licence"] = new("转让或许可", "assignment or licence"),
        ["cooperation"] = new("达成合作", "cooperation"),
        ["talks"] = new("继续洽谈", "talks go on"),
        ["none"] = new("未达成", "nothing came of it"),
    };

    /// <summary>Outcomes that count, and only when both sides have confirmed them.</summary>
    public static IReadOnlyList<string> Successes { get; } = ["contract", "licence", "cooperation"];

    public static StateTable<IntroductionState, IntroductionAct, IntroductionParty> Table { get; } = new("introduction", new("供需对接", "Introduction"),
    [
        new(IntroductionState.Proposed, IntroductionAct.Agree, IntroductionParty.Need | IntroductionParty.Offer, IntroductionState.Agreed),
        new(IntroductionState.Proposed, IntroductionAct.Decline, IntroductionParty.Need | IntroductionParty.Offer | IntroductionParty.Member, IntroductionState.Declined),
        new(IntroductionState.Agreed, IntroductionAct.Note, IntroductionParty.Need | IntroductionParty.Offer | IntroductionParty.Member, IntroductionState.Agreed),
        new(IntroductionState.Agreed, IntroductionAct.Finish, IntroductionParty.Need | IntroductionParty.Offer | IntroductionParty.Member, IntroductionState.Reported),
        new(IntroductionState.Agreed, IntroductionAct.End, IntroductionParty.Need | IntroductionParty.Offer | IntroductionParty.Member, IntroductionState.Done),
        new(IntroductionState.Reported, IntroductionAct.Confirm, IntroductionParty.Need | IntroductionParty.Offer, IntroductionState.Done),
        new(IntroductionState.Reported, IntroductionAct.Dispute, IntroductionParty.Need | IntroductionParty.Offer | IntroductionParty.Member, IntroductionState.Agreed),
    ], Label, Label);

    public static Bilingual Label(IntroductionState state) => state switch
    {
        IntroductionState.Proposed => new("待双方同意", "waiting for both"),
        IntroductionState.Agreed => new("双方同意，对接中", "both agree"),
        IntroductionState.Declined => new("未同意", "declined"),
        IntroductionState.Reported => new("结果待双方确认", "outcome to be confirmed"),
        _ => new("已登记结果", "outcome noted"),
    };

    public static Bilingual Label(IntroductionAct act) => act switch
    {
        IntroductionAct.Agree => new("同意对接", "agree"),
        IntroductionAct.Decline => new("不同意", "decline"),
        IntroductionAct.Note => new("记录洽谈", "note the talks"),
        IntroductionAct.End => new("结束对接，未达成", "end, nothing came of it"),
        IntroductionAct.Confirm => new("确认结果", "confirm the outcome"),
        IntroductionAct.Dispute => new("结果不属实或撤回", "the outcome is not so"),
        _ => new("登记结果", "note the outcome"),
    };

    public IntroductionParty PartyOf(Person person, Post need, Post offer) =>
        (need.AccountId == person.Id ? IntroductionParty.Need : 0) | (offer.AccountId == person.Id ? IntroductionParty.Offer : 0)
        | (OrganisationId is { } member && person.ActsFor(member) ? IntroductionParty.Member : 0);

    public Subject SubjectOf(Post need, Post offer) => new("introduction", Id, $"{need.Title} ⇄ {offer.Title}", OrganisationId);
}

/// <summary>That the owner of a post was told of another that fits it.</summary>
internal sealed class MatchTold
{
    /// <summary>The post whose owner was told.</summary>
    public Guid PostId { get; init; }

    /// <summary>The post that fits.</summary>
    public Guid OtherId { get; init; }

    public DateTimeOffset At { get; init; }
}
