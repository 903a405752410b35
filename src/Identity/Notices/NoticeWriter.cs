using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;

namespace Zhishu.Identity.Notices;

/// <summary>Turns the messages of processes into notices in the hub and, where mail is set up, into mail; each once.</summary>
internal sealed class NoticeWriter(Mailer mailer, IOptions<HubOptions> options, TimeProvider clock) : IProcessSubscriber
{
    public string Name => "identity.notices";

    public async Task HandleAsync(IReadOnlyList<AuditEntry> entries, DbTransaction transaction, CancellationToken ct)
    {
        foreach (var entry in entries)
        {
            var place = 0;
            foreach (var notice in entry.Messages())
                await TellAsync(entry, notice, place++, transaction, ct);
        }
    }

    private async Task TellAsync(AuditEntry entry, ProcessNotice notice, int place, DbTransaction transaction, CancellationToken ct)
    {
        var connection = transaction.Connection!;
        foreach (var (account, email, confirmed) in await RecipientsAsync(notice.Audience, transaction, ct))
        {
            var written = await connection.ExecuteAsync(new CommandDefinition("""
                insert into identity.notice (id, account_id, process_seq, place, at, zh, en, url) values (@id, @account, @Seq, @place, @At, @Zh, @En, @Url)
                on conflict (account_id, process_seq, place) do nothing
                """, new { id = Guid.CreateVersion7(clock.GetUtcNow()), account, entry.Seq, place, entry.At, notice.Zh, notice.En, notice.Url }, transaction, cancellationToken: ct));
            if (written > 0 && confirmed && mailer.CanSend && (NoticeAreas.IsSecurity(entry.Type) || await WantsMailAsync(account, entry.Type, transaction, ct)))
                await mailer.QueueAsync(transaction, email, notice.Zh, $"{notice.Zh}\n{notice.En}\n\n{options.Value.Absolute(notice.Url)}", ct);
        }
    }

    private static async Task<bool> WantsMailAsync(Guid account, string type, DbTransaction transaction, CancellationToken ct) => !await transaction.Connection!.ExecuteScalarAsync<bool>(new CommandDefinition(
        "select exists (select from identity.mail_choice where account_id = @account and area = @area)", new { account, area = NoticeAreas.Of(type) }, transaction, cancellationToken: ct));

    private static async Task<IEnumerable<(Guid, string, bool)>> RecipientsAsync(string audience, DbTransaction transaction, CancellationToken ct)
    {
        var parts = audience.Split(':');
        var condition = parts switch
        {
            ["account", _] => "account.id = @id",
            ["organisation", _] => "exists (select from identity.account_grant where account_id = account.id and ended_at is null and organisation_id = @id)",
            ["recommender", "region", _] => "exists (select from identity.account_grant where account_id = account.id and ended_at is null and duty = 'Recommender' and region = @reach)",
            ["recommender", "sector", _] => "exists (select from identity.account_grant where account_id = account.id and ended_at is null and duty = 'Recommender' and sector = @reach)",
            ["duty", _] => "exists (select from identity.account_grant where account_id = account.id and ended_at is null and duty = @reach)",
            ["national"] => "exists (select from identity.account_grant where account_id = account.id and ended_at is null and duty = 'National')",
            _ => "false",
        };
        return await transaction.Connection!.QueryAsync<(Guid, string, bool)>(new CommandDefinition(
            $"select account.id, account.email, account.email_confirmed from identity.account where not account.disabled and {condition} order by account.id",
            new { id = Guid.TryParse(parts[^1], out var id) ? id : Guid.Empty, reach = parts[^1] }, transaction, cancellationToken: ct));
    }
}
