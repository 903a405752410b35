using System.Data.Common;
using Dapper;
using Zhishu.Foundation;

namespace Zhishu.Exchange.Keys;

/// <summary>What an account has at the open interface: keys and webhooks.</summary>
internal sealed class ExchangePersons(HubDatabase database) : IPersonalData
{
    public string Name => "exchange";

    public async Task<object> ExportAsync(Guid account, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return new
        {
            Keys = await connection.QueryAsync(
            new CommandDefinition("select name, purpose, per_day, created_at, revoked_at from exchange.api_key where account_id = @account", new { account }, cancellationToken: ct)),
            Hooks = await connection.QueryAsync(
            new CommandDefinition("select name, address, set_spec, created_at from exchange.hook where account_id = @account", new { account }, cancellationToken: ct)),
        };
    }

    public Task EraseAsync(Guid account, DbTransaction transaction, CancellationToken ct) => transaction.Connection!.ExecuteAsync(new CommandDefinition(
        "delete from exchange.api_key where account_id = @account; delete from exchange.hook where account_id = @account", new { account }, transaction, cancellationToken: ct));
}
