using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Enquiries.Roster;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Enquiries.Feedback;

/// <summary>An opinion as who wrote it sees it: by account, or by code and key.</summary>
[AllowAnonymous]
internal sealed class FollowModel(AppDb db, SecretLinks links, Regions regions, Visitors visitors) : PageModel
{
    public Opinion It { get; private set; } = null!;

    public string? Key { get; private set; }

    public string NameOf(string office) => Desks.NameOfOffice(office, regions);

    public async Task<IActionResult> OnGetAsync(string code, string? key, CancellationToken ct)
    {
        var (opinions, read) = (db.Opinions, CaseCode.Read(code));
        if (await opinions.AsNoTracking().FirstOrDefaultAsync(row => row.Code == read, ct) is not { } found
            || !((found.AccountId is { } owner && visitors.Current?.Id == owner) || await links.FitsAsync("feedback", found.Id, key, ct)))
            return NotFound();
        (It, Key) = (found, key);
        return Page();
    }
}
