using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Index;
using Zhishu.Records;
using Zhishu.Search.Postgres;
using Zhishu.Search.Similarity;

namespace Zhishu.Search.Replica;

/// <summary>Answers from the replica of the index that this process keeps. It must be ready.</summary>
internal sealed class IndexEngine(Replica replica, SearchIndex index, HubDatabase database, IOptions<HubOptions> options) : ISearchEngine
{
    private const int LeastYears = 60;
    private const int StreamPortion = 500;

    /// <summary>Most bytes for the sets of documents of one question.</summary>
    private const long MostMemory = 48L << 20;

    private readonly MarkSearch _marks = new(database, index.Lexicon);
    private readonly LinkSearch _links = new(index.Records);

    public async Task<SearchResult> FindAsync(SearchRequest request, CancellationToken ct)
    {
        request = request with { Query = await ResolveAsync(request.Query, ct) };
        using var reader = replica.Read();
        return Ask(reader, () => Find(reader, request, ct));
    }

    /// <summary>
    /// Reads from the index as far as the question's budget goes. An answer counts only when the files were whole before and after: what was read of
    /// bytes that somebody else has written is no answer, whatever came of it.
    /// </summary>
    /// <exception cref="IndexDamagedException">The files are not those that were written.</exception>
    private static T Ask<T>(IndexReader reader, Func<T> read)
    {
        if (!reader.IsWhole())
            throw Changed(null);
        T answer;
        try
        {
            answer = read();
        }
        catch (Exception e) when (e is not OperationCanceledException && !reader.IsWhole(compare: e is not (IndexDamagedException or WorkExceededException)))
        {
            // A value that cannot be understood may come of bytes that changed without a sign: then they are compared.
            throw Changed(e);
        }
        catch (WorkExceededException e)
        {
            throw TooCostlyException.Question(e);
        }

        return reader.IsWhole() ? answer : throw Changed(null);
    }

    private static IndexDamagedException Changed(Exception? cause) => cause is null ? new("The files were changed by somebody else.") : new("The files were changed by somebody else.", cause);

    private SearchResult Find(IndexReader reader, SearchRequest request, CancellationToken ct)
    {
        var budget = Budget(request);
        var plan = new QueryPlan(index.Analysis);
        using var hits = reader.Find(plan.Condition(request), ct, budget);
        using var families = request.OnePerFamily ? hits.OnePer(ReplicaFields.Family) : null;
        var shown = families ?? hits;
        var total = shown.Count;
        var ids = request.Size == 0 || request.From >= total ? [] : Page(request, plan, reader, shown, request.From, request.Size).ToList();
        var facets = new Dictionary<Facet, IReadOnlyList<FacetCount>>();
        foreach (var facet in request.Facets)
        {
            ct.ThrowIfCancellationRequested();
            var narrowed = Chose(request.Filters, facet) || Chose(request.Excluded, facet);
            using var others = narrowed ? reader.Find(plan.Condition(request, facet), ct, budget) : null;
            facets[facet] = Count(others ?? hits, facet, request.FacetSize);
        }

        return new(total, ids, facets);
    }

    public async IAsyncEnumerable<Guid> StreamAsync(SearchRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        request = request with { Query = await ResolveAsync(request.Query, ct) };
        var plan = new QueryPlan(index.Analysis);
        using var reader = replica.Read();
        using var hits = reader.Find(plan.Condition(request), ct, Budget(request));
        using var families = request.OnePerFamily ? hits.OnePer(ReplicaFields.Family) : null;
        using var walk = Page(request, plan, reader, families ?? hits, 0, int.MaxValue).GetEnumerator();
        while (true)
        {
            // Portions are read and only then given out, so that none of a damaged file is.
            ct.ThrowIfCancellationRequested();
            var portion = Ask(reader, () =>
            {
                var ids = new List<Guid>(StreamPortion);
                while (ids.Count < StreamPortion && walk.MoveNext())
                    ids.Add(walk.Current);
                return ids;
            });
            foreach (var id in portion)
                yield return id;
            if (portion.Count < StreamPortion)
                yield break;
        }
    }

    public async Task<IReadOnlyList<Tally>> TallyAsync(SearchRequest request, IReadOnlyList<Facet> by, int size, CancellationToken ct)
    {
        await using var counts = await OpenAsync(request, ct);
        return await counts.TallyAsync(by, size, ct);
    }

    public async Task<IReadOnlyList<Tally>> DistinctAsync(SearchRequest request, Facet by, Facet of, CancellationToken ct)
    {
        await using var counts = await OpenAsync(request, ct);
        return await counts.DistinctAsync(by, of, ct);
    }

