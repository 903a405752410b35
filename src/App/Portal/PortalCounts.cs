using Dapper;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.App.Portal;

/// <summary>How many records there are, counted again only when the feed has moved on, and at most every five seconds: the start page is asked for most.</summary>
internal sealed class PortalCounts(HubDatabase database, RecordStore records, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _one = new(1);
    private (IReadOnlyDictionary<RecordKind, long> ByKind, long Synthetic, long Sequence, DateTimeOffset At)? _known;

    public async Task<(IReadOnlyDictionary<RecordKind, long> ByKind, long Synthetic)> ReadAsync(CancellationToken ct)
    {
        if (_known is { } known && clock.GetUtcNow() - known.At < Fresh)
            return (known.ByKind, known.Synthetic);
        await _one.WaitAsync(ct);
        try
        {
            await using var connection = await database.Source.OpenConnectionAsync(ct);
            var sequence = await connection.ExecuteScalarAsync<long?>(new CommandDefinition("select max(seq) from records.changes", cancellationToken: ct)) ?? 0;
            if (_known is { } last && last.Sequence == sequence)
            {
                _known = (last.ByKind, last.Synthetic, last.Sequence, clock.GetUtcNow());
            }
            else
            {
                var (byKind, synthetic) = await records.CountAsync(ct);
                _known = (byKind, synthetic, sequence, clock.GetUtcNow());
            }

            return (_known.Value.ByKind, _known.Value.Synthetic);
        }
        finally
        {
            _one.Release();
        }
    }
}
