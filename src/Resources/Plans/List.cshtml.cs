using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Cases;

namespace Zhishu.Resources.Plans;

/// <summary>Plans that the network is asked about, or was until a decision.</summary>
[AllowAnonymous]
internal sealed class ListModel(ResourceLists lists) : PageModel
{
    public ListView Rows { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct) =>
        Rows = await lists.Plans.PageAsync(lists.Announced(), Request.Query, it => $"{ResourceLists.PlanPath}/{it.Id}", ResourceLists.PlanPath, ct);
}
