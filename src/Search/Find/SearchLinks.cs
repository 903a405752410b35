using Microsoft.AspNetCore.Http.Extensions;

namespace Zhishu.Search.Find;

/// <summary>Addresses of the result page that differ from the present one in one thing.</summary>
internal static class SearchLinks
{
    /// <summary>With a value of a facet chosen or, when it is chosen, given up; back on the first page.</summary>
    public static string Toggle(SearchParameters now, Facet facet, string value)
    {
        var filters = now.Filters.ToDictionary(pair => pair.Key, pair => pair.Value.ToList());
        var values = filters.TryGetValue(facet, out var chosen) ? chosen : filters[facet] = [];
        if (!values.Remove(value))
            values.Add(value);
        return Write(now.Query, filters.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<string>)pair.Value), now.SortCode, 0);
    }

    public static string At(SearchParameters now, int from) => Write(now.Query, now.Filters, now.SortCode, from);

    public static string WithoutFilters(SearchParameters now) => Write(now.Query, new Dictionary<Facet, IReadOnlyList<string>>(), now.SortCode, 0);

    private static string Write(string query, IReadOnlyDictionary<Facet, IReadOnlyList<string>> filters, string sort, int from)
    {
        var builder = new QueryBuilder();
        if (query.Length > 0)
            builder.Add("q", query);
        foreach (var (facet, values) in filters.OrderBy(pair => pair.Key))
        {
            foreach (var value in values)
                builder.Add(facet.Code(), value);
        }

        if (sort != "relevance")
            builder.Add("sort", sort);
        if (from > 0)
            builder.Add("from", from.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return "/search" + builder;
    }
}
