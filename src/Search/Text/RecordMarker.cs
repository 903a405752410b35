using Zhishu.Records;

namespace Zhishu.Search.Text;

/// <summary>Marks on the record page what a query found.</summary>
internal sealed class RecordMarker(QueryReader reader, SearchIndex index) : IRecordMarker
{
    public async Task<Func<string, IReadOnlyList<TextPart>>?> ForAsync(string query, CancellationToken ct)
    {
        if ((await reader.ReadAsync(query, exact: false, cql: false, ct)).Node is not { } node)
            return null;
        return new Highlighter(index.Analysis, node).Mark;
    }
}
