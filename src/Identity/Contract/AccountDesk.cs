using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity.Accounts;
using Zhishu.Identity.Sessions;

namespace Zhishu.Identity;

/// <summary>An account to be made.</summary>
/// <param name="Email">Mail address, the name to sign in with.</param>
/// <param name="Name">Name to show.</param>
/// <param name="Password">Password.</param>
/// <param name="Demo">Whether it belongs to the demo network.</param>
public sealed record NewAccount(string Email, string Name, string Password, bool Demo = false);

/// <summary>A duty to be given. Reach: region, sector or organisation, as the duty asks.</summary>
public sealed record NewGrant(Duty Duty, string? Region = null, string? Sector = null, Guid? Organisation = null);

/// <summary>Makes accounts and gives duties.</summary>
public sealed class AccountDesk
{
    private readonly AppDb _db;
    private readonly UserManager<Account> _users;
    private readonly ProcessLog _log;
    private readonly Regions _regions;
    private readonly Mailer _mailer;
    private readonly TimeProvider _clock;

    internal AccountDesk(AppDb db, UserManager<Account> users, ProcessLog log, Regions regions, Mailer mailer, TimeProvider clock) =>
        (_db, _users, _log, _regions, _mailer, _clock) = (db, users, log, regions, mailer, clock);

    /// <summary>Makes an account, or says why not.</summary>
    public async Task<(Guid? Id, Bilingual? Fault)> CreateAsync(NewAccount request, Actor? actor, CancellationToken ct)
    {
        var email = request.Email.Trim();
        var name = SafeText.Clean(request.Name).Trim();
        if (!Mailer.IsAddress(email))
            return (null, new("请输入有效的邮箱地址", "Give a valid mail address"));
        if (name.Length is 0 or > 40 || name.Any(char.IsControl))
            return (null, new("姓名应为 1 到 40 个字", "A name has from 1 to 40 characters"));
        if (PasswordRules.Check(email, request.Password) is { } weak)
            return (null, weak);
        var now = _clock.GetUtcNow();

        // Who signs up proves the address by a mail, where mail is sent at all; the operator knows whom he enters.
        var confirmed = actor is not null || !_mailer.CanSend;
        var account = new Account { EmailConfirmed = confirmed, Id = Guid.CreateVersion7(now), UserName = email, Email = email, DisplayName = name, CreatedAt = now, PasswordChangedAt = now, LockoutEnabled = true, Demo = request.Demo };
        _log.Record("account.create", actor ?? new(account.Id, name, null), AccountSubject.Of(account));
        try
        {
            var result = await _users.CreateAsync(account, request.Password);
            if (result.Succeeded)
                return (account.Id, null);
            _log.Forget();
        }
        catch (DbUpdateException e) when (e.InnerException is Npgsql.PostgresException { SqlState: "23505" })
        {
            _log.Forget();
        }

        return (null, new("这个邮箱已有账号，请直接登录或找回密码", "There is an account with this address: sign in, or reset the password"));
    }

    /// <summary>Gives a duty, or says why not. Giving what is given already changes nothing.</summary>
    public async Task<Bilingual?> GiveAsync(Guid account, NewGrant request, Actor actor, CancellationToken ct)
    {
        if (Reach(request) is { } fault)
            return fault;
        var (accounts, grants) = (_db.Accounts, _db.Grants);
        if (await accounts.FirstOrDefaultAsync(row => row.Id == account, ct) is not { } holder)
            return new("没有这个账号", "There is no such account");
        var held = await grants.Where(grant => grant.AccountId == account && grant.EndedAt == null).ToListAsync(ct);
        if (held.Exists(grant => grant.AsGiven() is var given && (given.Duty, given.Region, given.Sector, given.Organisation) == (request.Duty, request.Region, request.Sector, request.Organisation)))
            return null;

        // 等保 2.0: administration, audit and business are in different hands.
        var apart = request.Duty is Duty.Administrator or Duty.Auditor;
        if (held.Exists(grant => grant.Duty != request.Duty && (apart || grant.Duty is Duty.Administrator or Duty.Auditor)))
            return new("系统管理员、安全审计员须由专人担任，不能兼任其他职责", "An administrator or auditor can have no other duty");
        grants.Add(new()
        {
            Id = Guid.CreateVersion7(_clock.GetUtcNow()),
            AccountId = account,
            Duty = request.Duty,
            Region = request.Region,
            Sector = request.Sector,
            OrganisationId = request.Organisation,
            GivenAt = _clock.GetUtcNow(),
            GivenBy = actor.Name,
        });
        _log.Record("account.give", actor, AccountSubject.Of(holder) with { About = request.Organisation }, after: request);
        await _db.SaveChangesAsync(ct);
        return null;
    }

