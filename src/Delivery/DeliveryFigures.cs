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
    /// <summary>Figures of the whole network, of what members asked for, and of what they supplied or could not.</summary>
    /// <param name="members">The members.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<(DeliveryFigure All, DeliveryFigure Asked, DeliveryFigure Supplied)> ReadAsync(IReadOnlyList<Guid> members, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        async Task<DeliveryFigure> OfAsync(string whose, string unfilled) => await connection.QuerySingleAsync<DeliveryFigure>(new CommandDefinition($"""
            select count(*) as Asked, count(*) filter (where state = 'CopyCompleted') as Filled, count(*) filter (where {unfilled}) as Unfilled,
              percentile_cont(0.5) within group (order by extract(epoch from supplied_at - asked_at)::float8 / 3600) as Hours, avg(rating)::float8 as Stars
            from delivery.document_order where asked_at > @since and {whose}
            """, new { since = clock.GetUtcNow().AddDays(-365), members = members.ToArray() }, cancellationToken: ct));
        return (await OfAsync("true", "state = 'Unfilled'"), await OfAsync("requester_id = any(@members)", "state = 'Unfilled'"),
            await OfAsync("(supplier_id = any(@members) or tried && @members)", "tried && @members and not coalesce(supplier_id = any(@members), false)"));
    }
}
