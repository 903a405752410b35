using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity.Accounts;

namespace Zhishu.Identity.SignIn;

/// <summary>
/// Knows browsers again. Wrong tries from a browser in which the account never was count against the account; from a known one against that browser alone,
/// so that whoever types wrong passwords from elsewhere does not lock the owner out.
/// </summary>
internal sealed class Devices(AppDb db, TimeProvider clock)
{
    private const string Cookie = "zhishu.device";
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(90);

    /// <summary>The browser of a request when the account was in it within ninety days, or null.</summary>
    public async Task<Device?> KnownAsync(HttpContext context, Guid account, CancellationToken ct)
    {
        if (MarkOf(context) is not { } mark)
            return null;
        var (devices, since) = (db.Devices, clock.GetUtcNow() - Remembered);
        return await devices.FirstOrDefaultAsync(row => row.AccountId == account && row.Mark == mark && row.SeenAt > since, ct);
    }

    /// <summary>Notes that the account is in this browser; saved by the caller.</summary>
    public async Task NoteAsync(HttpContext context, Guid account, CancellationToken ct)
    {
        var (devices, now) = (db.Devices, clock.GetUtcNow());
        if (MarkOf(context) is not { } mark)
        {
            var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
            context.Response.Cookies.Append(Cookie, secret,
                new() { HttpOnly = true, Secure = context.Request.IsHttps, SameSite = SameSiteMode.Lax, MaxAge = TimeSpan.FromDays(365), IsEssential = true });
            mark = Hash(secret);
        }

        if (await devices.FirstOrDefaultAsync(row => row.AccountId == account && row.Mark == mark, ct) is { } known)
            (known.SeenAt, known.Failures, known.LockedUntil) = (now, 0, null);
        else
            devices.Add(new() { AccountId = account, Mark = mark, FirstAt = now, SeenAt = now });
    }

    private static byte[]? MarkOf(HttpContext context) => context.Request.Cookies[Cookie] is { Length: 43 } secret ? Hash(secret) : null;

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.ASCII.GetBytes(secret));
}
