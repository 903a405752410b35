using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity.Accounts;

namespace Zhishu.Identity.Administer;

/// <summary>All accounts, for the administrator.</summary>
[Authorize(Policy = Duties.Administrator)]
internal sealed class ListModel(AppDb db, TimeProvider clock) : PageModel
{
    public const int Size = 50;

    public string Find { get; private set; } = "";

    public IReadOnlyList<Account> Accounts { get; private set; } = [];

    public int Total { get; private set; }

    public bool IsLocked(Account account) => account.LockoutEnd > clock.GetUtcNow();

    public async Task OnGetAsync(string? find, int page, CancellationToken ct)
    {
        Find = find?.Length <= 100 ? find.Trim() : "";
        var accounts = db.Accounts.AsNoTracking();
        if (Find.Length > 0)
            accounts = accounts.Where(account => EF.Functions.ILike(account.DisplayName, Like.Part(Find), Like.Escape) || EF.Functions.ILike(account.Email!, Like.Part(Find), Like.Escape));
        Total = await accounts.CountAsync(ct);
        Accounts = await accounts.OrderByDescending(account => account.CreatedAt).Skip(Pages.Skip(page, Size)).Take(Size).ToListAsync(ct);
    }
}
