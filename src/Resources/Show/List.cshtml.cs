using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Identity;

namespace Zhishu.Resources.Show;

/// <summary>The shared resources by kind.</summary>
[AllowAnonymous]
internal sealed class ListModel(ResourceLists lists, ResourceKinds kinds, Visitors visitors) : PageModel
{
    public ListView Rows { get; private set; } = null!;

    public IReadOnlyDictionary<string, int> Counts { get; private set; } = new Dictionary<string, int>();

    public ResourceKinds Kinds => kinds;

    public ResourceKind? Kind => kinds.Find(Request.Query["kind"]);

    public bool MayWrite => visitors.Current is { } person && kinds.All.Any(kind => kind.MayWrite(person));

    public async Task OnGetAsync(CancellationToken ct)
    {
        var rows = await lists.PublishedAsync(Request.Query, ct);
        Counts = await rows.GroupBy(row => row.Kind).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, ct);
        Rows = await lists.Public.PageAsync(rows, Request.Query, it => $"{ResourceLists.PublicPath}/{it.Id}", ResourceLists.PublicPath, ct);
    }
}
