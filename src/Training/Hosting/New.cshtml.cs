using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Training.Hosting;

/// <summary>Writes a new event down.</summary>
[Authorize]
internal sealed class NewModel(EventDesk desk, NetworkRegister register, Visitors visitors, TimeProvider clock) : PageModel
{
    public IReadOnlyList<Organisation> Members { get; private set; } = [];

    public EventInput Typed { get; private set; } = new();

    public Guid Member { get; private set; }

    public IReadOnlyDictionary<string, Bilingual> Faults { get; private set; } = new Dictionary<string, Bilingual>();

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        Members = await register.ActedForByAsync(visitors.Signed, HttpContext.RequestAborted);
        if (Members.Count == 0)
            context.Result = NotFound();
        else
            await next();
    }

    public void OnGet()
    {
        var day = clock.Today().AddDays(14);
        Typed = new()
        {
            Region = Members[0].Region,
            Place = Members[0].Address,
            Contact = Members[0].Phone,
            Starts = $"{day:O}T14:00",
            Ends = $"{day:O}T16:00",
            Registration = true,
            Waiting = true,
            Certificate = true,
            Subject = "patent"
        };
    }

    public async Task<IActionResult> OnPostAsync(EventInput input, Guid member, CancellationToken ct)
    {
        (Typed, Member) = (input, member);
        if (Members.All(row => row.Id != member))
            return NotFound();
        (var id, Faults) = await desk.CreateAsync(member, input, visitors.Actor, ct);
        if (Faults.Count == 0)
            return LocalRedirect($"/events/desk/{id}");
        Response.StatusCode = 400;
        return Page();
    }
}
