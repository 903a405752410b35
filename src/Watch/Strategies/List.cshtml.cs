using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Watch.My;
using Zhishu.Watch.Spaces;

namespace Zhishu.Watch.Strategies;

/// <summary>The strategies of a space.</summary>
[AllowAnonymous]
internal sealed class ListModel(SpaceKeeper spaces, StrategyStore strategies) : PageModel
{
    public IReadOnlyList<Strategy> Strategies { get; private set; } = [];

    public string Name { get; private set; } = "";

    public string? Message { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        if (await spaces.FindAsync(HttpContext, ct) is { } space)
            Strategies = await strategies.ListAsync(space.Id, ct);
    }

    public async Task<IActionResult> OnPostAsync(string? name, CancellationToken ct)
    {
        Name = SafeText.Clean(name ?? "").Trim();
        if (Name.Length is > 0 and <= MyStore.LongestName)
        {
            var space = await spaces.EnsureAsync(HttpContext, ct);
            if (await strategies.AddAsync(space.Id, Name, [new("", "")], ct) is { } id)
                return Redirect($"/my/strategies/{id}");
            Message = Lang.T($"最多保存 {StrategyStore.Most} 个检索策略");
        }

        Message ??= Lang.T($"请起一个名称，不超过 {MyStore.LongestName} 字");
        Response.StatusCode = 400;
        await OnGetAsync(ct);
        return Page();
    }
}
