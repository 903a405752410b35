using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.ServiceDirectory;

namespace Zhishu.Training;

/// <summary>What the host does with an event.</summary>
internal sealed class EventDesk(
    AppDb db, EventForms forms, Seats seats, Closing closing, ServiceBook book, SiteText texts, Teller teller, SecretLinks links, ProcessLog log, TimeProvider clock)
{
    public const int MostSessions = 60;
    public const int MostPersons = 10_000_000;

    public static Refusal WrongPersons { get; } = new("event.persons",
        new("请填写人数：零或正整数。展览请先登记每日参观人数", "Give the number of people, zero or more; of an exhibition write the visitors of its days first"));

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
            if (Event.IsMeetingForm(input.Form) != it.IsMeeting || (!it.IsMeeting && input.Form != it.Form))
                return new("event.form", new("展览、出版物和其他活动不能互相改换，请另建一项", "An exhibition, a publication and other events cannot become one another: make a new one"));
            var (before, notices) = ((it.StartsAt, it.EndsAt, it.Place, it.OnlineUrl, it.Mode, it.OpeningHours), new List<ProcessNotice>());
            var sessions = await SessionsAsync(id, ct);
            EventForms.Apply(input, it);
            foreach (var row in sessions.Where(row => row.Room == before.Place))
                row.Room = it.Place;
            if (sessions.Count == 1)
                (sessions[0].StartsAt, sessions[0].EndsAt) = (it.StartsAt, it.EndsAt);
            else
                (it.StartsAt, it.EndsAt) = (sessions.Min(row => row.StartsAt), sessions.Max(row => row.EndsAt));
            await seats.PromoteAsync(it, notices, ct);
            if (it.State == EventState.Published)
            {
                if (before.StartsAt != it.StartsAt)
                    await RemindAnewAsync(id, ct);
                if (before != (it.StartsAt, it.EndsAt, it.Place, it.OnlineUrl, it.Mode, it.OpeningHours))
                    await TellAllAsync(it, notices, new($"活动时间或地点有变：{it.Title}（现为 {it.When} {it.Place}）", $"Time or place have changed: {it.Title} (now {it.When} {it.Place})"), ct);
                if (it.Form == EventForm.Publication)
                    await closing.EnterAsync(it, actor, ct);
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
        if (!it.IsMeeting)
            return new("event.sessions", new("展览和出版物没有场次", "Exhibitions and publications have no sessions"));
        if (session is not null && row is null)
            return new("event.gone", new("没有这一场", "There is no such session"));
        if (row is not null && SeenForm.IsStale(input.SeenSession, SessionInput.Of(row)))
            return SeenForm.Changed;
        if (row is null && sessions.Count >= MostSessions)
            return new("event.sessions", new($"最多 {MostSessions} 场", $"At most {MostSessions} sessions"));
        var before = row is null ? default : (row.Title, row.Room, row.StartsAt, row.EndsAt);
        var move = row is null ? new Bilingual("新增", "new") : new Bilingual("调整", "moved");
        if (row is null)
        {
            row = new Session { Id = Guid.CreateVersion7(clock.GetUtcNow()), EventId = id };
            db.Sessions.Add(row);
            sessions.Add(row);
        }

        (row.Title, row.Speaker, row.Room, row.StartsAt, row.EndsAt) = (input.Title!, input.Speaker!, input.Room!, ChinaTime.Read(input.Starts)!.Value, ChinaTime.Read(input.Ends)!.Value);
        Bilingual? told = before == (row.Title, row.Room, row.StartsAt, row.EndsAt) ? null
            : new Bilingual($"{move.Zh} {row.Title} {row.When} {row.Room}", $"{move.En} {row.Title} {row.When} {row.Room}");
        log.Record("event.session", actor, it.AsSubject(), notices: await ResetTimesAsync(it, sessions, told, ct));
        return null;
    }, ct);

    // Who is registered hears when a session comes, goes or moves, and is reminded of the new first day.
    private async Task<List<ProcessNotice>> ResetTimesAsync(Event it, List<Session> sessions, Bilingual? what, CancellationToken ct)
    {
        var (notices, first) = (new List<ProcessNotice>(), sessions.Min(row => row.StartsAt));
        if (first != it.StartsAt)
            await RemindAnewAsync(it.Id, ct);
        (it.StartsAt, it.EndsAt) = (first, sessions.Max(row => row.EndsAt));
        if (what is { } changed && it.State == EventState.Published)
        {
            await TellAllAsync(it, notices, new($"活动场次有变：{it.Title}（{changed.Zh.Trim()}）", $"The sessions have changed: {it.Title} ({changed.En.Trim()})"), ct);
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
        if (await closing.There(id).AnyAsync(row => row.SessionId == session, ct))
            return new("event.attended", new("这一场已有人签到，不能删除；如有误请先撤销签到", "Somebody is noted as there: take that back before the session goes"));
        db.Sessions.Remove(found);
        sessions.Remove(found);
        log.Record("event.session", actor, it.AsSubject(), notices: await ResetTimesAsync(it, sessions, new($"取消 {found.Title} {found.When}", $"gone: {found.Title} {found.When}"), ct));
        return null;
    }, ct);

    /// <summary>Publishes, cancels or closes an event.</summary>
    /// <param name="id">The event.</param>
    /// <param name="act">What is done.</param>
    /// <param name="party">Who does it.</param>
    /// <param name="persons">People reached, when it is closed and nobody could register; otherwise who was there is counted.</param>
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
                if (it.Form == EventForm.Publication)
                    await closing.EnterAsync(it, actor, ct);
                await FindableAsync(it, ct);
                break;
            case EventAct.Cancel:
                if (it.State == EventState.Published && SafeText.OrNull(reason) is null)
                    return new("event.reason", new("请写明取消原因，会告知已报名的人", "Say why: those registered are told"));
                await book.RemoveAsync("event", id, ct);
                await texts.RemoveAsync(db.Database.CurrentTransaction!.GetDbTransaction(), Event.SiteKind, id, ct);
                await TellAllAsync(it, notices, new($"活动取消：{it.Title}（{reason?.Trim()}）", $"Cancelled: {it.Title} ({reason?.Trim()})"), ct);
                break;
            default:
                if (now < it.EndsAt && it.IsMeeting)
                    return new("event.early", new("活动还没有结束", "It is not over yet"));
                if (persons is < 0 or > MostPersons || await closing.CountAsync(it, persons, ct) is not { } count)
                    return WrongPersons;
                it.ClosedAt = now;
                await closing.SettleAsync(it, count, actor, notices, ct);
                break;
        }

        log.Record($"event.{act.ToString().ToLowerInvariant()}", actor, it.AsSubject(), SafeText.OrNull(reason), after: new { it.Persons }, notices: notices);
        return null;
    }, ct);

    /// <summary>Asks the host once for the people of an event that is over and of which nobody was counted.</summary>
    public Task<Refusal?> AskAsync(Guid id, CancellationToken ct) => db.ActAsync(id, async () =>
    {
        var events = db.Events;
        if (await events.FirstOrDefaultAsync(row => row.Id == id, ct) is not { State: EventState.Published, AskedAt: null } it)
            return new("event.gone", new("没有这个活动", "There is no such event"));
        (it.AskedAt, it.Revision) = (clock.GetUtcNow(), it.Revision + 1);
        log.Record("event.ask", Actor.Clock, it.AsSubject(), notices: [new($"organisation:{it.OrganisationId}",
            $"请登记到场人数并结束：{it.Title}", $"Note who was there and close it: {it.Title}", $"/events/desk/{id}")]);
        return null;
    }, ct);

    /// <summary>Does one act of the table with an event, alone: nobody else acts on it meanwhile.</summary>
    internal async Task<Refusal?> WorkAsync(Guid id, EventAct act, EventParty party, Func<Event, Task<Refusal?>> work, CancellationToken ct) => await db.ActAsync(id, async () =>
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
        new(Event.SiteKind, it.Id, it.Title, $"{it.Summary} {MarkdownText.ToPlain(it.Body, 20_000)} {it.Place} {it.PublicationNumber} {it.Issue}",
            $"/events/{it.Id}", it.Region, it.Form.ToString()), it.StartsAt, ct);
}
