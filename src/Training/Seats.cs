using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Training;

/// <summary>Somebody who registers.</summary>
internal sealed class Guest
{
    public string? Name { get; set; }

    public string? Email { get; set; }

    public string? Phone { get; set; }

    public string? Employer { get; set; }

    public bool Online { get; set; }
}

/// <summary>The places of events: as many as there are, in the order in which people came, the rest wait in that order.</summary>
internal sealed class Seats(AppDb db, Closing closing, Teller teller, SecretLinks links, Sendings sendings, ProcessLog log, TimeProvider clock)
{
    private static readonly TimeSpan MayEvaluate = TimeSpan.FromDays(30);

    public Task<string> KeyAsync(Registration registration, CancellationToken ct) => links.KeyAsync("ticket", registration.Id, ct);

    public Task<bool> FitsAsync(Registration registration, string? key, CancellationToken ct) => links.FitsAsync("ticket", registration.Id, key, ct);

    /// <summary>Takes a place or one on the waiting list. Whoever has one already gets it again.</summary>
    public async Task<(Registration? Registration, Refusal? Refusal)> RegisterAsync(Guid eventId, Guest guest, Person? person, Actor actor, string session, CancellationToken ct)
    {
        Registration? made = null;
        var sending = Sending.Of(session, "registration", new { eventId, guest });
        var (name, employer, email, phone) = (SafeText.OrNull(guest.Name)?.ReplaceLineEndings(" ") ?? person?.Name ?? "",
            SafeText.Line(guest.Employer), (guest.Email ?? "").Trim(), SafeText.Narrow(guest.Phone ?? "").Trim());
        email = email.Length == 0 ? person?.Email ?? "" : email;
        if (name.Length is 0 or > 40 || employer.Length > 100)
            return (null, new("registration.name", new("姓名 1 到 40 字（用于证书），单位不超过 100 字")));
        if ((email.Length == 0 && phone.Length == 0) || (email.Length > 0 && !Mailer.IsAddress(email)) || (phone.Length > 0 && !SafeText.IsPhone(phone)))
            return (null, new("registration.contact", new("请填写有效的邮箱或电话，以便通知")));
        var refusal = await db.ActAsync(eventId, async () =>
        {
            var (events, registrations, now) = (db.Events, db.Registrations, clock.GetUtcNow());
            if (await events.AsNoTracking().FirstOrDefaultAsync(row => row.Id == eventId, ct) is not { State: not EventState.Draft } it)
                return new("event.gone", new("没有这个活动"));
            var transaction = db.Database.CurrentTransaction!.GetDbTransaction();
            var same = await sendings.FindAsync(transaction, sending, ct);
            made = await registrations.FirstOrDefaultAsync(row => row.EventId == eventId && row.State != RegistrationState.Cancelled
                && (person != null ? row.AccountId == person.Id : row.AccountId == null && row.Name == name && row.Email == email && row.Phone == phone), ct);
            if (made is not null)
            {
                // An account gets its place again, and so does a form sent twice from one browser; a name and a contact are what others may know too.
                return person is not null || made.Id == same ? null : new("registration.again", new("您已报过名，请用报名时得到的链接查看"));
            }

            if (!it.TakesAt(now))
                return new("event.closed", new("报名已截止，或该活动不需要报名"));
            if (it.Mode == EventMode.Onsite && guest.Online)
                return new("event.mode", new("该活动没有线上场"));
            var last = await registrations.Where(row => row.EventId == eventId).MaxAsync(row => (int?)row.Position, ct) ?? 0;
            var taken = await registrations.CountAsync(row => row.EventId == eventId && row.State == RegistrationState.Registered, ct);
            var full = it.Quota is { } quota && taken >= quota;
            if (full && !it.Waiting)
                return new("event.full", new("名额已满"));
            made = new()
            {
                Id = Guid.CreateVersion7(now),
                EventId = eventId,
                Code = CaseCode.New("BM"),
                AccountId = person?.Id,
                State = full ? RegistrationState.Waiting : RegistrationState.Registered,
                Position = last + 1,
                Name = name,
                Email = email,
                Phone = phone,
                Employer = employer,
                Online = it.Mode == EventMode.Online || guest.Online,
                RegisteredAt = now,
                Revision = 1,
            };
            registrations.Add(made);
            await sendings.NoteAsync(transaction, sending, made.Id, ct);
            var notices = new List<ProcessNotice>();
            await TellAsync(made, notices, full ? new($"已进入候补：{it.Title}") : new($"报名成功：{it.Title}"), ct);
            log.Record("event.register", actor, it.AsSubject(), after: new { made.Code, made.State, made.Position }, notices: notices);
            return null;
        }, ct);
        return refusal is null ? (made, null) : (null, refusal);
    }

    /// <summary>Gives a place back; the first who waits gets it. Who is checked in keeps it.</summary>
    public Task<Refusal?> CancelAsync(Guid eventId, Guid id, Actor actor, CancellationToken ct) => LeaveAsync(eventId, id, null, actor, ct);

