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
    private readonly SamePerson _persons;

    internal AccountDesk(AppDb db, UserManager<Account> users, ProcessLog log, Regions regions, Mailer mailer, TimeProvider clock) =>
        (_db, _users, _log, _regions, _mailer, _clock, _persons) = (db, users, log, regions, mailer, clock, new(db, clock));

    /// <summary>Makes an account, or says why not.</summary>
    public async Task<(Guid? Id, Bilingual? Fault)> CreateAsync(NewAccount request, Actor? actor, CancellationToken ct)
    {
        var email = request.Email.Trim();
        var name = SafeText.Clean(request.Name).Trim();
        if (!Mailer.IsAddress(email))
            return (null, new("请输入有效的邮箱地址"));
        if (name.Length is 0 or > 40 || name.Any(char.IsControl))
            return (null, new("姓名应为 1 到 40 个字"));
        if (PasswordRules.Check(email, request.Password) is { } weak)
            return (null, weak);
        var now = _clock.GetUtcNow();

        // Who signs up proves the address by a mail, or an officer or administrator vouches for it where no mail is sent; the operator knows whom he enters.
        var confirmed = actor is not null;
        var account = new Account
        {
            EmailConfirmed = confirmed,
            Id = Guid.CreateVersion7(now),
            UserName = email,
            Email = email,
            DisplayName = name,
            CreatedAt = now,
            PasswordChangedAt = now,
            LockoutEnabled = true,
            Demo = request.Demo
        };
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

        return (null, Taken);
    }

    /// <summary>What is said of an address that has an account; on a hub that sends mail only to its owner.</summary>
    internal static Bilingual Taken { get; } = new("这个邮箱已有账号，请直接登录或找回密码");

    /// <summary>
    /// Gives a duty, or says why not. Giving what is given already changes nothing. A duty goes only to a proved address with a second factor.
    /// </summary>
    /// <param name="account">Who gets it.</param>
    /// <param name="request">The duty.</param>
    /// <param name="actor">Who gives it.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="first">Whether the operator has just made the account: its owner sets up the second factor at the first sign-in and can do nothing before.</param>
    public async Task<Bilingual?> GiveAsync(Guid account, NewGrant request, Actor actor, CancellationToken ct, bool first = false)
    {
        if (await CheckAsync(account, request, ct, first) is { } fault)
            return fault;
        var accounts = _db.Accounts;
        return await EnterAsync(await accounts.FirstAsync(row => row.Id == account, ct), request, actor, ct);
    }

    /// <summary>Why an account cannot get a duty, or null; the same as <see cref="GiveAsync"/> asks.</summary>
    public async Task<Bilingual?> CheckAsync(Guid account, NewGrant request, CancellationToken ct, bool first = false)
    {
        if (Reach(request) is { } fault)
            return fault;
        var accounts = _db.Accounts;
        if (await accounts.FirstOrDefaultAsync(row => row.Id == account, ct) is not { } holder)
            return new("没有这个账号");
        if (!holder.EmailConfirmed)
            return _mailer.CanSend
                ? new("对方还没有确认邮箱，请先请其打开确认邮件中的链接")
                : new("对方的邮箱还没有核实，请先由系统管理员核实");
        if (!first && !holder.TwoFactorEnabled && !(holder.Demo && request.Duty.IsOfOrganisation()))
            return new("对方还没有启用第二因素，请先请其在“我的账号”中启用");
        return await ApartAsync(holder, request, ct);
    }

    /// <summary>
    /// Notes that a person says to manage an organisation which no officer has confirmed yet. It lets nobody act for it: that begins when an officer
    /// confirms the organisation and the person's address is proved.
    /// </summary>
    public async Task<Bilingual?> ClaimAsync(Guid account, Guid organisation, Actor actor, CancellationToken ct)
    {
        var (accounts, confirmed) = (_db.Accounts, _db.ConfirmedOrganisations);
        return await confirmed.AnyAsync(row => row.OrganisationId == organisation, ct)
            ? new("这个机构已经核实，请申请加入")
            : await EnterAsync(await accounts.FirstAsync(row => row.Id == account, ct), new(Duty.Manager, Organisation: organisation), actor, ct);
    }

    private async Task<Bilingual?> EnterAsync(Account holder, NewGrant request, Actor actor, CancellationToken ct)
    {
        var grants = _db.Grants;
        var held = await grants.Where(grant => grant.AccountId == holder.Id && grant.EndedAt == null).ToListAsync(ct);
        if (held.Exists(grant => grant.AsGiven() is var given && (given.Duty, given.Region, given.Sector, given.Organisation) == (request.Duty, request.Region, request.Sector, request.Organisation)))
            return null;
        if (await ApartAsync(holder, request, ct) is { } fault)
            return fault;
        grants.Add(new()
        {
            Id = Guid.CreateVersion7(_clock.GetUtcNow()),
            AccountId = holder.Id,
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

    // 等保 2.0: administration, audit, security and business are in different hands.
    private async Task<Bilingual?> ApartAsync(Account holder, NewGrant request, CancellationToken ct)
    {
        var grants = _db.Grants;
        if (await grants.Where(grant => grant.AccountId == holder.Id && grant.EndedAt == null).Select(grant => grant.Duty).ToListAsync(ct) is var held
            && held.Exists(duty => duty != request.Duty && (request.Duty.IsApart() || duty.IsApart())))
            return new("系统管理员、安全审计员、安全管理员须由专人担任，不能兼任其他职责");
        if (await _persons.OtherHandAsync(holder, request.Duty, ct) is { } other)
            return new($"这个账号与 {other} 看来属于同一个人（同一浏览器或同一邮箱）。系统管理、审计、安全和业务职责须由不同的人担任");
        return null;
    }

    /// <summary>Whether addresses are proved by somebody who knows their owner, since this hub sends no mail.</summary>
    public bool VouchesByHand => !_mailer.CanSend;

    /// <summary>
    /// An officer or administrator who knows the people vouches for their addresses, where the hub sends no mail by which they could be proved; saved by the caller.
    /// </summary>
    public async Task VouchAsync(IReadOnlyCollection<Guid> people, Actor actor, CancellationToken ct)
    {
        var accounts = _db.Accounts;
        foreach (var account in VouchesByHand ? await accounts.Where(row => people.Contains(row.Id) && !row.EmailConfirmed).ToListAsync(ct) : [])
        {
            account.EmailConfirmed = true;
            _log.Record("account.vouch", actor, AccountSubject.Of(account));
        }
    }

    /// <summary>Ends all duties at an organisation, whose claim an officer has turned down; saved by the caller. Returns whose they were.</summary>
    public async Task<IReadOnlyList<Guid>> DismissAsync(Guid organisation, Actor actor, CancellationToken ct)
    {
        var (accounts, grants) = (_db.Accounts, _db.Grants);
        var open = await grants.Where(row => row.OrganisationId == organisation && row.EndedAt == null).ToListAsync(ct);
        foreach (var grant in open)
        {
            grant.EndedAt = _clock.GetUtcNow();
            _log.Record("account.end", actor, AccountSubject.Of(await accounts.FirstAsync(row => row.Id == grant.AccountId, ct)) with { About = organisation }, before: grant.AsGiven());
        }

        return [.. open.Select(grant => grant.AccountId).Distinct()];
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

    /// <summary>Whether the address of an account is proved: by a mail, or vouched for where the hub sends none.</summary>
    public Task<bool> IsProvedAsync(Guid account, CancellationToken ct)
    {
        var accounts = _db.Accounts;
        return accounts.AnyAsync(row => row.Id == account && row.EmailConfirmed, ct);
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
        return await grants.Where(grant => grant.AccountId == id && grant.EndedAt == null && grant.OrganisationId != null).OrderBy(grant => grant.GivenAt)
            .Select(grant => grant.OrganisationId).FirstOrDefaultAsync(ct);
    }

    /// <summary>The organisations that somebody can act for: whoever is asked must be able to answer.</summary>
    public async Task<IReadOnlySet<Guid>> OrganisationsWithPeopleAsync(CancellationToken ct)
    {
        var (accounts, grants) = (_db.Accounts, _db.Grants);
        return await (from grant in grants
                      join account in accounts on grant.AccountId equals account.Id
                      where grant.EndedAt == null
            && grant.OrganisationId != null && !account.Disabled && account.EmailConfirmed
                      select grant.OrganisationId!.Value).Distinct().ToHashSetAsync(ct);
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
            return new("职责范围不对：机构人员须指明机构，推荐部门须指明一个地区或一个行业，其他职责没有范围");
        if (request.Region is { } region && (_regions.Find(region) is null || region.Length > 4))
            return new("没有这个地区（省两位、地市四位代码）");
        return request.Sector is { } sector && !Sectors.All.ContainsKey(sector) ? new("没有这个行业") : null;
    }
}
