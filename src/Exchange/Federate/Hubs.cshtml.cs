using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Exchange.Harvest;
using Zhishu.Foundation;

namespace Zhishu.Exchange.Federate;

/// <summary>The other hubs and the members of their networks.</summary>
[AllowAnonymous]
internal sealed class HubsModel(HubList hubs) : PageModel
{
    public const int Size = 30;

    public IReadOnlyList<HarvestSource> Hubs { get; private set; } = [];

    public IReadOnlyDictionary<Guid, (long Records, long Members)> Counts { get; private set; } = new Dictionary<Guid, (long, long)>();

    public IReadOnlyList<RemoteMember> Members { get; private set; } = [];

    public long Total { get; private set; }

    public string Find { get; private set; } = "";

    public Guid? Hub { get; private set; }

    public async Task OnGetAsync(string? find, Guid? hub, int page, CancellationToken ct)
    {
        (Find, Hub) = (SafeText.Line(find) is { Length: <= 100 } text ? text : "", hub);
        Hubs = await hubs.HubsAsync(ct);
        Counts = await hubs.CountsAsync(ct);
        (Members, Total) = await hubs.MembersAsync(Find, hub, Pages.Skip(page, Size), Size, ct);
    }
}
