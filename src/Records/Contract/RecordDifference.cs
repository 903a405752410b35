namespace Zhishu.Records;

/// <summary>In what two records differ.</summary>
public static class RecordDifference
{
    /// <summary>JSON names of the members that differ, leaving aside where they came from.</summary>
    public static IReadOnlyList<string> Between(IpRecord one, IpRecord other) => RecordMerge.ChangedFields(one, other);
}
