namespace Zhishu.Records;

/// <summary>How many records there are under the codes of the classification browser; the search provides it.</summary>
public interface IClassificationCounts
{
    /// <summary>The counts of some codes of a tree; null when records carry no such codes.</summary>
    Task<IReadOnlyDictionary<string, long>?> CountAsync(string tree, IReadOnlyList<string> codes, CancellationToken ct);

    /// <summary>Symbols below a code that the tree does not list but records carry, with their counts: the main groups of an IPC subclass.</summary>
    Task<IReadOnlyList<(string Symbol, long Records)>> BelowAsync(string tree, string code, CancellationToken ct);
}
