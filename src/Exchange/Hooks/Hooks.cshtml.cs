using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Exchange.Feed;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Exchange.Hooks;

/// <summary>A person's webhooks.</summary>
[Authorize]
internal sealed class HooksModel(HookStore hooks, ItemStore items, SetCatalogue sets, Visitors visitors, ProcessLog log) : PageModel
{
    private const int DeliveriesShown = 5;

    public IReadOnlyList<(Hook Hook, IReadOnlyList<HookDelivery> Last)> Own { get; private set; } = [];

    public string? Fault { get; private set; }

    public string Name { get; private set; } = "";

    public string Address { get; private set; } = "";

    public string Set { get; private set; } = "";

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostAddAsync(string? name, string? address, string? set, CancellationToken ct)
    {
        (Name, Address, Set) = (SafeText.Line(name), SafeText.Line(address), SafeText.Line(set));
        if (Name.Length is 0 or > 60)
            Fault = Lang.T("请写名称，不超过 60 字");
        else if (!Uri.TryCreate(Address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0 || Address.Length > 500)
            Fault = Lang.T("请写 http 或 https 地址");
        else if (Set.Length > 0 && await sets.FindAsync(Set, ct) is null)
            Fault = Lang.T($"没有集合 {Set}，集合见 OAI-PMH 的 ListSets");
        else if (await hooks.AddAsync(visitors.Signed.Id, Name, Address, Set, await items.LastAsync(ct), ct) is not { } hook)
            Fault = Lang.T($"最多 {HookStore.MostOfAccount} 个");
        else
        {
            await log.WriteAsync("hook.add", visitors.Actor, new Subject("hook", hook.Id, hook.Name), hook.Address, ct);
            return RedirectToPage();
        }

        await LoadAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid id, CancellationToken ct)
    {
        if (!await hooks.RemoveAsync(id, visitors.Signed.Id, ct))
            return NotFound();
        await log.WriteAsync("hook.remove", visitors.Actor, new Subject("hook", id, ""), null, ct);
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostResumeAsync(Guid id, CancellationToken ct) => await hooks.ResumeAsync(id, visitors.Signed.Id, ct) ? RedirectToPage() : NotFound();

    private async Task LoadAsync(CancellationToken ct)
    {
        var own = new List<(Hook, IReadOnlyList<HookDelivery>)>();
        foreach (var hook in await hooks.OfAccountAsync(visitors.Signed.Id, ct))
            own.Add((hook, await hooks.LastAsync(hook.Id, DeliveriesShown, ct)));
        Own = own;
    }
}
