using Npgsql;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Search.Postgres;

/// <summary>Answers from <c>search.entry</c>: one statement for the total, one for the page and one for each facet, so that every one pushes down to shards.</summary>
internal sealed class PostgresEngine(HubDatabase database, SearchIndex index) : ISearchEngine
{
    private const int SecondsAtMost = 30;

    public async Task<SearchResult> FindAsync(SearchRequest request, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        await using var batch = new NpgsqlBatch(connection) { Timeout = SecondsAtMost };
        batch.BatchCommands.Add(Count(request));
        batch.BatchCommands.Add(Page(request));
        foreach (var facet in request.Facets)
            batch.BatchCommands.Add(FacetCounts(request, facet));

        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var total = reader.GetInt64(0);
        await reader.NextResultAsync(ct);
        var ids = new List<Guid>(request.Size);
        while (await reader.ReadAsync(ct))
            ids.Add(reader.GetGuid(0));
        var facets = new Dictionary<Facet, IReadOnlyList<FacetCount>>();
        foreach (var facet in request.Facets)
        {
            await reader.NextResultAsync(ct);
            var counts = new List<FacetCount>();
            while (await reader.ReadAsync(ct))
                counts.Add(new(ValueOf(facet, reader.GetValue(0)), reader.GetInt64(1)));
            facets[facet] = counts;
        }

        return new(total, ids, facets);
    }

    private NpgsqlBatchCommand Count(SearchRequest request)
    {
        var sql = new QuerySql(index.Analysis);
        return sql.Command($"select count(*) from search.entry where {sql.Condition(request.Query, request.Filters, null)}");
    }

    private NpgsqlBatchCommand Page(SearchRequest request)
    {
        var sql = new QuerySql(index.Analysis);
        var condition = sql.Condition(request.Query, request.Filters, null);
        var order = request.Sort switch
        {
            SearchSort.DateAscending => "sorted nulls last, id",
            SearchSort.DateDescending => "sorted desc nulls last, id",
            _ => sql.TitleScore(request.Query) is var score && score == "0" ? "sorted desc nulls last, id" : $"({score}) desc, sorted desc nulls last, id",
        };
        return sql.Command($"select id from search.entry where {condition} order by {order} limit {request.Size} offset {request.From}");
    }

    private NpgsqlBatchCommand FacetCounts(SearchRequest request, Facet facet)
    {
        var sql = new QuerySql(index.Analysis);
        var condition = sql.Condition(request.Query, request.Filters, facet);
        var (value, from) = facet switch
        {
            Facet.Kind => ("kind", ""),
            Facet.Year => ("year", ""),
            Facet.Region => ("province", ""),
            Facet.Status => ("status", ""),
            Facet.Type => ("type", ""),
            Facet.Ipc => ("v", ", unnest(ipc) as v"),
            Facet.Applicant => ("v", ", unnest(applicants) as v"),
            _ => ("v", ", unnest(nice) as v"),
        };
        var order = facet == Facet.Year ? "1 desc limit 60" : "2 desc, 1 limit 20";
        return sql.Command($"select {value}, count(*) from search.entry{from} where {condition} and {value} is not null group by 1 order by {order}");
    }

    private static string ValueOf(Facet facet, object value) => facet switch
    {
        Facet.Kind => ((RecordKind)(short)value).Code(),
        Facet.Status => ((LegalStatus)(short)value).Code(),
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };
}
