using System.Data.Common;
using Dapper;
using Zhishu.Foundation;

namespace Zhishu.Network.Register;

/// <summary>Who asked to act for an organisation.</summary>
internal sealed class JoinPersons(HubDatabase database) : IPersonalData
{
    public string Name => "joinRequests";

    public async Task<object> ExportAsync(Guid account, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return (await connection.QueryAsync(
            new CommandDefinition("select organisation_id, reason, asked_at, answered_at, granted from network.join_request where account_id = @account",
            new { account }, cancellationToken: ct))).AsList();
    }

    public Task EraseAsync(Guid account, DbTransaction transaction, CancellationToken ct) => transaction.Connection!.ExecuteAsync(new CommandDefinition(
        "update network.join_request set account_name = '', reason = '' where account_id = @account", new { account }, transaction, cancellationToken: ct));
}
