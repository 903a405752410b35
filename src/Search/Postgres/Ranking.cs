using Dapper;
using Zhishu.Foundation;
using Zhishu.Search.Text;

namespace Zhishu.Search.Postgres;

/// <summary>
/// BM25 in SQL. How common a word is comes from the planner's statistics of the index keys, so that no counting is needed;
/// how often it stands in a text is counted in the text itself.
/// </summary>
internal sealed class Ranking(HubDatabase database, TextAnalysis analysis)
{
    private const int MostPieces = 16;
    private const double K1 = 1.2;
    private const double B = 0.75;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(2);
    private static readonly (string Column, double Weight)[] Fields = [("title", 3), ("applicant", 1.5), ("abstract", 1), ("claims", 0.5), ("inventor", 1)];

    private readonly TimeProvider _clock = TimeProvider.System;
    private Statistics? _statistics;

    /// <summary>What stands in the database's statistics: share of the records that have a key, and mean length of each text in bytes.</summary>
    public sealed record Statistics(long Read, Dictionary<int, float> Shares, double[] Lengths, double Records)
    {
        /// <summary>Weight of a piece: the rarer its rarest key, the heavier.</summary>
        public double Idf(Piece piece)
        {
            var share = TextAnalysis.GramsOf(piece).Select(gram => Shares.GetValueOrDefault(gram, 0.0005f)).DefaultIfEmpty(1f).Min();
            return Math.Log(1 + ((1 - share + (0.5 / Records)) / (share + (0.5 / Records))));
        }
    }

    public async Task<Statistics> ReadAsync(CancellationToken ct)
    {
        if (_statistics is { } known && _clock.GetElapsedTime(known.Read) < Fresh)
            return known;
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<(int[]? Keys, float[]? Shares)>(new CommandDefinition(
            "select most_common_elems::text::int[], most_common_elem_freqs from pg_stats where schemaname = 'search' and tablename = 'entry' and attname = 'grams'", cancellationToken: ct));

        // The frequencies are followed by their minimum, maximum and the share of nulls.
        var shares = (row.Keys ?? []).Zip(row.Shares ?? []).ToDictionary(pair => pair.First, pair => pair.Second);
        var lengths = await connection.QuerySingleAsync<(double, double, double, double, double)>(new CommandDefinition(
            $"select {string.Join(", ", Fields.Select(field => $"coalesce(avg(octet_length({field.Column})), 1)::float8"))} from (select * from search.entry limit 2000) as sampled", cancellationToken: ct));
        var records = await connection.ExecuteScalarAsync<double>(new CommandDefinition("select greatest(reltuples, 1000)::float8 from pg_class where oid = 'search.entry'::regclass", cancellationToken: ct));
        return _statistics = new(_clock.GetTimestamp(), shares, [lengths.Item1, lengths.Item2, lengths.Item3, lengths.Item4, lengths.Item5], records);
    }

    /// <summary>The texts to rank by, heaviest first.</summary>
    public List<(Piece Piece, double Idf)> Pieces(QueryNode query, Statistics statistics) =>
    [
        .. QuerySql.Asked(query).Where(text => !text.Wild).SelectMany(text => analysis.Pieces(text.Value)).Distinct()
            .Select(piece => (piece, statistics.Idf(piece)))
            .OrderByDescending(pair => pair.Item2)
            .Take(MostPieces),
    ];

    /// <summary>Whether the pieces stand in the title: cheap, because the title lies in the row.</summary>
    public static string TitleScore(QuerySql sql, List<(Piece Piece, double Idf)> pieces) =>
        string.Join(" + ", pieces.Select(pair => $"{Number(pair.Idf)} * (title like {sql.Add($"%{pair.Piece.Needle}%")})::int"));

    /// <summary>BM25 over all fields, each saturated by itself and weighted.</summary>
    public static string Score(QuerySql sql, List<(Piece Piece, double Idf)> pieces, Statistics statistics)
    {
        var terms = new List<string>();
        foreach (var (piece, idf) in pieces)
        {
            var needle = sql.Add(piece.Needle);
            var fields = Fields.Select((field, i) =>
            {
                // tf/(tf+K) = 1 - K/(tf+K): the text is searched through once.
                var k = $"({Number(K1 * (1 - B))} + {Number(K1 * B / Math.Max(1, statistics.Lengths[i]))} * octet_length({field.Column}))";
                return $"{Number(field.Weight)} * (1 - {k} / (search.times({field.Column}, {needle}) + {k}))";
            });
            terms.Add($"{Number(idf)} * ({string.Join(" + ", fields)})");
        }

        return string.Join(" + ", terms);
    }

    private static string Number(double value) => value.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture);
}
