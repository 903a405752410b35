using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;

namespace Zhishu.Records.Imports;

/// <summary>One run of an import: progress, files, what was refused and why.</summary>
[AllowAnonymous]
internal sealed class BatchModel(BatchStore store, HubDatabase database) : PageModel
{
    public const int Size = 50;

    public BatchRow Batch { get; private set; } = null!;

    public IReadOnlyList<BatchFileRow> Files { get; private set; } = [];

    public IReadOnlyList<RefusalRow> Refusals { get; private set; } = [];

    public long RefusalTotal { get; private set; }

    public bool HasRefusedFile { get; private set; }

    public int From { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, int from, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is not { } batch)
            return NotFound();
        Batch = batch;
        From = Math.Clamp(from, 0, 10_000_000);
        Files = await store.FilesAsync(id, ct);
        (RefusalTotal, Refusals) = await store.RefusalsAsync(id, From, Size, ct);
        HasRefusedFile = System.IO.File.Exists(Path.Combine(database.DataFolder, "imports", id.ToString(), "refused.csv"));
        if (batch.State == "running")
            Response.Headers["Refresh"] = "5";
        return Page();
    }

    public static Bilingual FileState(string state) => state switch
    {
        "done" => new("done|完成"),
        "known" => new("此前已完整导入，跳过"),
        "failed" => new("无法读取"),
        "running" => new("读取中"),
        _ => new("等待"),
    };
}
