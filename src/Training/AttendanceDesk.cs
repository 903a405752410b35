using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;

namespace Zhishu.Training;

/// <summary>What the host types in of who was there: the paper sheet, who came without registering, visitors of a day. After closing each is a correction with its reason.</summary>
internal sealed class AttendanceDesk(AppDb db, Closing closing, ProcessLog log, TimeProvider clock)
{
    public const int MostVisitors = 100_000;

    /// <summary>Notes who was at a session. Only what was changed on the page is done, so two who type at once do not undo each other.</summary>
    /// <param name="id">The event.</param>
    /// <param name="session">The session.</param>
    /// <param name="there">Registrations ticked.</param>
    /// <param name="was">Registrations that were ticked when the page was opened.</param>
    /// <param name="reason">Why, after closing.</param>
    /// <param name="actor">Who types.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Refusal?> TypeInAsync(Guid id, Guid session, IReadOnlyCollection<Guid> there, IReadOnlyCollection<Guid> was, string? reason, Actor actor, CancellationToken ct) =>
        NoteAsync(id, "event.attendance", reason, actor, async it =>
        {
            var (registrations, attendances, now) = (db.Registrations, db.Attendances, clock.GetUtcNow());
            if (await SessionAsync(id, session, ct) is not { } held)
                return (Gone, null);
            var (added, removed) = (there.Except(was).ToList(), was.Except(there).ToList());
            List<Guid> touched = [.. added, .. removed];
            var rows = await registrations.Where(row => row.EventId == id && touched.Contains(row.Id)).ToListAsync(ct);
            if (touched.Count == 0)
                return (new("event.same", new("没有改动")), null);
            if (rows.Count != touched.Count || rows.Exists(row => row.State != RegistrationState.Registered))
                return (new("registration.gone", new("其中有人已取消报名或还在候补，请刷新后再登记")), null);
            var known = await attendances.Where(row => row.SessionId == session && touched.Contains(row.RegistrationId)).ToListAsync(ct);
            attendances.AddRange(added.Except(known.Select(row => row.RegistrationId))
                .Select(row => new Attendance { RegistrationId = row, SessionId = session, At = now, NotedBy = actor.Name }));
            attendances.RemoveRange(known.Where(row => removed.Contains(row.RegistrationId)));
            string[] Codes(List<Guid> ids) => [.. rows.Where(row => ids.Contains(row.Id)).Select(row => row.Code)];
            return (null, new { Session = held.When, There = Codes(added), NotThere = Codes(removed) });
        }, ct);

    /// <summary>Enters somebody who came without registering, beyond the places if need be: they were there.</summary>
    public Task<Refusal?> WalkInAsync(Guid id, Guid session, Guest guest, string? reason, Actor actor, CancellationToken ct) =>
        NoteAsync(id, "event.attendance", reason, actor, async it =>
        {
            var (registrations, attendances, now) = (db.Registrations, db.Attendances, clock.GetUtcNow());
            var (name, employer, phone) = (SafeText.Line(guest.Name), SafeText.Line(guest.Employer), SafeText.Narrow(guest.Phone ?? "").Trim());
            if (name.Length is 0 or > 40 || employer.Length > 100)
                return (new("registration.name", new("姓名 1 到 40 字（用于证书），单位不超过 100 字")), null);
            if (phone.Length > 0 && !SafeText.IsPhone(phone))
                return (new("registration.phone", new("电话应为 5 到 30 位数字，不知道请留空")), null);
            if (!it.Registration || await SessionAsync(id, session, ct) is not { } held)
                return (Gone, null);
            if (await registrations.AnyAsync(row => row.EventId == id && row.State != RegistrationState.Cancelled && row.Name == name && row.Phone == phone, ct))
                return (new("registration.listed", new("名单里已有同名同电话的人，请在名单中登记")), null);
            var made = new Registration
            {
                Id = Guid.CreateVersion7(now),
                EventId = id,
                Code = CaseCode.New("BM"),
                State = RegistrationState.Registered,
                Position = (await registrations.Where(row => row.EventId == id).MaxAsync(row => (int?)row.Position, ct) ?? 0) + 1,
                Name = name,
                Phone = phone,
                Employer = employer,
                RegisteredAt = now,
                Revision = 1,
            };
            registrations.Add(made);
            attendances.Add(new() { RegistrationId = made.Id, SessionId = session, At = now, NotedBy = actor.Name });
            return (null, new { Session = held.When, WalkIn = made.Code });
        }, ct);

    /// <summary>Writes the visitors of an exhibition on a day of it, or another number for the day.</summary>
    public Task<Refusal?> CountDayAsync(Guid id, DateOnly? day, int? persons, string? reason, Actor actor, CancellationToken ct) =>
        NoteAsync(id, "event.visit", reason, actor, async it =>
        {
            var visits = db.Visits;
            if (it.Form != EventForm.Exhibition)
                return (Gone, null);
            if (day is not { } on || on < ChinaTime.DayOf(it.StartsAt) || on > ChinaTime.DayOf(it.EndsAt) || on > clock.Today())
                return (new("event.day", new("日期应在展期之内，且不晚于今天")), null);
            if (persons is not (>= 0 and <= MostVisitors))
                return (new("event.persons", new($"每日参观人数为 0 到 {MostVisitors} 的整数")), null);
            var row = await visits.FirstOrDefaultAsync(row => row.EventId == id && row.Day == on, ct);
            var before = row?.Persons;
            if (row is null)
                visits.Add(row = new() { EventId = id, Day = on, NotedBy = actor.Name });
            (row.Persons, row.NotedBy, row.At) = (persons.Value, actor.Name, clock.GetUtcNow());
            return (null, new { Day = on, Before = before, row.Persons });
        }, ct);

    private static Refusal Gone { get; } = new("event.gone", new("没有这一场"));

    private Task<Session?> SessionAsync(Guid id, Guid session, CancellationToken ct)
    {
        var sessions = db.Sessions;
        return sessions.AsNoTracking().FirstOrDefaultAsync(row => row.Id == session && row.EventId == id, ct);
    }

    private Task<Refusal?> NoteAsync(Guid id, string type, string? reason, Actor actor, Func<Event, Task<(Refusal? Refusal, object? After)>> work, CancellationToken ct) => db.ActAsync(id, async () =>
    {
        if (await db.Events.FirstOrDefaultAsync(row => row.Id == id, ct) is not { State: EventState.Published or EventState.Closed } it)
            return Gone;
        var (corrects, why, before, notices) = (it.State == EventState.Closed, SafeText.OrNull(reason)?.ReplaceLineEndings(" "), it.Persons, new List<ProcessNotice>());
        if (corrects && why is not { Length: <= 200 })
            return new("event.why", new("活动已结束：请写明更正原因，不超过 200 字"));
        var (refusal, after) = await work(it);
        if (refusal is not null)
            return refusal;
        await db.SaveChangesAsync(ct);
        if (corrects)
            await closing.SettleAsync(it, await closing.CountAsync(it, null, ct) ?? 0, actor, notices, ct);
        log.Record(corrects ? "event.correct" : type, actor, it.AsSubject(), why, corrects ? new { Persons = before } : null,
            corrects ? new { it.Persons, What = after } : after, notices);
        return null;
    }, ct);
}
