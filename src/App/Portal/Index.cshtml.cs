using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Records;

namespace Zhishu.App.Portal;

/// <summary>The portal: the search box first, then the figures and the ways in.</summary>
[AllowAnonymous]
internal sealed class IndexModel(PortalCounts counts, ReferenceData reference) : PageModel
{
    public IReadOnlyDictionary<RecordKind, long> Counts { get; private set; } = new Dictionary<RecordKind, long>();

    public long Synthetic { get; private set; }

    public IEnumerable<CodeNode> Sections => reference.Ipc.Below("");

    public async Task OnGetAsync(CancellationToken ct) => (Counts, Synthetic) = await counts.ReadAsync(ct);
}
