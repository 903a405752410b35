using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Training.Hosting;

/// <summary>One event in the hands of its host: text, sessions, materials, people, closing.</summary>
[Authorize]
[RequestSizeLimit(FileStore.Largest + (1 << 20))]
internal sealed class EditModel(
    AppDb db, EventDesk desk, Seats seats, AttendanceDesk attendance, Closing closing, FileStore files, AuditTrail trail, Visitors visitors, TimeProvider clock) : PageModel
{
    public const int Size = 50;
    private const int MostMaterials = 20;

    public Event It { get; private set; } = null!;

    public EventInput Typed { get; private set; } = new();

    public IReadOnlyDictionary<string, Bilingual> Faults { get; private set; } = new Dictionary<string, Bilingual>();

    /// <summary>What somebody else has changed since the form was opened.</summary>
    public IReadOnlyList<(Bilingual Label, string Now)> Changed { get; private set; } = [];

    /// <summary>What the form has seen: as it was opened, or what is there now when that is shown beside it.</summary>
    public string Seen => Typed.Seen ?? SeenForm.MarkOf(EventInput.Of(It));

    public IReadOnlyList<Session> Sessions { get; private set; } = [];

    public IReadOnlyList<StoredFile> Materials { get; private set; } = [];

    public IReadOnlyList<Registration> People { get; private set; } = [];

    /// <summary>Who was noted as there: by registration and session.</summary>
    public IReadOnlyDictionary<(Guid Registration, Guid Session), Attendance> There { get; private set; } = new Dictionary<(Guid, Guid), Attendance>();

    /// <summary>Those whose registration the host has cancelled.</summary>
    public IReadOnlyList<Registration> Dropped { get; private set; } = [];

    public IReadOnlyList<Visit> Visits { get; private set; } = [];

    /// <summary>Those who are told nothing by the hub, since they gave only a telephone number.</summary>
    public int PhoneOnly { get; private set; }

    /// <summary>Those found.</summary>
    public int Found { get; private set; }

    /// <summary>A session as typed into a form that was refused; its identity is null for a new one.</summary>
    public (Guid? Id, SessionInput Input)? TypedSession { get; private set; }

    public string? Reason { get; private set; }

    public int At { get; private set; } = 1;

    public IReadOnlyDictionary<RegistrationState, int> Counts { get; private set; } = new Dictionary<RegistrationState, int>();

    public (double Content, double Speaker, double Whole, int Count)? Stars { get; private set; }

    /// <summary>What those who were there wrote, without their names, the newest first.</summary>
    public IReadOnlyList<(int Whole, string Comment)> Comments { get; private set; } = [];

    public IReadOnlyList<AuditEntry> History { get; private set; } = [];

    public string Find { get; private set; } = "";

    public Bilingual? Message { get; private set; }

    public bool May(EventAct act) => EventLifecycle.Table.Find(It.State, act, EventParty.Host) is not null;

    public bool IsOver => clock.GetUtcNow() >= It.EndsAt || !It.IsMeeting;

    public bool MayDrop => It.State == EventState.Published && clock.GetUtcNow() < It.StartsAt;

    public string Today => $"{clock.Today():O}";

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var (events, id) = (db.Events, Guid.Parse(RouteData.Values["id"]!.ToString()!));
        if (await events.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, HttpContext.RequestAborted) is not { } found || !visitors.Signed.ActsFor(found.OrganisationId))
        {
            context.Result = NotFound();
            return;
        }

        (It, Typed) = (found, EventInput.Of(found));
        await next();
    }

    public Task OnGetAsync(string? find, [FromQuery] int page, CancellationToken ct) => LoadAsync(find, page, ct);

    public async Task<IActionResult> OnPostAsync(EventInput input, CancellationToken ct)
    {
        var (refusal, faults) = await desk.ChangeAsync(It.Id, input, visitors.Actor, ct);
        if (refusal is not null || faults.Count > 0)
            (Typed, Faults) = (input, faults);
        if (refusal == SeenForm.Changed)
        {
            Changed = SeenForm.Differences(input, EventInput.Of(It), EventInput.Labels);
            Typed.Seen = null;
        }

        return await AnswerAsync(faults.Count > 0 ? new("event.faults", new("请改正标出的内容", "Mend what is marked")) : refusal, ct);
    }

    public async Task<IActionResult> OnPostSessionAsync(Guid? session, SessionInput input, CancellationToken ct)
    {
        var refusal = await desk.SetSessionAsync(It.Id, session, input, visitors.Actor, ct);
        if (refusal is not null)
            TypedSession = (session, input);
        if (refusal == SeenForm.Changed)
            input.SeenSession = null;
        return await AnswerAsync(refusal, ct);
    }

    public async Task<IActionResult> OnPostRemoveSessionAsync(Guid session, CancellationToken ct) => await AnswerAsync(await desk.RemoveSessionAsync(It.Id, session, visitors.Actor, ct), ct);

    public async Task<IActionResult> OnPostActAsync(EventAct act, int? persons, string? reason, CancellationToken ct)
    {
        Reason = reason;
        return await AnswerAsync(await desk.DoAsync(It.Id, act, EventParty.Host, persons, reason, visitors.Actor, ct), ct);
    }

    /// <summary>Checks in, or takes it back; the list stays where it is, with its search.</summary>
    public async Task<IActionResult> OnPostCheckInAsync(Guid registration, Guid session, bool there, string? find, int at, CancellationToken ct) =>
        await AnswerAsync(await seats.CheckInAsync(It.Id, registration, session, there, visitors.Actor, ct), ct, find, at, $"#r-{registration}");

    public async Task<IActionResult> OnPostRestoreAsync(Guid registration, CancellationToken ct) => await AnswerAsync(await seats.RestoreAsync(It.Id, registration, visitors.Actor, ct), ct);

    public async Task<IActionResult> OnPostVisitAsync(DateOnly? day, int? visitorsOfDay, string? reason, CancellationToken ct)
    {
        Reason = reason;
        return await AnswerAsync(await attendance.CountDayAsync(It.Id, day, visitorsOfDay, reason, visitors.Actor, ct), ct);
    }

    public async Task<IActionResult> OnPostCorrectAsync(int? persons, string? reason, CancellationToken ct)
    {
        Reason = reason;
        return await AnswerAsync(await attendance.CorrectAsync(It.Id, persons, reason, visitors.Actor, ct), ct);
    }

    public async Task<IActionResult> OnPostUploadAsync(IFormFile? upload, CancellationToken ct)
    {
        var fault = upload is null ? new Bilingual("请选择文件", "Choose a file") : (await files.AddAsync(upload, Event.Materials, It.Id, visitors.Actor, MostMaterials, ct)).Fault;
        return await AnswerAsync(fault is { } wrong ? new("event.file", wrong) : null, ct);
    }

    public async Task<IActionResult> OnPostRemoveFileAsync(Guid file, CancellationToken ct)
    {
        await files.RemoveAsync(file, Event.Materials, It.Id, ct);
        return await AnswerAsync(null, ct);
    }

    private async Task<IActionResult> AnswerAsync(Refusal? refusal, CancellationToken ct, string? find = null, int at = 1, string anchor = "")
    {
        if (refusal is null)
            return LocalRedirect($"/events/desk/{It.Id}{new QueryBuilder(Place(find, at))}{anchor}");
        Message = refusal.Text;
        Response.StatusCode = refusal.Status;
        await LoadAsync(find, at, ct);
        return Page();
    }

    private static IEnumerable<KeyValuePair<string, string>> Place(string? find, int at)
    {
        if (!string.IsNullOrWhiteSpace(find))
            yield return new("find", find);
        if (at > 1)
            yield return new("page", at.ToString(CultureInfo.InvariantCulture));
    }

    private async Task LoadAsync(string? find, int page, CancellationToken ct)
    {
        var (sessions, registrations, attendances, visits, id) = (db.Sessions, db.Registrations, db.Attendances, db.Visits, It.Id);
        (Find, At) = (find is { Length: <= 40 } ? find.Trim() : "", Math.Clamp(page, 1, Foundation.Pages.Last));
        Sessions = await sessions.AsNoTracking().Where(row => row.EventId == id).OrderBy(row => row.StartsAt).ToListAsync(ct);
        Materials = await files.ListAsync(Event.Materials, id, ct);
        Visits = await visits.AsNoTracking().Where(row => row.EventId == id).OrderBy(row => row.Day).ToListAsync(ct);
        Counts = await registrations.Where(row => row.EventId == id).GroupBy(row => row.State).Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(row => row.Key, row => row.Count, ct);
        var people = registrations.AsNoTracking().Where(row => row.EventId == id && row.State != RegistrationState.Cancelled);
        PhoneOnly = await people.CountAsync(row => row.AccountId == null && row.Email == "", ct);
        people = people.Found(Find);
        Found = await people.CountAsync(ct);
        People = await people.OrderBy(row => row.Position).Skip(Foundation.Pages.Skip(At, Size)).Take(Size).ToListAsync(ct);
        Dropped = await registrations.AsNoTracking().Where(row => row.EventId == id && row.State == RegistrationState.Cancelled && row.DroppedAt != null)
            .OrderByDescending(row => row.DroppedAt).Take(Size).ToListAsync(ct);
        var ids = People.Select(row => row.Id).ToList();
        There = (await attendances.AsNoTracking().Where(row => ids.Contains(row.RegistrationId)).ToListAsync(ct)).ToDictionary(row => (row.RegistrationId, row.SessionId));
        var rated = await closing.Rated(id).Select(row => new { row.ContentStars, row.SpeakerStars, row.WholeStars }).ToListAsync(ct);
        if (rated.Count > 0)
            Stars = (rated.Average(row => row.ContentStars!.Value), rated.Average(row => row.SpeakerStars!.Value), rated.Average(row => row.WholeStars!.Value), rated.Count);
        Comments = [.. (await closing.Rated(id).Where(row => row.Comment != null).OrderByDescending(row => row.EvaluatedAt).Take(Size)
            .Select(row => new { row.WholeStars, row.Comment }).ToListAsync(ct)).Select(row => (row.WholeStars!.Value, row.Comment!))];
        History = await trail.ReadAsync(new(Subject: ("event", id.ToString())), 0, 50, ct);
    }
}
