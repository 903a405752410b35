namespace Zhishu.Foundation.Processes;

/// <summary>A row of the trail as it is written.</summary>
internal sealed class ProcessRow
{
    public long Seq { get; set; }

    public Guid Id { get; set; }

    public DateTime At { get; set; }

    public string Type { get; set; } = "";

    public Guid? ActorId { get; set; }

    public string ActorName { get; set; } = "";

    public string? Address { get; set; }

    public string SubjectKind { get; set; } = "";

    public string SubjectId { get; set; } = "";

    public string SubjectName { get; set; } = "";

    public Guid? About { get; set; }

    public string? Reason { get; set; }

    public string? Before { get; set; }

    public string? After { get; set; }

    public string? Notices { get; set; }

    public byte[] PreviousHash { get; set; } = [];

    public byte[] Hash { get; set; } = [];
}
