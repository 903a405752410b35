using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Watch.Alerts;
using Zhishu.Watch.Spaces;

namespace Zhishu.Watch.My;

/// <summary>Watches the legal status of one record.</summary>
[AllowAnonymous]
internal sealed class WatchModel(RecordStore records, SpaceKeeper spaces, AlertStore alerts, Mailer mailer) : PageModel
{
    public StoredRecord Stored { get; private set; } = null!;

    public string? Message { get; private set; }

    public bool CanMail => mailer.CanSend;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, string? every, bool byMail, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
            return NotFound();
        if (every is "daily" or "weekly")
        {
            var space = await spaces.EnsureAsync(HttpContext, ct);
            var name = Stored.Record.Title.Length <= MyStore.LongestName ? Stored.Record.Title : Stored.Record.Title[..MyStore.LongestName];
            Message = (await alerts.AddAsync(space.Id, name, null, Stored, every, byMail && mailer.CanSend, ct))?.ToString();
        }
        else
        {
            Message = Lang.T("请选择周期");
        }

        if (Message is null)
            return Redirect("/my");
        Response.StatusCode = 400;
        return Page();
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if ((await records.GetAsync([id], ct)).FirstOrDefault() is not { } stored)
            return false;
        Stored = stored;
        return true;
    }
}
