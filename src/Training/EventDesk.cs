using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.ServiceDirectory;

namespace Zhishu.Training;

/// <summary>What the host does with an event.</summary>
internal sealed class EventDesk(AppDb db, EventForms forms, Seats seats, ServiceBook book, SiteText texts, Teller teller, SecretLinks links, ProcessLog log, TimeProvider clock)
{
    public const int MostSessions = 60;

    /// <summary>Writes a new event down, as a draft, with one session; returns its identity.</summary>
    public async Task<(Guid Id, IReadOnlyDictionary<string, Bilingual> Faults)> CreateAsync(Guid organisation, EventInput input, Actor actor, CancellationToken ct)
    {
        var faults = forms.Check(input);
        if (faults.Count > 0)
            return (Guid.Empty, faults);
        var it = new Event { Id = Guid.CreateVersion7(clock.GetUtcNow()), OrganisationId = organisation, Revision = 1 };
        EventForms.Apply(input, it);
        db.Events.Add(it);
        db.Sessions.Add(new() { Id = Guid.CreateVersion7(clock.GetUtcNow()), EventId = it.Id, Title = it.Title, Room = it.Place, StartsAt = it.StartsAt, EndsAt = it.EndsAt });
        log.Record("event.create", actor, it.AsSubject());
        await db.SaveChangesAsync(ct);
        return (it.Id, faults);
    }

    /// <summary>Changes an event; more places are given to those who wait, and who is registered hears when time or place change.</summary>
    public async Task<(Refusal? Refusal, IReadOnlyDictionary<string, Bilingual> Faults)> ChangeAsync(Guid id, EventInput input, Actor actor, CancellationToken ct)
    {
        var faults = forms.Check(input);
        if (faults.Count > 0)
            return (null, faults);
        return (await WorkAsync(id, EventAct.Change, EventParty.Host, async it =>
        {
            if (SeenForm.IsStale(input.Seen, EventInput.Of(it)))
                return SeenForm.Changed;
            var (before, notices) = ((it.StartsAt, it.EndsAt, it.Place, it.OnlineUrl), new List<ProcessNotice>());
            var sessions = await SessionsAsync(id, ct);
            EventForms.Apply(input, it);
            if (sessions.Count == 1)
                (sessions[0].StartsAt, sessions[0].EndsAt) = (it.StartsAt, it.EndsAt);
            else
                (it.StartsAt, it.EndsAt) = (sessions.Min(row => row.StartsAt), sessions.Max(row => row.EndsAt));
            await seats.PromoteAsync(it, notices, ct);
            if (it.State == EventState.Published)
            {
                if (before.StartsAt != it.StartsAt)
                    await RemindAnewAsync(id, ct);
                if (before != (it.StartsAt, it.EndsAt, it.Place, it.OnlineUrl))
                    await TellAllAsync(it, notices, new($"活动时间或地点有变：{it.Title}", $"Time or place have changed: {it.Title}"), ct);
                await FindableAsync(it, ct);
            }

            log.Record("event.change", actor, it.AsSubject(), notices: notices);
            return null;
        }, ct), faults);
    }

    /// <summary>Adds a session, or changes one; the event lasts from the first to the last.</summary>
    public Task<Refusal?> SetSessionAsync(Guid id, Guid? session, SessionInput input, Actor actor, CancellationToken ct) => WorkAsync(id, EventAct.Change, EventParty.Host, async it =>
    {
        if (EventForms.Check(input) is { } fault)
            return new("event.session", fault);
        var sessions = await SessionsAsync(id, ct);
        var row = sessions.Find(known => known.Id == session);
        if (session is not null && row is null)
            return new("event.gone", new("没有这一场", "There is no such session"));
        if (row is null && sessions.Count >= MostSessions)
            return new("event.sessions", new($"最多 {MostSessions} 场", $"At most {MostSessions} sessions"));
        var before = row is null ? default : (row.Title, row.Room, row.StartsAt, row.EndsAt);
        if (row is null)
        {
            row = new Session { Id = Guid.CreateVersion7(clock.GetUtcNow()), EventId = id };
            db.Sessions.Add(row);
            sessions.Add(row);
        }

        (row.Title, row.Speaker, row.Room, row.StartsAt, row.EndsAt) = (input.Title!, input.Speaker!, input.Room!, ChinaTime.Read(input.Starts)!.Value, ChinaTime.Read(input.Ends)!.Value);
        log.Record("event.session", actor, it.AsSubject(), notices: await ResetTimesAsync(it, sessions, before != (row.Title, row.Room, row.StartsAt, row.EndsAt), ct));
        return null;
    }, ct);

