namespace Zhishu.Records;

/// <summary>The patents of the hub that cite one, and those of its family.</summary>
/// <param name="CitedBy">How many cite it; <see cref="Most"/> stands for that many or more.</param>
/// <param name="Citing">Those that came last of them.</param>
/// <param name="FamilySize">How many others are of its simple family.</param>
/// <param name="Family">Those of them.</param>
public sealed record RelatedRecords(long CitedBy, IReadOnlyList<StoredRecord> Citing, long FamilySize, IReadOnlyList<StoredRecord> Family)
{
    /// <summary>As far as is counted.</summary>
    public const int Most = 5000;

    /// <summary>Nothing related.</summary>
    public static RelatedRecords None { get; } = new(0, [], 0, []);
}