    /// <summary>The host cancels a registration; the person is told why.</summary>
    public Task<Refusal?> DropAsync(Guid eventId, Guid id, string? reason, Actor actor, CancellationToken ct) => SafeText.OrNull(reason)?.ReplaceLineEndings(" ") is { Length: <= 200 } why
        ? LeaveAsync(eventId, id, why, actor, ct)
        : Task.FromResult<Refusal?>(new("registration.reason", new("请写明取消原因，不超过 200 字，会告知本人")));

    private Task<Refusal?> LeaveAsync(Guid eventId, Guid id, string? reason, Actor actor, CancellationToken ct) => db.ActAsync(eventId, async () =>
    {
        var (events, registrations, attendances, now, notices) = (db.Events, db.Registrations, db.Attendances, clock.GetUtcNow(), new List<ProcessNotice>());
        var it = await events.AsNoTracking().FirstOrDefaultAsync(row => row.Id == eventId, ct);
        if (it is null || await registrations.FirstOrDefaultAsync(row => row.Id == id && row.EventId == eventId && row.State != RegistrationState.Cancelled, ct) is not { } mine)
            return new("registration.gone", new("没有这条报名，或已取消"));
        if (it.State != EventState.Published || it.StartsAt <= now)
            return new("registration.late", new("活动已开始或已取消，不能再取消报名"));
        if (await attendances.AnyAsync(row => row.RegistrationId == id, ct))
            return new("registration.there", new("已签到，不能取消报名。签到有误请主办方先撤销签到"));
        (mine.State, mine.Revision) = (RegistrationState.Cancelled, mine.Revision + 1);
        if (reason is not null)
        {
            (mine.DroppedAt, mine.DropReason) = (now, reason);
            await TellAsync(mine, notices, new($"您的报名已被主办方取消：{it.Title}（{reason}）"), ct);
        }

        await db.SaveChangesAsync(ct);
        await PromoteAsync(it, notices, ct);
        log.Record("event.unregister", actor, it.AsSubject(), reason, after: new { mine.Code }, notices: notices);
        return null;
    }, ct);

    /// <summary>Takes back that the host cancelled a registration, while there is a place.</summary>
    public Task<Refusal?> RestoreAsync(Guid eventId, Guid id, Actor actor, CancellationToken ct) => db.ActAsync(eventId, async () =>
    {
        var (events, registrations, notices) = (db.Events, db.Registrations, new List<ProcessNotice>());
        var it = await events.AsNoTracking().FirstOrDefaultAsync(row => row.Id == eventId, ct);
        if (it is not { State: EventState.Published }
            || await registrations.FirstOrDefaultAsync(row => row.Id == id && row.EventId == eventId && row.State == RegistrationState.Cancelled && row.DroppedAt != null, ct) is not { } mine)
            return new("registration.gone", new("没有可以恢复的报名"));
        if (await registrations.AnyAsync(row => row.EventId == eventId && row.State != RegistrationState.Cancelled && (mine.AccountId != null ? row.AccountId == mine.AccountId
            : row.AccountId == null && row.Name == mine.Name && row.Email == mine.Email && row.Phone == mine.Phone), ct))
            return new("registration.again", new("本人已重新报名"));
        if (it.Quota is { } quota && await registrations.CountAsync(row => row.EventId == eventId && row.State == RegistrationState.Registered, ct) >= quota)
            return new("registration.taken", new("名额已让给别人，不能恢复；可先增加名额"));
        (mine.State, mine.DroppedAt, mine.DropReason, mine.Revision) = (RegistrationState.Registered, null, null, mine.Revision + 1);
        await TellAsync(mine, notices, new($"您的报名已恢复：{it.Title}"), ct);
        log.Record("event.restore", actor, it.AsSubject(), after: new { mine.Code }, notices: notices);
        return null;
    }, ct);

    /// <summary>Joins what somebody registered without an account to their account: by the link, or by an address that both have and that is proved.</summary>
    public Task<Refusal?> ClaimAsync(Guid eventId, Guid id, Person person, Actor actor, CancellationToken ct) => db.ActAsync(eventId, async () =>
    {
        var (events, registrations, notices) = (db.Events, db.Registrations, new List<ProcessNotice>());
        var mine = await registrations.FirstOrDefaultAsync(row => row.Id == id && row.EventId == eventId && row.AccountId == null && row.State != RegistrationState.Cancelled && row.Name != "", ct);
        if (mine is null)
            return new("registration.gone", new("没有这条报名，或已归入账号"));
        if (await registrations.AnyAsync(row => row.EventId == eventId && row.AccountId == person.Id && row.State != RegistrationState.Cancelled, ct))
            return new("registration.double", new("您的账号已报名同一活动，不能再归入一条"));
        var it = await events.AsNoTracking().FirstAsync(row => row.Id == eventId, ct);
        var text = new Bilingual($"报名已归入账号：{it.Title}");
        if (!string.Equals(mine.Email, person.Email, StringComparison.OrdinalIgnoreCase))
            await teller.TellAsync(notices, null, mine.Email, text, $"/events/{eventId}", $"/events/{eventId}", ct);
        (mine.AccountId, mine.Revision) = (person.Id, mine.Revision + 1);
        notices.Add(new($"account:{person.Id}", text.Zh, text.En, $"/events/tickets/{mine.Code}"));
        log.Record("event.claim", actor, it.AsSubject(), after: new { mine.Code }, notices: notices);
        return null;
    }, ct);

