using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.ServiceDirectory.Items;

namespace Zhishu.ServiceDirectory.Lookups;

/// <summary>Staff note a search or lookup that they did with somebody at the window or on the phone (001·12(二)).</summary>
[Authorize]
internal sealed class LookupModel(AppDb db, LookupDesk desk, ServiceCatalogue catalogue, NetworkRegister register, Visitors visitors, TimeProvider clock) : PageModel
{
    public const int Size = 50;

    public IReadOnlyList<Organisation> Members { get; private set; } = [];

    public IReadOnlyList<ServiceRecord> Rows { get; private set; } = [];

    public int Total { get; private set; }

    public ServiceCatalogue Catalogue => catalogue;

    public Guid Member { get; private set; }

    public Guid Key { get; private set; }

    public LookupInput Typed { get; private set; } = new();

    public IReadOnlyDictionary<string, Bilingual> Faults { get; private set; } = new Dictionary<string, Bilingual>();

    public Bilingual? Message { get; private set; }

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        Members = await register.ActedForByAsync(visitors.Signed, HttpContext.RequestAborted);
        if (Members.Count == 0)
            context.Result = NotFound();
        else
            await next();
    }

    public async Task OnGetAsync(int page, CancellationToken ct)
    {
        (Member, Key) = (Members[0].Id, Guid.CreateVersion7(clock.GetUtcNow()));
        Typed = new() { Item = "basic.search", Channel = "window", Day = clock.Today().ToString("O"), Persons = "1", Minutes = "30", Region = Members[0].Region };
        await LoadAsync(page, ct);
    }

    public async Task<IActionResult> OnPostAsync(Guid member, Guid key, LookupInput input, CancellationToken ct)
    {
        (Member, Key, Typed) = (member, key, input);
        if (Members.FirstOrDefault(row => row.Id == member) is not { } owner)
            return NotFound();
        (var refusal, Faults) = await desk.EnterAsync(owner, key, input, visitors.Actor, ct);
        if (refusal is null)
            return LocalRedirect("/services/given");
        (Message, Response.StatusCode) = (refusal.Text, refusal.Status);
        await LoadAsync(1, ct);
        return Page();
    }

    private async Task LoadAsync(int page, CancellationToken ct)
    {
        var (records, own) = (db.ServiceRecords, Members.Select(row => row.Id).ToList());
        var rows = records.AsNoTracking().Where(row => own.Contains(row.OrganisationId));
        Total = await rows.CountAsync(ct);
        Rows = await rows.OrderByDescending(row => row.EndedAt).ThenBy(row => row.Id).Skip(Foundation.Pages.Skip(page, Size)).Take(Size).ToListAsync(ct);
    }
}
