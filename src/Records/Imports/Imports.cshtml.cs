using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Zhishu.Records.Imports;

/// <summary>All runs of imports, the newest first.</summary>
[AllowAnonymous]
internal sealed class ImportsModel(BatchStore store) : PageModel
{
    public const int Size = 20;

    public int From { get; private set; }

    public long Total { get; private set; }

    public IReadOnlyList<BatchRow> Rows { get; private set; } = [];

    public async Task OnGetAsync(int from, CancellationToken ct)
    {
        From = Math.Clamp(from, 0, 1_000_000);
        (Total, Rows) = await store.ListAsync(From, Size, ct);
    }
}
