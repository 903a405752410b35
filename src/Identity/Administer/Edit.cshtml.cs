using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity.Accounts;
using Zhishu.Identity.Sessions;

namespace Zhishu.Identity.Administer;

/// <summary>One account: its duties, and what an administrator can do for or against it. Nobody administers himself.</summary>
[Authorize(Policy = Duties.Administrator)]
internal sealed class EditModel(AppDb db, UserManager<Account> users, AccountDesk desk, ConsentDesk consents, SessionKeeper sessions, ProcessLog log, Visitors visitors, Regions regions) : PageModel
{
    public Account Account { get; private set; } = null!;

    public IReadOnlyList<Grant> Grants { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public IReadOnlyList<Consent> Asked { get; private set; } = [];

    public bool MayVouch => desk.VouchesByHand && !Account.EmailConfirmed;

    public IEnumerable<Duty> Offered => Enum.GetValues<Duty>().Where(duty => !duty.IsOfOrganisation());

    public string Describe(Grant grant) => string.Join(' ', new[] { grant.Duty.Label().ToString(), regions.PathOf(grant.Region), Sectors.NameOf(grant.Sector) }.Where(part => part.Length > 0));

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (!Guid.TryParse(RouteData.Values["id"]?.ToString(), out var id) || await users.FindByIdAsync(id.ToString()) is not { } account)
        {
            context.Result = NotFound();
            return;
        }

        Account = account;
        if (context.HandlerMethod?.HttpMethod != "Get" && id == visitors.Signed.Id)
        {
            Message = new("不能修改自己的账号，请由另一位管理员办理");
            Response.StatusCode = 400;
            await LoadAsync();
            context.Result = Page();
            return;
        }

        await next();
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostGiveAsync(Duty duty, string? region, string? sector, string? reason, CancellationToken ct)
    {
        Message = duty.IsOfOrganisation() || !Enum.IsDefined(duty)
            ? new("请在机构页面授予")
            : await desk.CheckAsync(Account.Id, new(duty, Blank(region), Blank(sector)), ct)
                ?? await consents.AskAsync(Account, ConsentKind.Duty, new(duty, Blank(region), Blank(sector)), reason, visitors.Signed, visitors.Actor, ct);
        return await AnswerAsync();
    }

    public async Task<IActionResult> OnPostEndAsync(Guid grant, CancellationToken ct)
    {
        if (!await desk.EndAsync(Account.Id, grant, visitors.Actor, ct))
            Message = new("这项职责已经收回");
        return await AnswerAsync();
    }

    public Task<IActionResult> OnPostLinkAsync(string? reason, CancellationToken ct) => AskAsync(ConsentKind.Password, reason, ct);

    public Task<IActionResult> OnPostFactorAsync(string? reason, CancellationToken ct) => AskAsync(ConsentKind.Factor, reason, ct);

    public async Task<IActionResult> OnPostVouchAsync(CancellationToken ct)
    {
        await desk.VouchAsync([Account.Id], visitors.Actor, ct);
        await db.SaveChangesAsync(ct);
        return await AnswerAsync();
    }

    public async Task<IActionResult> OnPostUnlockAsync(CancellationToken ct)
    {
        await users.SetLockoutEndDateAsync(Account, null);
        await users.ResetAccessFailedCountAsync(Account);
        await RecordAsync("account.unlock", ct);
        return await AnswerAsync();
    }

    public Task<IActionResult> OnPostDisableAsync(CancellationToken ct) => SetDisabledAsync(true, ct);

    public Task<IActionResult> OnPostEnableAsync(CancellationToken ct) => SetDisabledAsync(false, ct);

    private async Task<IActionResult> SetDisabledAsync(bool disabled, CancellationToken ct)
    {
        Account.Disabled = disabled;
        if (disabled)
            await sessions.EndAsync(Account.Id, _ => true, ct);
        await RecordAsync(disabled ? "account.disable" : "account.enable", ct);
        return await AnswerAsync();
    }

    private async Task<IActionResult> AskAsync(ConsentKind kind, string? reason, CancellationToken ct)
    {
        Message = await consents.AskAsync(Account, kind, null, reason, visitors.Signed, visitors.Actor, ct);
        return await AnswerAsync();
    }

    private Task RecordAsync(string type, CancellationToken ct) => log.WriteAsync(type, visitors.Actor, AccountSubject.Of(Account), null, ct);

    private async Task<IActionResult> AnswerAsync()
    {
        if (Message is null)
            return LocalRedirect($"/accounts/{Account.Id}");
        Response.StatusCode = 400;
        await LoadAsync();
        return Page();
    }

    private async Task LoadAsync()
    {
        var (grants, id) = (db.Grants, Account.Id);
        Grants = await grants.AsNoTracking().Where(grant => grant.AccountId == id && grant.EndedAt == null).OrderBy(grant => grant.GivenAt).ToListAsync();
        Asked = await consents.OpenForAsync(id, HttpContext.RequestAborted);
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
