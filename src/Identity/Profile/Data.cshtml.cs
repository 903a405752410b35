using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Identity.Accounts;

namespace Zhishu.Identity.Profile;

/// <summary>What one is mailed, one's data to take away, the end of the account.</summary>
[Authorize]
internal sealed class DataModel(Visitors visitors, AccountData data, UserManager<Account> users, SignIn.Tries tries) : PageModel
{
    public IReadOnlySet<string> Unwanted { get; private set; } = new HashSet<string>();

    public Person Person => visitors.Signed;

    public Bilingual? Message { get; private set; }

    public Bilingual? Said { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) => Unwanted = await data.UnwantedAsync(Person.Id, ct);

    public async Task OnPostMailAsync(string[]? wanted, CancellationToken ct)
    {
        await data.ChooseAsync(Person.Id, wanted ?? [], ct);
        Said = new("已保存。");
        await OnGetAsync(ct);
    }

    public async Task<IActionResult> OnPostExportAsync(CancellationToken ct) => File(await data.ExportAsync(Person, visitors.Actor, ct), "application/json", "zhishu-my-data.json");

    public async Task<IActionResult> OnPostCloseAsync(string? password, bool sure, CancellationToken ct)
    {
        var account = (await users.FindByIdAsync(Person.Id.ToString()))!;
        if (!sure)
            Message = new("请勾选确认");
        else if (Person.Grants.Count > 0)
            Message = new("您还有职责（机构人员、管理部门等），请先由管理员收回，再注销账号");
        else
            Message = await tries.ProveAsync(HttpContext, Person, account, () => users.CheckPasswordAsync(account, password ?? ""), new("密码不对"), ct);
        if (Message is not null)
        {
            Response.StatusCode = 400;
            await OnGetAsync(ct);
            return Page();
        }

        await data.EraseAsync(HttpContext, Person, visitors.Actor, ct);
        return LocalRedirect("/");
    }
}