    /// <summary>Gives free places to those who wait, in their order; inside the act of the caller, which holds the event.</summary>
    public async Task PromoteAsync(Event it, ICollection<ProcessNotice> notices, CancellationToken ct)
    {
        var (registrations, id) = (db.Registrations, it.Id);
        var taken = await registrations.CountAsync(row => row.EventId == id && row.State == RegistrationState.Registered, ct);
        var free = it.Quota is { } quota ? quota - taken : int.MaxValue;
        if (free <= 0)
            return;
        foreach (var row in await registrations.Where(row => row.EventId == id && row.State == RegistrationState.Waiting).OrderBy(row => row.Position).Take(Math.Min(free, 10_000)).ToListAsync(ct))
        {
            (row.State, row.Revision) = (RegistrationState.Registered, row.Revision + 1);
            await TellAsync(row, notices, new($"候补成功：{it.Title}"), ct);
        }
    }

    /// <summary>Notes that somebody is at a session, or takes that back; what is so already stays so. After closing it is a correction.</summary>
    public Task<Refusal?> CheckInAsync(Guid eventId, Guid id, Guid session, bool there, Actor actor, CancellationToken ct) => db.ActAsync(eventId, async () =>
    {
        var (events, registrations, sessions, attendances, now) = (db.Events, db.Registrations, db.Sessions, db.Attendances, clock.GetUtcNow());
        if (await events.AsNoTracking().FirstOrDefaultAsync(row => row.Id == eventId, ct) is not { } it
            || await registrations.FirstOrDefaultAsync(row => row.Id == id && row.EventId == eventId, ct) is not { State: RegistrationState.Registered } mine
            || await sessions.AsNoTracking().FirstOrDefaultAsync(row => row.Id == session && row.EventId == eventId, ct) is not { } held)
            return new("registration.gone", new("没有这条报名，或已取消，或还在候补"));
        if (it.State == EventState.Closed)
            return new("event.closed", new("活动已结束登记，请在“到场登记”页更正并写明原因"));
        if (it.State != EventState.Published)
            return new("event.state", new($"现在的状态是“{EventWords.Label(it.State)}”，不能登记到场"));
        var known = await attendances.FirstOrDefaultAsync(row => row.RegistrationId == id && row.SessionId == session, ct);
        if (there && known is null)
        {
            attendances.Add(new() { RegistrationId = id, SessionId = session, At = now, NotedBy = actor.Name });
        }
        else if (!there && known is not null)
        {
            attendances.Remove(known);
            log.Record("event.uncheck", actor, it.AsSubject(), before: new { known.At, known.NotedBy }, after: new { mine.Code, Session = held.When });
        }

        mine.Revision++;
        return null;
    }, ct);

    /// <summary>What somebody thinks of an event, in the thirty days after it.</summary>
    public Task<Refusal?> EvaluateAsync(Guid eventId, Guid id, int? content, int? speaker, int? whole, string? comment, CancellationToken ct) => db.ActAsync(eventId, async () =>
    {
        var (events, registrations, attendances, now, words) = (db.Events, db.Registrations, db.Attendances, clock.GetUtcNow(), SafeText.OrNull(comment));
        var it = await events.AsNoTracking().FirstOrDefaultAsync(row => row.Id == eventId, ct);
        var mine = await registrations.FirstOrDefaultAsync(row => row.Id == id && row.EventId == eventId && row.State == RegistrationState.Registered, ct);
        if (it is null || mine is null || it.State is not (EventState.Published or EventState.Closed) || now < it.EndsAt || now > it.EndsAt + MayEvaluate)
            return new("registration.evaluate", new("活动结束后三十天内可以评价"));
        if (!await attendances.AnyAsync(row => row.RegistrationId == id, ct))
            return new("registration.absent", new("没有您的到场记录，不能评价。如您到场，请联系主办方补登"));
        if (new[] { content, speaker, whole }.Any(stars => stars is not (>= 1 and <= 5)) || words?.Length > 1000)
            return new("registration.stars", new("请为三项各选 1 到 5 星，意见不超过 1000 字"));
        (mine.ContentStars, mine.SpeakerStars, mine.WholeStars, mine.Comment, mine.EvaluatedAt, mine.Revision) = (content, speaker, whole, words, now, mine.Revision + 1);
        await db.SaveChangesAsync(ct);
        await closing.RateAsync(eventId, ct);
        return null;
    }, ct);

    private async Task TellAsync(Registration row, ICollection<ProcessNotice> notices, Bilingual text, CancellationToken ct) =>
        await teller.TellAsync(notices, row.AccountId, row.Email, text, $"/events/tickets/{row.Code}", $"/events/tickets/{row.Code}/{await KeyAsync(row, ct)}", ct);
}
