using Dapper;
using Zhishu.Foundation;

namespace Zhishu.Delivery;

/// <summary>How documents are delivered, over a year.</summary>
/// <param name="Asked">Orders.</param>
/// <param name="Filled">Those supplied.</param>
/// <param name="Unfilled">Those not.</param>
/// <param name="Hours">Median hours to the copy, or null.</param>
/// <param name="Stars">Mean rating, or null.</param>
internal sealed record DeliveryFigure(long Asked, long Filled, long Unfilled, double? Hours, double? Stars);

/// <summary>Figures of the deliveries.</summary>
internal sealed class DeliveryFigures(HubDatabase database, TimeProvider clock)
{
    public async Task<DeliveryFigure> ReadAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<DeliveryFigure>(new CommandDefinition("""
            select count(*) as Asked, count(*) filter (where state = 'CopyCompleted') as Filled, count(*) filter (where state = 'Unfilled') as Unfilled,
              percentile_cont(0.5) within group (order by extract(epoch from supplied_at - asked_at)::float8 / 3600) as Hours, avg(rating)::float8 as Stars
            from delivery.document_order where asked_at > @since
            """, new { since = clock.GetUtcNow().AddDays(-365) }, cancellationToken: ct));
    }
}
