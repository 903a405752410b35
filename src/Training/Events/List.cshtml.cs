using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Training.Events;

/// <summary>The public calendar.</summary>
[AllowAnonymous]
internal sealed class ListModel(AppDb db, NetworkRegister register, Regions regions, Visitors visitors, TimeProvider clock) : PageModel
{
    public const int Size = 30;
    private const int Beside = 10;

    public EventQuestion Question { get; private set; } = new();

    public IReadOnlyList<Event> Events { get; private set; } = [];

    /// <summary>Exhibitions that are open now, apart from what begins later.</summary>
    public IReadOnlyList<Event> Running { get; private set; } = [];

    /// <summary>The newest publications: they come out on a day and stay.</summary>
    public IReadOnlyList<Event> Publications { get; private set; } = [];

    public IReadOnlyDictionary<Guid, string> Hosts { get; private set; } = new Dictionary<Guid, string>();

    public int Total { get; private set; }

    public Regions Regions => regions;

    public bool MayHost => visitors.Current?.Organisations.Count > 0;

    public static IEnumerable<(string, string)> FormOptions => [("", Lang.T("全部")), .. Enum.GetValues<EventForm>().Select(form => (form.ToString(), EventWords.Label(form).ToString()))];

    public static IEnumerable<(string, string)> WhenOptions => [("", Lang.T("即将举办")), ("past", Lang.T("已举办")), ("all", Lang.T("全部"))];

    public async Task OnGetAsync(string? form, string? region, string? subject, string? when, [FromQuery] int page, CancellationToken ct)
    {
        Question = EventQuestion.Read(form, region, subject, when);
        var (events, now) = (db.Events, clock.GetUtcNow());
        var rows = Question.Apply(events.AsNoTracking(), now);
        if (Question.Form != EventForm.Publication.ToString())
        {
            var (all, first) = (rows, Foundation.Pages.Skip(page, Size) == 0);
            rows = rows.Where(row => row.Form != EventForm.Publication && (Question.When != "" || row.Form != EventForm.Exhibition || row.StartsAt > now));
            if (Question.When.Length == 0 && first)
            {
                Running = await all.Where(row => row.Form == EventForm.Exhibition && row.StartsAt <= now).OrderBy(row => row.EndsAt).Take(Size).ToListAsync(ct);
                Publications = await all.Where(row => row.Form == EventForm.Publication).OrderByDescending(row => row.StartsAt).Take(Beside).ToListAsync(ct);
            }
        }

        Total = await rows.CountAsync(ct);
        rows = Question.When.Length == 0 && Question.Form != EventForm.Publication.ToString() ? rows.OrderBy(row => row.StartsAt) : rows.OrderByDescending(row => row.StartsAt);
        Events = await rows.Skip(Foundation.Pages.Skip(page, Size)).Take(Size).ToListAsync(ct);
        var ids = Events.Concat(Running).Concat(Publications).Select(row => row.OrganisationId).Distinct().ToList();
        Hosts = await register.All().Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, ct);
    }
}

/// <summary>Which events are asked for; empty texts ask for all.</summary>
internal sealed record EventQuestion(string Form = "", string Region = "", string Subject = "", string When = "")
{
    public static EventQuestion Read(string? form, string? region, string? subject, string? when) => new(
        Enum.TryParse<EventForm>(form, out var known) ? known.ToString() : "",
        region is { Length: 2 or 4 or 6 } && region.All(char.IsAsciiDigit) ? region : "",
        EventForms.Subjects.Any(row => row.Code == subject) ? subject! : "",
        when is "past" or "all" ? when : "");

    public IQueryable<Event> Apply(IQueryable<Event> rows, DateTimeOffset now)
    {
        rows = rows.Where(row => row.State == EventState.Published || row.State == EventState.Closed);
        if (Enum.TryParse<EventForm>(Form, out var form))
            rows = rows.Where(row => row.Form == form);
        if (Region.Length > 0)
            rows = rows.Where(row => row.Region.StartsWith(Region));
        if (Subject.Length > 0)
            rows = rows.Where(row => row.Subject == Subject);
        return When switch
        {
            "past" => rows.Where(row => row.State == EventState.Closed || (row.EndsAt < now && row.Form != EventForm.Publication)),
            "all" => rows,
            _ => rows.Where(row => (row.EndsAt >= now || row.Form == EventForm.Publication) && row.State == EventState.Published),
        };
    }
}
