using System.Globalization;
using Microsoft.AspNetCore.Http;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search.Text;

namespace Zhishu.Search.Find;

/// <summary>The question by which a record was opened, what it marks, and the hits around it.</summary>
internal sealed class RecordQuestions(QueryReader reader, SearchIndex index, ISearchEngine engine, RecordStore records, ReferenceData reference) : IRecordQuestions
{
    /// <summary>How far from its old place a record is looked for.</summary>
    private const int Near = 40;

    private const int LongestMark = 400;

    public async Task<RecordQuestion?> ReadAsync(IQueryCollection query, Guid id, bool withPlace, CancellationToken ct)
    {
        if (query["q"].Count == 0 && query["at"].Count == 0)
        {
            return query["mark"].ToString() is { Length: > 0 and <= LongestMark } mark && (await reader.ReadAsync(mark, exact: false, cql: false, ct)).Node is { } node
                ? Of(mark, node) : null;
        }

        if ((await SearchParameters.ReadAsync(query, reader, SearchModel.Size, ct)).Asked is not { Size: > 0 } asked)
            return null;
        var question = Of(new SearchQuestion(asked).Describe(reference), asked.Reading.Node!);
        if (!int.TryParse(query["at"], NumberStyles.None, CultureInfo.InvariantCulture, out var at) || at is < 1 or > SearchParameters.LargestFrom)
            return question with { Results = SearchLinks.At(asked, 0) };
        var place = withPlace ? await FindAsync(asked, at, id, ct) : null;
        var before = (int)((place?.At ?? at) - 1);
        return question with { Place = place, Results = SearchLinks.At(asked, before / asked.Size * asked.Size) + (place is null ? "" : $"#hit-{place.At}") };
    }

    private RecordQuestion Of(string text, QueryNode node)
    {
        var highlighter = new Highlighter(index.Analysis, node);
        return new(text, highlighter.Terms, highlighter.Mark);
    }

    private async Task<HitPlace?> FindAsync(SearchParameters asked, int at, Guid id, CancellationToken ct)
    {
        try
        {
            return await AroundAsync(asked, at, id, ct) ?? (await MovedAsync(asked, at, id, ct) is { } now ? await AroundAsync(asked, now, id, ct) : null);
        }
        catch (TooCostlyException)
        {
            return null;
        }
    }

    /// <summary>The place when the record stands there, with what stands beside it in the same answer.</summary>
    private async Task<HitPlace?> AroundAsync(SearchParameters asked, int at, Guid id, CancellationToken ct)
    {
        var (from, own) = at == 1 ? (0, 0) : (at - 2, 1);
        var found = await engine.FindAsync(asked.Request with { From = from, Size = own + 2, Facets = [] }, ct);
        if (own >= found.Ids.Count || found.Ids[own] != id)
            return null;
        Guid? before = own == 0 ? null : found.Ids[0], behind = found.Ids.Count > own + 1 ? found.Ids[own + 1] : null;
        var beside = (await records.GetAsync([.. new[] { before, behind }.OfType<Guid>()], ct)).ToDictionary(stored => stored.Id, stored => stored.Record);
        string? To(Guid? other, int place) => other is { } known && beside.TryGetValue(known, out var record) ? SearchLinks.ToRecord(asked, record, place) : null;
        return new(at, found.Total, To(before, at - 1), To(behind, at + 1));
    }

    private async Task<int?> MovedAsync(SearchParameters asked, int at, Guid id, CancellationToken ct)
    {
        var from = Math.Max(0, at - 1 - Near);
        var found = await engine.FindAsync(asked.Request with { From = from, Size = (2 * Near) + 1, Facets = [] }, ct);
        return found.Ids.Index().FirstOrDefault(hit => hit.Item == id, (-1, default)).Index is >= 0 and var place ? from + place + 1 : null;
    }
}