    // Who is registered hears when a session comes, goes or moves, and is reminded of the new first day.
    private async Task<List<ProcessNotice>> ResetTimesAsync(Event it, List<Session> sessions, bool changed, CancellationToken ct)
    {
        var (notices, first) = (new List<ProcessNotice>(), sessions.Min(row => row.StartsAt));
        if (first != it.StartsAt)
            await RemindAnewAsync(it.Id, ct);
        (it.StartsAt, it.EndsAt) = (first, sessions.Max(row => row.EndsAt));
        if (changed && it.State == EventState.Published)
        {
            await TellAllAsync(it, notices, new($"活动场次有变：{it.Title}", $"The sessions have changed: {it.Title}"), ct);
            await FindableAsync(it, ct);
        }

        return notices;
    }

    /// <summary>Takes a session out; the last one stays.</summary>
    public Task<Refusal?> RemoveSessionAsync(Guid id, Guid session, Actor actor, CancellationToken ct) => WorkAsync(id, EventAct.Change, EventParty.Host, async it =>
    {
        var sessions = await SessionsAsync(id, ct);
        if (sessions.Find(row => row.Id == session) is not { } found || sessions.Count == 1)
            return new("event.sessions", new("活动至少有一场", "An event has at least one session"));
        db.Sessions.Remove(found);
        sessions.Remove(found);
        log.Record("event.session", actor, it.AsSubject(), notices: await ResetTimesAsync(it, sessions, true, ct));
        return null;
    }, ct);

