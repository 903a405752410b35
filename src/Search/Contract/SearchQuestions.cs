using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;
using Zhishu.Foundation;
using Zhishu.Search.Find;

namespace Zhishu.Search;

/// <summary>A question as an address carries it: query, filters, order.</summary>
public sealed class SearchQuestion
{
    private readonly SearchParameters _asked;

    internal SearchQuestion(SearchParameters asked) => _asked = asked with { From = 0 };

    /// <summary>The query as typed.</summary>
    public string Text => _asked.Query;

    /// <summary>How it was read.</summary>
    public QueryReading Reading => _asked.Reading;

    /// <summary>The request; its page is the first.</summary>
    public SearchRequest Request => _asked.Request;

    /// <summary>The question as one tree, with what narrows it.</summary>
    public QueryNode Node => _asked.IsNarrowed
        ? new QueryNode.And(
        [
            _asked.Reading.Node!,
            .. _asked.Filters.Select(filter => new QueryNode.Chosen(filter.Key, filter.Value)),
            .. _asked.Excluded.Select(filter => new QueryNode.Not(new QueryNode.Chosen(filter.Key, filter.Value))),
        ])
        : _asked.Reading.Node!;

    /// <summary>The question as the part of an address from <c>?</c> on; empty when it asks for everything.</summary>
    public string Address => SearchLinks.To(_asked, "");

    /// <summary>What is found alone, without order, view and families; empty when it asks for everything.</summary>
    public string Plain => SearchLinks.To(_asked with { SortCode = "relevance", View = "list", OnePerFamily = false, Columns = ResultColumn.Default, Size = _asked.DefaultSize }, "");

    /// <summary>Names and values of the address.</summary>
    public IEnumerable<KeyValuePair<string, string>> Fields => SearchLinks.Fields(_asked);

    /// <summary>The question on a page, such as <c>/search</c>.</summary>
    public string On(string path) => SearchLinks.To(_asked, path);

    /// <summary>The results with some values of a facet chosen besides.</summary>
    public string With(Facet facet, params IReadOnlyList<string> values) =>
        SearchLinks.To(_asked with { Filters = new Dictionary<Facet, IReadOnlyList<string>>(_asked.Filters) { [facet] = values } });

    /// <summary>The question in words: the query and what narrows it.</summary>
    public string Describe(Records.ReferenceData reference)
    {
        return string.Join(Lang.T("；"), Narrowings(_asked, reference).Prepend(Text.Length > 0 ? Text : Lang.T("全部记录")));
    }

    internal static IEnumerable<string> Narrowings(SearchParameters asked, Records.ReferenceData reference)
    {
        foreach (var (facet, values) in asked.Filters)
            yield return $"{facet.Label()}={string.Join("/", values.Select(value => FacetValues.LabelOf(facet, value, reference)))}";
        foreach (var (facet, values) in asked.Excluded)
            yield return Lang.T("排除") + $"{facet.Label()}={string.Join("/", values.Select(value => FacetValues.LabelOf(facet, value, reference)))}";
        if (asked.Exact)
            yield return Lang.T("只检索原文");
    }
}

/// <summary>Reads questions from addresses, for the modules that do something with a whole result.</summary>
public sealed class SearchQuestions(QueryReader reader)
{
    /// <summary>The address of a query as it was typed, from ? on.</summary>
    public static string AddressOf(string query) => new QueryBuilder { { "q", query } }.ToString();

    /// <summary>The part of an address without the query: what narrows it.</summary>
    public static string FiltersOf(string address) =>
        new QueryBuilder(QueryHelpers.ParseQuery(address).Where(pair => pair.Key != "q")).ToString().TrimStart('?');

    /// <summary>What narrows a question, in words; empty when nothing does. The query itself is not read.</summary>
    public static string NarrowingOf(string address, Records.ReferenceData reference) =>
        SearchParameters.ReadNarrowing(new QueryCollection(QueryHelpers.ParseQuery(address))) is { } asked ? string.Join(Lang.T("；"), SearchQuestion.Narrowings(asked, reference)) : "";

    /// <summary>Reads a question that may be built on earlier ones.</summary>
    /// <param name="address">The part of an address from ? on.</param>
    /// <param name="numbers">Addresses of earlier questions by their numbers.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The question and the addresses it is built on, to be kept; or what is wrong with it, and where in the query.</returns>
    public async Task<(SearchQuestion? Question, IReadOnlyList<string> BuiltOn, QueryFault? Fault)> ReadAsync(string address, IReadOnlyDictionary<int, string> numbers, CancellationToken ct)
    {
        var (asked, fault) = await SearchParameters.ReadAsync(new QueryCollection(QueryHelpers.ParseQuery(address)), reader, 20, ct, numbers);
        return asked is null ? (null, [], fault!.Fault) : (new(asked), asked.BuiltOn, null);
    }

    /// <summary>Reads a question.</summary>
    /// <returns>The question, or what is wrong with it.</returns>
    public async Task<(SearchQuestion? Question, Bilingual? Fault)> ReadAsync(IQueryCollection query, CancellationToken ct)
    {
        var (asked, fault) = await SearchParameters.ReadAsync(query, reader, 20, ct);
        return asked is null ? (null, fault!.Fault.Message) : (new(asked), null);
    }

    /// <summary>Reads the part of an address from <c>?</c> on.</summary>
    public Task<(SearchQuestion? Question, Bilingual? Fault)> ReadAsync(string address, CancellationToken ct) =>
        ReadAsync(new QueryCollection(QueryHelpers.ParseQuery(address)), ct);
}
