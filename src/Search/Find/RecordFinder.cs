using Zhishu.Foundation;

namespace Zhishu.Search.Find;

/// <summary>Records for the one box.</summary>
internal sealed class RecordFinder(SearchQuestions questions, SearchService search) : IFinder
{
    public string Code => "records";

    public int Order => 10;

    public Bilingual Label => new("专利、商标、地理标志、布图设计");

    public async Task<(long Total, IReadOnlyList<FoundItem> Items, string More)> FindAsync(string question, int size, CancellationToken ct)
    {
        var address = $"?q={Uri.EscapeDataString(question)}";
        if ((await questions.ReadAsync(address, ct)).Question is not { } asked)
            return (0, [], "/search" + address);
        var found = await search.FindAsync(asked.Request with { Size = size, Facets = [] }, ct);
        return (found.Total, [.. found.Hits.Select(hit => new FoundItem(hit.Record.Title, hit.Url, $"{hit.Record.Number} {hit.Record.Parties.FirstOrDefault()?.Name}"))], "/search" + address);
    }
}
