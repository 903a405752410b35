using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;

namespace Zhishu.App.About;

/// <summary>隐私说明: what the operator wrote, or what the program does.</summary>
[AllowAnonymous]
internal sealed class PrivacyModel(Site site) : PageModel
{
    public SiteSettings It { get; private set; } = new();

    public async Task OnGetAsync(CancellationToken ct) => It = (await site.ReadAsync(ct)).Settings;
}

/// <summary>无障碍说明: what the operator wrote, or how the program is used by keyboard and screen reader.</summary>
[AllowAnonymous]
internal sealed class AccessibilityModel(Site site) : PageModel
{
    public SiteSettings It { get; private set; } = new();

    public async Task OnGetAsync(CancellationToken ct) => It = (await site.ReadAsync(ct)).Settings;
}

/// <summary>All groups of pages.</summary>
[AllowAnonymous]
internal sealed class SitemapModel(IEnumerable<NavEntry> items) : PageModel
{
    public IEnumerable<IGrouping<NavGroup, NavEntry>> Groups => items.OrderBy(item => item.Group).ThenBy(item => item.Order).GroupBy(item => item.Group);
}
