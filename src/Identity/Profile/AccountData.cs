using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Zhishu.Foundation;
using Zhishu.Identity.Accounts;
using Zhishu.Identity.Notices;
using Zhishu.Identity.Sessions;

namespace Zhishu.Identity.Profile;

/// <summary>Gathers what all modules keep about a person, and makes them forget it.</summary>
internal sealed class AccountData(AppDb db, HubDatabase database, IEnumerable<IPersonalData> parts, ProcessLog log)
{
    public async Task<IReadOnlySet<string>> UnwantedAsync(Guid account, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<string>(new CommandDefinition("select area from identity.mail_choice where account_id = @account", new { account }, cancellationToken: ct))).ToHashSet();
    }

    /// <summary>Keeps which areas are not mailed: those not wanted.</summary>
    public async Task ChooseAsync(Guid account, string[] wanted, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            with gone as (delete from identity.mail_choice where account_id = @account and not area = any(@areas))
            insert into identity.mail_choice (account_id, area) select @account, unnest(@areas) on conflict do nothing
            """, new { account, areas = NoticeAreas.All.Keys.Except(wanted).ToArray() }, cancellationToken: ct));
    }

    /// <summary>Everything about a person, as JSON.</summary>
    public async Task<byte[]> ExportAsync(Person person, Actor actor, CancellationToken ct)
    {
        var all = new SortedDictionary<string, object>(StringComparer.Ordinal);
        foreach (var part in parts)
            all[part.Name] = await part.ExportAsync(person.Id, ct);
        var (accounts, sessions) = (db.Accounts, db.Sessions);
        var account = await accounts.AsNoTracking().FirstAsync(row => row.Id == person.Id, ct);
        all["account"] = new
        {
            account.Email,
            account.DisplayName,
            account.CreatedAt,
            Duties = person.Grants.Select(grant => grant.Duty),
            Sessions = await sessions.AsNoTracking().Where(row => row.AccountId == person.Id).Select(row => new { row.CreatedAt, row.SeenAt, row.Address, row.Agent }).ToListAsync(ct)
        };
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        all["notices"] = await connection.QueryAsync(
            new CommandDefinition("select at, zh, url, read_at from identity.notice where account_id = @Id order by at", new { person.Id }, cancellationToken: ct));
        await log.WriteAsync("account.export", actor, AccountSubject.Of(person.Id, person.Name), null, ct);
        return JsonSerializer.SerializeToUtf8Bytes(all, new JsonSerializerOptions(JsonColumn.Options) { WriteIndented = true });
    }

    /// <summary>Forgets a person: all modules and the account itself, in one transaction. The trail is kept, as the law asks.</summary>
    public async Task EraseAsync(HttpContext context, Person person, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        foreach (var part in parts)
            await part.EraseAsync(person.Id, transaction.GetDbTransaction(), ct);
        log.Record("account.erase", actor, AccountSubject.Of(person.Id, person.Name));
        await db.SaveChangesAsync(ct);
        var accounts = db.Accounts;
        await accounts.Where(row => row.Id == person.Id).ExecuteDeleteAsync(ct);
        await transaction.CommitAsync(ct);
        await context.SignOutAsync(SessionKeeper.Scheme);
    }
}
