using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Records;

namespace Zhishu.Exchange.Intake;

/// <summary>What an administrator may do with an import: get the refused rows in the layout they had, take the whole back.</summary>
[Authorize(Policy = Duties.Administrator)]
internal sealed class ManageModel(ImportUndo undo, RefusedRowFiles rows, Visitors visitors, ProcessLog log) : PageModel
{
    public Guid Id { get; private set; }

    public UndoState Batch { get; private set; } = null!;

    public IReadOnlyList<RefusedPart> Refused { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await undo.LookAsync(id, ct) is not { } batch)
            return NotFound();
        (Id, Batch, Refused) = (id, batch, await rows.PartsAsync(id, ct));
        return Page();
    }

    /// <summary>Refused rows as a file.</summary>
    public async Task<IActionResult> OnGetRowsAsync(Guid id, int part, CancellationToken ct)
    {
        if ((await rows.PartsAsync(id, ct)).FirstOrDefault(one => one.Part == part) is not { } found)
            return NotFound();
        Response.ContentType = "text/csv; charset=utf-8";
        var disposition = new Microsoft.Net.Http.Headers.ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName($"{Path.GetFileNameWithoutExtension(found.File.Split('!')[^1])}-refused.csv");
        Response.Headers.ContentDisposition = disposition.ToString();
        await using var writer = new StreamWriter(Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await rows.WriteAsync(id, part, writer, ct);
        return new EmptyResult();
    }

    public async Task<IActionResult> OnPostBackAsync(Guid id, CancellationToken ct)
    {
        if (await undo.LookAsync(id, ct) is not { } batch)
            return NotFound();
        if (await undo.AskAsync(id, ct) is { } fault)
        {
            (Id, Batch, Refused, Message) = (id, batch, await rows.PartsAsync(id, ct), fault);
            Response.StatusCode = Microsoft.AspNetCore.Http.StatusCodes.Status409Conflict;
            return Page();
        }

        await log.WriteAsync("import.takeBack", visitors.Actor, new Subject("import", id.ToString(), batch.Title), null, ct);
        return Redirect($"/imports/{id}/manage");
    }
}
