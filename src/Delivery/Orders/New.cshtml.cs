using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.Records;

namespace Zhishu.Delivery.Orders;

/// <summary>Asks for a document, from a record or by a free citation.</summary>
[Authorize]
internal sealed class NewModel(OrderDesk desk, RecordStore records, NetworkRegister register, Visitors visitors) : PageModel
{
    public OrderInput Typed { get; private set; } = new();

    public IReadOnlyList<Organisation> Members { get; private set; } = [];

    public Guid Member { get; private set; }

    public IReadOnlyDictionary<string, Bilingual> Faults { get; private set; } = new Dictionary<string, Bilingual>();

    public Bilingual? Message { get; private set; }

    public static IEnumerable<(string, string)> KindOptions => OrderLifecycle.Kinds.Select(pair => (pair.Key, pair.Value.ToString()));

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        Members = await register.ActedForByAsync(visitors.Signed, HttpContext.RequestAborted);
        await next();
    }

    public async Task OnGetAsync(Guid? record, CancellationToken ct)
    {
        Typed = new() { Kind = "patent" };
        if (record is { } id && (await records.GetAsync([id], ct)) is [var stored])
            Typed = new()
            {
                Kind = stored.Record.Kind == RecordKind.Patent ? "patent" : "other",
                Record = id,
                Citation = $"{stored.Record.Title}（{stored.Record.Number}）",
                Cover = stored.Record.Office,
                Year = (stored.Record.PublicationDate ?? stored.Record.FilingDate)?.Year
            };
    }

    public async Task<IActionResult> OnPostAsync(OrderInput input, Guid member, CancellationToken ct)
    {
        (Typed, Member) = (input, member);
        if (Members.FirstOrDefault(row => row.Id == member) is not { } requester)
            return NotFound();
        Faults = desk.Check(input);
        if (Faults.Count == 0)
        {
            var (made, refusal) = await desk.AskAsync(input, requester, visitors.Actor, visitors.Session, ct);
            if (made is not null)
                return LocalRedirect($"/delivery/{made.Id}");
            Message = refusal!.Text;
        }

        Response.StatusCode = 400;
        return Page();
    }
}
