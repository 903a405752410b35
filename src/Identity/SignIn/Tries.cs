using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Zhishu.Foundation;
using Zhishu.Identity.Accounts;
using Zhishu.Identity.Sessions;

namespace Zhishu.Identity.SignIn;

/// <summary>Counts wrong passwords and codes wherever they are asked for, signing in or signed in; five in a row lock for ten minutes (等保 2.0).</summary>
internal sealed class Tries(AppDb db, UserManager<Account> users, Devices devices, SessionKeeper sessions, ProcessLog log, TimeProvider clock)
{
    private const int Most = 5;
    private static readonly TimeSpan Locked = TimeSpan.FromMinutes(10);

    /// <summary>What somebody reads who is locked out while signed in.</summary>
    public static Bilingual LockedText { get; } = new("连续输错 5 次，已退出登录，请 10 分钟后再试");

    /// <summary>Whether no more can be tried from here now.</summary>
    public async Task<bool> IsLockedAsync(HttpContext context, Account account, CancellationToken ct) =>
        await devices.KnownAsync(context, account.Id, ct) is { } device ? device.LockedUntil > clock.GetUtcNow() : await users.IsLockedOutAsync(account);

    /// <summary>Notes a wrong try; true when it locks.</summary>
    public async Task<bool> FailAsync(HttpContext context, Account account, CancellationToken ct)
    {
        bool locks;
        if (await devices.KnownAsync(context, account.Id, ct) is { } device)
        {
            device.Failures++;
            locks = device.Failures >= Most;
            if (locks)
                (device.Failures, device.LockedUntil) = (0, clock.GetUtcNow() + Locked);
        }
        else
        {
            await users.AccessFailedAsync(account);
            locks = await users.IsLockedOutAsync(account);
        }

        log.Record(locks ? "account.lock" : "account.signInFailed", Actor.Visitor(context.Connection.RemoteIpAddress?.ToString()), AccountSubject.Of(account));
        await db.SaveChangesAsync(ct);
        return locks;
    }

    /// <summary>A right try: the count begins anew.</summary>
    public async Task SucceedAsync(HttpContext context, Account account, CancellationToken ct)
    {
        if (await devices.KnownAsync(context, account.Id, ct) is { } device)
            (device.Failures, device.LockedUntil) = (0, null);
        await users.ResetAccessFailedCountAsync(account);
    }

    /// <summary>
    /// Whether somebody signed in proves to be the owner by what only the owner knows; null when it is right, otherwise what to say.
    /// Whoever took over a session and guesses is signed out after five wrong tries.
    /// </summary>
    public async Task<Bilingual?> ProveAsync(HttpContext context, Person person, Account account, Func<Task<bool>> right, Bilingual wrong, CancellationToken ct)
    {
        if (!await IsLockedAsync(context, account, ct))
        {
            if (await right())
            {
                await SucceedAsync(context, account, ct);
                return null;
            }

            if (!await FailAsync(context, account, ct))
                return wrong;
        }

        await sessions.SignOutAsync(context, person, new(person.Id, person.Name, context.Connection.RemoteIpAddress?.ToString()), ct);
        return LockedText;
    }
}
