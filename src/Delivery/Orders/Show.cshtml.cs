using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Delivery.Orders;

/// <summary>One order, for both members.</summary>
[Authorize]
[RequestSizeLimit(FileStore.Largest + (1 << 20))]
internal sealed class ShowModel(AppDb db, OrderDesk desk, NetworkRegister register, AuditTrail trail, Visitors visitors, TimeProvider clock) : PageModel
{
    public Order It { get; private set; } = null!;

    public OrderParty Party { get; private set; }

    public string Requester { get; private set; } = "";

    public string? Supplier { get; private set; }

    public string? Link { get; private set; }

    public IReadOnlyList<AuditEntry> History { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public bool LinkIsGood => It.ExpiresAt > clock.GetUtcNow() && It.Downloads < OrderDesk.MostDownloads;

    public bool May(OrderAct act) => OrderLifecycle.Table.Find(It.State, act, Party) is not null;

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var (orders, id, person) = (db.Orders, Guid.Parse(RouteData.Values["id"]!.ToString()!), visitors.Signed);
        if (await orders.AsNoTracking().VisibleTo(person, register).FirstOrDefaultAsync(row => row.Id == id, HttpContext.RequestAborted) is not { } found)
        {
            context.Result = NotFound();
            return;
        }

        (It, Party) = (found, found.PartyOf(person));
        await next();
    }

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostAsync(OrderAct act, string? reason, int? rating, IFormFile? copy, CancellationToken ct)
    {
        if (await desk.DoAsync(It.Id, act, Party, reason, rating, copy, visitors.Actor, ct) is not { } refusal)
            return LocalRedirect($"/delivery/{It.Id}");
        Message = refusal.Text;
        Response.StatusCode = refusal.Status;
        await LoadAsync(ct);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Requester = (await register.FindAsync(It.RequesterId, ct))!.Name;
        Supplier = It.SupplierId is { } supplier ? (await register.FindAsync(supplier, ct))!.Name : null;
        if (It.State == OrderState.CopyCompleted && Party.HasFlag(OrderParty.Requester))
            Link = await desk.LinkAsync(It, ct);
        History = await trail.ReadAsync(new(Subject: ("order", It.Id.ToString())), 0, 100, ct);
    }
}
