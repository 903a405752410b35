using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Requests.Board;

/// <summary>The posts of an officer's region that wait for review, the oldest first.</summary>
[Authorize(Policy = Duties.Officer)]
internal sealed class DeskModel(AppDb db, Regions regions, IOptions<HubOptions> options, Visitors visitors) : PageModel
{
    public const int Size = 30;

    public int Total { get; private set; }

    public IReadOnlyList<Post> Rows { get; private set; } = [];

    public Regions Regions => regions;

    public bool IsReviewed => options.Value.BoardReview;

    public async Task OnGetAsync(int page, CancellationToken ct)
    {
        var rows = BoardDesk.ToReview(db.Posts, visitors.Signed);
        Total = await rows.CountAsync(ct);
        Rows = await rows.OrderBy(row => row.ChangedAt ?? row.PostedAt).Skip(Foundation.Pages.Skip(page, Size)).Take(Size).ToListAsync(ct);
    }
}
