namespace Zhishu.Foundation;

/// <summary>What an upgrade of the private cluster has done.</summary>
/// <param name="From">Major version of PostgreSQL that it was of.</param>
/// <param name="To">Major version that it is of now.</param>
/// <param name="Rows">Rows of every table (<c>records.record</c>), the same before and after.</param>
/// <param name="Notes">What the operator should know, such as settings that were not taken over.</param>
public sealed record ClusterUpgraded(int From, int To, IReadOnlyDictionary<string, long> Rows, IReadOnlyList<string> Notes);
