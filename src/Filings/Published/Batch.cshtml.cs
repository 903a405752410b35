using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Filings.Schemes;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Filings.Published;

/// <summary>The public page of a batch (公示).</summary>
[AllowAnonymous]
internal sealed class BatchModel(PublishedLists lists, SchemeStore schemes, Regions regions, TimeProvider clock) : PageModel
{
    public BatchHead Head { get; private set; } = null!;

    public IReadOnlyList<BatchRow> Rows { get; private set; } = [];

    public string Title => BatchTitle.Of(Head, schemes[Head.Scheme], regions).ToString();

    public Regions Regions => regions;

    public DateOnly Today => clock.Today();

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await lists.BatchAsync(id, ct) is not { } found)
            return NotFound();
        (Head, Rows) = found;
        return Page();
    }
}
