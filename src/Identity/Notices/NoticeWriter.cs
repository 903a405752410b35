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
        var recipients = await RecipientsAsync(notice.Audience, NoticeAreas.Of(entry.Type), transaction, ct);
        if (recipients.Count == 0)
            return;
        var now = clock.GetUtcNow();
        var written = (await transaction.Connection!.QueryAsync<Guid>(new CommandDefinition("""
            insert into identity.notice (id, account_id, process_seq, place, at, zh, en, url)
            select id, account, @Seq, @place, @At, @Zh, @En, @Url from unnest(@ids, @accounts) as r (id, account)
            on conflict (account_id, process_seq, place) do nothing
            returning account_id
            """, new
        {
            ids = recipients.Select(_ => Guid.CreateVersion7(now)).ToArray(),
            accounts = recipients.Select(one => one.Account).ToArray(),
            entry.Seq,
            place,
            entry.At,
            notice.Zh,
            notice.En,
            notice.Url
        }, transaction, cancellationToken: ct))).ToHashSet();
        if (!mailer.CanSend)
            return;
        var mailed = recipients.Where(one => written.Contains(one.Account) && one.Confirmed && (one.Wants || NoticeAreas.IsSecurity(entry.Type))).Select(one => one.Email).ToList();
        await mailer.QueueAsync(transaction, mailed, notice.Zh, $"{notice.Zh}\n{notice.En}\n\n{options.Value.Absolute(notice.Url)}", ct);
    }

    private sealed record Recipient(Guid Account, string Email, bool Confirmed, bool Wants);

    private static async Task<IReadOnlyList<Recipient>> RecipientsAsync(string audience, string area, DbTransaction transaction, CancellationToken ct)
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
        return [.. await transaction.Connection!.QueryAsync<Recipient>(new CommandDefinition(
            $"""
            select account.id as Account, account.email as Email, account.email_confirmed as Confirmed,
              not exists (select from identity.mail_choice where account_id = account.id and area = @area) as Wants
            from identity.account
            where not account.disabled and {condition}
            order by account.id
            """,
            new { id = Guid.TryParse(parts[^1], out var id) ? id : Guid.Empty, reach = parts[^1], area }, transaction, cancellationToken: ct))];
    }
}
