using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Enquiries.Roster;
using Zhishu.Foundation;
using Zhishu.Identity;
using static Zhishu.Enquiries.Ratings.PoorRatingAct;
using static Zhishu.Enquiries.Ratings.PoorRatingParty;
using static Zhishu.Enquiries.Ratings.PoorRatingState;

namespace Zhishu.Enquiries.Ratings;

/// <summary>Follows up bad ratings: the member checks, puts right and calls back within five working days; the office sees each step and is told when it is late.</summary>
internal sealed class PoorRatingKind(AppDb db, WorkCalendar calendar, TimeProvider clock) : CaseKind<PoorRating, PoorRatingState, PoorRatingAct, PoorRatingParty>
{
    public override string Path => "/enquiries/ratings";

    public override CaseTable<PoorRating, PoorRatingState, PoorRatingAct, PoorRatingParty> Table { get; } = new(
        "poorRating", new("差评办理"), [Open], PoorRating.Label, PoorRating.Label,
    [
        new([Open], Check, Member, [Checked]) { Needs = Words(new("核实情况：评价人反映的问题是否属实")), Then = Said((it, words, _) => it.Find(words)) },
        new([Checked], Mend, Member, [Mended]) { Needs = Words(new("整改措施；无需整改的说明理由")), Then = Said((it, words, _) => it.Mend(words)) },
        new([Mended], Visit, Member, [Closed])
        {
            Tell = Office,
            Says = new("差评已回访"),
            Needs = Words(new("回访情况：何时、何种方式、评价人意见")),
            Then = Said((it, words, now) => it.Hear(words, now)),
        },
    ]);

    public override Listing<PoorRating> List => field ??= new("ratings",
    [
        new("code", new("编号"), Place.Title, it => it.Code),
        new("title", new("Enquiry|咨询"), Place.Title, it => it.Enquiry.Title),
        new("state", new("状态"), Place.Badge, it => PoorRating.Label(it.State).ToString()),
        new("late", new("Late|逾期"), Place.Badge, it => it.State != Closed && it.DueAt < clock.GetUtcNow() ? Lang.T("逾期") : ""),
        new("member", new("Member|机构"), Place.Meta, it => Desks.NameOf(it.Member)),
        new("rating", new("评价"), Place.Meta, it => $"{it.Rating} / 5"),
        new("opened", new("收到"), Place.Meta, it => ChinaTime.ShowMinute(it.OpenedAt)),
        new("due", new("期限"), Place.Meta, it => ChinaTime.DayOf(it.DueAt).ToString("O")),
        new("found", new("Found|核实情况"), Place.File, it => it.Found ?? ""),
        new("mended", new("整改措施"), Place.File, it => it.Mended ?? ""),
        new("heard", new("回访情况"), Place.File, it => it.Heard ?? ""),
        new("closed", new("Closed|办结"), Place.File, it => it.ClosedAt is { } at ? ChinaTime.ShowMinute(at) : ""),
    ],
    [
        new("q", new("编号、问题"), (rows, text) => rows.Where(it => it.Code == text || it.Enquiry.Title.Contains(text))),
        Filter<PoorRating>.State(PoorRating.Label, it => it.State, open: it => it.State != Closed),
        Filter<PoorRating>.Day("from", new("收到不早于"), it => it.OpenedAt, from: true),
        Filter<PoorRating>.Day("to", new("收到不晚于"), it => it.OpenedAt, from: false),
    ], rows => rows.OrderBy(it => it.DueAt).ThenBy(it => it.Id));

    public override IReadOnlyList<Waiting<PoorRating>> Waits { get; } =
    [
        new(new("差评待办理"),
            person => it => it.State != Closed && (it.OrganisationId == null ? person.Has(Duty.National) : person.Organisations.Contains(it.OrganisationId.Value))),
    ];

    public override string NameOf(PoorRating it) => $"{it.Code} {it.Enquiry.Title}";

    public override DateTimeOffset? SinceOf(PoorRating it) => it.OpenedAt;

    public override DateOnly? DueOf(PoorRating it) => ChinaTime.DayOf(it.DueAt);

    public override Guid? About(PoorRating it) => it.OrganisationId;

    public override IReadOnlyList<Reminder<PoorRating>> RemindersAt(DateTimeOffset now)
    {
        var soon = WorkCalendar.CloseOf(calendar.Add(clock.Today(), 1));
        return
        [
            new("remind", it => it.State != Closed && it.DueAt <= soon && it.DueAt > now && it.RemindedAt == null, it => it.Remind(now),
                it => Word(it, Member, new("差评办理将到期"))),
            new("late", it => it.State != Closed && it.DueAt <= now && it.LateAt == null, it => it.Late(now),
                it => [.. Word(it, Member, new("差评办理逾期")), .. Word(it, Office, new("本地区差评办理逾期"))]),
        ];
    }

    /// <summary>Those of the enquiries that a person sees: of the person's members, region, and supported outlets.</summary>
    public override IQueryable<PoorRating> VisibleTo(IQueryable<PoorRating> cases, Person person)
    {
        var enquiries = db.EnquiriesOf(person, clock.Today());
        return cases.Where(it => enquiries.Any(enquiry => enquiry.Id == it.EnquiryId));
    }

    public override PoorRatingParty PartyOf(PoorRating it, Person person) => (it.OrganisationId is { } member ? person.ActsFor(member) : person.Has(Duty.National)) ? Member : None;

    public override IEnumerable<string> AudiencesOf(PoorRating it, PoorRatingParty party) =>
        party == None ? [] : [party == Office ? Desks.OfficeOf(it.Enquiry.Region) : Desks.OwnerOf(it.OrganisationId)];

    /// <summary>Opens the follow-up of a bad rating, once for an enquiry, inside the act that rates it.</summary>
    public async Task OpenAsync(Enquiry enquiry, ICollection<ProcessNotice> notices, CancellationToken ct)
    {
        var (ratings, now) = (db.PoorRatings, clock.GetUtcNow());
        if (enquiry.Rating is not <= PoorRating.Worst || await ratings.AnyAsync(row => row.EnquiryId == enquiry.Id, ct))
            return;
        var made = new PoorRating
        {
            Id = Guid.CreateVersion7(now),
            Code = enquiry.Code,
            EnquiryId = enquiry.Id,
            OrganisationId = enquiry.OrganisationId,
            Rating = enquiry.Rating.Value,
            OpenedAt = now,
            DueAt = calendar.Due(now, PoorRating.Workdays),
        };
        ratings.Add(made);
        notices.Add(new(Desks.OwnerOf(enquiry.OrganisationId), new($"收到差评，请核实、整改、回访：{enquiry.Code}"), AddressOf(made)));
        notices.Add(new(Desks.OfficeOf(enquiry.Region), new($"本地区收到差评：{enquiry.Code}"), AddressOf(made)));
    }

    private static Fields Words(Bilingual label) => new(Field.Area("text", label, 5, 2000));

    private static Func<PoorRating, CaseWork<PoorRatingState>, Task<Refusal?>> Said(Action<PoorRating, string, DateTimeOffset> note) => (it, work) =>
    {
        note(it, work.Reason = work.Input.Text("text"), work.Now);
        return CaseWork<PoorRatingState>.Done;
    };

    private IEnumerable<ProcessNotice> Word(PoorRating it, PoorRatingParty party, Bilingual what) =>
        AudiencesOf(it, party).Select(audience => new ProcessNotice(audience, new($"{what}：{it.Code}"), AddressOf(it)));
}
