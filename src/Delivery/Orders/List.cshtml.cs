using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Delivery.Orders;

/// <summary>The orders of a person's members, both ways, with the figures of the network.</summary>
[Authorize]
internal sealed class ListModel(AppDb db, NetworkRegister register, DeliveryFigures figures, Visitors visitors) : PageModel
{
    public const int Size = 30;

    public string Way { get; private set; } = "";

    public string State { get; private set; } = "";

    public int Total { get; private set; }

    public IReadOnlyList<Order> Rows { get; private set; } = [];

    public DeliveryFigure Figures { get; private set; } = new(0, 0, 0, null, null);

    public bool IsMember => visitors.Signed.Organisations.Count > 0;

    public static IEnumerable<(string, string)> States => [("", Lang.T("全部", "All")), .. Enum.GetValues<OrderState>()
        .Select(state => (state.ToString(), OrderLifecycle.Table.Label(state).ToString()))];

    public static IEnumerable<(string, string)> Ways => [("", Lang.T("全部", "All")), ("in", Lang.T("请我提供的", "To supply")), ("out", Lang.T("我请求的", "Asked by us"))];

    public async Task<IActionResult> OnGetAsync(string? way, string? state, int page, CancellationToken ct)
    {
        if (visitors.Signed is { Organisations.Count: 0, Offices.Count: 0 })
            return NotFound();
        var rows = Ask(way, state);
        Total = await rows.CountAsync(ct);
        Rows = await rows.OrderByDescending(row => row.AskedAt).Skip(Foundation.Pages.Skip(page, Size)).Take(Size).ToListAsync(ct);
        Figures = await figures.ReadAsync(ct);
        return Page();
    }

    /// <summary>The rows of a question; for the page and for its export. Officers see those of their region.</summary>
    internal IQueryable<Order> Ask(string? way, string? state)
    {
        var (orders, person) = (db.Orders, visitors.Signed);
        (Way, var own) = (way is "in" or "out" ? way : "", person.Organisations);
        var rows = orders.AsNoTracking().VisibleTo(person, register);
        rows = Way switch
        {
            "in" => rows.Where(row => row.SupplierId != null && own.Contains(row.SupplierId.Value)),
            "out" => rows.Where(row => own.Contains(row.RequesterId)),
            _ => rows,
        };
        if (!Enum.TryParse<OrderState>(state, out var wanted))
            return rows;
        State = wanted.ToString();
        return rows.Where(row => row.State == wanted);
    }
}
