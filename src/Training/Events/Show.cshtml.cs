using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Training.Events;

/// <summary>One event, with the form to register.</summary>
[AllowAnonymous]
[EnableRateLimiting(IdentityModule.PublicLimit)]
internal sealed class ShowModel(AppDb db, Seats seats, FileStore files, NetworkRegister register, Regions regions, Visitors visitors, TimeProvider clock) : PageModel
{
    public Event It { get; private set; } = null!;

    public Organisation Host { get; private set; } = null!;

    public IReadOnlyList<Session> Sessions { get; private set; } = [];

    public IReadOnlyList<StoredFile> Materials { get; private set; } = [];

    public Guest Typed { get; private set; } = new();

    public Registration? Mine { get; private set; }

    /// <summary>Sessions at which the person was.</summary>
    public int Attended { get; private set; }

    public int Taken { get; private set; }

    public int Waiting { get; private set; }

    public Bilingual? Message { get; private set; }

    public Regions Regions => regions;

    public bool Takes => It.TakesAt(clock.GetUtcNow());

    public bool IsFull => It.Quota is { } quota && Taken >= quota;

    public bool IsHost => visitors.Current?.ActsFor(It.OrganisationId) == true;

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var (events, id, ct) = (db.Events, Guid.Parse(RouteData.Values["id"]!.ToString()!), HttpContext.RequestAborted);
        var found = await events.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct);
        if (found is null || (found.State == EventState.Draft && visitors.Current?.ActsFor(found.OrganisationId) != true))
        {
            context.Result = NotFound();
            return;
        }

        It = found;
        await next();
    }

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostAsync(Guest guest, string? website, CancellationToken ct)
    {
        Typed = guest;
        var (made, refusal) = string.IsNullOrEmpty(website)
            ? await seats.RegisterAsync(It.Id, guest, visitors.Current, visitors.Actor, visitors.Session, ct)
            : (null, new("event.robot", new("提交被识别为自动程序，未受理")));
        if (made is not null)
            return LocalRedirect($"/events/tickets/{made.Code}{(visitors.Current is null ? "/" + await seats.KeyAsync(made, ct) : "")}");
        Message = refusal!.Text;
        Response.StatusCode = refusal.Status;
        await LoadAsync(ct);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var (sessions, registrations, id) = (db.Sessions, db.Registrations, It.Id);
        Sessions = await sessions.AsNoTracking().Where(row => row.EventId == id).OrderBy(row => row.StartsAt).ToListAsync(ct);
        Host = (await register.FindAsync(It.OrganisationId, ct))!;
        var counts = await registrations.Where(row => row.EventId == id && row.State != RegistrationState.Cancelled).GroupBy(row => row.State)
            .Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, ct);
        (Taken, Waiting) = (counts.GetValueOrDefault(RegistrationState.Registered), counts.GetValueOrDefault(RegistrationState.Waiting));
        Materials = await files.ListAsync(Event.Materials, id, ct);
        if (visitors.Current is { } person)
            Mine = await registrations.AsNoTracking().FirstOrDefaultAsync(row => row.EventId == id && row.AccountId == person.Id && row.State != RegistrationState.Cancelled, ct);
        var attendances = db.Attendances;
        if (Mine is { Id: var mine })
            Attended = await attendances.CountAsync(row => row.RegistrationId == mine, ct);
    }
}
