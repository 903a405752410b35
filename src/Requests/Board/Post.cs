using Zhishu.Cases;
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

    public string Title { get; set; } = "";

    public string Text { get; set; } = "";

    public string Region { get; set; } = "";

    /// <summary>Division of GB/T 4754, two digits.</summary>
    public string Industry { get; set; } = "";

    /// <summary>Symbol of the International Patent Classification, or empty.</summary>
    public string Technology { get; set; } = "";

    public DateOnly UntilDay { get; set; }

    public DateTimeOffset PostedAt { get; init; }

    public DateTimeOffset? ChangedAt { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>Why the office refused it, or null.</summary>
    public string? Refusal { get; set; }

    public int Revision { get; set; }

    /// <summary>A post as its owner filled it in.</summary>
    public static Post Of(PostSide side, FormInput form, Guid owner, DateTimeOffset now) => new Post
    {
        Id = Guid.CreateVersion7(now),
        Code = CaseCode.New(side == PostSide.Need ? "XQ" : "GJ"),
        Side = side,
        AccountId = owner,
        PostedAt = now,
        UntilDay = ChinaTime.DayOf(now).AddDays(90),
        Revision = 1,
    }.Fill(form);

    /// <summary>As its form shows it.</summary>
    public FormInput AsForm() => FormInput.Of(("Title", Title), ("Text", Text), ("Industry", Industry), ("Technology", Technology), ("Region", Region),
        ("Until", UntilDay.ToString("O", null)), ("Employer", Employer), ("Contact", Contact));

    /// <summary>Takes over what its owner filled in.</summary>
    public Post Fill(FormInput form)
    {
        (Title, Text, Region, Industry) = (form.Text("Title"), form.Text("Text"), form.Text("Region"), form.Text("Industry"));
        (Technology, UntilDay, Employer, Contact) = (form.Text("Technology"), form.Day("Until") ?? UntilDay, form.Text("Employer"), form.Text("Contact"));
        return this;
    }

    /// <summary>The course of a post; with <see cref="HubOptions.BoardReview"/> it begins and is changed in 待审核.</summary>
    public static StateTable<PostState, PostAct, PostParty> Table { get; } = new("post", new("供需信息"),
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

    public static Bilingual Label(PostSide side) => side == PostSide.Need ? new("需求") : new("供给");

    public static Bilingual Label(PostState state) => state switch
    {
        PostState.Open => new("open|公开"),
        PostState.Closed => new("已关闭"),
        PostState.Waiting => new("to be reviewed|待审核"),
        PostState.Refused => new("未通过审核"),
        _ => new("已移除"),
    };

    public static Bilingual Label(PostAct act) => act switch
    {
        PostAct.Change => new("change|修改"),
        PostAct.Publish => new("publish|审核通过并公开"),
        PostAct.Refuse => new("不予公开"),
        PostAct.Close => new("关闭"),
        _ => new("remove|移除"),
    };
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
