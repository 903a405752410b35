using System.Runtime.CompilerServices;
using Zhishu.Foundation;
using Zhishu.Index;
using Zhishu.Records;
using Zhishu.Search.Postgres;
using Zhishu.Search.Similarity;

namespace Zhishu.Search.Replica;

/// <summary>Answers from the replica of the index that this process keeps. It must be ready.</summary>
internal sealed class IndexEngine(Replica replica, SearchIndex index, HubDatabase database) : ISearchEngine
{
    private const int LeastYears = 60;
    private readonly MarkSearch _marks = new(database, index.Lexicon);

    public async Task<SearchResult> FindAsync(SearchRequest request, CancellationToken ct)
    {
        request = request with { Query = await _marks.ResolveAsync(request.Query, ct) };
        var plan = new QueryPlan(index.Analysis);
        using var reader = replica.Read();
        using var hits = reader.Find(plan.Condition(request), ct);
        using var families = request.OnePerFamily ? hits.OnePer(ReplicaFields.Family) : null;
        var shown = families ?? hits;
        var total = shown.Count;
        var ids = request.Size == 0 || request.From >= total ? [] : Page(request, plan, reader, shown, request.From, request.Size).ToList();
        var facets = new Dictionary<Facet, IReadOnlyList<FacetCount>>();
        foreach (var facet in request.Facets)
        {
            ct.ThrowIfCancellationRequested();
            var narrowed = Chose(request.Filters, facet) || Chose(request.Excluded, facet);
            using var others = narrowed ? reader.Find(plan.Condition(request, facet), ct) : null;
            facets[facet] = Count(others ?? hits, facet, request.FacetSize);
        }

        return new(total, ids, facets);
    }

    public async IAsyncEnumerable<Guid> StreamAsync(SearchRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        request = request with { Query = await _marks.ResolveAsync(request.Query, ct) };
        var plan = new QueryPlan(index.Analysis);
        using var reader = replica.Read();
        using var hits = reader.Find(plan.Condition(request), ct);
        using var families = request.OnePerFamily ? hits.OnePer(ReplicaFields.Family) : null;
        foreach (var id in Page(request, plan, reader, families ?? hits, 0, int.MaxValue))
        {
            ct.ThrowIfCancellationRequested();
            yield return id;
        }
    }

    public async Task<IReadOnlyList<Tally>> TallyAsync(SearchRequest request, IReadOnlyList<Facet> by, int size, CancellationToken ct)
    {
        request = request with { Query = await _marks.ResolveAsync(request.Query, ct) };
        using var reader = replica.Read();
        using var hits = reader.Find(new QueryPlan(index.Analysis).Condition(request), ct);
        return [.. hits.Tally([.. by.Select(ReplicaFields.Of)], size).Select(row => new Tally(row.Values, row.Count))];
    }

    public async Task<IReadOnlyList<Tally>> DistinctAsync(SearchRequest request, Facet by, Facet of, CancellationToken ct)
    {
        request = request with { Query = await _marks.ResolveAsync(request.Query, ct) };
        using var reader = replica.Read();
        using var hits = reader.Find(new QueryPlan(index.Analysis).Condition(request), ct);
        return [.. hits.Distinct(ReplicaFields.Of(by), ReplicaFields.Of(of)).Where(row => row.Count > 0 || !TallySql.ValueOf(of).IsList).Select(row => new Tally([row.Value], row.Count))];
    }

    public Task<long> IndexedAsync(CancellationToken ct) => Task.FromResult(replica.Sequence);

    private static bool Chose(IReadOnlyDictionary<Facet, IReadOnlyList<string>> choices, Facet facet) => choices.TryGetValue(facet, out var values) && values.Count > 0;

    private static IEnumerable<Guid> Page(SearchRequest request, QueryPlan plan, IndexReader reader, Hits hits, int from, int size)
    {
        switch (request.Sort)
        {
            case SearchSort.DateAscending:
                return hits.TopAscending(from, size).Select(hit => hit.Key);
            case SearchSort.Relevance when plan.Ranking(request.Query, reader) is { } ranking:
                return hits.Best(ranking, from, size).Select(hit => hit.Key);
            case SearchSort.Relevance when MarkSearch.BestFirst(request.Query) is { } picked:
                var found = hits.InOrder().Select(hit => hit.Key).ToHashSet();
                return picked.Ids.Distinct().Where(found.Contains).Skip(from).Take(size);
            default:
                return hits.InOrder().Skip(from).Take(size).Select(hit => hit.Key);
        }
    }

    /// <summary>Years newest first, the others by their counts; of kinds and statuses equal counts stand in the order of their definition.</summary>
    private static List<FacetCount> Count(Hits hits, Facet facet, int size)
    {
        IEnumerable<ValueCount> counts = facet switch
        {
            Facet.Year or Facet.FilingYear or Facet.PublicationYear or Facet.GrantYear =>
                hits.Facet(ReplicaFields.Of(facet), int.MaxValue).OrderByDescending(count => int.Parse(count.Value, System.Globalization.CultureInfo.InvariantCulture)).Take(Math.Max(LeastYears, size)),
            Facet.Kind => hits.Facet(ReplicaFields.Of(facet), int.MaxValue).OrderByDescending(count => count.Count).ThenBy(count => RecordKinds.Parse(count.Value)).Take(size),
            Facet.Status => hits.Facet(ReplicaFields.Of(facet), int.MaxValue).OrderByDescending(count => count.Count).ThenBy(count => FacetValues.Status(count.Value)).Take(size),
            _ => hits.Facet(ReplicaFields.Of(facet), size),
        };
        return [.. counts.Select(count => new FacetCount(count.Value, count.Count))];
    }
}
