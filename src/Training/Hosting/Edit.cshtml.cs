using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
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
internal sealed class EditModel(AppDb db, EventDesk desk, Seats seats, FileStore files, AuditTrail trail, Visitors visitors, TimeProvider clock) : PageModel
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

    public ILookup<Guid, Guid> There { get; private set; } = null!;

    public IReadOnlyDictionary<RegistrationState, int> Counts { get; private set; } = new Dictionary<RegistrationState, int>();

    public (double Content, double Speaker, double Whole, int Count)? Stars { get; private set; }

    public IReadOnlyList<AuditEntry> History { get; private set; } = [];

    public string Find { get; private set; } = "";

    public Bilingual? Message { get; private set; }

    public bool May(EventAct act) => EventLifecycle.Table.Find(It.State, act, EventParty.Host) is not null;

    public bool IsOver => clock.GetUtcNow() >= It.EndsAt || It.Form is EventForm.Publication or EventForm.Exhibition;

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

    public async Task OnGetAsync(string? find, int page, CancellationToken ct) => await LoadAsync(find, page, ct);

    public async Task<IActionResult> OnPostAsync(EventInput input, CancellationToken ct)
    {
        var (refusal, faults) = await desk.ChangeAsync(It.Id, input, visitors.Actor, ct);
        if (refusal == SeenForm.Changed)
        {
            (Typed, Changed) = (input, SeenForm.Differences(input, EventInput.Of(It), EventInput.Labels));
            Typed.Seen = null;
            return await AnswerAsync(refusal, ct);
        }

        if (faults.Count == 0)
            return await AnswerAsync(refusal, ct);
        (Typed, Faults) = (input, faults);
        return await AnswerAsync(new("event.faults", new("请改正标出的内容", "Mend what is marked")), ct);
    }

    public async Task<IActionResult> OnPostSessionAsync(Guid? session, SessionInput input, CancellationToken ct) =>
        await AnswerAsync(await desk.SetSessionAsync(It.Id, session, input, visitors.Actor, ct), ct);

    public async Task<IActionResult> OnPostRemoveSessionAsync(Guid session, CancellationToken ct) => await AnswerAsync(await desk.RemoveSessionAsync(It.Id, session, visitors.Actor, ct), ct);

    public async Task<IActionResult> OnPostActAsync(EventAct act, int? persons, string? reason, CancellationToken ct) =>
        await AnswerAsync(await desk.DoAsync(It.Id, act, EventParty.Host, persons, reason, visitors.Actor, ct), ct);

    public async Task<IActionResult> OnPostCheckInAsync(Guid registration, Guid session, bool there, CancellationToken ct) =>
        await AnswerAsync(await seats.CheckInAsync(It.Id, registration, session, there, visitors.Actor, ct), ct);

    public async Task<IActionResult> OnPostDropAsync(Guid registration, CancellationToken ct) => await AnswerAsync(await seats.CancelAsync(It.Id, registration, visitors.Actor, ct), ct);

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

    private async Task<IActionResult> AnswerAsync(Refusal? refusal, CancellationToken ct)
    {
        if (refusal is null)
            return LocalRedirect($"/events/desk/{It.Id}");
        Message = refusal.Text;
        Response.StatusCode = refusal.Status;
        await LoadAsync(null, 1, ct);
        return Page();
    }

    private async Task LoadAsync(string? find, int page, CancellationToken ct)
    {
        var (sessions, registrations, attendances, id) = (db.Sessions, db.Registrations, db.Attendances, It.Id);
        Find = find is { Length: <= 40 } ? find.Trim() : "";
        Sessions = await sessions.AsNoTracking().Where(row => row.EventId == id).OrderBy(row => row.StartsAt).ToListAsync(ct);
        Materials = await files.ListAsync(Event.Materials, id, ct);
        Counts = await registrations.Where(row => row.EventId == id).GroupBy(row => row.State).Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(row => row.Key, row => row.Count, ct);
        var people = registrations.AsNoTracking().Where(row => row.EventId == id && row.State != RegistrationState.Cancelled);
        if (Find.Length > 0)
        {
            var (part, code) = (Like.Part(Find), CaseCode.Read(Find) ?? "");
            people = people.Where(row => row.Code == code || EF.Functions.ILike(row.Name, part, Like.Escape) || row.Phone == Find);
        }

        People = await people.OrderBy(row => row.Position).Skip(Foundation.Pages.Skip(page, Size)).Take(Size).ToListAsync(ct);
        var ids = People.Select(row => row.Id).ToList();
        There = (await attendances.Where(row => ids.Contains(row.RegistrationId)).ToListAsync(ct)).ToLookup(row => row.RegistrationId, row => row.SessionId);
        var rated = await registrations.Where(row => row.EventId == id && row.WholeStars != null).Select(row => new { row.ContentStars, row.SpeakerStars, row.WholeStars }).ToListAsync(ct);
        if (rated.Count > 0)
            Stars = (rated.Average(row => row.ContentStars!.Value), rated.Average(row => row.SpeakerStars!.Value), rated.Average(row => row.WholeStars!.Value), rated.Count);
        History = await trail.ReadAsync(new(Subject: ("event", id.ToString())), 0, 50, ct);
    }
}
