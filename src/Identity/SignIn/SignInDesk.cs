using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Zhishu.Foundation;
using Zhishu.Identity.Accounts;
using Zhishu.Identity.Sessions;

namespace Zhishu.Identity.SignIn;

/// <summary>How a try to sign in ended.</summary>
internal enum SignInOutcome
{
    Refused,
    CodeWanted,
    Done,
}

/// <summary>Password first, then the code of the second factor. Five wrong tries of either lock the account for ten minutes.</summary>
internal sealed class SignInDesk(
    UserManager<Account> users, SessionKeeper sessions, Devices devices, Tries tries, ProcessLog log, AppDb db, Mailer mailer, IDataProtectionProvider protection, TimeProvider clock)
{
    private const string StepCookie = "zhishu.step";
    private static readonly TimeSpan StepLasts = TimeSpan.FromMinutes(5);
    private static readonly string Nobody = new PasswordHasher<Account>().HashPassword(null!, Guid.NewGuid().ToString());

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("zhishu.sign-in.step").ToTimeLimitedDataProtector();

    public static Bilingual Refusal { get; } = new("邮箱或密码不对，或账号已锁定、停用，或邮箱还没有确认（可用“忘记密码”确认）。连续 5 次输错锁定 10 分钟。");

    public async Task<SignInOutcome> PasswordAsync(HttpContext context, string email, string password, CancellationToken ct)
    {
        var account = email.Length <= 254 && password.Length <= PasswordRules.Longest ? await users.FindByEmailAsync(email.Trim()) : null;
        if (account is null || account.Disabled || await tries.IsLockedAsync(context, account, ct))
        {
            // As much work as for an account that exists, so that the time tells nothing.
            new PasswordHasher<Account>().VerifyHashedPassword(null!, Nobody, password);
            if (account is not null)
                await RecordAsync("account.signInRefused", account, context, ct);
            return SignInOutcome.Refused;
        }

        if (!await users.CheckPasswordAsync(account, password))
        {
            await tries.FailAsync(context, account, ct);
            return SignInOutcome.Refused;
        }

        // An address that nobody has proved opens nothing where it can be proved; the refusal does not tell, since sign-up tells nobody who has an account.
        if (mailer.CanSend && !account.EmailConfirmed)
            return SignInOutcome.Refused;
        if (account.TwoFactorEnabled)
        {
            var step = _protector.Protect($"{account.Id}|{account.SecurityStamp}", StepLasts);
            context.Response.Cookies.Append(StepCookie, step, new() { HttpOnly = true, Secure = context.Request.IsHttps, SameSite = SameSiteMode.Strict, MaxAge = StepLasts, IsEssential = true });
            return SignInOutcome.CodeWanted;
        }

        await EnterAsync(context, account, ct);
        return SignInOutcome.Done;
    }

    /// <summary>Whether the password step was taken in this browser a moment ago.</summary>
    public async Task<bool> IsAtCodeAsync(HttpContext context) => await AtCodeAsync(context) is not null;

    public async Task<SignInOutcome> CodeAsync(HttpContext context, string code, CancellationToken ct)
    {
        if (await AtCodeAsync(context) is not { } account || account.Disabled || await tries.IsLockedAsync(context, account, ct))
            return SignInOutcome.Refused;
        var plain = code.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        var right = plain.Length == 6 ? await IsCodeAsync(account, plain) : code.Trim().Length <= 20 && (await users.RedeemTwoFactorRecoveryCodeAsync(account, code.Trim())).Succeeded;
        if (!right)
        {
            await tries.FailAsync(context, account, ct);
            return SignInOutcome.Refused;
        }

        context.Response.Cookies.Delete(StepCookie);
        await EnterAsync(context, account, ct);
        return SignInOutcome.Done;
    }

    /// <summary>Whether a code is right now and was not used before.</summary>
    public async Task<bool> IsCodeAsync(Account account, string code)
    {
        if (await users.GetAuthenticatorKeyAsync(account) is not { } key || Totp.StepOf(key, code, clock.GetUtcNow()) is not { } step || step <= account.LastCodeStep)
            return false;
        account.LastCodeStep = step;
        return (await users.UpdateAsync(account)).Succeeded;
    }

    private async Task<Account?> AtCodeAsync(HttpContext context)
    {
        try
        {
            var step = context.Request.Cookies[StepCookie] is { Length: < 2000 } cookie ? _protector.Unprotect(cookie).Split('|') : [];
            return step.Length == 2 && await users.FindByIdAsync(step[0]) is { } account && account.SecurityStamp == step[1] ? account : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    private async Task EnterAsync(HttpContext context, Account account, CancellationToken ct)
    {
        await tries.SucceedAsync(context, account, ct);
        await devices.NoteAsync(context, account.Id, ct);
        await sessions.SignInAsync(context, account, ct);
    }

    private async Task RecordAsync(string type, Account account, HttpContext context, CancellationToken ct)
    {
        log.Record(type, Actor.Visitor(context.Connection.RemoteIpAddress?.ToString()), AccountSubject.Of(account));
        await db.SaveChangesAsync(ct);
    }
}
