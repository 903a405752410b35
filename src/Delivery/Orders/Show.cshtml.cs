using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Delivery.Orders;

/// <summary>One order, for both members and for those that are asked whether they hold it.</summary>
[Authorize]
[RequestSizeLimit(FileStore.Largest + (1 << 20))]
internal sealed class ShowModel(OrderKind kind, CaseDesk<Order, OrderState, OrderAct, OrderParty> desk, Copies copies, NetworkRegister register, AuditTrail trail, Visitors visitors,
    TimeProvider clock) : CasePage<Order, OrderState, OrderAct, OrderParty>(kind, desk, trail, visitors)
{
    public string Requester { get; private set; } = "";

    public string? Supplier { get; private set; }

    public string? Link { get; private set; }

    public bool IsRequester => Party.HasFlag(OrderParty.Requester);

    /// <summary>Whether the person only is asked: who ordered it and what went before is not theirs to read.</summary>
    public bool IsAsked => Party == OrderParty.Others && It.State == OrderState.Circulated;

    public bool LinkIsGood => It.LinkIsGood(clock.GetUtcNow());

    protected override async Task LoadAsync(CancellationToken ct)
    {
        Requester = (await register.FindAsync(It.RequesterId, ct))!.Name;
        Supplier = It.SupplierId is { } supplier ? (await register.FindAsync(supplier, ct))!.Name : null;
        Link = It.State == OrderState.CopyCompleted && IsRequester ? await copies.LinkAsync(It, ct) : null;
    }
}
