namespace Zhishu.Identity.Accounts;

/// <summary>What an administrator asks for an account and cannot do alone.</summary>
internal enum ConsentKind
{
    /// <summary>A link by which the owner sets a new password.</summary>
    Password,

    /// <summary>The second factor is cleared.</summary>
    Factor,

    /// <summary>A duty of the hub is given.</summary>
    Duty,
}

/// <summary>One thing asked, until a second person has answered.</summary>
internal sealed class Consent
{
    public Guid Id { get; init; }

    public Guid AccountId { get; init; }

    public ConsentKind Kind { get; init; }

    public Duty? Duty { get; init; }

    public string? Region { get; init; }

    public string? Sector { get; init; }

    public required string Reason { get; init; }

    public DateTimeOffset AskedAt { get; init; }

    public Guid AskedBy { get; init; }

    public required string AskedByName { get; init; }

    public DateTimeOffset? AnsweredAt { get; private set; }

    public Guid? AnsweredBy { get; private set; }

    public string? AnsweredByName { get; private set; }

    public bool? Agreed { get; private set; }

    public int Revision { get; private set; } = 1;

    public NewGrant? Grant => Duty is { } duty ? new(duty, Region, Sector) : null;

    public void Answer(Guid by, string name, bool agreed, DateTimeOffset now)
    {
        (AnsweredAt, AnsweredBy, AnsweredByName, Agreed) = (now, by, name, agreed);
        Revision++;
    }
}
