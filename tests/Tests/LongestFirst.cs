using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Zhishu.Tests.LongestFirst", "Zhishu.Tests")]

namespace Zhishu.Tests;

/// <summary>
/// Collections that share a hub take longest, since their tests run one after another: they begin first, then single classes that take about a minute; what is short
/// fills the gaps at the end.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long = ["DiskFullTests", "KillTests", "ProcessTests", "UpgradeDatabaseTests", "ArchiveTests", "IndexTests"];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderByDescending(collection => collection.CollectionDefinition is not null)
            .ThenByDescending(collection => Long.Any(name => collection.DisplayName.EndsWith(name, StringComparison.Ordinal)))
            .ThenBy(collection => collection.DisplayName, StringComparer.Ordinal);
}
