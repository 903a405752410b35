using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Zhishu.Watch.Alerts;

/// <summary>Stops the mails of an alert; asks first, because programs that look into mails follow links.</summary>
[AllowAnonymous]
internal sealed class StopModel(AlertStore alerts) : PageModel
{
    public Alert Alert { get; private set; } = null!;

    public bool Stopped { get; private set; }

    public async Task<IActionResult> OnGetAsync(string key, CancellationToken ct) => await LoadAsync(key, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string key, CancellationToken ct)
    {
        if (!await LoadAsync(key, ct))
            return NotFound();
        Stopped = await alerts.StopMailAsync(key, ct);
        return Page();
    }

    private async Task<bool> LoadAsync(string key, CancellationToken ct)
    {
        if (await alerts.ByFeedKeyAsync(key, ct) is not { } alert)
            return false;
        Alert = alert;
        return true;
    }
}
