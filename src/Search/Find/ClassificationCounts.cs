using System.Collections.Concurrent;
using Zhishu.Records;

namespace Zhishu.Search.Find;

/// <summary>Counts for the classification browser, some minutes old at most.</summary>
internal sealed class ClassificationCounts(ISearchEngine engine, ReferenceData reference, TimeProvider clock) : IClassificationCounts
{
    private const int MostKept = 5000;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<(string Tree, string Code), (DateTimeOffset Read, long Records)> _counts = new();

    public async Task<IReadOnlyDictionary<string, long>?> CountAsync(string tree, IReadOnlyList<string> codes, CancellationToken ct)
    {
        if (QueryFor(tree, "") is null)
            return null;
        var counts = new Dictionary<string, long>();
        var now = clock.GetUtcNow();
        foreach (var code in codes)
        {
            if (!_counts.TryGetValue((tree, code), out var known) || now - known.Read > Fresh)
            {
                if (_counts.Count > MostKept)
                    _counts.Clear();
                _counts[(tree, code)] = known = (now, (await engine.FindAsync(SearchRequest.All(QueryFor(tree, code)!), ct)).Total);
            }

            counts[code] = known.Records;
        }

        return counts;
    }

    public async Task<IReadOnlyList<(string Symbol, long Records)>> BelowAsync(string tree, string code, CancellationToken ct) => tree != "ipc" || code.Length != 4
        ? []
        : [.. (await engine.TallyAsync(SearchRequest.All(new QueryNode.Symbol(code)), [Facet.IpcGroup], 1000, ct))
            .Where(tally => tally.Values[0].StartsWith(code, StringComparison.Ordinal))
            .Select(tally => (tally.Values[0], tally.Count))
            .OrderBy(pair => int.TryParse(pair.Item1.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture, out var group) ? group : int.MaxValue)];

    private QueryNode? QueryFor(string tree, string code) => tree switch
    {
        "ipc" or "locarno" => new QueryNode.Symbol(code),
        "ipc-group" => new QueryNode.Symbol(code) { Below = reference.IpcGroups.Below(code) ?? [] },
        "nice" => new QueryNode.NiceClass(code),
        "region" => new QueryNode.Region([code]),
        _ => null,
    };
}
