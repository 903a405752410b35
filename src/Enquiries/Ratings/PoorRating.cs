using Zhishu.Foundation;

namespace Zhishu.Enquiries.Ratings;

/// <summary>How far a bad rating is followed up.</summary>
internal enum PoorRatingState
{
    Open,
    Checked,
    Mended,
    Closed,
}

/// <summary>What is done about a bad rating.</summary>
internal enum PoorRatingAct
{
    Check,
    Mend,
    Visit,
}

/// <summary>Who does it.</summary>
[Flags]
internal enum PoorRatingParty
{
    None = 0,

    /// <summary>People of the member that was rated; of the hub's desk the national officers.</summary>
    Member = 1,
}

/// <summary>A bad rating that must be followed up: 核实、整改、回访 (国办发〔2019〕51号《关于建立政务服务“好差评”制度提高政务服务水平的意见》).</summary>
internal sealed class PoorRating
{
    /// <summary>The highest rating that is bad.</summary>
    public const int Worst = 2;

    /// <summary>Working days for all three steps: set by the hub, since the opinion of the State Council names none.</summary>
    public const int Workdays = 5;

    public Guid Id { get; init; }

    public Guid EnquiryId { get; init; }

    public Guid? OrganisationId { get; init; }

    public PoorRatingState State { get; set; }

    public int Rating { get; init; }

    public DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset DueAt { get; init; }

    public DateTimeOffset? RemindedAt { get; set; }

    public DateTimeOffset? LateAt { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    public int Revision { get; set; }

    public static StateTable<PoorRatingState, PoorRatingAct, PoorRatingParty> Table { get; } = new("poorRating", new("差评办理", "Bad rating"),
    [
        new(PoorRatingState.Open, PoorRatingAct.Check, PoorRatingParty.Member, PoorRatingState.Checked),
        new(PoorRatingState.Checked, PoorRatingAct.Mend, PoorRatingParty.Member, PoorRatingState.Mended),
        new(PoorRatingState.Mended, PoorRatingAct.Visit, PoorRatingParty.Member, PoorRatingState.Closed),
    ], state => state switch
    {
        PoorRatingState.Open => new("待核实", "to be checked"),
        PoorRatingState.Checked => new("待整改", "to be put right"),
        PoorRatingState.Mended => new("待回访", "to be called back"),
        _ => new("已回访", "done"),
    }, act => act switch
    {
        PoorRatingAct.Check => new("核实", "check"),
        PoorRatingAct.Mend => new("整改", "put right"),
        _ => new("回访", "call back"),
    });
}

/// <summary>What was found, done or heard.</summary>
internal sealed class RatingStep
{
    public Guid Id { get; init; }

    public Guid PoorRatingId { get; init; }

    public PoorRatingAct Act { get; init; }

    public required string Text { get; init; }

    public required string Author { get; init; }

    public DateTimeOffset At { get; init; }
}
