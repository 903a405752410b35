using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Training.Hosting;

/// <summary>The host cancels a registration: asked on a page of its own, with a reason, so that a slip of the thumb throws nobody out.</summary>
[Authorize]
internal sealed class DropModel(AppDb db, Seats seats, Visitors visitors) : PageModel
{
    public Event It { get; private set; } = null!;

    public Registration Mine { get; private set; } = null!;

    public string? Reason { get; private set; }

    public string Find { get; private set; } = "";

    public int At { get; private set; } = 1;

    public Bilingual? Message { get; private set; }

    /// <summary>The list as it was.</summary>
    public string Back => $"/events/desk/{It.Id}{new QueryBuilder { { "find", Find }, { "page", At.ToString(CultureInfo.InvariantCulture) } }}#people";

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var (events, registrations, ct) = (db.Events, db.Registrations, HttpContext.RequestAborted);
        var (id, registration) = (Guid.Parse(RouteData.Values["id"]!.ToString()!), Guid.Parse(RouteData.Values["registration"]!.ToString()!));
        if (await events.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is not { } it || !visitors.Signed.ActsFor(it.OrganisationId)
            || await registrations.AsNoTracking().FirstOrDefaultAsync(row => row.Id == registration && row.EventId == id, ct) is not { } mine)
        {
            context.Result = NotFound();
            return;
        }

        (It, Mine) = (it, mine);
        await next();
    }

    public void OnGet(string? find, int at) => Keep(find, at);

    public async Task<IActionResult> OnPostAsync(string? reason, string? find, int at, CancellationToken ct)
    {
        Keep(find, at);
        if (await seats.DropAsync(It.Id, Mine.Id, reason, visitors.Actor, ct) is not { } refusal)
            return LocalRedirect(Back);
        (Reason, Message, Response.StatusCode) = (reason, refusal.Text, refusal.Status);
        return Page();
    }

    private void Keep(string? find, int at) => (Find, At) = (find is { Length: <= 40 } ? find : "", Math.Clamp(at, 1, Foundation.Pages.Last));
}
