using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.ServiceDirectory;

namespace Zhishu.Training;

/// <summary>What an event comes to when it is closed, and again when that is corrected: people, certificates, service record, mean rating. Inside the act of the caller.</summary>
internal sealed class Closing(AppDb db, ServiceBook book, Teller teller, TimeProvider clock)
{
    /// <summary>The people reached: visitors of an exhibition, who was there of those registered, otherwise what the host counted; null when nobody has counted.</summary>
    public async Task<int?> CountAsync(Event it, int? typed, CancellationToken ct)
    {
        var (visits, id) = (db.Visits, it.Id);
        return it switch
        {
            { Form: EventForm.Exhibition } => await visits.AnyAsync(row => row.EventId == id, ct) ? await visits.Where(row => row.EventId == id).SumAsync(row => row.Persons, ct) : typed,
            { Registration: true } => await There(id).Select(row => row.RegistrationId).Distinct().CountAsync(ct),
            { Form: EventForm.Publication } => typed ?? 0,
            _ => typed,
        };
    }

    /// <summary>Writes the people, gives and takes back certificates, and enters the service.</summary>
    /// <param name="it">The event.</param>
    /// <param name="persons">The people reached.</param>
    /// <param name="actor">Who closes or corrects it.</param>
    /// <param name="notices">Takes what people are told.</param>
    /// <param name="ct">Cancels.</param>
    public async Task SettleAsync(Event it, int persons, Actor actor, ICollection<ProcessNotice> notices, CancellationToken ct)
    {
        it.Reach(persons);
        if (it.Certificate && it.IsMeeting)
            await CertifyAsync(it, notices, ct);
        await EnterAsync(it, actor, ct);
        await RateAsync(it.Id, ct);
    }

    /// <summary>Enters the service, or corrects the entry; who gave it stays.</summary>
    public async Task EnterAsync(Event it, Actor actor, CancellationToken ct)
    {
        var (sessions, id) = (db.Sessions, it.Id);
        var times = await sessions.AsNoTracking().Where(row => row.EventId == id).Select(row => new { row.StartsAt, row.EndsAt }).ToListAsync(ct);
        var by = await book.All().Where(row => row.SourceKind == "event" && row.SourceId == id).Select(row => row.ServedBy).FirstOrDefaultAsync(ct) ?? actor.Name;
        await book.EnterAsync(new(it.OrganisationId, "event", id, "basic.training", it.Mode == EventMode.Online ? "web" : "window", by, it.StartsAt, it.EndsAt, "held")
        {
            Region = it.Region,
            Persons = it.Persons ?? 0,
            Minutes = it.IsMeeting ? (int)Math.Min(times.Sum(row => (row.EndsAt - row.StartsAt).TotalMinutes), 1_000_000) : null,
        }, ct);
    }

    /// <summary>Enters the mean of what those who were there said.</summary>
    public async Task RateAsync(Guid id, CancellationToken ct) =>
        await book.RateAsync("event", id, await Rated(id).AverageAsync(row => (decimal?)row.WholeStars, ct), ct);

    /// <summary>The evaluations that count: of those who were there.</summary>
    public IQueryable<Registration> Rated(Guid id)
    {
        var (registrations, there) = (db.Registrations, There(id));
        return registrations.AsNoTracking().Where(row => row.EventId == id && row.WholeStars != null && there.Any(at => at.RegistrationId == row.Id));
    }

    /// <summary>Attendance of those whose registration holds.</summary>
    public IQueryable<Attendance> There(Guid id)
    {
        var (registrations, attendances) = (db.Registrations, db.Attendances);
        return from attendance in attendances.AsNoTracking()
               join registration in registrations.AsNoTracking() on attendance.RegistrationId equals registration.Id
               where registration.EventId == id && registration.State == RegistrationState.Registered
               select attendance;
    }

    private async Task CertifyAsync(Event it, ICollection<ProcessNotice> notices, CancellationToken ct)
    {
        var (registrations, sessions, id) = (db.Registrations, db.Sessions, it.Id);
        var counts = await There(id).GroupBy(row => row.RegistrationId).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, ct);
        var least = Event.Least(it.LeastShare, await sessions.CountAsync(row => row.EventId == id, ct));
        foreach (var row in await registrations.Where(row => row.EventId == id && row.State == RegistrationState.Registered).ToListAsync(ct))
        {
            var earned = counts.GetValueOrDefault(row.Id) >= least;
            if (earned == row.HeldCertificate is not null)
                continue;
            row.RevokedAt = earned ? null : clock.GetUtcNow();
            row.Certificate ??= CaseCode.New("ZS");
            row.Revision++;
            var url = $"/events/certificates/{row.Certificate}";
            await teller.TellAsync(notices, row.AccountId, row.Email, earned
                ? new($"培训证书已生成：{it.Title}")
                : new($"到场登记已更正，培训证书收回：{it.Title}"), url, url, ct);
        }
    }
}
