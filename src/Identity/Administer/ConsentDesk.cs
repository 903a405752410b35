using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity.Accounts;
using Zhishu.Identity.Sessions;
using Zhishu.Identity.SignIn;

namespace Zhishu.Identity.Administer;

/// <summary>
/// Nobody gets into another person's account, and nobody gets a duty of the hub, by one administrator alone: one asks, the owner is told,
/// another administrator or the security officer agrees (等保 2.0, 三权分立).
/// </summary>
internal sealed class ConsentDesk(AppDb db, UserManager<Account> users, AccountDesk desk, SessionKeeper sessions, PasswordReset reset, ProcessLog log, Mailer mailer, TimeProvider clock)
{
    /// <summary>So long an answer is waited for.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromDays(7);

    /// <summary>Where they are answered.</summary>
    public const string Url = "/accounts/consents";

    public static Bilingual Label(Consent consent) => consent.Kind switch
    {
        ConsentKind.Password => new("a new password|重设密码"),
        ConsentKind.Factor => new("清除第二因素"),
        _ => new($"授予职责：{consent.Duty!.Value.Label()}"),
    };

    public Task<List<(Consent Consent, Account Account)>> OpenAsync(CancellationToken ct)
    {
        var (consents, accounts, since) = (db.Consents, db.Accounts, clock.GetUtcNow() - Lasts);
        return (from consent in consents.AsNoTracking()
                join account in accounts on consent.AccountId equals account.Id
                where consent.AnsweredAt == null && consent.AskedAt > since
                orderby consent.AskedAt
                select new ValueTuple<Consent, Account>(consent, account)).ToListAsync(ct);
    }

    /// <summary>What is asked for one account and not answered.</summary>
    public Task<List<Consent>> OpenForAsync(Guid account, CancellationToken ct)
    {
        var (consents, since) = (db.Consents, clock.GetUtcNow() - Lasts);
        return consents.AsNoTracking().Where(row => row.AccountId == account && row.AnsweredAt == null && row.AskedAt > since).OrderBy(row => row.AskedAt).ToListAsync(ct);
    }

    /// <summary>Asks; the owner and those who can agree are told.</summary>
    public async Task<Bilingual?> AskAsync(Account account, ConsentKind kind, NewGrant? grant, string? reason, Person by, Actor actor, CancellationToken ct)
    {
        var text = SafeText.Clean(reason ?? "").Trim();
        if (text.Length is < 4 or > 300)
            return new("请写明理由（4 到 300 字）");
        var (consents, now, id) = (db.Consents, clock.GetUtcNow(), account.Id);
        var since = now - Lasts;
        foreach (var old in await consents.Where(row => row.AccountId == id && row.AnsweredAt == null && row.AskedAt <= since).ToListAsync(ct))
            old.Answer(by.Id, by.Name, agreed: false, now);
        var asked = new Consent
        {
            Id = Guid.CreateVersion7(now),
            AccountId = account.Id,
            Kind = kind,
            Duty = grant?.Duty,
            Region = grant?.Region,
            Sector = grant?.Sector,
            Reason = text,
            AskedAt = now,
            AskedBy = by.Id,
            AskedByName = by.Name,
        };
        consents.Add(asked);
        var label = Label(asked);
        log.Record("account.consentAsked", actor, AccountSubject.Of(account), text, after: new { kind, grant }, notices:
        [
            new($"account:{account.Id}", new($"管理员 {by.Name} 申请为您的账号{label}，待另一人同意。如不是您要求的，请在“我的账号”中拒绝"), "/account"),
            new("duty:Administrator", new($"{by.Name} 申请为 {account.DisplayName} {label}，待您同意"), Url),
            new("duty:Security", new($"{by.Name} 申请为 {account.DisplayName} {label}，待您同意"), Url),
        ]);
        try
        {
            await db.SaveChangesAsync(ct);
            return null;
        }
        catch (DbUpdateException e) when (e.InnerException is Npgsql.PostgresException { SqlState: "23505" })
        {
            log.Forget();
            return new("同样的申请已在等待同意");
        }
    }

    /// <summary>
    /// A second person answers. Agreed, it is done at once. A link for a new password goes to the owner by mail and is shown to nobody;
    /// where no mail is sent, the one who agreed hands it over in person.
    /// </summary>
    public async Task<(string? Link, Bilingual? Fault)> AnswerAsync(Guid id, bool agreed, Person by, Actor actor, CancellationToken ct)
    {
        var (consents, since) = (db.Consents, clock.GetUtcNow() - Lasts);
        var found = await consents.FirstOrDefaultAsync(row => row.Id == id && row.AnsweredAt == null && row.AskedAt > since, ct);
        if (found is null || await users.FindByIdAsync(found.AccountId.ToString()) is not { } account)
            return (null, new("这项申请已经办结或过期"));
        if (agreed && (found.AskedBy == by.Id || found.AccountId == by.Id))
            return (null, new("须由申请人和账号本人以外的另一位管理员或安全管理员同意"));
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        found.Answer(by.Id, by.Name, agreed, clock.GetUtcNow());
        var label = Label(found);
        log.Record(agreed ? "account.consentGiven" : "account.consentRefused", actor, AccountSubject.Of(account), found.Reason, after: new { found.Kind, found.Grant, found.AskedByName }, notices:
        [
            new($"account:{account.Id}", new($"为您的账号{label}：{(agreed ? new($"{by.Name} 已同意，已办理") : new Bilingual("未获同意"))}"), "/account"),
            new($"account:{found.AskedBy}", new($"为 {account.DisplayName} {label}：{(agreed ? new Bilingual("已同意") : new("未获同意"))}"), $"/accounts/{account.Id}"),
        ]);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            log.Forget();
            return (null, new("这项申请已经办结或过期"));
        }

        if (agreed && found.Grant is { } grant && await desk.GiveAsync(account.Id, grant, actor, ct) is { } fault)
        {
            log.Forget();
            return (null, fault);
        }

        if (agreed && found.Kind == ConsentKind.Factor)
        {
            await users.SetTwoFactorEnabledAsync(account, false);
            await users.ResetAuthenticatorKeyAsync(account);
            await sessions.EndAsync(account.Id, _ => true, ct);
            log.Record("account.clearSecondFactor", actor, AccountSubject.Of(account));
            await db.SaveChangesAsync(ct);
        }

        await transaction.CommitAsync(ct);
        if (!agreed || found.Kind != ConsentKind.Password)
            return (null, null);
        if (!mailer.CanSend)
            return (await reset.LinkAsync(account), null);
        await reset.MailAsync(account, ct);
        return (null, null);
    }
}
