using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.Training.Talent;

namespace Zhishu.Training.Tickets;

/// <summary>A line of a person's training record.</summary>
internal sealed class RecordRow
{
    public required Event Event { get; init; }

    public required Registration Registration { get; init; }

    /// <summary>Sessions at which they were.</summary>
    public int There { get; set; }

    /// <summary>Sessions in all.</summary>
    public int Sessions { get; set; }

    /// <summary>Learning hours (学时).</summary>
    public decimal Hours { get; set; }

    public Bilingual State => EventWords.Label(Event, Registration, There, Sessions);
}

/// <summary>The training record of a person (人才档案): what they took part in, hours, certificates; what they registered without the account, and which member may see it.</summary>
[Authorize]
internal sealed class RecordModel(AppDb db, Seats seats, TalentRecord talent, NetworkRegister register, AccountDesk accounts, Visitors visitors) : PageModel
{
    public IReadOnlyList<RecordRow> Rows { get; private set; } = [];

    /// <summary>Registrations without an account under the person's own address, which is proved.</summary>
    public IReadOnlyList<(Registration Registration, Event Event)> Unclaimed { get; private set; } = [];

    /// <summary>The members that the person belongs to, and since when each may see the record, or null.</summary>
    public IReadOnlyList<(Organisation Member, DateTimeOffset? Since)> Members { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public decimal Hours => Rows.Sum(row => row.Hours);

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostClaimAsync(Guid registration, CancellationToken ct)
    {
        await LoadAsync(ct);
        return Unclaimed.FirstOrDefault(row => row.Registration.Id == registration) is not { Event: { } it }
            ? NotFound()
            : await AnswerAsync(await seats.ClaimAsync(it.Id, registration, visitors.Signed, visitors.Actor, ct), ct);
    }

    public async Task<IActionResult> OnPostConsentAsync(Guid member, bool agree, CancellationToken ct) =>
        visitors.Signed.ActsFor(member) && await register.FindAsync(member, ct) is { } organisation
            ? await AnswerAsync(await talent.ConsentAsync(visitors.Signed, organisation, agree, visitors.Actor, ct), ct)
            : NotFound();

    private async Task<IActionResult> AnswerAsync(Refusal? refusal, CancellationToken ct)
    {
        if (refusal is null)
            return LocalRedirect("/my/training");
        Message = refusal.Text;
        Response.StatusCode = refusal.Status;
        await LoadAsync(ct);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var (registrations, events, consents, person) = (db.Registrations, db.Events, db.TalentConsents, visitors.Signed);
        Rows = await ReadAsync(db, person.Id, ct);
        var email = person.Email.ToLowerInvariant();
        if (await accounts.IsProvedAsync(person.Id, ct))
        {
            var own = registrations.FromSql($"select * from training.registration where account_id is null and email <> '' and lower(email) = {email}").AsNoTracking();
            Unclaimed = [.. (await (from registration in own
                                    join it in events.AsNoTracking() on registration.EventId equals it.Id
                                    where registration.State != RegistrationState.Cancelled && registration.Name != ""
                                    orderby it.StartsAt descending
                                    select new { registration, it }).Take(100).ToListAsync(ct)).Select(row => (row.registration, row.it))];
        }

        var since = await consents.AsNoTracking().Where(row => row.AccountId == person.Id).ToDictionaryAsync(row => row.OrganisationId, row => (DateTimeOffset?)row.GivenAt, ct);
        Members = [.. (await register.ActedForByAsync(person, ct)).Select(row => (row, since.GetValueOrDefault(row.Id)))];
    }

    internal static async Task<IReadOnlyList<RecordRow>> ReadAsync(AppDb db, Guid account, CancellationToken ct)
    {
        var (events, registrations, sessions, attendances) = (db.Events, db.Registrations, db.Sessions, db.Attendances);
        var rows = await (from registration in registrations.AsNoTracking()
                          join it in events.AsNoTracking() on registration.EventId equals it.Id
                          where registration.AccountId == account
                          orderby it.StartsAt descending
                          select new RecordRow { Event = it, Registration = registration }).Take(1000).ToListAsync(ct);
        var (ids, held) = (rows.Select(row => row.Registration.Id).ToList(), rows.Select(row => row.Event.Id).Distinct().ToList());
        var counts = await sessions.Where(row => held.Contains(row.EventId)).GroupBy(row => row.EventId)
            .Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, ct);
        var there = (await (from attendance in attendances.AsNoTracking()
                            join session in sessions.AsNoTracking() on attendance.SessionId equals session.Id
                            where ids.Contains(attendance.RegistrationId)
                            select new { attendance.RegistrationId, session }).ToListAsync(ct)).ToLookup(row => row.RegistrationId, row => row.session);
        foreach (var row in rows)
        {
            (row.There, row.Sessions) = (there[row.Registration.Id].Count(), counts.GetValueOrDefault(row.Event.Id));
            row.Hours = row.Registration.State == RegistrationState.Registered ? LearningHours.Of(row.Event, there[row.Registration.Id]) : 0;
        }

        return rows;
    }
}
