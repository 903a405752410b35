using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;

namespace Zhishu.Exchange.Federate;

/// <summary>One question to all hubs.</summary>
[AllowAnonymous]
internal sealed class HubSearchModel(FederatedSearch federation) : PageModel
{
    public string Query { get; private set; } = "";

    public int Number { get; private set; } = 1;

    public FederatedAnswer? Answer { get; private set; }

    /// <summary>Whether some hub has a further page.</summary>
    public bool HasMore => Answer?.Sources.Any(source => source.Total > (long)Number * FederatedSearch.Size) == true;

    public async Task<IActionResult> OnGetAsync(string? q, int page, CancellationToken ct)
    {
        (Query, Number) = (SafeText.Line(q), Math.Clamp(page, 1, 500));
        if (Query.Length > 0)
            Answer = await federation.FindAsync(Query, Number, ct);
        return Page();
    }
}
