using System.Globalization;
using System.Xml.Linq;
using Microsoft.Extensions.Options;
using Zhishu.Exchange.Feed;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.Exchange.Sru;

/// <summary>Answers SRU: search with CQL, terms of an index, and what there is to ask.</summary>
internal sealed class SruServer(QueryReader reader, SearchService search, SruSchemas schemas, SruTerms terms, HubIdentity identity, ReferenceData reference, IOptions<HubOptions> options)
{
    private const int Furthest = 10_000_000;

    /// <summary>The whole document for a request.</summary>
    public Task<XDocument> AnswerAsync(SruRequest request, SruDiagnostic? fault, CancellationToken ct) => request.Operation switch
    {
        SruOperation.SearchRetrieve => SearchAsync(request, fault, ct),
        SruOperation.Scan => ScanAsync(request, fault, ct),
        _ => Task.FromResult(Explain(request, fault)),
    };

    private async Task<XDocument> SearchAsync(SruRequest request, SruDiagnostic? fault, CancellationToken ct)
    {
        var form = new SruForm(request);
        var schema = schemas.Find(request.Schema);
        if (fault is null && schema is null)
            fault = new(66, request.Schema, "Unknown schema for retrieval.");
        var asked = fault is null ? await AskAsync(request, ct) : (null, fault);
        if (asked.Fault is { } wrong || asked.Request is not { } wanted)
            return form.Document("searchRetrieveResponse", form.Version, form.Text("numberOfRecords", "0"), form.Echo(), form.Diagnostics(asked.Fault!));
        SearchPage found;
        try
        {
            found = await search.FindAsync(wanted, ct);
        }
        catch (TooCostlyException e)
        {
            return form.Document("searchRetrieveResponse", form.Version, form.Text("numberOfRecords", "0"), form.Echo(), form.Diagnostics(new(60, null, e.Text.En)));
        }

        if (request.Start > Math.Max(1, found.Total))
            return form.Document("searchRetrieveResponse", form.Version, form.Text("numberOfRecords", found.Total), form.Echo(),
                form.Diagnostics(new(61, request.Start.ToString(CultureInfo.InvariantCulture), "First record position out of range.")));
        var name = await identity.NamespaceAsync(ct);
        var records = found.Hits.Select((hit, i) => form.Record(schema!.Identifier, schema.Write(hit.Record), HubIdentity.Identifier(name, RecordKey.Of(hit.Record)), request.Start + i)).ToList();
        var next = request.Start + found.Hits.Count;
        var facets = request.Facets.Count > 0 ? Facets(request, found) : null;
        return form.Document("searchRetrieveResponse",
            form.Version,
            form.Text("numberOfRecords", found.Total),
            request.IsTwo ? form.Text("resultCountPrecision", "info:srw/vocabulary/resultCountPrecision/1/exact") : null,
            records.Count > 0 ? form.Wrap("records", records) : null,
            found.Hits.Count > 0 && next <= found.Total ? form.Text("nextRecordPosition", next) : null,
            form.Echo(),
            request.IsTwo ? facets : null,
            !request.IsTwo && facets is not null ? form.Wrap("extraResponseData", [facets]) : null);
    }

    private async Task<(SearchRequest? Request, SruDiagnostic? Fault)> AskAsync(SruRequest request, CancellationToken ct)
    {
        var reading = await reader.ReadAsync(request.Query, exact: true, cql: true, ct);
        if (reading.Fault is { } wrong)
            return (null, new(wrong.Diagnostic,
                request.Query[Math.Min(wrong.Position, request.Query.Length)..Math.Min(wrong.Position + wrong.Length, request.Query.Length)], wrong.Message.ToString()));
        var sort = reading.Sort ?? SearchSort.Relevance;

        // 1.1: sortKeys is path,schema,ascending,…
        if (request.SortKeys.Length > 0)
        {
            if (request.SortKeys.Split(',') is not [("date" or "dc.date" or "ad"), .. var rest])
                return (null, new(80, request.SortKeys, "Only dates can be sorted by."));
            sort = rest.ElementAtOrDefault(1) == "0" ? SearchSort.DateDescending : SearchSort.DateAscending;
        }

        var facets = new List<Facet>();
        foreach (var facet in FacetsAsked(request))
        {
            if (facet.Index.Facet is not { } known)
                return (null, new(16, facet.Index.Whole, "The index cannot be counted."));
            facets.Add(known);
        }

        if (request.Facets.Any(facet => facet.Index.Length > 0 && SruIndexes.Find(facet.Index) is null))
            return (null, new(16, request.Facets.First(facet => facet.Index.Length > 0 && SruIndexes.Find(facet.Index) is null).Index, "Unsupported index."));
        return request.Start > Furthest
            ? (null, new(61, request.Start.ToString(CultureInfo.InvariantCulture), "First record position out of range."))
            : (new(reading.Node!, new Dictionary<Facet, IReadOnlyList<string>>(), sort, request.Start - 1,
            request.Most, [.. facets.Distinct()])
            { FacetSize = request.Facets.Select(facet => facet.Limit).DefaultIfEmpty(10).Max() }, null);
    }

