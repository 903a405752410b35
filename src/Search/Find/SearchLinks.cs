using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Zhishu.Records;

namespace Zhishu.Search.Find;

/// <summary>Addresses that carry a question and differ from the present one in one thing.</summary>
internal static class SearchLinks
{
    private const int LongestRecordLink = 2000;

    private static readonly Dictionary<Facet, IReadOnlyList<string>> None = [];

    /// <summary>With a value of a facet chosen or, when it is chosen, given up; back on the first page.</summary>
    public static string Toggle(SearchParameters now, Facet facet, string value) =>
        To(now with { Filters = Toggled(now.Filters, facet, value), Excluded = Without(now.Excluded, facet, value), From = 0 });

    /// <summary>With a value excluded or, when it is, allowed again.</summary>
    public static string Exclude(SearchParameters now, Facet facet, string value) =>
        To(now with { Excluded = Toggled(now.Excluded, facet, value), Filters = Without(now.Filters, facet, value), From = 0 });

    public static string At(SearchParameters now, int from) => To(now with { From = from });

    /// <summary>The page of a record that knows its question and its number among the hits, from 1; without the question where that would be too long for an address.</summary>
    public static string ToRecord(SearchParameters now, IpRecord record, int at)
    {
        var page = RecordLinks.To(record);
        var whole = To(now with { From = 0 }, page, ("at", at.ToString(CultureInfo.InvariantCulture)));
        return whole.Length <= LongestRecordLink ? whole : page;
    }

    public static string WithoutFilters(SearchParameters now) => To(now with { Filters = None, Excluded = None, From = 0 });

    /// <summary>The question on another page, such as <c>/search/export</c>.</summary>
    public static string To(SearchParameters now, string path = "/search", params (string Name, string Value)[] more) => path + Write(now, more);

    /// <summary>The fields of a form that carries the question on, without those that the form has itself.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Fields(SearchParameters now, params string[] without) => Pairs(now).Where(pair => !without.Contains(pair.Key));

    private static string Write(SearchParameters now, (string Name, string Value)[] more)
    {
        var builder = new QueryBuilder();
        foreach (var (name, value) in Pairs(now))
            builder.Add(name, value);
        foreach (var (name, value) in more)
            builder.Add(name, value);
        return builder.ToString();
    }

    private static IEnumerable<KeyValuePair<string, string>> Pairs(SearchParameters now)
    {
        if (now.Query.Length > 0)
            yield return new("q", now.Query);
        if (now.Cql)
            yield return new("syntax", "cql");
        if (now.Exact)
            yield return new("exact", "1");
        if (!now.Across)
            yield return new("cross", "0");
        foreach (var (before, choices) in new[] { ("", now.Filters), ("not-", now.Excluded) })
        {
            foreach (var (facet, values) in choices.OrderBy(pair => pair.Key))
            {
                foreach (var value in values)
                    yield return new(before + facet.Code(), value);
            }
        }

        if (now.OnePerFamily)
            yield return new("family", "1");
        if (now.SortCode != "relevance")
            yield return new("sort", now.SortCode);
        if (now.View != "list")
            yield return new("view", now.View);
        if (!now.Columns.SequenceEqual(ResultColumn.Default))
            yield return new("columns", string.Join(',', now.Columns));
        if (now.Size != now.DefaultSize && SearchParameters.Sizes.Contains(now.Size))
            yield return new("size", now.Size.ToString(CultureInfo.InvariantCulture));
        if (now.From > 0)
            yield return new("from", now.From.ToString(CultureInfo.InvariantCulture));
    }

    private static Dictionary<Facet, IReadOnlyList<string>> Toggled(IReadOnlyDictionary<Facet, IReadOnlyList<string>> choices, Facet facet, string value)
    {
        if (choices.TryGetValue(facet, out var chosen) && chosen.Contains(value))
            return Without(choices, facet, value);
        var changed = choices.ToDictionary();
        changed[facet] = [.. chosen ?? [], value];
        return changed;
    }

    private static Dictionary<Facet, IReadOnlyList<string>> Without(IReadOnlyDictionary<Facet, IReadOnlyList<string>> choices, Facet facet, string value)
    {
        var changed = choices.ToDictionary();
        if (changed.TryGetValue(facet, out var chosen))
            changed[facet] = [.. chosen.Where(other => other != value)];
        if (changed.TryGetValue(facet, out var left) && left.Count == 0)
            changed.Remove(facet);
        return changed;
    }
}
