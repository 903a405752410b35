using System.Diagnostics;
using System.Runtime.CompilerServices;
using Zhishu.Foundation;
using Zhishu.Index;
using Zhishu.Search.Postgres;

namespace Zhishu.Search.Replica;

/// <summary>The engine of the hub: the replica of the index when this process has one that is ready, and PostgreSQL otherwise.</summary>
internal sealed class HubEngine(Replica replica, IndexEngine own, PostgresEngine postgres) : ISearchEngine
{
    public async Task<SearchResult> FindAsync(SearchRequest request, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        var by = replica.IsReady ? "index" : "postgres";
        var result = await AskAsync(engine => engine.FindAsync(request, ct));
        HubMeters.Search.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new KeyValuePair<string, object?>("engine", by));
        return result;
    }

    public async IAsyncEnumerable<Guid> StreamAsync(SearchRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        var told = 0;
        if (replica.IsReady)
        {
            var walk = own.StreamAsync(request, ct).GetAsyncEnumerator(ct);
            await using (walk.ConfigureAwait(false))
            {
                while (true)
                {
                    try
                    {
                        if (!await walk.MoveNextAsync())
                            yield break;
                    }
                    catch (Exception e) when (told == 0 && (e is IndexDamagedException || (e is InvalidOperationException && !replica.IsReady)))
                    {
                        replica.Distrust();
                        break;
                    }
                    catch (IndexDamagedException)
                    {
                        // What was given out is right; the rest must be asked for again.
                        replica.Distrust();
                        throw;
                    }

                    told++;
                    yield return walk.Current;
                }
            }
        }

        await foreach (var id in postgres.StreamAsync(request, ct))
            yield return id;
    }

    public Task<IReadOnlyList<Tally>> TallyAsync(SearchRequest request, IReadOnlyList<Facet> by, int size, CancellationToken ct) => AskAsync(engine => engine.TallyAsync(request, by, size, ct));

    public Task<IReadOnlyList<Tally>> DistinctAsync(SearchRequest request, Facet by, Facet of, CancellationToken ct) => AskAsync(engine => engine.DistinctAsync(request, by, of, ct));

    public async Task<ISearchCounts> OpenAsync(SearchRequest request, CancellationToken ct) => new Counts(this, request, await AskAsync(engine => engine.OpenAsync(request, ct)));

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
        catch (IndexDamagedException)
        {
            replica.Distrust();
            return await ask(postgres);
        }
    }

    /// <summary>Counts from the replica as long as it is whole, then from PostgreSQL.</summary>
    private sealed class Counts(HubEngine engine, SearchRequest request, ISearchCounts first) : ISearchCounts
    {
        private ISearchCounts _now = first;

        public Task<long> TotalAsync(CancellationToken ct) => AskAsync(counts => counts.TotalAsync(ct), ct);

        public Task<IReadOnlyList<Tally>> TallyAsync(IReadOnlyList<Facet> by, int size, CancellationToken ct) => AskAsync(counts => counts.TallyAsync(by, size, ct), ct);

        public Task<IReadOnlyList<Tally>> DistinctAsync(Facet by, Facet of, CancellationToken ct) => AskAsync(counts => counts.DistinctAsync(by, of, ct), ct);

        public ValueTask DisposeAsync() => _now.DisposeAsync();

        private async Task<T> AskAsync<T>(Func<ISearchCounts, Task<T>> ask, CancellationToken ct)
        {
            try
            {
                return await ask(_now);
            }
            catch (IndexDamagedException)
            {
                engine.Distrust();
                await _now.DisposeAsync();
                _now = await engine.OfPostgresAsync(request, ct);
                return await ask(_now);
            }
        }
    }

    private void Distrust() => replica.Distrust();

    private Task<ISearchCounts> OfPostgresAsync(SearchRequest request, CancellationToken ct) => postgres.OpenAsync(request, ct);
}
