using System.Runtime.CompilerServices;
using Zhishu.Search.Postgres;

namespace Zhishu.Search.Replica;

/// <summary>The engine of the hub: the replica of the index when this process has one that is ready, and PostgreSQL otherwise.</summary>
internal sealed class HubEngine(Replica replica, IndexEngine own, PostgresEngine postgres) : ISearchEngine
{
    public Task<SearchResult> FindAsync(SearchRequest request, CancellationToken ct) => AskAsync(engine => engine.FindAsync(request, ct));

    public async IAsyncEnumerable<Guid> StreamAsync(SearchRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        ISearchEngine engine = replica.IsReady ? own : postgres;
        await foreach (var id in engine.StreamAsync(request, ct))
            yield return id;
    }

    public Task<IReadOnlyList<Tally>> TallyAsync(SearchRequest request, IReadOnlyList<Facet> by, int size, CancellationToken ct) => AskAsync(engine => engine.TallyAsync(request, by, size, ct));

    public Task<IReadOnlyList<Tally>> DistinctAsync(SearchRequest request, Facet by, Facet of, CancellationToken ct) => AskAsync(engine => engine.DistinctAsync(request, by, of, ct));

    public Task<ISearchCounts> OpenAsync(SearchRequest request, CancellationToken ct) => AskAsync(engine => engine.OpenAsync(request, ct));

    /// <summary>What both engines can find: either may answer the next question.</summary>
    public async Task<long> IndexedAsync(CancellationToken ct)
    {
        var other = await postgres.IndexedAsync(ct);
        return replica.IsReady ? Math.Min(other, await own.IndexedAsync(ct)) : other;
    }

    private async Task<T> AskAsync<T>(Func<ISearchEngine, Task<T>> ask)
    {
        if (!replica.IsReady)
            return await ask(postgres);
        try
        {
            return await ask(own);
        }
        catch (InvalidOperationException) when (!replica.IsReady)
        {
            // The replica was closed between the two lines.
            return await ask(postgres);
        }
    }
}
