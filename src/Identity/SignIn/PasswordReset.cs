using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Identity.Accounts;
using Zhishu.Identity.Sessions;

namespace Zhishu.Identity.SignIn;

/// <summary>Links by which a password can be set anew; each works once and for two hours.</summary>
internal sealed class PasswordReset(UserManager<Account> users, SessionKeeper sessions, AppDb db, ProcessLog log, Mailer mailer, IOptions<HubOptions> options, TimeProvider clock)
{
    public async Task<string> LinkAsync(Account account)
    {
        var token = await users.GeneratePasswordResetTokenAsync(account);
        return options.Value.Absolute($"/account/reset?id={account.Id}&token={Uri.EscapeDataString(token)}");
    }

    public async Task MailAsync(string email, CancellationToken ct)
    {
        if (await users.FindByEmailAsync(email.Trim()) is { Disabled: false } account)
            await MailAsync(account, ct);
    }

    public async Task MailAsync(Account account, CancellationToken ct)
    {
        var link = await LinkAsync(account);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var sent = await mailer.QueueUnaskedAsync(transaction.GetDbTransaction(), account.Email!, Lang.T("Reset your password|重设密码"),
            Lang.T($"请在两小时内打开链接重设密码：\n{link}\n如非本人操作，请忽略。"), ct);
        if (!sent)
            return;
        log.Record("account.resetAsked", Actor.Visitor(null), AccountSubject.Of(account));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Sets the password and ends all sessions, or says why not.</summary>
    public async Task<Bilingual?> ResetAsync(string id, string token, string password, CancellationToken ct)
    {
        if (await users.FindByIdAsync(id) is not { } account)
            return Wrong;
        if (PasswordRules.Check(account.Email!, password) is { } weak)
            return weak;
        if (!(await users.ResetPasswordAsync(account, token, password)).Succeeded)
            return Wrong;
        account.PasswordChangedAt = clock.GetUtcNow();

        // A link that came by mail proves the address: it becomes its owner's even when a stranger had signed up with it.
        if (mailer.CanSend && !account.EmailConfirmed)
            (account.EmailConfirmed, account.TwoFactorEnabled) = (true, false);
        await sessions.EndAsync(account.Id, _ => true, ct);
        log.Record("account.reset", new(account.Id, account.DisplayName, null), AccountSubject.Of(account));
        await db.SaveChangesAsync(ct);
        await users.SetLockoutEndDateAsync(account, null);
        await users.ResetAccessFailedCountAsync(account);
        return null;
    }

    private static Bilingual Wrong => new("链接无效或已过期，请重新申请");
}
