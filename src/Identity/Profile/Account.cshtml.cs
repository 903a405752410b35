using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Identity.Accounts;
using Zhishu.Identity.Sessions;
using Zhishu.Identity.SignIn;

namespace Zhishu.Identity.Profile;

/// <summary>One's own account: duties, password, second factor, sessions.</summary>
[Authorize]
internal sealed class AccountModel(Visitors visitors, UserManager<Account> users, Tries tries, AddressProof proof, SessionKeeper sessions,
Administer.ConsentDesk consents, AppDb db, ProcessLog log, Regions regions, TimeProvider clock) : PageModel
{
    public Person Person => visitors.Signed;

    public IReadOnlyList<Session> Sessions { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public Bilingual? Said { get; private set; }

    public Bilingual Rule => PasswordRules.Text;

    public bool PasswordIsOld => Person.PasswordDays >= PasswordRules.NoticeAfterDays;

    public IReadOnlyList<string> Duties =>
        [.. Person.Grants.Select(grant =>
        string.Join(' ', new[] { grant.Duty.Label().ToString(), regions.PathOf(grant.Region), Sectors.NameOf(grant.Sector) }.Where(part => part.Length > 0))).Distinct()];

    public bool IsConfirmed { get; private set; }

    /// <summary>What an administrator asks for this account; its owner can refuse it.</summary>
    public IReadOnlyList<Consent> Asked { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Sessions = await sessions.ListAsync(Person.Id, ct);
        IsConfirmed = (await users.FindByIdAsync(Person.Id.ToString()))!.EmailConfirmed;
        Asked = await consents.OpenForAsync(Person.Id, ct);
    }

    public async Task OnPostRefuseAsync(Guid consent, CancellationToken ct)
    {
        if ((await consents.OpenForAsync(Person.Id, ct)).Exists(row => row.Id == consent))
            (_, Message) = await consents.AnswerAsync(consent, agreed: false, Person, visitors.Actor, ct);
        Said = Message is null ? new("已拒绝。") : null;
        await OnGetAsync(ct);
    }

    public async Task OnPostConfirmAsync(CancellationToken ct)
    {
        await proof.MailAsync(Person.Id, ct);
        Said = new("确认邮件已发出。");
        await OnGetAsync(ct);
    }

    public async Task OnPostPasswordAsync(string? old, string? @new, CancellationToken ct)
    {
        var account = (await users.FindByIdAsync(Person.Id.ToString()))!;
        if (PasswordRules.Check(account.Email!, @new ?? "") is { } weak)
            Message = weak;
        else if (old == @new)
            Message = new("新密码与现在的相同");
        else if ((Message = await tries.ProveAsync(HttpContext, Person,
        account, async () => (await users.ChangePasswordAsync(account, old ?? "", @new!)).Succeeded, new("现在的密码不对"), ct)) is null)
        {
            account.PasswordChangedAt = clock.GetUtcNow();
            await sessions.EndAsync(account.Id, session => session != Person.Session, ct);
            log.Record("account.password", visitors.Actor, AccountSubject.Of(account));
            await db.SaveChangesAsync(ct);
            Said = new("密码已修改，其他登录已退出。");
        }

        Response.StatusCode = Message is null ? 200 : 400;
        await OnGetAsync(ct);
    }

    public async Task<IActionResult> OnPostSignOutAsync(CancellationToken ct)
    {
        await sessions.SignOutAsync(HttpContext, Person, visitors.Actor, ct);
        return LocalRedirect("/");
    }

    public async Task OnPostEverywhereAsync(CancellationToken ct)
    {
        await sessions.EndAsync(Person.Id, session => session != Person.Session, ct);
        log.Record("account.signOutEverywhere", visitors.Actor, AccountSubject.Of(Person.Id, Person.Name));
        await db.SaveChangesAsync(ct);
        Said = new("其他登录已全部退出。");
        await OnGetAsync(ct);
    }
}
