using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Cases;
using Zhishu.Identity;

namespace Zhishu.Requests.Board;

/// <summary>The introductions of a person's posts, members and region.</summary>
[Authorize]
internal sealed class IntroducedListModel(IntroductionKind kind, IntroductionDesk desk, Visitors visitors) : PageModel
{
    public ListView Rows { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct) =>
        Rows = await kind.List.PageAsync(desk.ListedFor(visitors.Signed), Request.Query, kind.AddressOf, kind.ListPath, ct);
}
