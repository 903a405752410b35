using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Network;

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

    /// <summary>The office of the region: it looks on.</summary>
    Office = 2,
}

/// <summary>A bad rating that must be followed up: 核实、整改、回访 (国办发〔2019〕51号《关于建立政务服务“好差评”制度提高政务服务水平的意见》). Its code is that of the enquiry.</summary>
internal sealed class PoorRating : Case<PoorRatingState>
{
    /// <summary>The highest rating that is bad.</summary>
    public const int Worst = 2;

    /// <summary>Working days for all three steps: set by the hub, since the opinion of the State Council names none.</summary>
    public const int Workdays = 5;

    public Guid EnquiryId { get; init; }

    public Enquiry Enquiry { get; private set; } = null!;

    public Guid? OrganisationId { get; init; }

    public Organisation? Member { get; private set; }

    public int Rating { get; init; }

    public DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset DueAt { get; init; }

    public DateTimeOffset? RemindedAt { get; private set; }

    public DateTimeOffset? LateAt { get; private set; }

    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>What was found, or null.</summary>
    public string? Found { get; private set; }

    /// <summary>What was put right, or null.</summary>
    public string? Mended { get; private set; }

    /// <summary>What was heard when they were called back, or null.</summary>
    public string? Heard { get; private set; }

    public static Bilingual Label(PoorRatingState state) => state switch
    {
        PoorRatingState.Open => new("待核实"),
        PoorRatingState.Checked => new("待整改"),
        PoorRatingState.Mended => new("待回访"),
        _ => new("已回访"),
    };

    public static Bilingual Label(PoorRatingAct act) => act switch
    {
        PoorRatingAct.Check => new("核实"),
        PoorRatingAct.Mend => new("整改"),
        _ => new("回访"),
    };

    public void Find(string words) => Found = words;

    public void Mend(string words) => Mended = words;

    public void Hear(string words, DateTimeOffset now) => (Heard, ClosedAt) = (words, now);

    public void Remind(DateTimeOffset now) => RemindedAt = now;

    public void Late(DateTimeOffset now) => (RemindedAt, LateAt) = (RemindedAt ?? now, now);
}
