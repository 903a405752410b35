using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.ServiceDirectory.Lookups;

/// <summary>Staff note a search or lookup that they did with somebody at the window or on the phone (001·12(二)).</summary>
[Authorize]
internal sealed class LookupModel(AppDb db, ServiceBook book, ServiceCatalogue catalogue, NetworkRegister register, ProcessLog log, Visitors visitors, TimeProvider clock) : PageModel
{
    public IReadOnlyList<Organisation> Members { get; private set; } = [];

    public IReadOnlyList<ServiceRecord> Latest { get; private set; } = [];

    public ServiceCatalogue Catalogue => catalogue;

    public Bilingual? Message { get; private set; }

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        Members = await register.ActedForByAsync(visitors.Signed, HttpContext.RequestAborted);
        if (Members.Count == 0)
            context.Result = NotFound();
        else
            await next();
    }

    public async Task OnGetAsync(CancellationToken ct)
    {
        var own = Members.Select(row => row.Id).ToList();
        Latest = await book.All().Where(row => own.Contains(row.OrganisationId)).OrderByDescending(row => row.EndedAt).Take(50).ToListAsync(ct);
    }

    public async Task<IActionResult> OnPostAsync(Guid member, string? item, string? channel, DateOnly? day, int persons, int minutes, CancellationToken ct)
    {
        var today = clock.Today();
        if (Members.FirstOrDefault(row => row.Id == member) is not { } owner)
            return NotFound();
        if (catalogue.Find(item) is null || channel is null || !ServiceCatalogue.Channels.ContainsKey(channel) || day is null || day > today
            || day < today.AddDays(-60) || persons is < 1 or > 100_000 || minutes is < 1 or > 6000)
        {
            Message = new("请选择事项和渠道；日期在近 60 天内，人数 1 到 100000，用时 1 到 6000 分钟", "Choose service and channel; the day is within 60 days, people 1 to 100000, minutes 1 to 6000");
            Response.StatusCode = 400;
            await OnGetAsync(ct);
            return Page();
        }

        var (id, ended) = (Guid.CreateVersion7(clock.GetUtcNow()), day == today ? clock.GetUtcNow() : ChinaTime.StartOf(day.Value).AddHours(12));
        await book.EnterAsync(new(member, "lookup", id, item!, channel, visitors.Signed.Name, ended.AddMinutes(-minutes), ended,
            "given")
        { Persons = persons, Minutes = minutes, Region = owner.Region }, ct);
        log.Record("service.enter", visitors.Actor, owner.AsSubject(), after: new { item, channel, day, persons, minutes });
        await db.SaveChangesAsync(ct);
        return LocalRedirect("/services/given");
    }
}
