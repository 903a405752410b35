using Zhishu.Search.Postgres;

namespace Zhishu.Search.Replica;

/// <summary>The engine of the hub: the replica of the index when this process has one that is ready, and PostgreSQL otherwise.</summary>
internal sealed class HubEngine(Replica replica, IndexEngine own, PostgresEngine postgres) : ISearchEngine
{
    private ISearchEngine Engine => replica.IsReady ? own : postgres;

    public Task<SearchResult> FindAsync(SearchRequest request, CancellationToken ct) => Engine.FindAsync(request, ct);

    public IAsyncEnumerable<Guid> StreamAsync(SearchRequest request, CancellationToken ct) => Engine.StreamAsync(request, ct);

    public Task<IReadOnlyList<Tally>> TallyAsync(SearchRequest request, IReadOnlyList<Facet> by, int size, CancellationToken ct) => Engine.TallyAsync(request, by, size, ct);

    public Task<IReadOnlyList<Tally>> DistinctAsync(SearchRequest request, Facet by, Facet of, CancellationToken ct) => Engine.DistinctAsync(request, by, of, ct);
}
