using Zhishu.Filings.Schemes;
using Zhishu.Foundation;
using Zhishu.Network;

namespace Zhishu.Filings.Dossiers;

/// <summary>What the register knows of the applicant now.</summary>
internal sealed record ApplicantFacts(Guid Organisation, string Name, string CreditCode, string Region, string? Sector, bool LegalPerson, IReadOnlyList<MemberKind> Memberships);

/// <summary>Files handed in with a filing.</summary>
/// <param name="Rules">Working rules (相关工作制度).</param>
/// <param name="Sealed">When the sealed scan came, or null.</param>
internal sealed record Papers(int Rules, DateTimeOffset? Sealed);

/// <summary>Everything an act depends on besides the dossier.</summary>
internal sealed record Situation(Scheme Scheme, ApplicantFacts Facts, Papers Papers, DateOnly Today, DateTimeOffset Now);

/// <summary>What an act carries with it.</summary>
internal sealed record ActInput
{
    public string? Text { get; init; }

    public int? Rank { get; init; }

    public IReadOnlyDictionary<string, bool>? Checks { get; init; }

    public Guid? Batch { get; init; }

    public DateOnly? Effective { get; init; }

    public string? Number { get; init; }

    public Ground? Ground { get; init; }
}

/// <summary>Something that has happened, to be written into the process log.</summary>
internal sealed record DossierEvent(string Type, string Kind, Guid Id, string Name, string? Reason, object? Before, object? After, IReadOnlyList<ProcessNotice> Notices);

/// <summary>What the register must be told, in the same transaction.</summary>
internal abstract record RegisterEffect
{
    /// <summary>A member is entered.</summary>
    public sealed record Enter(Guid Membership, MemberKind Kind, string Number, DateOnly From, DateOnly Until) : RegisterEffect;

    /// <summary>A membership lasts longer.</summary>
    public sealed record Extend(Guid Membership, DateOnly Until) : RegisterEffect;

    /// <summary>A membership ends.</summary>
    public sealed record End(Guid Membership, DateOnly On, string Reason) : RegisterEffect;

    /// <summary>Facts of the organisation have changed.</summary>
    public sealed record Change(IReadOnlyDictionary<string, string> Fields) : RegisterEffect;

    /// <summary>The organisation was looked at by an officer: it is confirmed.</summary>
    public sealed record Verify : RegisterEffect;
}
