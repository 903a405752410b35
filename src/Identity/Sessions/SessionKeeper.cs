using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity.Accounts;

namespace Zhishu.Identity.Sessions;

/// <summary>Signs people in and out. A session is a row, so it can be seen and ended from elsewhere.</summary>
internal sealed class SessionKeeper(AppDb db, ProcessLog log, TimeProvider clock)
{
    /// <summary>Without a request for so long a session ends.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(2);

    /// <summary>So long a session lasts at most.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    private const string SessionClaim = "sid";
    private static readonly TimeSpan Noted = TimeSpan.FromMinutes(1);

    /// <summary>The scheme of the session cookie.</summary>
    public const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    public async Task SignInAsync(HttpContext context, Account account, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var agent = SafeText.Clean(context.Request.Headers.UserAgent.ToString());
        var session = new Session
        {
            Id = Guid.CreateVersion7(now),
            AccountId = account.Id,
            CreatedAt = now,
            SeenAt = now,
            Address = context.Connection.RemoteIpAddress?.ToString(),
            Agent = agent.Length > 200 ? agent[..200] : agent,
        };
        db.Sessions.Add(session);
        log.Record("account.signIn", new(account.Id, account.DisplayName, session.Address), AccountSubject.Of(account));
        await db.SaveChangesAsync(ct);
        var identity = new ClaimsIdentity([new(ClaimTypes.NameIdentifier, account.Id.ToString()), new(SessionClaim, session.Id.ToString())], Scheme);
        await context.SignInAsync(Scheme, new ClaimsPrincipal(identity));
    }

    /// <summary>The person of a cookie, or null when the session has ended or the account is closed.</summary>
    public async Task<Person?> FindAsync(ClaimsPrincipal principal, CancellationToken ct)
    {
        if (!Guid.TryParse(principal.FindFirstValue(SessionClaim), out var id))
            return null;
        var now = clock.GetUtcNow();
        var (sessions, accounts, grants) = (db.Sessions, db.Accounts, db.Grants);
        var found = await (from session in sessions
                           join account in accounts on session.AccountId equals account.Id
                           where session.Id == id && session.EndedAt == null && !account.Disabled
                           select new
                           {
                               session.SeenAt,
                               session.CreatedAt,
                               account.Id,
                               account.DisplayName,
                               account.Email,
                               account.TwoFactorEnabled,
                               account.EmailConfirmed,
                               account.Demo,
                               account.PasswordChangedAt
                           }).SingleOrDefaultAsync(ct);
        if (found is null || now - found.SeenAt > Idle || now - found.CreatedAt > Longest)
            return null;
        if (now - found.SeenAt > Noted)
            await sessions.Where(session => session.Id == id).ExecuteUpdateAsync(set => set.SetProperty(session => session.SeenAt, now), ct);
        var confirmed = db.ConfirmedOrganisations;
        var given = await grants.AsNoTracking().Where(grant => grant.AccountId == found.Id && grant.EndedAt == null)
            .Select(grant => new { Grant = grant, Trusted = grant.OrganisationId == null || confirmed.Any(row => row.OrganisationId == grant.OrganisationId) }).ToListAsync(ct);

        // A duty counts for a proved address alone, and one of an organisation only when an officer has confirmed the organisation.
        var acting = given.Where(row => row.Trusted && found.EmailConfirmed).Select(row => row.Grant.AsGiven()).ToList();
        var claims = given.Where(row => row.Grant.OrganisationId is not null && !(row.Trusted && found.EmailConfirmed)).Select(row => row.Grant.OrganisationId!.Value).Distinct().ToList();
        return new(found.Id, found.DisplayName, found.Email!, found.TwoFactorEnabled, (int)(now - found.PasswordChangedAt).TotalDays, id, acting) { Claims = claims, Demo = found.Demo };
    }

    public async Task SignOutAsync(HttpContext context, Person person, Actor actor, CancellationToken ct)
    {
        await EndAsync(person.Id, session => session == person.Session, ct);
        log.Record("account.signOut", actor, AccountSubject.Of(person.Id, person.Name));
        await db.SaveChangesAsync(ct);
        await context.SignOutAsync(Scheme);
    }

    public Task<List<Session>> ListAsync(Guid account, CancellationToken ct)
    {
        var (sessions, since) = (db.Sessions, clock.GetUtcNow() - Idle);
        return sessions.AsNoTracking().Where(session => session.AccountId == account && session.EndedAt == null && session.SeenAt > since).OrderByDescending(session => session.SeenAt).ToListAsync(ct);
    }

    /// <summary>Ends the sessions of an account that are chosen; saved by the caller.</summary>
    public async Task EndAsync(Guid account, Func<Guid, bool> chosen, CancellationToken ct)
    {
        var sessions = db.Sessions;
        foreach (var session in await sessions.Where(session => session.AccountId == account && session.EndedAt == null).ToListAsync(ct))
        {
            if (chosen(session.Id))
                session.EndedAt = clock.GetUtcNow();
        }
    }
}

/// <summary>An account as the subject of a process.</summary>
internal static class AccountSubject
{
    public static Subject Of(Account account) => Of(account.Id, account.DisplayName);

    public static Subject Of(Guid id, string name) => new("account", id, name);
}
