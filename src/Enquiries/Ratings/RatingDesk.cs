using Microsoft.EntityFrameworkCore;
using Zhishu.Enquiries.Roster;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Enquiries.Ratings;

/// <summary>Follows up bad ratings: the member checks, puts right and calls back; the office sees it.</summary>
internal sealed class RatingDesk(AppDb db, WorkCalendar calendar, ProcessLog log, TimeProvider clock)
{
    public const int Longest = 2000;

    /// <summary>Opens the follow-up of a bad rating, once for an enquiry; saved by the caller.</summary>
    public async Task OpenAsync(Enquiry enquiry, List<ProcessNotice> notices, CancellationToken ct)
    {
        var (ratings, now) = (db.PoorRatings, clock.GetUtcNow());
        if (enquiry.Rating is not <= PoorRating.Worst || await ratings.AnyAsync(row => row.EnquiryId == enquiry.Id, ct))
            return;
        var made = new PoorRating
        {
            Id = Guid.CreateVersion7(now),
            EnquiryId = enquiry.Id,
            OrganisationId = enquiry.OrganisationId,
            Rating = enquiry.Rating.Value,
            OpenedAt = now,
            DueAt = calendar.Due(now, PoorRating.Workdays),
            Revision = 1,
        };
        ratings.Add(made);
        notices.Add(new(Desks.OwnerOf(enquiry.OrganisationId), $"收到差评，请核实、整改、回访：{enquiry.Code}", $"A bad rating to follow up: {enquiry.Code}", $"/enquiries/ratings/{made.Id}"));
        notices.Add(new(Desks.OfficeOf(enquiry.Region), $"本地区收到差评：{enquiry.Code}", $"A bad rating in your region: {enquiry.Code}", $"/enquiries/ratings/{made.Id}"));
    }

    /// <summary>Does the next step.</summary>
    public Task<Refusal?> DoAsync(Guid id, PoorRatingAct act, PoorRatingParty party, string? text, Actor actor, CancellationToken ct) => db.ActAsync(id, async () =>
    {
        var (ratings, enquiries, words, now) = (db.PoorRatings, db.Enquiries, SafeText.Lines(text), clock.GetUtcNow());
        if (await ratings.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } it)
            return new("rating.gone", new("没有这条差评", "There is no such rating"));
        if (PoorRating.Table.Find(it.State, act, party) is not { } row)
            return PoorRating.Table.NotAllowed(it.State, act);
        if (words.Length is < 5 or > Longest)
            return new("rating.text", new($"{PoorRating.Table.Label(act).Zh}情况：请用 5 到 {Longest} 字写明", $"Say in 5 to {Longest} characters what you found or did"));
        db.RatingSteps.Add(new() { Id = Guid.CreateVersion7(now), PoorRatingId = id, Act = act, Text = words, Author = actor.Name, At = now });
        (it.State, it.Revision, it.ClosedAt) = (row.To, it.Revision + 1, row.To == PoorRatingState.Closed ? now : null);
        var enquiry = await enquiries.FirstAsync(one => one.Id == it.EnquiryId, ct);
        log.Record($"enquiry.rating{act}", actor, enquiry.AsSubject(), words, notices: it.State == PoorRatingState.Closed
            ? [new(Desks.OfficeOf(enquiry.Region), $"差评已回访：{enquiry.Code}", $"Bad rating followed up: {enquiry.Code}", $"/enquiries/ratings/{id}")] : null);
        return null;
    }, ct);

    /// <summary>The bad ratings that a person sees: of the person's members, region, and supported outlets.</summary>
    public IQueryable<PoorRating> Of(Person person)
    {
        var (ratings, enquiries) = (db.PoorRatings.AsNoTracking(), db.EnquiriesOf(person, clock.Today()));
        return ratings.Where(row => enquiries.Any(enquiry => enquiry.Id == row.EnquiryId));
    }

    /// <summary>What a person may do about one.</summary>
    public static PoorRatingParty PartyOf(PoorRating it, Person person) =>
        (it.OrganisationId is { } member ? person.ActsFor(member) : person.Has(Duty.National)) ? PoorRatingParty.Member : PoorRatingParty.None;
}

/// <summary>Reminds of the follow-up of bad ratings, and tells the office when it is late.</summary>
internal sealed class RatingClock(AppDb db, WorkCalendar calendar, ProcessLog log, TimeProvider clock) : IClockwork
{
    private const int Portion = 200;

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var (ratings, now, soon, done) = (db.PoorRatings, clock.GetUtcNow(), WorkCalendar.CloseOf(calendar.Add(clock.Today(), 1)), 0);
        foreach (var id in await ratings.Where(row => row.State != PoorRatingState.Closed && row.LateAt == null && (row.DueAt <= now || (row.DueAt <= soon && row.RemindedAt == null)))
            .OrderBy(row => row.DueAt).Take(Portion).Select(row => row.Id).ToListAsync(ct))
            done += await TellAsync(id, ct);
        return done;
    }

    private async Task<int> TellAsync(Guid id, CancellationToken ct)
    {
        var told = false;
        await db.ActAsync(id, async () =>
        {
            var (ratings, enquiries, now) = (db.PoorRatings, db.Enquiries, clock.GetUtcNow());
            if (await ratings.FirstOrDefaultAsync(row => row.Id == id && row.State != PoorRatingState.Closed && row.LateAt == null, ct) is not { } it)
                return null;
            var (late, enquiry) = (it.DueAt <= now, await enquiries.FirstAsync(row => row.Id == it.EnquiryId, ct));
            (it.RemindedAt, it.LateAt, it.Revision, told) = (it.RemindedAt ?? now, late ? now : null, it.Revision + 1, true);
            List<ProcessNotice> notices = [new(Desks.OwnerOf(it.OrganisationId), late ? $"差评办理逾期：{enquiry.Code}" : $"差评办理将到期：{enquiry.Code}",
                late ? $"Follow-up of a bad rating late: {enquiry.Code}" : $"Follow-up of a bad rating due soon: {enquiry.Code}", $"/enquiries/ratings/{id}")];
            if (late)
                notices.Add(new(Desks.OfficeOf(enquiry.Region), $"本地区差评办理逾期：{enquiry.Code}", $"Follow-up of a bad rating in your region late: {enquiry.Code}", $"/enquiries/ratings/{id}"));
            log.Record(late ? "enquiry.ratingLate" : "enquiry.ratingRemind", Actor.Clock, enquiry.AsSubject(), notices: notices);
            return null;
        }, ct);
        return told ? 1 : 0;
    }
}
