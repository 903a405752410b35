using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.ServiceDirectory.Coverage;

/// <summary>The targets of 000·3 on any day, and where something is missing.</summary>
[AllowAnonymous]
internal sealed class CoverageModel(CoverageReport report, Regions regions, TimeProvider clock) : PageModel
{
    public CoverageOn On { get; private set; } = null!;

    public Regions Regions => regions;

    public Bilingual? Message { get; private set; }

    public async Task OnGetAsync(DateOnly? on, CancellationToken ct)
    {
        if (on is null && Request.Query["on"].ToString().Length > 0)
            Message = new("没有这个日期，下面是今天的情况。");
        On = await report.ComputeAsync(on ?? clock.Today(), ct);
    }
}
