using Dapper;
using Zhishu.Foundation;
using Zhishu.Search.Query;
using Zhishu.Search.Text;

namespace Zhishu.Search.Postgres;

/// <summary>
/// BM25 in SQL. How common a word is comes from the planner's statistics of the index keys, so that no counting is needed;
/// how often it stands in a text is counted in the text itself.
/// </summary>
internal sealed class Ranking(HubDatabase database, TextAnalysis analysis)
{
    private const int MostThings = 16;
    private const int MostWays = 64;
    private const double EveryWord = 2;
    private const double K1 = 1.2;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(2);

    // How much the length of a field counts (B): a long title is no less about its words, a long abstract is.
    private static readonly (string Column, double Weight, double B)[] Fields = [("title", 8, 0.5), ("applicant", 2, 0.5), ("abstract", 0.5, 0.75), ("claims", 0.25, 0.75), ("inventor", 2, 0.5)];

    private readonly TimeProvider _clock = TimeProvider.System;
    private Statistics? _statistics;

    /// <summary>What stands in the database's statistics: share of the records that have a key, and mean length of each text in bytes.</summary>
    public sealed record Statistics(long Read, Dictionary<int, float> Shares, double[] Lengths, double Records)
    {
        /// <summary>
        /// Weight of a piece: the rarer its rarest key, the heavier; but having all words of a question counts for more than having its rarest,
        /// so the inverse frequency is added to a constant (<c>bench relevance</c> says how much that is worth).
        /// </summary>
        public double Idf(Piece piece)
        {
            var share = TextAnalysis.GramsOf(piece).Select(gram => Shares.GetValueOrDefault(gram, 0.0005f)).DefaultIfEmpty(1f).Min();
            return EveryWord + Math.Log(1 + ((1 - share + (0.5 / Records)) / (share + (0.5 / Records))));
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
            $"select {string.Join(", ", Fields.Select(field => $"coalesce(avg(octet_length({field.Column})), "
                + $"1)::float8"))} from (select * from search.entry limit 2000) as sampled", cancellationToken: ct));
        var records = await connection.ExecuteScalarAsync<double>(
            new CommandDefinition("select greatest(reltuples, 1000)::float8 from pg_class where oid = 'search.entry'::regclass", cancellationToken: ct));
        return _statistics = new(_clock.GetTimestamp(), shares, [lengths.Item1, lengths.Item2, lengths.Item3, lengths.Item4, lengths.Item5], records);
    }

    /// <summary>What to rank by, heaviest first: how rare the typed word is weighs all ways of saying it.</summary>
    public List<(RankedThing Thing, double Idf)> Things(QueryNode query, Statistics statistics)
    {
        var ways = 0;
        return
        [
            .. RankedThing.Of(query, analysis)
                .Select(thing => (thing, statistics.Idf(thing.Ways[0].Piece)))
                .OrderByDescending(pair => pair.Item2)
                .TakeWhile(pair => (ways += pair.thing.Ways.Count) <= MostWays || ways == pair.thing.Ways.Count)
                .Take(MostThings),
        ];
    }

    /// <summary>Whether they stand in the title: cheap, because the title lies in the row.</summary>
    public static string TitleScore(QuerySql sql, List<(RankedThing Thing, double Idf)> things) => string.Join(" + ", things.Select(pair =>
        $"{Number(pair.Idf)} * greatest({string.Join(", ", pair.Thing.Ways.Select(way => $"{Number(way.Weight)} * (title like {sql.Add($"%{way.Piece.Needle}%")})::int"))})"));

    /// <summary>BM25F: the hits in the fields are weighted, added, and saturated together, so that having all words counts for more than having one of them often.</summary>
    public static string Score(QuerySql sql, List<(RankedThing Thing, double Idf)> things, Statistics statistics)
    {
        var terms = new List<string>();
        foreach (var (thing, idf) in things)
        {
            var found = thing.Ways.SelectMany(way =>
            {
                var needle = sql.Add(way.Piece.Needle);
                return Fields.Select((field, i) =>
                {
                    var norm = $"({Number(1 - field.B)} + {Number(field.B / Math.Max(1, statistics.Lengths[i]))} * octet_length({field.Column}))";
                    return $"{Number(field.Weight * way.Weight)} * search.times({field.Column}, {needle}) / {norm}";
                });
            });

            // tf/(tf+k) = 1 - k/(tf+k): every text is searched through once.
            terms.Add($"{Number(idf)} * (1 - {Number(K1)} / ({Number(K1)} + {string.Join(" + ", found)}))");
        }

        return string.Join(" + ", terms);
    }

    private static string Number(double value) => value.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture);
}
