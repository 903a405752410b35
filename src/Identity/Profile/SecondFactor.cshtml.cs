using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using QRCoder;
using Zhishu.Foundation;
using Zhishu.Identity.Accounts;
using Zhishu.Identity.Sessions;
using Zhishu.Identity.SignIn;

namespace Zhishu.Identity.Profile;

/// <summary>Sets up the authenticator (TOTP). The new key is kept only once its first code was right.</summary>
[Authorize]
internal sealed class SecondFactorModel(Visitors visitors, UserManager<Account> users, SignInDesk signIn, Tries tries, AppDb db, ProcessLog log,
IDataProtectionProvider protection, IOptions<HubOptions> options, TimeProvider clock) : PageModel
{
    private const string Cookie = "zhishu.new-key";
    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("zhishu.second-factor").ToTimeLimitedDataProtector();

    public Person Person => visitors.Signed;

    public string Key { get; private set; } = "";

    public Bilingual? Message { get; private set; }

    public IReadOnlyList<string>? Codes { get; private set; }

    public string Picture => new SvgQRCode(QRCodeGenerator.GenerateQrCode(
        $"otpauth://totp/{Uri.EscapeDataString(options.Value.HubName)}:{Uri.EscapeDataString(Person.Email)}?secret={Key}&"
        + $"issuer={Uri.EscapeDataString(options.Value.HubName)}", QRCodeGenerator.ECCLevel.M))
        .GetGraphic(4, "#000000", "#ffffff", sizingMode: SvgQRCode.SizingMode.ViewBoxAttribute);

    public void OnGet() => Propose();

    public async Task OnPostAsync(string? code, string? old, CancellationToken ct)
    {
        var account = (await users.FindByIdAsync(Person.Id.ToString()))!;
        if (Proposed() is not { } key)
            Message = new("页面已过期，请重新扫描");
        else if (Totp.StepOf(key, code?.Trim(), clock.GetUtcNow()) is null)
            (Key, Message) = (key, new("验证码不对，请检查手机时间后重试"));
        else if (account.TwoFactorEnabled && await OldAsync(account, old, ct) is { } refused)
            (Key, Message) = (key, refused);
        else
        {
            await users.SetAuthenticationTokenAsync(account, "[AspNetUserStore]", "AuthenticatorKey", key);
            await users.SetTwoFactorEnabledAsync(account, true);
            Codes = [.. (await users.GenerateNewTwoFactorRecoveryCodesAsync(account, 10))!];
            log.Record("account.secondFactor", visitors.Actor, AccountSubject.Of(account));
            await db.SaveChangesAsync(ct);
            Response.Cookies.Delete(Cookie);
            return;
        }

        Response.StatusCode = 400;
        if (Key.Length == 0)
            Propose();
    }

    private Task<Bilingual?> OldAsync(Account account, string? old, CancellationToken ct) => tries.ProveAsync(
        HttpContext, Person, account, () => signIn.IsCodeAsync(account, old?.Trim() ?? ""), new("旧验证器的验证码不对"), ct);

    private void Propose()
    {
        Key = users.GenerateNewAuthenticatorKey();
        Response.Cookies.Append(Cookie, _protector.Protect($"{Person.Id}|{Key}", TimeSpan.FromMinutes(15)),
            new() { HttpOnly = true, Secure = Request.IsHttps, SameSite = SameSiteMode.Strict, IsEssential = true });
    }

    private string? Proposed()
    {
        try
        {
            return Request.Cookies[Cookie] is { Length: < 2000 } cookie && _protector.Unprotect(cookie).Split('|') is [var id, var key] && id == Person.Id.ToString() ? key : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }
}
