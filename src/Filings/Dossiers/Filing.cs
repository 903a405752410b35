namespace Zhishu.Filings.Dossiers;

/// <summary>Why an application is made.</summary>
internal enum Purpose
{
    Initial,
    Renewal,
}

/// <summary>An application for filing or renewal (备案申请、续期申请).</summary>
internal sealed class Filing
{
    public Guid Id { get; init; }

    public Guid DossierId { get; init; }

    public Purpose Purpose { get; init; }

    public FilingState State { get; set; }

    /// <summary>The legal day on which it came into its state.</summary>
    public DateOnly Since { get; set; }

    /// <summary>The filing before, for a renewal.</summary>
    public Guid? FormerId { get; init; }

    public FilingForm Form { get; set; } = new();

    /// <summary>Rises whenever the form is saved.</summary>
    public int FormRevision { get; set; }

    public DateTimeOffset FormChangedAt { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateOnly? SubmittedOn { get; set; }

    public DateOnly? RecommendedOn { get; set; }

    /// <summary>Place among those recommended together, from 1.</summary>
    public int? Rank { get; set; }

    /// <summary>七、推荐部门意见.</summary>
    public string? Opinion { get; set; }

    /// <summary>What the recommender ticked, by condition.</summary>
    public IReadOnlyDictionary<string, bool> Checks { get; set; } = new Dictionary<string, bool>();

    public string? ReturnReason { get; set; }

    public DateOnly? PublicityFrom { get; set; }

    public DateOnly? PublicityUntil { get; set; }

    public Guid? BatchId { get; set; }

    public DateOnly? DecidedOn { get; set; }

    public string? DecisionReason { get; set; }

    public DateOnly? EffectiveFrom { get; set; }

    public string? Number { get; set; }

    public int Revision { get; set; }

    public List<Objection> Objections { get; } = [];
}

/// <summary>An objection raised while a filing was in publicity. Who raised it is told to nobody but the deciding office.</summary>
internal sealed class Objection
{
    public Guid Id { get; init; }

    public Guid FilingId { get; init; }

    public ObjectionState State { get; set; }

    public required string Name { get; init; }

    public required string Contact { get; init; }

    public required string Text { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>A keyed hash of where it came from, or null. It tells nothing but that two came from the same place.</summary>
    public string? Sender { get; init; }

    public DateOnly? AnsweredOn { get; set; }

    public string? Answer { get; set; }
}

/// <summary>Filings made public together (公示批次).</summary>
internal sealed class Batch
{
    public Guid Id { get; init; }

    public required string Scheme { get; init; }

    public required string Office { get; init; }

    public int Year { get; init; }

    public int Place { get; init; }

    public DateOnly PublishedOn { get; init; }
}