    private static IEnumerable<(SruIndex Index, int Limit)> FacetsAsked(SruRequest request)
    {
        foreach (var facet in request.Facets)
        {
            if (facet.Index.Length == 0)
            {
                // A limit alone asks for all facets there are.
                foreach (var index in SruIndexes.All.Where(index => index is { Set: "dc", Facet: not null } and not { Facet: Facet.Keyword or Facet.Inventor }))
                    yield return (index, facet.Limit);
            }
            else if (SruIndexes.Find(facet.Index) is { } index)
            {
                yield return (index, facet.Limit);
            }
        }
    }

    private XElement Facets(SruRequest request, SearchPage found)
    {
        XNamespace space = "http://docs.oasis-open.org/ns/search-ws/facetedResults";
        return new(space + "facetedResults", new XElement(space + "datasource",
            new XElement(space + "datasourceDisplayLabel", options.Value.HubName),
            new XElement(space + "facets", FacetsAsked(request).Select(asked => new XElement(space + "facet",
                new XElement(space + "facetDisplayLabel", asked.Index.Title.ToString()),
                new XElement(space + "index", asked.Index.Whole),
                new XElement(space + "relation", "="),
                new XElement(space + "terms", found.Facets.GetValueOrDefault(asked.Index.Facet!.Value, []).Take(asked.Limit).Select(value => new XElement(space + "term",
                    new XElement(space + "actualTerm", value.Value),
                    new XElement(space + "displayTerm", FacetValues.LabelOf(asked.Index.Facet.Value, value.Value, reference)),
                    new XElement(space + "query", $"({request.Query}) and {SruIndexes.QueryFor(asked.Index, value.Value)}"),
                    new XElement(space + "count", value.Count)))))))));
    }

    private async Task<XDocument> ScanAsync(SruRequest request, SruDiagnostic? fault, CancellationToken ct)
    {
        var form = new SruForm(request);
        var (index, from, wrong) = fault is null ? SruTerms.Read(request.Clause) : (null, "", fault);
        if (wrong is not null)
            return form.Document("scanResponse", form.Version, form.Echo("echoedScanRequest"), form.Diagnostics(wrong));
        var listed = await terms.ListAsync(index!.Facet!.Value, from, request.Position, request.Most, ct);
        return form.Document("scanResponse", form.Version,
            form.Wrap("terms", listed.Select(term => form.Wrap("term",
            [
                form.Text("value", term.Value),
                form.Text("numberOfRecords", term.Count),
                FacetValues.LabelOf(index.Facet.Value, term.Value, reference) is var label && label != term.Value ? form.Text("displayTerm", label) : null,
                term.Where is { } where ? form.Text("whereInList", where) : null,
            ]))),
            form.Echo("echoedScanRequest"));
    }

    private XDocument Explain(SruRequest request, SruDiagnostic? fault)
    {
        var form = new SruForm(request);
        var record = form.Record("http://explain.z3950.org/dtd/2.0/", SruExplain.Write(options.Value, schemas.All, request.Version), null, null);
        return form.Document("explainResponse", form.Version, record, form.Echo("echoedExplainRequest"), fault is null ? null : form.Diagnostics(fault));
    }
}
