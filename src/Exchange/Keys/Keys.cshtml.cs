using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Exchange.Keys;

/// <summary>A person's keys to the open interface; administrators see all keys and set their quotas.</summary>
[Authorize]
internal sealed class KeysModel(KeyStore keys, Visitors visitors, ProcessLog log) : PageModel
{
    public IReadOnlyList<ApiKey> Own { get; private set; } = [];

    public IReadOnlyList<ApiKey> All { get; private set; } = [];

    public bool IsAdministrator { get; private set; }

    /// <summary>The key just made: shown this once.</summary>
    public string? Made { get; private set; }

    public string? Fault { get; private set; }

    public string Name { get; private set; } = "";

    public string Purpose { get; private set; } = "";

    private Person Person => visitors.Signed;

    public Task OnGetAsync(CancellationToken ct)
    {
        Made = TempData[nameof(Made)] as string;
        return LoadAsync(ct);
    }

    public async Task<IActionResult> OnPostMakeAsync(string? name, string? purpose, CancellationToken ct)
    {
        (Name, Purpose) = (SafeText.Line(name), SafeText.Line(purpose));
        if (Name.Length is 0 or > 60)
            Fault = Lang.T("请写明名称，不超过 60 字");
        else if (Purpose.Length is 0 or > 300)
            Fault = Lang.T("请写明用途，不超过 300 字");
        else if (await keys.CreateAsync(Person.Id, Name, Purpose, ct) is not { } key)
            Fault = Lang.T($"最多 {KeyStore.MostOfAccount} 个密钥，请先停用不用的");
        else
        {
            await log.WriteAsync("key.make", visitors.Actor, new Subject("apiKey", Person.Id, Name), Purpose, ct);

            // Carried over in a sealed cookie to the next page and no further: loading that page again makes no second key.
            TempData[nameof(Made)] = key;
            return RedirectToPage();
        }

        await LoadAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostRevokeAsync(Guid id, CancellationToken ct)
    {
        if (!await keys.RevokeAsync(id, Person.Has(Duty.Administrator) ? null : Person.Id, ct))
            return NotFound();
        await log.WriteAsync("key.revoke", visitors.Actor, new Subject("apiKey", id, ""), null, ct);
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostQuotaAsync(Guid id, int perDay, CancellationToken ct)
    {
        if (!Person.Has(Duty.Administrator))
            return NotFound();
        if (perDay is < 0 or > 100_000_000 || !await keys.SetQuotaAsync(id, perDay, ct))
            return NotFound();
        await log.WriteAsync("key.quota", visitors.Actor, new Subject("apiKey", id, ""), perDay.ToString(System.Globalization.CultureInfo.InvariantCulture), ct);
        return RedirectToPage();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Own = await keys.OfAccountAsync(Person.Id, ct);
        IsAdministrator = Person.Has(Duty.Administrator);
        if (IsAdministrator)
            All = await keys.AllAsync(ct);
    }
}
