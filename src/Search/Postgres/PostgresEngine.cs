using System.Runtime.CompilerServices;
using Npgsql;
using Zhishu.Foundation;
using Zhishu.Search.Similarity;

namespace Zhishu.Search.Postgres;

/// <summary>Answers from <c>search.entry</c>: one statement for the total, one for the page and one for each facet, so that every one pushes down to shards.</summary>
internal sealed class PostgresEngine(HubDatabase database, SearchIndex index) : ISearchEngine
{
    private const int SecondsAtMost = 30;
    private const int SecondsForAll = 3600;

    /// <summary>So many of the best by title are ranked by all their texts; those behind stay in the order of the titles.</summary>
    private const int RankedDepth = 2000;

    private readonly Ranking _ranking = new(database, index.Analysis);
    private readonly MarkSearch _marks = new(database, index.Lexicon);
    private readonly LinkSearch _links = new(index.Records);
    private readonly NearSearch _nears = new(database, index.Analysis);

    public Task<SearchResult> FindAsync(SearchRequest request, CancellationToken ct) => GuardAsync(() => FindWithinAsync(request, ct));

    private async Task<SearchResult> FindWithinAsync(SearchRequest request, CancellationToken ct)
    {
        request = request with { Query = await ResolveAsync(request.Query, ct) };
        var statistics = request.Sort == SearchSort.Relevance ? await _ranking.ReadAsync(ct) : null;
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        await using var count = new NpgsqlBatch(connection) { Timeout = SecondsAtMost, BatchCommands = { Count(request) } };
        var total = (long)(await count.ExecuteScalarAsync(ct))!;

        await using var batch = new NpgsqlBatch(connection) { Timeout = SecondsAtMost };
        var pages = request.Size == 0 || request.From >= total ? [] : Pages(request, request.From, request.From + request.Size, total, statistics).ToList();
        foreach (var page in pages)
            batch.BatchCommands.Add(page);
        foreach (var facet in request.Facets)
            batch.BatchCommands.Add(FacetCounts(request, facet));
        var ids = new List<Guid>(request.Size);
        var facets = new Dictionary<Facet, IReadOnlyList<FacetCount>>();
        if (batch.BatchCommands.Count == 0)
            return new(total, ids, facets);

        await using var reader = await batch.ExecuteReaderAsync(ct);
        foreach (var _ in pages)
        {
            while (await reader.ReadAsync(ct))
                ids.Add(reader.GetGuid(0));
            await reader.NextResultAsync(ct);
        }

        foreach (var facet in request.Facets)
        {
            var counts = new List<FacetCount>();
            while (await reader.ReadAsync(ct))
                counts.Add(new(TallySql.Read(facet, reader.GetValue(0)), reader.GetInt64(1)));
            facets[facet] = counts;
            await reader.NextResultAsync(ct);
        }

        return new(total, ids, facets);
    }

    public async IAsyncEnumerable<Guid> StreamAsync(SearchRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        request = request with { Query = await ResolveAsync(request.Query, ct) };
        var statistics = request.Sort == SearchSort.Relevance ? await _ranking.ReadAsync(ct) : null;
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        await using var count = new NpgsqlBatch(connection) { Timeout = SecondsForAll, BatchCommands = { Count(request) } };
        var total = (long)(await count.ExecuteScalarAsync(ct))!;
        foreach (var page in Pages(request, 0, total, total, statistics))
        {
            await using var batch = new NpgsqlBatch(connection) { Timeout = SecondsForAll, BatchCommands = { page } };
            await using var reader = await batch.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
                yield return reader.GetGuid(0);
        }
    }

    public Task<IReadOnlyList<Tally>> TallyAsync(SearchRequest request, IReadOnlyList<Facet> by, int size, CancellationToken ct) =>
        GuardAsync(() => CountAsync(request, resolved => TallySql.Command(index.Analysis, resolved, by, size), by, ct));

    public Task<IReadOnlyList<Tally>> DistinctAsync(SearchRequest request, Facet by, Facet of, CancellationToken ct) =>
        GuardAsync(() => CountAsync(request, resolved => TallySql.Distinct(index.Analysis, resolved, by, of), [by], ct));

