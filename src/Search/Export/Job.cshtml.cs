using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Zhishu.Search.Export;

/// <summary>How far a file is. Whoever has the address may see it.</summary>
[AllowAnonymous]
internal sealed class JobModel(ExportJobs jobs) : PageModel
{
    public ExportJob Job { get; private set; } = null!;

    public ResultFormat Format => ResultFormat.Find(Job.Format)!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await jobs.FindAsync(id, ct) is not { } job)
            return NotFound();
        Job = job;
        if (job.State is "waiting" or "running")
            Response.Headers["Refresh"] = "2";
        return Page();
    }
}