    /// <summary>Ends a duty; false when there is none.</summary>
    public async Task<bool> EndAsync(Guid account, Guid grantId, Actor actor, CancellationToken ct)
    {
        var (accounts, grants) = (_db.Accounts, _db.Grants);
        var grant = await grants.FirstOrDefaultAsync(row => row.Id == grantId && row.AccountId == account && row.EndedAt == null, ct);
        if (grant is null)
            return false;
        grant.EndedAt = _clock.GetUtcNow();
        _log.Record("account.end", actor, AccountSubject.Of(await accounts.FirstAsync(row => row.Id == account, ct)) with { About = grant.OrganisationId }, before: grant.AsGiven());
        await _db.SaveChangesAsync(ct);
        return true;
    }

    /// <summary>The account of an address, or null.</summary>
    public async Task<Guid?> FindAsync(string email, CancellationToken ct)
    {
        var (accounts, normalized) = (_db.Accounts, _users.NormalizeEmail(email.Trim()));
        return await accounts.Where(account => account.NormalizedEmail == normalized).Select(account => (Guid?)account.Id).FirstOrDefaultAsync(ct);
    }

    /// <summary>The people of an organisation.</summary>
    public async Task<IReadOnlyList<(Guid Account, Guid Grant, string Name, string Email, Duty Duty)>> PeopleOfAsync(Guid organisation, CancellationToken ct)
    {
        var (accounts, grants) = (_db.Accounts, _db.Grants);
        var rows = await (from grant in grants
                          join account in accounts on grant.AccountId equals account.Id
                          where grant.OrganisationId == organisation && grant.EndedAt == null
                          orderby grant.GivenAt
                          select new { account.Id, Grant = grant.Id, account.DisplayName, account.Email, grant.Duty }).ToListAsync(ct);
        return [.. rows.Select(row => (row.Id, row.Grant, row.DisplayName, row.Email!, row.Duty))];
    }

    /// <summary>The first organisation that the account of an address acts for, or null.</summary>
    public async Task<Guid?> MemberOfAsync(string email, CancellationToken ct)
    {
        var (grants, id) = (_db.Grants, await FindAsync(email, ct));
        return await grants.Where(grant => grant.AccountId == id && grant.EndedAt == null && grant.OrganisationId != null).OrderBy(grant => grant.GivenAt).Select(grant => grant.OrganisationId).FirstOrDefaultAsync(ct);
    }

    /// <summary>The organisations that somebody can act for: whoever is asked must be able to answer.</summary>
    public async Task<IReadOnlySet<Guid>> OrganisationsWithPeopleAsync(CancellationToken ct)
    {
        var (accounts, grants) = (_db.Accounts, _db.Grants);
        return await (from grant in grants join account in accounts on grant.AccountId equals account.Id where grant.EndedAt == null && grant.OrganisationId != null && !account.Disabled select grant.OrganisationId!.Value).Distinct().ToHashSetAsync(ct);
    }

    /// <summary>Sets up a second factor without its owner at hand, as the demo network does; returns the key for the authenticator.</summary>
    public async Task<string> SetSecondFactorAsync(Guid account, CancellationToken ct)
    {
        var holder = (await _users.FindByIdAsync(account.ToString()))!;
        await _users.ResetAuthenticatorKeyAsync(holder);
        await _users.SetTwoFactorEnabledAsync(holder, true);
        ct.ThrowIfCancellationRequested();
        return (await _users.GetAuthenticatorKeyAsync(holder))!;
    }

    /// <summary>Key of the second factor of an account of the demo network, or null: nobody else's is told.</summary>
    public async Task<string?> DemoKeyAsync(string email) =>
        await _users.FindByEmailAsync(email) is { Demo: true } account ? await _users.GetAuthenticatorKeyAsync(account) : null;

    private Bilingual? Reach(NewGrant request)
    {
        var fits = request.Duty switch
        {
            Duty.Staff or Duty.Manager => request is { Organisation: not null, Region: null, Sector: null },
            Duty.Recommender => request.Organisation is null && (request.Region is null) != (request.Sector is null),
            _ => request is { Organisation: null, Region: null, Sector: null },
        };
        if (!fits)
            return new("职责范围不对：机构人员须指明机构，推荐部门须指明一个地区或一个行业，其他职责没有范围", "The reach is wrong: staff have an organisation, recommending officers one region or one sector, other duties none");
        if (request.Region is { } region && (_regions.Find(region) is null || region.Length > 4))
            return new("没有这个地区（省两位、地市四位代码）", "There is no such region (two digits for a province, four for a city)");
        return request.Sector is { } sector && !Sectors.All.ContainsKey(sector) ? new("没有这个行业", "There is no such sector") : null;
    }
}
