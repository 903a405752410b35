using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.Records;

namespace Zhishu.Delivery.Orders;

/// <summary>Asks for a document, from a record, by a free citation, or as an earlier order with another word: what is corrected is a new order.</summary>
[Authorize]
internal sealed class NewModel(OrderKind kind, CaseDesk<Order, OrderState, OrderAct, OrderParty> desk, Holders holders, RecordStore records, NetworkRegister register, Visitors visitors,
    TimeProvider clock) : PageModel
{
    public ActForm Form { get; private set; } = null!;

    public Guid? Record { get; private set; }

    public IReadOnlyList<Organisation> Members { get; private set; } = [];

    public Guid Member { get; private set; }

    public Bilingual? Message { get; private set; }

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        Members = await register.ActedForByAsync(visitors.Signed, HttpContext.RequestAborted);
        await next();
    }

    public async Task OnGetAsync(Guid? record, Guid? from, CancellationToken ct)
    {
        Show(FormInput.Empty);
        if (record is { } id && (await records.GetAsync([id], ct)) is [var stored])
        {
            var day = stored.Record.PublicationDate ?? stored.Record.FilingDate;
            Record = id;
            Show(FormInput.Of(("Kind", stored.Record.Kind == RecordKind.Patent ? "patent" : "other"), ("Citation", $"{stored.Record.Title}（{stored.Record.Number}）"),
                ("Cover", stored.Record.Office), ("Year", day?.Year.ToString("D", null))));
        }
        else if (from is { } earlier && await desk.VisibleTo(visitors.Signed).FirstOrDefaultAsync(it => it.Id == earlier, ct) is { } it)
        {
            (Record, Member) = (it.RecordId, it.RequesterId);
            Show(FormInput.Of(("Kind", it.Kind), ("Citation", it.Citation), ("Cover", it.Cover), ("Year", it.Year?.ToString("D", null)), ("Purpose", it.Purpose)));
        }
    }

    public async Task<IActionResult> OnPostAsync(Guid member, Guid? record, CancellationToken ct)
    {
        var input = FormInput.Read(kind.Form, Request.Form);
        (Member, Record) = (member, record);
        if (Members.FirstOrDefault(row => row.Id == member) is not { } requester)
            return NotFound();
        var faults = kind.Form.Check(input);
        Show(input, faults);
        if (faults.Count == 0)
        {
            var sending = Sending.Of(visitors.Session, "order", new { requester.Id, record, input.Texts });
            var (made, refusal) = await desk.OpenAsync(requester.Id, sending, () => Order.Of(input, requester.Id, record, visitors.Actor, clock.GetUtcNow()),
                (it, work) => holders.GiveToNextAsync(it, work), input, visitors.Actor, ct);
            if (made is not null)
                return LocalRedirect(kind.AddressOf(made));
            Message = refusal!.Text;
        }

        Response.StatusCode = 400;
        return Page();
    }

    private void Show(FormInput input, IReadOnlyDictionary<string, Bilingual>? faults = null) =>
        Form = ActForm.Of(kind.Form, input) with { Faults = faults ?? new Dictionary<string, Bilingual>() };
}