    public async Task<long> IndexedAsync(CancellationToken ct)
    {
        await using var command = database.Source.CreateCommand("select seq from search.cursor where name = 'entry'");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    public Task<ISearchCounts> OpenAsync(SearchRequest request, CancellationToken ct) => Task.FromResult<ISearchCounts>(new Counts(this, request));

    /// <summary>Each way of counting is a statement of its own; all together have so many seconds.</summary>
    private sealed class Counts(PostgresEngine engine, SearchRequest request) : ISearchCounts
    {
        private const int SecondsTogether = 30;
        private readonly CancellationTokenSource _time = new(TimeSpan.FromSeconds(SecondsTogether));

        public Task<long> TotalAsync(CancellationToken ct) => WithinAsync(async time => (await engine.FindAsync(request with { Size = 0, Facets = [] }, time)).Total, ct);

        public Task<IReadOnlyList<Tally>> TallyAsync(IReadOnlyList<Facet> by, int size, CancellationToken ct) => WithinAsync(time => engine.TallyAsync(request, by, size, time), ct);

        public Task<IReadOnlyList<Tally>> DistinctAsync(Facet by, Facet of, CancellationToken ct) => WithinAsync(time => engine.DistinctAsync(request, by, of, time), ct);

        public ValueTask DisposeAsync()
        {
            _time.Dispose();
            return ValueTask.CompletedTask;
        }

        private async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> count, CancellationToken ct)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, _time.Token);
            try
            {
                return await count(either.Token);
            }
            catch (OperationCanceledException e) when (_time.IsCancellationRequested && !ct.IsCancellationRequested)
            {
                throw TooCostlyException.Question(e);
            }
        }
    }

    private static async Task<T> GuardAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (NpgsqlException e) when (e.InnerException is TimeoutException)
        {
            throw TooCostlyException.Question(e);
        }
    }

    private async Task<IReadOnlyList<Tally>> CountAsync(SearchRequest request, Func<SearchRequest, NpgsqlBatchCommand> write, IReadOnlyList<Facet> by, CancellationToken ct)
    {
        var resolved = request with { Query = await ResolveAsync(request.Query, ct) };
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection) { Timeout = SecondsAtMost, BatchCommands = { write(resolved) } };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var rows = new List<Tally>();
        while (await reader.ReadAsync(ct))
            rows.Add(new([.. by.Select((facet, i) => TallySql.Read(facet, reader.GetValue(i)))], reader.GetInt64(by.Count)));
        return rows;
    }

    private async Task<QueryNode> ResolveAsync(QueryNode query, CancellationToken ct) =>
        await _nears.ResolveAsync(await _links.ResolveAsync(await _marks.ResolveAsync(query, ct), ct), ct);

    private NpgsqlBatchCommand Count(SearchRequest request)
    {
        var sql = new QuerySql(index.Analysis);
        return sql.Command($"select {(request.OnePerFamily ? "count(distinct family)" : "count(*)")} from search.entry where {sql.Condition(request)}");
    }

    /// <summary>The statements that give the hits from one place to another, in order.</summary>
    private IEnumerable<NpgsqlBatchCommand> Pages(SearchRequest request, long from, long to, long total, Ranking.Statistics? statistics)
    {
        var things = statistics is null ? [] : _ranking.Things(request.Query, statistics);
        if (statistics is null || things.Count == 0)
        {
            var sql = new QuerySql(index.Analysis);
            var source = Source(sql, request);
            var picked = statistics is null ? null : MarkSearch.BestFirst(request.Query);
            var order = request.Sort switch
            {
                SearchSort.DateAscending => "sorted nulls last, id",
                SearchSort.PublishedAscending => "published nulls last, sorted desc nulls last, id",
                SearchSort.PublishedDescending => "published desc nulls last, sorted desc nulls last, id",
                SearchSort.GrantedAscending => "granted nulls last, sorted desc nulls last, id",
                SearchSort.GrantedDescending => "granted desc nulls last, sorted desc nulls last, id",
                SearchSort.NumberAscending => "number_key nulls last, sorted desc nulls last, id",
                SearchSort.NumberDescending => "number_key desc nulls last, sorted desc nulls last, id",
                SearchSort.TitleAscending => "title_key nulls last, sorted desc nulls last, id",
                SearchSort.TitleDescending => "title_key desc nulls last, sorted desc nulls last, id",
                SearchSort.ApplicantAscending => "applicant_key nulls last, sorted desc nulls last, id",
                SearchSort.ApplicantDescending => "applicant_key desc nulls last, sorted desc nulls last, id",
                SearchSort.Relevance when picked is not null => $"array_position({sql.Add(picked.Ids.ToArray())}, id), id",
                _ => "sorted desc nulls last, id",
            };
            yield return sql.Command($"select id from {source} order by {order} limit {to - from} offset {from}");
            yield break;
        }

        const string Then = "desc, sorted desc nulls last, id";
        if (from < RankedDepth)
        {
            var end = Math.Min(to, RankedDepth);
            var sql = new QuerySql(index.Analysis);
            var source = Source(sql, request);
            if (total > RankedDepth)
                source = $"(select * from {source} order by {Ranking.TitleScore(sql, things)} {Then} limit {RankedDepth}) as candidate";
            yield return sql.Command($"select id from {source} order by {Ranking.Score(sql, things, statistics)} {Then} limit {end - from} offset {from}");
        }

        if (to > RankedDepth && total > RankedDepth)
        {
            var start = Math.Max(from, RankedDepth);
            var sql = new QuerySql(index.Analysis);
            var source = Source(sql, request);
            yield return sql.Command($"select id from {source} order by {Ranking.TitleScore(sql, things)} {Then} limit {to - start} offset {start}");
        }
    }

    private static string Source(QuerySql sql, SearchRequest request) => request.OnePerFamily
        ? $"(select distinct on (family) * from search.entry where {sql.Condition(request)} order by family, sorted desc nulls last, id) as entry"
        : $"(select * from search.entry where {sql.Condition(request)}) as entry";

    private NpgsqlBatchCommand FacetCounts(SearchRequest request, Facet facet)
    {
        var sql = new QuerySql(index.Analysis);
        var condition = sql.Condition(request, facet);
        var (value, isList) = TallySql.ValueOf(facet);
        var from = isList ? $", unnest({value}) as v" : "";
        if (isList)
            value = "v";
        var order = facet is Facet.Year or Facet.FilingYear or Facet.PublicationYear or Facet.GrantYear ? $"1 desc limit {Math.Max(60, request.FacetSize)}" : $"2 desc, 1 limit {request.FacetSize}";
        return sql.Command($"select {value}, count(*) from search.entry{from} where {condition} and {value} is not null group by 1 order by {order}");
    }
}
