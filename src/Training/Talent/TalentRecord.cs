using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Training.Talent;

/// <summary>What somebody learned in a year.</summary>
/// <param name="Name">Name of the account.</param>
/// <param name="Year">Year, China time.</param>
/// <param name="Hours">Learning hours by subject (the code of the event's subject).</param>
/// <param name="Events">Events at which they were.</param>
/// <param name="Certificates">Certificates that hold.</param>
internal sealed record TalentRow(string Name, int Year, IReadOnlyDictionary<string, decimal> Hours, int Events, int Certificates)
{
    public decimal Total => Hours.Values.Sum();
}

/// <summary>
/// The talent record (人才档案, 004·三(二)1) of a member: what its people with an account learned. Only of those who agreed, as long as they agree and belong to it
/// (个人信息保护法·13, 15).
/// </summary>
internal sealed class TalentRecord(AppDb db, AccountDesk accounts, ProcessLog log, TimeProvider clock)
{
    /// <summary>A person lets a member see the record, or no longer.</summary>
    public Task<Refusal?> ConsentAsync(Person person, Organisation member, bool agree, Actor actor, CancellationToken ct) => db.ActAsync(person.Id, async () =>
    {
        var consents = db.TalentConsents;
        var known = await consents.FirstOrDefaultAsync(row => row.AccountId == person.Id && row.OrganisationId == member.Id, ct);
        if (known is null == !agree)
            return null;
        if (known is null)
            consents.Add(new() { AccountId = person.Id, OrganisationId = member.Id, GivenAt = clock.GetUtcNow() });
        else
            consents.Remove(known);
        log.Record(agree ? "event.agree" : "event.withdraw", actor, new Subject("account", person.Id, person.Name, member.Id));
        return null;
    }, ct);

    /// <summary>The rows of those who agreed, by name and year, and the names of those who did not.</summary>
    public async Task<(IReadOnlyList<TalentRow> Rows, IReadOnlyList<string> Silent)> ReadAsync(Guid member, CancellationToken ct)
    {
        var (consents, events, registrations, sessions, attendances) = (db.TalentConsents, db.Events, db.Registrations, db.Sessions, db.Attendances);
        var agreed = await consents.Where(row => row.OrganisationId == member).Select(row => row.AccountId).ToListAsync(ct);
        var people = (await accounts.PeopleOfAsync(member, ct)).DistinctBy(row => row.Account).ToList();
        var names = people.Where(row => agreed.Contains(row.Account)).ToDictionary(row => row.Account, row => row.Name);
        var seen = names.Keys.ToList();
        var rows = await (from attendance in attendances.AsNoTracking()
                          join session in sessions.AsNoTracking() on attendance.SessionId equals session.Id
                          join registration in registrations.AsNoTracking() on attendance.RegistrationId equals registration.Id
                          join it in events.AsNoTracking() on registration.EventId equals it.Id
                          where registration.AccountId != null && seen.Contains(registration.AccountId.Value) && registration.State == RegistrationState.Registered && it.State != EventState.Cancelled
                          select new { Account = registration.AccountId!.Value, Event = it, session, Certificate = registration.RevokedAt == null ? registration.Certificate : null }).ToListAsync(ct);
        return ([.. rows.GroupBy(row => (row.Account, ChinaTime.DayOf(row.session.StartsAt).Year))
            .Select(group => new TalentRow(names[group.Key.Account], group.Key.Year,
                group.GroupBy(row => row.Event.Id).Select(held => (held.First().Event, Hours: LearningHours.Of(held.First().Event, held.Select(row => row.session))))
                    .GroupBy(held => held.Event.Subject).ToDictionary(subject => subject.Key, subject => subject.Sum(held => held.Hours)),
                group.Select(row => row.Event.Id).Distinct().Count(), group.Select(row => row.Certificate).OfType<string>().Distinct().Count()))
            .OrderByDescending(row => row.Year).ThenBy(row => row.Name, StringComparer.Ordinal)],
            [.. people.Where(row => !agreed.Contains(row.Account)).Select(row => row.Name)]);
    }

    /// <summary>Notes that the record of a member was taken away as a file.</summary>
    public Task NoteExportAsync(Organisation member, Actor actor, CancellationToken ct) => log.WriteAsync("event.talent", actor, member.AsSubject(), null, ct);
}
