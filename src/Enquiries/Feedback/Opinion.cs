using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Network;

namespace Zhishu.Enquiries.Feedback;

/// <summary>State of an opinion.</summary>
internal enum OpinionState
{
    Open,
    Replied,
    Rejected,
}

/// <summary>What is done with an opinion.</summary>
internal enum OpinionAct
{
    /// <summary>The member complained of gives its statement.</summary>
    State,
    Reply,

    /// <summary>The office asks the member complained of for a statement.</summary>
    AskStatement,
    Reject,
}

/// <summary>Who does something with an opinion.</summary>
[Flags]
internal enum OpinionParty
{
    None = 0,
    Handler = 1,

    /// <summary>People of the member that is complained of: they give a statement when asked, and nothing else (投诉回避).</summary>
    Complained = 2,

    /// <summary>Who handles a complaint about a member.</summary>
    Supervisor = 4,
}

/// <summary>What somebody thinks of a page, a member or the hub (意见建议, 004·五(四)).</summary>
internal sealed class Opinion : Case<OpinionState>
{
    /// <summary>Code of a complaint.</summary>
    public const string Complaint = "complaint";

    /// <summary>
    /// Working days for a complaint: a limit that the hub sets, within the sixty days of article 34 of the 信访工作条例 (2022), which are the most that any public body may take.
    /// </summary>
    public const int Workdays = 15;

    /// <summary>Code of <see cref="Kinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Path of the page that it is about, or empty.</summary>
    public required string About { get; init; }

    public Guid? OrganisationId { get; init; }

    public Organisation? Member { get; private set; }

    public Guid? AccountId { get; init; }

    /// <summary>Keyed hash of who sent it, for the limit of an hour.</summary>
    public required string Sender { get; init; }

    public required string Contact { get; init; }

    public required string Text { get; init; }

    public bool Publish { get; init; }

    public DateTimeOffset PostedAt { get; init; }

    public string? Reply { get; private set; }

    public string? RepliedBy { get; private set; }

    /// <summary>The first reply: what counts for time.</summary>
    public DateTimeOffset? RepliedAt { get; private set; }

    /// <summary>When the reply was changed for the last time, or null.</summary>
    public DateTimeOffset? ReplyChangedAt { get; private set; }

    /// <summary>Region it is about, or null.</summary>
    public string? Region { get; init; }

    /// <summary>The office that handles a complaint, an audience of notices: that above the one complained of. Null for what is no complaint.</summary>
    public string? Office { get; init; }

    /// <summary>Limit of a complaint, or null.</summary>
    public DateTimeOffset? DueAt { get; init; }

    public DateTimeOffset? RemindedAt { get; private set; }

    public DateTimeOffset? LateAt { get; private set; }

    public DateTimeOffset? StatementAskedAt { get; private set; }

    /// <summary>What the office wants to know.</summary>
    public string? StatementQuestion { get; private set; }

    public string? Statement { get; private set; }

    public string? StatementBy { get; private set; }

    public DateTimeOffset? StatementAt { get; private set; }

    public static IReadOnlyDictionary<string, Bilingual> Kinds { get; } = new Dictionary<string, Bilingual>
    {
        ["suggestion"] = new("建议"),
        [Complaint] = new("投诉"),
        ["error"] = new("内容或数据有误"),
        ["praise"] = new("表扬"),
    };

    public static Bilingual Label(OpinionState state) => state switch
    {
        OpinionState.Open => new("待回复"),
        OpinionState.Replied => new("已回复"),
        _ => new("无关或重复"),
    };

    public static Bilingual Label(OpinionAct act) => act switch
    {
        OpinionAct.Reply => new("reply|回复"),
        OpinionAct.AskStatement => new("要求被投诉机构说明"),
        OpinionAct.State => new("give a statement|提交说明"),
        _ => new("标为无关或重复"),
    };

    public void Answer(string words, string by, DateTimeOffset now) =>
        (ReplyChangedAt, Reply, RepliedBy, RepliedAt) = (Reply is null ? ReplyChangedAt : now, words, by, RepliedAt ?? now);

    public void AskStatement(string question, DateTimeOffset now) => (StatementAskedAt, StatementQuestion) = (now, question);

    public void GiveStatement(string words, string by, DateTimeOffset now) => (Statement, StatementBy, StatementAt) = (words, by, now);

    public void Remind(DateTimeOffset now) => RemindedAt = now;

    public void Late(DateTimeOffset now) => (RemindedAt, LateAt) = (RemindedAt ?? now, now);
}
