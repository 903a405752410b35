using Zhishu.Pictures.Set;
using Zhishu.Pictures.Store;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.Pictures.Find;

/// <summary>What the hub holds: without it a result, and above all none, says nothing.</summary>
/// <param name="Pictures">Pictures of marks and designs.</param>
/// <param name="Searchable">How many of them can be found.</param>
/// <param name="Marks">Trademarks.</param>
/// <param name="Designs">Designs.</param>
/// <param name="HasDemo">Whether generated demo data is among the records.</param>
/// <param name="Latest">The latest application date of a trademark, or null.</param>
/// <param name="Source">The source of that trademark, or null.</param>
internal sealed record Held(long Pictures, long Searchable, long Marks, long Designs, bool HasDemo, DateOnly? Latest, string? Source);

/// <summary>Counts what the hub holds; the records not more often than every few minutes.</summary>
internal sealed class Holdings(ISearchEngine engine, RecordStore records, PictureTable table, PictureSet set, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(2);
    private (DateTimeOffset At, long Marks, long Designs, bool HasDemo, DateOnly? Latest, string? Source)? _last;

    public async Task<Held> CountAsync(CancellationToken ct)
    {
        if (_last is not { } last || clock.GetUtcNow() - last.At > Fresh)
            _last = last = await ReadAsync(ct);
        return new((await table.CountAsync(ct)).Shown, await set.CountAsync(ct), last.Marks, last.Designs, last.HasDemo, last.Latest, last.Source);
    }

    private async Task<(DateTimeOffset, long, long, bool, DateOnly?, string?)> ReadAsync(CancellationToken ct)
    {
        var newest = await engine.FindAsync(new(new QueryNode.Chosen(Facet.Kind, ["trademark"]), new Dictionary<Facet, IReadOnlyList<string>>(), SearchSort.DateDescending, 0, 1, []), ct);
        var designs = await engine.FindAsync(SearchRequest.All(new QueryNode.Type("design")), ct);
        var record = newest.Ids.Count > 0 ? (await records.GetAsync([.. newest.Ids], ct)).FirstOrDefault()?.Record : null;
        var (_, synthetic) = await records.CountAsync(ct);
        return (clock.GetUtcNow(), newest.Total, designs.Total, synthetic > 0, record?.FilingDate, record?.Source?.Name);
    }
}
