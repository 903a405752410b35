using Dapper;
using Zhishu.Foundation;

namespace Zhishu.Identity.Notices;

/// <summary>A message to a person.</summary>
internal sealed record NoticeRow(Guid Id, DateTime At, string Zh, string En, string Url, DateTime? ReadAt);

/// <summary>The notices of a person.</summary>
internal sealed class NoticeBox(HubDatabase database, TimeProvider clock)
{
    public async Task<(IReadOnlyList<NoticeRow> Rows, long Total)> ListAsync(Guid account, int skip, int size, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var total = await connection.ExecuteScalarAsync<long>(new CommandDefinition("select count(*) from identity.notice where account_id = @account", new { account }, cancellationToken: ct));
        var rows = await connection.QueryAsync<NoticeRow>(new CommandDefinition(
            "select id, at, zh, en, url, read_at as ReadAt from identity.notice where account_id = @account order by at desc, place offset "
            + "@skip limit @size", new { account, skip, size }, cancellationToken: ct));
        return ([.. rows], total);
    }

    public async Task<int> UnreadAsync(Guid account, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<int>(
            new CommandDefinition("select count(*) from identity.notice where account_id = @account and read_at is null", new { account }, cancellationToken: ct));
    }

    /// <summary>Marks one notice read, or all, and gives the address of the one.</summary>
    public async Task<string?> ReadAsync(Guid account, Guid? id, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(
            new CommandDefinition("update identity.notice set read_at = @now where account_id = @account and read_at is null and (@id::uuid is null or id "
            + "= @id)", new { account, id, now = clock.GetUtcNow() }, cancellationToken: ct));
        return id is null ? null
            : await connection.ExecuteScalarAsync<string?>(new CommandDefinition("select url from identity.notice where account_id = @account and id = @id",
            new { account, id }, cancellationToken: ct));
    }
}
