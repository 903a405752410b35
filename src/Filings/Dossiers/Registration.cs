namespace Zhishu.Filings.Dossiers;

/// <summary>What a filing has brought about: the standing of an outlet, in terms of three years (001·9).</summary>
internal sealed class Registration
{
    public Guid Id { get; init; }

    public Guid DossierId { get; init; }

    public Guid MembershipId { get; init; }

    public required string Number { get; init; }

    public RegistrationState State { get; set; }

    public DateOnly Since { get; set; }

    public string? Reason { get; set; }

    public int Revision { get; set; }

    public List<Term> Terms { get; } = [];

    public List<Rectification> Rectifications { get; } = [];

    public bool IsLive => LifeLifecycles.IsLive(State);

    /// <summary>The term that ends last.</summary>
    public Term LastTerm => Terms.MaxBy(term => term.UntilDay)!;

    /// <summary>The rectification that is open, or null.</summary>
    public Rectification? OpenRectification => Rectifications.Find(row => row.ClosedOn is null);
}

/// <summary>One term of a registration.</summary>
internal sealed class Term
{
    public Guid Id { get; init; }

    public Guid RegistrationId { get; init; }

    public Guid FilingId { get; init; }

    public DateOnly FromDay { get; init; }

    public DateOnly UntilDay { get; init; }
}

/// <summary>An order to rectify within half a year (整改, 001·17).</summary>
internal sealed class Rectification
{
    public Guid Id { get; init; }

    public Guid RegistrationId { get; init; }

    public DateOnly OrderedOn { get; init; }

    /// <summary>Last day.</summary>
    public DateOnly DueOn { get; init; }

    public required string Reason { get; init; }

    public string? Evidence { get; set; }

    public DateOnly? EvidenceOn { get; set; }

    public DateOnly? ClosedOn { get; set; }

    public string? Outcome { get; set; }
}

/// <summary>What an annual report says; figures are computed where the hub knows them.</summary>
internal sealed record ReportContent
{
    public int FullTime { get; init; }

    public int PartTime { get; init; }

    public int Enquiries { get; init; }

    public int Searches { get; init; }

    public int Events { get; init; }

    public int Attendants { get; init; }

    public int Projects { get; init; }

    public string ServiceItems { get; init; } = "";

    public string Summary { get; init; } = "";

    public string Plans { get; init; } = "";
}

/// <summary>The report of a year (年度工作总结, 001·17).</summary>
internal sealed class AnnualReport
{
    public Guid Id { get; init; }

    public Guid DossierId { get; init; }

    public Guid RegistrationId { get; init; }

    public int Year { get; init; }

    public ReportState State { get; set; }

    public DateOnly Since { get; set; }

    public DateOnly DueOn { get; init; }

    public ReportContent Content { get; set; } = new();

    public DateOnly? SubmittedOn { get; set; }

    public string? Opinion { get; set; }

    public int Revision { get; set; }
}

/// <summary>A report of changed facts (变更报备, 001·10).</summary>
internal sealed class ChangeReport
{
    public Guid Id { get; init; }

    public Guid DossierId { get; init; }

    public Guid RegistrationId { get; init; }

    public ChangeState State { get; set; }

    public DateOnly Since { get; set; }

    /// <summary>Field of the organisation → new value; <c>ServiceItems</c> tells of main service items.</summary>
    public IReadOnlyDictionary<string, string> Changes { get; set; } = new Dictionary<string, string>();

    public required string Reason { get; set; }

    public DateOnly SubmittedOn { get; set; }

    public string? Opinion { get; set; }

    public int Revision { get; set; }
}

/// <summary>An organisation is shut out from applying (三年内不得再提交备案申请, 001·18).</summary>
internal sealed class Ban
{
    public Guid Id { get; init; }

    public Guid DossierId { get; init; }

    public required string CreditCode { get; init; }

    public required string Scheme { get; init; }

    public DateOnly FromDay { get; init; }

    /// <summary>Last day on which it holds.</summary>
    public DateOnly UntilDay { get; init; }

    public Ground Ground { get; init; }

    public required string Reason { get; init; }
}

/// <summary>A deadline that has been acted on: each once.</summary>
internal sealed class FiredDeadline
{
    public Guid DossierId { get; init; }

    public required string Key { get; init; }

    public DateOnly DueOn { get; init; }

    public DateOnly FiredOn { get; init; }
}
