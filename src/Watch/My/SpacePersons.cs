using System.Data.Common;
using Dapper;
using Zhishu.Foundation;

namespace Zhishu.Watch.My;

/// <summary>What an account keeps in 我的: saved searches, subscriptions, kept records, themes. A theme that a body has listed for everybody stays when the person goes.</summary>
internal sealed class SpacePersons(HubDatabase database) : IPersonalData
{
    public string Name => "space";

    public async Task<object> ExportAsync(Guid account, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        async Task<IEnumerable<dynamic>> RowsAsync(string sql) => await connection.QueryAsync(new CommandDefinition(sql, new { account }, cancellationToken: ct));
        return new
        {
            Searches = await RowsAsync("select name, address, created_at from watch.saved_search where space_id in (select id from watch.space where account_id = @account)"),
            Kept = await RowsAsync("select record_id, note, tags, kept_at from watch.kept where space_id in (select id from watch.space where account_id = @account)"),
            Themes = await RowsAsync("select slug, title, intro, access from watch.theme where space_id in (select id from watch.space where account_id = @account)"),
            History = await RowsAsync("select typed, address, total, asked_at from watch.asked where owner in (select id from watch.space where account_id = @account)"),
            Strategies = await RowsAsync("select name, lines::text as lines, changed_at from watch.strategy where space_id in (select id from watch.space where account_id = @account)"),
            Alerts = await RowsAsync("select name, every, by_mail from watch.alert where space_id in (select id from watch.space where account_id = @account)"),
        };
    }

    public Task EraseAsync(Guid account, DbTransaction transaction, CancellationToken ct) => transaction.Connection!.ExecuteAsync(new CommandDefinition("""
        delete from watch.theme t where space_id in (select id from watch.space where account_id = @account)
          and not exists (select from watch.theme_listing l where l.theme_id = t.id and l.state = 'Listed');
        update watch.theme_listing set proposed_by = null, proposed_name = '' where proposed_by = @account;
        delete from watch.space where account_id = @account
        """, new { account }, transaction, cancellationToken: ct));
}
