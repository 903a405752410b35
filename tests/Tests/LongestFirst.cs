using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Zhishu.Tests.LongestFirst", "Zhishu.Tests")]

namespace Zhishu.Tests;

/// <summary>Collections that share a hub take longest, since their tests run one after another: they begin first, and what is short fills the gaps at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderByDescending(collection => collection.CollectionDefinition is not null)
            .ThenBy(collection => collection.DisplayName, StringComparer.Ordinal);
}
