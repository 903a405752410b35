using Npgsql;
using Zhishu.Records;
using Zhishu.Search.Text;

namespace Zhishu.Search.Postgres;

/// <summary>Facets in SQL: what is counted, and counting by several.</summary>
internal static class TallySql
{
    public static NpgsqlBatchCommand Command(TextAnalysis analysis, SearchRequest request, IReadOnlyList<Facet> by, int size)
    {
        var sql = new QuerySql(analysis);
        var conditions = new List<string> { sql.Condition(request) };
        var from = "search.entry";
        var values = new List<string>();
        for (var i = 0; i < by.Count; i++)
        {
            var (value, isList) = ValueOf(by[i]);
            if (isList)
                from += $" cross join lateral unnest({value}) as v{i}";
            values.Add(isList ? $"v{i}" : value);
        }

        conditions.AddRange(values.Select(value => $"{value} is not null"));
        if (by.Count == 2 && by[0] == by[1])
            conditions.Add($"{values[0]} < {values[1]}");
        var places = Enumerable.Range(1, by.Count);
        return sql.Command(
            $"select {string.Join(", ", values)}, count(*) from {from} where {string.Join(" and ", conditions)} group "
                + $"by {string.Join(", ", places)} order by {by.Count + 1} desc, {string.Join(", ", places)} limit {size}");
    }

    public static NpgsqlBatchCommand Distinct(TextAnalysis analysis, SearchRequest request, Facet by, Facet of)
    {
        var sql = new QuerySql(analysis);
        var condition = sql.Condition(request);
        var (key, keyIsList) = ValueOf(by);
        var (value, valueIsList) = ValueOf(of);
        var from = (keyIsList ? $" cross join lateral unnest({key}) as k" : "") + (valueIsList ? $" cross join lateral unnest({value}) as v" : "");
        (key, value) = (keyIsList ? "k" : key, valueIsList ? "v" : value);
        return sql.Command($"select {key}, count(distinct {value}) from search.entry{from} where {condition} and {key} is not null group by 1 order by 1");
    }

    /// <summary>The column or expression of a facet, and whether it is a list of values.</summary>
    public static (string Sql, bool IsList) ValueOf(Facet facet) => facet switch
    {
        Facet.Kind => ("kind", false),
        Facet.Year => ("year", false),
        Facet.FilingYear => ("extract(year from filed)::int", false),
        Facet.PublicationYear => ("extract(year from published)::int", false),
        Facet.GrantYear => ("extract(year from granted)::int", false),
        Facet.Region => ("province", false),
        Facet.City => ("case when length(region) >= 4 then left(region, 4) end", false),
        Facet.Status => ("status", false),
        Facet.Type => ("type", false),
        Facet.Ipc => ("ipc", true),
        Facet.IpcGroup => ("groups", true),
        Facet.Nice => ("nice", true),
        Facet.Applicant => ("applicants", true),
        Facet.Inventor => ("inventors", true),
        Facet.Keyword => ("keywords", true),
        _ => throw new InvalidOperationException(facet.ToString()),
    };

    /// <summary>The value in the form of addresses.</summary>
    public static string Read(Facet facet, object value) => facet switch
    {
        Facet.Kind => ((RecordKind)(short)value).Code(),
        Facet.Status => ((LegalStatus)(short)value).Code(),
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };
}
