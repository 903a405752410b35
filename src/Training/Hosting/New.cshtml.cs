using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Training.Hosting;

/// <summary>Writes a new event down.</summary>
[Authorize]
internal sealed class NewModel(EventCase cases, CaseDesk<Event, EventState, EventAct, EventParty> desk, Visitors visitors, Sessions sessions, NetworkRegister register, Regions regions,
    TimeProvider clock) : NewCasePage<Event, EventState, EventAct, EventParty>(cases, desk, visitors)
{
    public IReadOnlyList<Organisation> Members { get; private set; } = [];

    public EventForm Kind { get; private set; }

    public Guid Member { get; private set; }

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        Members = await register.ActedForByAsync(Person, HttpContext.RequestAborted);
        if (Members.Count == 0)
            context.Result = NotFound();
        else
            await next();
    }

    /// <summary>What can be made: each kind has fields of its own.</summary>
    public static IReadOnlyList<(EventForm Form, Bilingual Label)> Kinds { get; } =
    [
        (EventForm.Lecture, new("讲座、公开课、论坛、沙龙")), (EventForm.Exhibition, EventWords.Label(EventForm.Exhibition)),
        (EventForm.Publication, EventWords.Label(EventForm.Publication)),
    ];

    public void OnGet(EventForm? form)
    {
        var (today, day) = ($"{clock.Today():O}", clock.Today().AddDays(14));
        Kind = form is { } asked && Enum.IsDefined(asked) ? asked : EventForm.Lecture;
        Show(EventForms.Of(Kind, regions), FormInput.Of(("Form", Kind.ToString()), ("Subject", "patent"), ("Region", Members[0].Region), ("Place", Members[0].Address),
            ("Contact", Members[0].Phone), ("Registration", "true"), ("Waiting", "true"), ("Certificate", "true"), ("LeastShare", "100"),
            ("Starts", Kind switch { EventForm.Publication => today, EventForm.Exhibition => $"{day:O}", _ => $"{day:O}T14:00" }),
            ("Ends", Kind == EventForm.Exhibition ? $"{day.AddDays(30):O}" : $"{day:O}T16:00")));
    }

    public async Task<IActionResult> OnPostAsync(Guid member, CancellationToken ct)
    {
        Kind = Enum.TryParse<EventForm>(Request.Form["Form"], out var kind) && Enum.IsDefined(kind) ? kind : EventForm.Lecture;
        Member = member;
        return Members.Any(row => row.Id == member)
            ? await OpenAsync(member, EventForms.Of(Kind, regions), member, form => Event.Of(form, member, clock.GetUtcNow()), sessions.BeginAsync, ct) : NotFound();
    }
}
