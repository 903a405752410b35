using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.Records;

namespace Zhishu.Delivery.Orders;

/// <summary>Asks for a document, from a record, by a free citation, or as an earlier order with another word: what is corrected is a new order.</summary>
[Authorize]
internal sealed class NewModel(OrderKind kind, CaseDesk<Order, OrderState, OrderAct, OrderParty> desk, Visitors visitors, Holders holders, RecordStore records, NetworkRegister register,
    TimeProvider clock) : NewCasePage<Order, OrderState, OrderAct, OrderParty>(kind, desk, visitors)
{
    private readonly Fields _form = kind.Form;

    public Guid? Record { get; private set; }

    public IReadOnlyList<Organisation> Members { get; private set; } = [];

    public Guid Member { get; private set; }

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        Members = await register.ActedForByAsync(Person, HttpContext.RequestAborted);
        await next();
    }

    public async Task OnGetAsync(Guid? record, Guid? from, CancellationToken ct)
    {
        Show(_form, FormInput.Empty);
        if (record is { } id && (await records.GetAsync([id], ct)) is [var stored])
        {
            var day = stored.Record.PublicationDate ?? stored.Record.FilingDate;
            Record = id;
            Show(_form, FormInput.Of(("Kind", stored.Record.Kind == RecordKind.Patent ? "patent" : "other"), ("Citation", $"{stored.Record.Title}（{stored.Record.Number}）"),
                ("Cover", stored.Record.Office), ("Year", day?.Year.ToString("D", null))));
        }
        else if (from is { } earlier && await Visible.FirstOrDefaultAsync(it => it.Id == earlier, ct) is { } it)
        {
            (Record, Member) = (it.RecordId, it.RequesterId);
            Show(_form, FormInput.Of(("Kind", it.Kind), ("Citation", it.Citation), ("Cover", it.Cover), ("Year", it.Year?.ToString("D", null)), ("Purpose", it.Purpose)));
        }
    }

    public async Task<IActionResult> OnPostAsync(Guid member, Guid? record, CancellationToken ct)
    {
        (Member, Record) = (member, record);
        return Members.FirstOrDefault(row => row.Id == member) is { } requester
            ? await OpenAsync(requester.Id, _form, new { requester.Id, record }, form => Order.Of(form, requester.Id, record, Actor, clock.GetUtcNow()),
                (it, work) => holders.GiveToNextAsync(it, work), ct) : NotFound();
    }
}
