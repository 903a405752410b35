using System.Runtime.CompilerServices;
using Zhishu.Records;

namespace Zhishu.Search;

/// <summary>A hit as pages and the API show it.</summary>
/// <param name="Stored">The record.</param>
/// <param name="Title">Its title, with what was found marked.</param>
/// <param name="Snippet">The part of the abstract (or of the first claim) around the first hit; empty when there is neither.</param>
public sealed record SearchHit(StoredRecord Stored, IReadOnlyList<TextPart> Title, IReadOnlyList<TextPart> Snippet)
{
    /// <summary>The record.</summary>
    public IpRecord Record => Stored.Record;

    /// <summary>Address of the record page.</summary>
    public string Url => RecordLinks.To(Record);
}

/// <summary>A page of hits.</summary>
/// <param name="Total">Number of all hits.</param>
/// <param name="Hits">The page.</param>
/// <param name="Facets">Counts.</param>
public sealed record SearchPage(long Total, IReadOnlyList<SearchHit> Hits, IReadOnlyDictionary<Facet, IReadOnlyList<FacetCount>> Facets);

/// <summary>Asks the engine and fetches what its page shows.</summary>
public sealed class SearchService(ISearchEngine engine, RecordStore records, SearchIndex index)
{
    private const int SnippetLength = 160;
    private const int PortionSize = 200;

    /// <summary>All records that a request finds, in its order, read one portion after another.</summary>
    public async IAsyncEnumerable<StoredRecord> StreamAsync(SearchRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        // The identities are read to the end first: a slow reader of the records then holds no connection of the database.
        var all = new List<Guid>();
        await foreach (var id in engine.StreamAsync(request, ct))
            all.Add(id);
        foreach (var ids in all.Chunk(PortionSize))
        {
            var stored = (await records.GetAsync(ids, ct)).ToDictionary(record => record.Id);
            foreach (var id in ids)
            {
                if (stored.TryGetValue(id, out var record))
                    yield return record;
            }
        }
    }

    /// <summary>Finds a page of hits. A record deleted between the two steps is left out.</summary>
    public async Task<SearchPage> FindAsync(SearchRequest request, CancellationToken ct)
    {
        var result = await engine.FindAsync(request, ct);
        var stored = (await records.GetAsync([.. result.Ids], ct)).ToDictionary(record => record.Id);
        var highlighter = new Text.Highlighter(index.Analysis, request.Query);
        var hits = result.Ids.Where(stored.ContainsKey).Select(id => Present(stored[id], highlighter)).ToList();
        return new(result.Total, hits, result.Facets);
    }

    private static SearchHit Present(StoredRecord stored, Text.Highlighter highlighter)
    {
        var text = stored.Record.Abstract ?? stored.Record.Claims.FirstOrDefault()?.Text;
        return new(stored, highlighter.Mark(stored.Record.Title), text is null ? [] : highlighter.Snippet(text, SnippetLength));
    }
}