    public async Task<ISearchCounts> OpenAsync(SearchRequest request, CancellationToken ct)
    {
        request = request with { Query = await ResolveAsync(request.Query, ct) };
        var reader = replica.Read();
        return new Counts(reader, reader.Find(new QueryPlan(index.Analysis).Condition(request), ct, Budget(request)));
    }

    private async Task<QueryNode> ResolveAsync(QueryNode query, CancellationToken ct) => await _links.ResolveAsync(await _marks.ResolveAsync(query, ct), ct);

    private WorkBudget Budget(SearchRequest request) => new(options.Value.SearchWork * 1_000_000L / request.Questions, MostMemory / request.Questions);

    /// <summary>The hits of one question, found when they are first counted.</summary>
    private sealed class Counts(IndexReader reader, Hits hits) : ISearchCounts
    {
        public Task<long> TotalAsync(CancellationToken ct) => Task.FromResult(Ask(reader, () => hits.Count));

        public Task<IReadOnlyList<Tally>> TallyAsync(IReadOnlyList<Facet> by, int size, CancellationToken ct) => Task.FromResult(Ask<IReadOnlyList<Tally>>(reader, () =>
        {
            ct.ThrowIfCancellationRequested();
            return [.. hits.Tally([.. by.Select(ReplicaFields.Of)], size).Select(row => new Tally(row.Values, row.Count))];
        }));

        public Task<IReadOnlyList<Tally>> DistinctAsync(Facet by, Facet of, CancellationToken ct) => Task.FromResult(Ask<IReadOnlyList<Tally>>(reader, () =>
        {
            ct.ThrowIfCancellationRequested();
            return [.. hits.Distinct(ReplicaFields.Of(by), ReplicaFields.Of(of)).Where(row => row.Count > 0 || !TallySql.ValueOf(of).IsList).Select(row => new Tally([row.Value], row.Count))];
        }));

        public ValueTask DisposeAsync()
        {
            hits.Dispose();
            reader.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    public Task<long> IndexedAsync(CancellationToken ct) => Task.FromResult(replica.Sequence);

    private static bool Chose(IReadOnlyDictionary<Facet, IReadOnlyList<string>> choices, Facet facet) => choices.TryGetValue(facet, out var values) && values.Count > 0;

    private static IEnumerable<Guid> Page(SearchRequest request, QueryPlan plan, IndexReader reader, Hits hits, int from, int size)
    {
        switch (request.Sort)
        {
            case SearchSort.DateAscending:
                return hits.TopAscending(from, size).Select(hit => hit.Key);
            case SearchSort.PublishedAscending or SearchSort.PublishedDescending:
                return hits.TopBy(ReplicaFields.Published, request.Sort == SearchSort.PublishedDescending, from, size).Select(hit => hit.Key);
            case SearchSort.GrantedAscending or SearchSort.GrantedDescending:
                return hits.TopBy(ReplicaFields.Granted, request.Sort == SearchSort.GrantedDescending, from, size).Select(hit => hit.Key);
            case SearchSort.NumberAscending or SearchSort.NumberDescending:
                return hits.TopBy(ReplicaFields.NumberKey, request.Sort == SearchSort.NumberDescending, from, size).Select(hit => hit.Key);
            case SearchSort.TitleAscending or SearchSort.TitleDescending:
                return hits.ByValue(ReplicaFields.TitleKey, request.Sort == SearchSort.TitleDescending, from, size).Select(hit => hit.Key);
            case SearchSort.ApplicantAscending or SearchSort.ApplicantDescending:
                return hits.ByValue(ReplicaFields.ApplicantKey, request.Sort == SearchSort.ApplicantDescending, from, size).Select(hit => hit.Key);
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
                hits.Facet(ReplicaFields.Of(facet), int.MaxValue)
                .OrderByDescending(count => int.Parse(count.Value, System.Globalization.CultureInfo.InvariantCulture)).Take(Math.Max(LeastYears, size)),
            Facet.Kind => hits.Facet(ReplicaFields.Of(facet), int.MaxValue).OrderByDescending(count => count.Count).ThenBy(count => RecordKinds.Parse(count.Value)).Take(size),
            Facet.Status => hits.Facet(ReplicaFields.Of(facet), int.MaxValue).OrderByDescending(count => count.Count).ThenBy(count => FacetValues.Status(count.Value)).Take(size),
            _ => hits.Facet(ReplicaFields.Of(facet), size),
        };
        return [.. counts.Select(count => new FacetCount(count.Value, count.Count))];
    }
}
