using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Records;

namespace Zhishu.Exchange.Intake;

/// <summary>A file that was sent: what it is, how it would become records, how its import stands.</summary>
[Authorize(Policy = Duties.Administrator)]
internal sealed class ShowModel(UploadStore uploads, RecordPreviewer previewer, Visitors visitors, ProcessLog log) : PageModel
{
    private const int Rows = 10;

    public Upload Upload { get; private set; } = null!;

    public RecordPreview? Preview { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await uploads.FindAsync(id, ct) is not { State: not "dropped" } upload)
            return NotFound();
        Upload = upload;
        if (upload.State == "asked")
            Preview = await previewer.LookAsync(uploads.PathOf(upload), Rows, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostStartAsync(Guid id, bool keep, CancellationToken ct)
    {
        if (await uploads.FindAsync(id, ct) is not { } upload)
            return NotFound();
        if (await uploads.MoveAsync(id, "asked", "waiting", keep, ct))
            await log.WriteAsync("upload.import", visitors.Actor, new Subject("upload", id.ToString(), upload.Name), null, ct);
        return Redirect($"/imports/uploads/{id}");
    }

    public async Task<IActionResult> OnPostDropAsync(Guid id, CancellationToken ct)
    {
        if (await uploads.FindAsync(id, ct) is not { } upload)
            return NotFound();
        if (await uploads.MoveAsync(id, "asked", "dropped", keepUnknown: false, ct))
        {
            uploads.Remove(id);
            await log.WriteAsync("upload.drop", visitors.Actor, new Subject("upload", id.ToString(), upload.Name), null, ct);
        }

        return Redirect("/imports/new");
    }
}
