using Dapper;
using Zhishu.Foundation;

namespace Zhishu.Exchange.Harvest;

/// <summary>Licences whose records the hub keeps to itself.</summary>
internal sealed class LicenceRules(HubDatabase database, TimeProvider clock)
{
    /// <summary>The licences that records came under, and whether each is closed.</summary>
    public async Task<IReadOnlyList<(string Licence, bool Closed)>> AllAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<(string, bool)>(new CommandDefinition(
            """
            select l.licence, exists (select from exchange.closed_licence c where c.licence = l.licence)
            from (select distinct licence from exchange.source where licence <> '' union select licence from exchange.closed_licence) l
            order by l.licence
            """, cancellationToken: ct))];
    }

    public async Task SetAsync(string licence, bool closed, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            closed ? "insert into exchange.closed_licence (licence, closed_at) values (@licence, @now) on conflict do nothing" : "delete from exchange.closed_licence where licence = @licence",
            new { licence, now = clock.GetUtcNow() }, cancellationToken: ct));
    }
}
