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

    /// <summary>What can be made: each kind has fields of its own.</summary>
    public static IReadOnlyList<(EventForm Form, Bilingual Label)> Kinds { get; } =
    [
        (EventForm.Lecture, new("讲座、公开课、论坛、沙龙", "Lecture, course, forum, salon")), (EventForm.Exhibition, EventLifecycle.Label(EventForm.Exhibition)),
        (EventForm.Publication, EventLifecycle.Label(EventForm.Publication)),
    ];

    public void OnGet(EventForm? form)
    {
        var (day, kind) = (clock.Today().AddDays(14), form is { } asked && Enum.IsDefined(asked) ? asked : EventForm.Lecture);
        Typed = new()
        {
            Form = kind,
            Region = Members[0].Region,
            Place = Members[0].Address,
            Contact = Members[0].Phone,
            Starts = kind switch { EventForm.Publication => $"{clock.Today():O}", EventForm.Exhibition => $"{day:O}", _ => $"{day:O}T14:00" },
            Ends = kind == EventForm.Exhibition ? $"{day.AddDays(30):O}" : $"{day:O}T16:00",
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