    /// <summary>Publishes, cancels or closes an event.</summary>
    /// <param name="id">The event.</param>
    /// <param name="act">What is done.</param>
    /// <param name="party">Who does it.</param>
    /// <param name="persons">People reached, when it is closed and nobody was registered; otherwise who was there is counted.</param>
    /// <param name="reason">Why it is cancelled.</param>
    /// <param name="actor">Who does it, for the trail.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Refusal?> DoAsync(Guid id, EventAct act, EventParty party, int? persons, string? reason, Actor actor, CancellationToken ct) => WorkAsync(id, act, party, async it =>
    {
        var (now, notices) = (clock.GetUtcNow(), new List<ProcessNotice>());
        switch (act)
        {
            case EventAct.Publish:
                if (it.EndsAt < now && it.Form != EventForm.Publication)
                    return new("event.past", new("活动时间已过，请先修改时间", "Its time is over: change it first"));
                it.PublishedAt = now;
                await FindableAsync(it, ct);
                break;
            case EventAct.Cancel:
                if (it.State == EventState.Published && SafeText.OrNull(reason) is null)
                    return new("event.reason", new("请写明取消原因，会告知已报名的人", "Say why: those registered are told"));
                await texts.RemoveAsync(db.Database.CurrentTransaction!.GetDbTransaction(), Event.SiteKind, id, ct);
                await TellAllAsync(it, notices, new($"活动取消：{it.Title}（{reason?.Trim()}）", $"Cancelled: {it.Title} ({reason?.Trim()})"), ct);
                break;
            default:
                if (now < it.EndsAt && it.Form is not (EventForm.Publication or EventForm.Exhibition))
                    return new("event.early", new("活动还没有结束", "It is not over yet"));
                if (persons is < 0 or > 10_000_000)
                    return new("event.persons", new("人数应为零或正整数", "The number of people is zero or more"));
                await CloseAsync(it, persons, actor, notices, ct);
                break;
        }

        log.Record($"event.{act.ToString().ToLowerInvariant()}", actor, it.AsSubject(), SafeText.OrNull(reason), after: new { it.Persons }, notices: notices);
        return null;
    }, ct);

    private async Task CloseAsync(Event it, int? persons, Actor actor, List<ProcessNotice> notices, CancellationToken ct)
    {
        var (registrations, attendances, id, now) = (db.Registrations, db.Attendances, it.Id, clock.GetUtcNow());
        var sessions = await SessionsAsync(id, ct);
        var there = (await (from attendance in attendances
                            join registration in registrations on attendance.RegistrationId equals registration.Id
                            where registration.EventId == id
                            select attendance).ToListAsync(ct)).GroupBy(row => row.RegistrationId).ToDictionary(group => group.Key, group => group.Count());
        (it.Persons, it.ClosedAt) = (it.Registration ? there.Count : persons ?? 0, now);
        var least = Math.Max(1, (int)Math.Ceiling(sessions.Count * it.LeastShare / 100.0));
        foreach (var row in it.Certificate ? await registrations.Where(row => row.EventId == id && row.State == RegistrationState.Registered && row.Certificate == null).ToListAsync(ct) : [])
        {
            if (there.GetValueOrDefault(row.Id) < least)
                continue;
            (row.Certificate, row.Revision) = (CaseCode.New("ZS"), row.Revision + 1);
            await teller.TellAsync(notices, row.AccountId, row.Email, new($"培训证书已生成：{it.Title}", $"Your certificate: {it.Title}"),
                $"/events/certificates/{row.Certificate}", $"/events/certificates/{row.Certificate}", ct);
        }

        await book.EnterAsync(new(it.OrganisationId, "event", id, "basic.training", it.Mode == EventMode.Online ? "web" : "window", actor.Name, it.StartsAt, it.EndsAt, "held")
        {
            Region = it.Region,
            Persons = it.Persons.Value,
            Minutes = (int)Math.Min(sessions.Sum(row => (row.EndsAt - row.StartsAt).TotalMinutes), 1_000_000),
        }, ct);
        var stars = await registrations.Where(row => row.EventId == id && row.WholeStars != null).AverageAsync(row => (decimal?)row.WholeStars, ct);
        if (stars is { } mean)
            await book.RateAsync("event", id, mean, ct);
    }

    private async Task<Refusal?> WorkAsync(Guid id, EventAct act, EventParty party, Func<Event, Task<Refusal?>> work, CancellationToken ct) => await db.ActAsync(id, async () =>
    {
        var events = db.Events;
        if (await events.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } it)
            return new("event.gone", new("没有这个活动", "There is no such event"));
        if (EventLifecycle.Table.Find(it.State, act, party) is not { } row)
            return EventLifecycle.Table.NotAllowed(it.State, act);
        if (await work(it) is { } refusal)
            return refusal;
        it.State = row.To;
        it.Revision++;
        return null;
    }, ct);

    private async Task<List<Session>> SessionsAsync(Guid id, CancellationToken ct)
    {
        var sessions = db.Sessions;
        return await sessions.Where(row => row.EventId == id).OrderBy(row => row.StartsAt).ToListAsync(ct);
    }

    private async Task TellAllAsync(Event it, List<ProcessNotice> notices, Bilingual text, CancellationToken ct)
    {
        var (registrations, id) = (db.Registrations, it.Id);
        foreach (var row in await registrations.Where(row => row.EventId == id && row.State != RegistrationState.Cancelled).ToListAsync(ct))
            await teller.TellAsync(notices, row.AccountId, row.Email, text, $"/events/tickets/{row.Code}", $"/events/tickets/{row.Code}/{await links.KeyAsync("ticket", row.Id, ct)}", ct);
    }

    private Task RemindAnewAsync(Guid id, CancellationToken ct)
    {
        var registrations = db.Registrations;
        return registrations.Where(row => row.EventId == id && row.RemindedAt != null).ExecuteUpdateAsync(set => set.SetProperty(row => row.RemindedAt, (DateTimeOffset?)null), ct);
    }

    private Task FindableAsync(Event it, CancellationToken ct) =>
        texts.PutAsync(db.Database.CurrentTransaction!.GetDbTransaction(),
        new(Event.SiteKind, it.Id, it.Title, $"{it.Summary} {MarkdownText.ToPlain(it.Body, 20_000)} {it.Place}", $"/events/{it.Id}", it.Region, it.Form.ToString()), it.StartsAt, ct);
}
