using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Training;

/// <summary>A session as its host writes it.</summary>
internal sealed class SessionInput
{
    public string? Title { get; set; }

    public string? Speaker { get; set; }

    public string? Room { get; set; }

    public string? Starts { get; set; }

    public string? Ends { get; set; }

    /// <summary>Mark of what the form showed when it was opened.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? SeenSession { get; set; }

    public static SessionInput Of(Session it) =>
        new() { Title = it.Title, Speaker = it.Speaker, Room = it.Room, Starts = ChinaTime.Form(it.StartsAt), Ends = ChinaTime.Form(it.EndsAt) };

    public Bilingual? Check()
    {
        (Title, Speaker, Room) = (SafeText.Line(Title), SafeText.Line(Speaker), SafeText.Line(Room));
        return this switch
        {
            { Title.Length: 0 or > 100 } or { Speaker.Length: > 100 } or { Room.Length: > 100 } =>
                new("场次名称 1 到 100 字，主讲人和地点不超过 100 字"),
            _ when ChinaTime.Read(Starts) is not { } starts || ChinaTime.Read(Ends) is not { } ends || ends <= starts || ends - starts > TimeSpan.FromDays(366) =>
                new("请填写正确的开始和结束时间"),
            _ => null,
        };
    }
}

/// <summary>The sessions of events, and what follows when their times change: who is registered hears of it and is reminded anew.</summary>
internal sealed class Sessions(AppDb db, Closing closing, SiteText texts, Teller teller, SecretLinks links, ProcessLog log, TimeProvider clock)
{
    public const int Most = 60;

    public Task<List<Session>> OfAsync(Guid id, CancellationToken ct) => db.Sessions.Where(row => row.EventId == id).OrderBy(row => row.StartsAt).ToListAsync(ct);

    /// <summary>The first session of a new event: the whole of it.</summary>
    public Task<Refusal?> BeginAsync(Event it, CaseWork<EventState> work)
    {
        db.Sessions.Add(new() { Id = Guid.CreateVersion7(work.Now), EventId = it.Id, Title = it.Title, Room = it.Place, StartsAt = it.StartsAt, EndsAt = it.EndsAt });
        return CaseWork<EventState>.Done;
    }

    /// <summary>Adds a session, or changes one; the event lasts from the first to the last.</summary>
    public Task<Refusal?> SetAsync(Guid id, Guid? session, SessionInput input, Actor actor, CancellationToken ct) =>
        WorkAsync(id, actor, (it, sessions) => Task.FromResult(Set(it, sessions, session, input)), ct);

    private (Refusal? Refusal, Bilingual? Told) Set(Event it, List<Session> sessions, Guid? session, SessionInput input)
    {
        if (input.Check() is { } fault)
            return (new("event.session", fault), null);
        var row = sessions.Find(known => known.Id == session);
        if (!it.IsMeeting)
            return (new("event.sessions", new("展览和出版物没有场次")), null);
        if (session is not null && row is null)
            return (new("event.gone", new("没有这一场")), null);
        if (row is not null && SeenForm.IsStale(input.SeenSession, SessionInput.Of(row)))
            return (SeenForm.Changed, null);
        if (row is null && sessions.Count >= Most)
            return (new("event.sessions", new($"最多 {Most} 场")), null);
        var before = row is null ? default : (row.Title, row.Room, row.StartsAt, row.EndsAt);
        var move = row is null ? new Bilingual("new|新增") : new Bilingual("调整");
        if (row is null)
        {
            row = new Session { Id = Guid.CreateVersion7(clock.GetUtcNow()), EventId = it.Id };
            db.Sessions.Add(row);
            sessions.Add(row);
        }

        (row.Title, row.Speaker, row.Room, row.StartsAt, row.EndsAt) = (input.Title!, input.Speaker!, input.Room!, ChinaTime.Read(input.Starts)!.Value, ChinaTime.Read(input.Ends)!.Value);
        return (null, before == (row.Title, row.Room, row.StartsAt, row.EndsAt) ? null
            : Bilingual.Of($"{move.Zh} {row.Title} {row.When} {row.Room}", $"{move.En} {row.Title} {row.When} {row.Room}"));
    }

    /// <summary>Takes a session out; the last one stays.</summary>
    public Task<Refusal?> RemoveAsync(Guid id, Guid session, Actor actor, CancellationToken ct) => WorkAsync(id, actor, async (_, sessions) =>
    {
        if (sessions.Find(row => row.Id == session) is not { } found || sessions.Count == 1)
            return (new("event.sessions", new("活动至少有一场")), null);
        if (await closing.There(id).AnyAsync(row => row.SessionId == session, ct))
            return (new("event.attended", new("这一场已有人签到，不能删除；如有误请先撤销签到")), null);
        db.Sessions.Remove(found);
        sessions.Remove(found);
        return (null, new Bilingual($"取消 {found.Title} {found.When}"));
    }, ct);

    /// <summary>Tells all who are registered or wait.</summary>
    public async Task TellAllAsync(Event it, ICollection<ProcessNotice> notices, Bilingual text, CancellationToken ct)
    {
        foreach (var row in await db.Registrations.Where(row => row.EventId == it.Id && row.State != RegistrationState.Cancelled).ToListAsync(ct))
            await teller.TellAsync(notices, row.AccountId, row.Email, text, $"/events/tickets/{row.Code}", $"/events/tickets/{row.Code}/{await links.KeyAsync("ticket", row.Id, ct)}", ct);
    }

    public Task RemindAnewAsync(Guid id, CancellationToken ct) =>
        db.Registrations.Where(row => row.EventId == id && row.RemindedAt != null).ExecuteUpdateAsync(set => set.SetProperty(row => row.RemindedAt, (DateTimeOffset?)null), ct);

    /// <summary>Lets it be found by its words.</summary>
    public Task FindableAsync(Event it, CancellationToken ct) => texts.PutAsync(db.Database.CurrentTransaction!.GetDbTransaction(),
        new(Event.SiteKind, it.Id, it.Title, $"{it.Summary} {MarkdownText.ToPlain(it.Body, 20_000)} {it.Place} {it.PublicationNumber} {it.Issue}",
            $"/events/{it.Id}", it.Region, it.Form.ToString()), it.StartsAt, ct);

    private Task<Refusal?> WorkAsync(Guid id, Actor actor, Func<Event, List<Session>, Task<(Refusal? Refusal, Bilingual? Told)>> work, CancellationToken ct) => db.ActAsync(id, async () =>
    {
        if (await db.Events.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } it)
            return new("event.gone", new("没有这个活动"));
        if (it.State is not (EventState.Draft or EventState.Published))
            return new("event.over", new("活动已取消或已结束，不能修改场次"));
        var (sessions, notices, starts) = (await OfAsync(id, ct), new List<ProcessNotice>(), it.StartsAt);
        var (refusal, told) = await work(it, sessions);
        if (refusal is not null)
            return refusal;
        it.Last(sessions);
        if (starts != it.StartsAt)
            await RemindAnewAsync(id, ct);
        if (told is { } changed && it.State == EventState.Published)
        {
            await TellAllAsync(it, notices, new($"活动场次有变：{it.Title}（{Bilingual.Of(changed.Zh.Trim(), changed.En.Trim())}）"), ct);
            await FindableAsync(it, ct);
        }

        log.Record("event.session", actor, it.AsSubject(), notices: notices);
        return null;
    }, ct);
}
