using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Training.Hosting;

/// <summary>One event in the hands of its host: text, sessions, materials, people, closing.</summary>
[Authorize]
[RequestSizeLimit(FileStore.Largest + (1 << 20))]
internal sealed class EditModel(EventCase cases, CaseDesk<Event, EventState, EventAct, EventParty> desk, AuditTrail trail, Visitors visitors, AppDb db, Sessions parts, Seats seats,
    AttendanceDesk attendance, Closing closing, FileStore files, TimeProvider clock) : CasePage<Event, EventState, EventAct, EventParty>(cases, desk, trail, visitors)
{
    public const int Size = 50;
    private const int MostMaterials = 20;

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

    public string Find { get; private set; } = "";

    /// <summary>What is done with the event as it stands; its text and its end come last on the page.</summary>
    public ActForms Now => Acts with { Forms = [.. Acts.Forms.Where(form => !IsLast(form))] };

    public ActForms Later => Acts with { Forms = [.. Acts.Forms.Where(IsLast)] };

    public bool MayChange => It.State is EventState.Draft or EventState.Published;

    public bool MayDrop => It.State == EventState.Published && clock.GetUtcNow() < It.StartsAt;

    public string Today => $"{clock.Today():O}";

    public async Task<IActionResult> OnPostSessionAsync(Guid? session, SessionInput input, CancellationToken ct)
    {
        var refusal = await parts.SetAsync(It.Id, session, input, Actor, ct);
        if (refusal is not null)
            TypedSession = (session, input);
        if (refusal == SeenForm.Changed)
            input.SeenSession = null;
        return await AnswerAsync(refusal, ct);
    }

    public async Task<IActionResult> OnPostRemoveSessionAsync(Guid session, CancellationToken ct) =>
        await AnswerAsync(await parts.RemoveAsync(It.Id, session, Actor, ct), ct);

    /// <summary>Checks in, or takes it back; the list stays where it is, with its search.</summary>
    public async Task<IActionResult> OnPostCheckInAsync(Guid registration, Guid session, bool there, string? find, int at, CancellationToken ct) =>
        await AnswerAsync(await seats.CheckInAsync(It.Id, registration, session, there, Actor, ct), ct,
            $"/events/desk/{It.Id}{new QueryBuilder(Place(find, at))}#r-{registration}");

    public async Task<IActionResult> OnPostRestoreAsync(Guid registration, CancellationToken ct) => await AnswerAsync(await seats.RestoreAsync(It.Id, registration, Actor, ct), ct);

    public async Task<IActionResult> OnPostVisitAsync(DateOnly? day, int? visitorsOfDay, string? reason, CancellationToken ct)
    {
        Reason = reason;
        return await AnswerAsync(await attendance.CountDayAsync(It.Id, day, visitorsOfDay, reason, Actor, ct), ct);
    }

    public async Task<IActionResult> OnPostUploadAsync(IFormFile? upload, CancellationToken ct)
    {
        var fault = upload is null ? new Bilingual("请选择文件") : (await files.AddAsync(upload, Event.Materials, It.Id, Actor, MostMaterials, ct)).Fault;
        return await AnswerAsync(fault is { } wrong ? new("event.file", wrong) : null, ct);
    }

    public async Task<IActionResult> OnPostRemoveFileAsync(Guid file, CancellationToken ct)
    {
        await files.RemoveAsync(file, Event.Materials, It.Id, ct);
        return await AnswerAsync(null, ct);
    }

    private static bool IsLast(ActForm form) => form.Act is nameof(EventAct.Change) or nameof(EventAct.Cancel);

    private static IEnumerable<KeyValuePair<string, string>> Place(string? find, int at)
    {
        if (!string.IsNullOrWhiteSpace(find))
            yield return new("find", find);
        if (at > 1)
            yield return new("page", at.ToString(CultureInfo.InvariantCulture));
    }

    protected override async Task LoadAsync(CancellationToken ct)
    {
        string? Asked(string query, string form) => Request.HasFormContentType ? Request.Form[form] : Request.Query[query];
        var (find, page) = (Asked("find", "find"), int.TryParse(Asked("page", "at"), out var at) ? at : 1);
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
    }
}
