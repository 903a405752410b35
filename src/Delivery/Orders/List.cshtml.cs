using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Cases;
using Zhishu.Identity;

namespace Zhishu.Delivery.Orders;

/// <summary>The orders of a person's members, both ways, and what is asked of the whole network, with figures; who has no member is told the way.</summary>
[Authorize]
internal sealed class ListModel(OrderKind kind, CaseDesk<Order, OrderState, OrderAct, OrderParty> desk, DeliveryFigures figures, Visitors visitors) : PageModel
{
    public ListView? Rows { get; private set; }

    public IReadOnlyList<(Foundation.Bilingual Whose, DeliveryFigure Figure)> Figures { get; private set; } = [];

    public bool IsMember => visitors.Signed.Organisations.Count > 0;

    public async Task OnGetAsync(CancellationToken ct)
    {
        if (visitors.Signed is { Organisations.Count: 0, Offices.Count: 0 })
            return;
        Rows = await kind.List.PageAsync(desk.VisibleTo(visitors.Signed), Request.Query, kind.AddressOf, kind.Path, ct);
        var (all, asked, supplied) = await figures.ReadAsync(visitors.Signed.Organisations, ct);
        Figures =
        [
            .. IsMember ? [(new("我请求的"), asked), (new("请我提供的"), supplied)] : Array.Empty<(Foundation.Bilingual, DeliveryFigure)>(),
            (new("全网"), all),
        ];
    }
}
