global using RequestDesk = Zhishu.Cases.CaseDesk<Zhishu.Requests.Request, Zhishu.Requests.RequestState, Zhishu.Requests.RequestAct, Zhishu.Requests.RequestParty>;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;
using static Zhishu.Requests.RequestAct;
using static Zhishu.Requests.RequestForms;
using static Zhishu.Requests.RequestParty;
using static Zhishu.Requests.RequestState;
using Row = Zhishu.Cases.CaseRow<Zhishu.Requests.Request, Zhishu.Requests.RequestState, Zhishu.Requests.RequestAct, Zhishu.Requests.RequestParty>;

namespace Zhishu.Requests;

/// <summary>
/// Professional requests (专业化服务): the price is shown before any work, the result is accepted before it is closed, and a way leads out of every state.
/// A member is reminded a working day before the quote is due, then the request goes to another or back to its client. A quote holds thirty days; work is
/// reminded of three days before the day agreed, late work told to all; a result counts as accepted fifteen days after it was handed over, never without a
/// word to the client three days before.
/// </summary>
internal sealed partial class RequestKind(RequestActs acts, RequestTypes types, Regions regions, WorkCalendar calendar, Visitors visitors, TimeProvider clock)
    : CaseKind<Request, RequestState, RequestAct, RequestParty>
{
    /// <summary>Days that a result waits for its client, after which silence counts as acceptance.</summary>
    public const int SilentDays = 15;

    private static readonly TimeSpan Warning = TimeSpan.FromDays(3);
    private static readonly Bilingual Title = new("专业化服务");

    public override string Path => "/requests";

    public override string ListPath => "/requests/desk";

    public override CaseTable<Request, RequestState, RequestAct, RequestParty> Table => field ??= new(
        "request", new("专业化服务申请"), [Submitted], RequestWords.Label, RequestWords.Label,
    [
        new([Submitted, Returned, Quoted], Quote, Handler, [Quoted])
            { Tell = Client, Says = new("申请已报价，请确认"), Needs = new(Amount, Days, Includes), Does = acts.Quote },
        new([Quoted], Agree, Client, [InWork])
        {
            Tell = Handler,
            Says = new("客户同意报价，请开始办理"),
            Hint = new("费用按报价直接付给服务机构。同意后开始办理。"),
            Does = (it, work) => it.Work(work.Now),
        },
        new([HandingOver], Consent, Client, [Submitted])
        {
            Tell = Handler,
            Says = new("申请转由其他机构办理"),
            Hint = new("同意后，申请、往来和已有成果交给新机构，由它重新报价。"),
            Then = acts.ConsentAsync,
        },
        new([Ending], AgreeEnd, Asked, [Stopped]) { Does = acts.AgreeEnd },
        .. Sides(new([HandingOver, Ending], Keep, None, [InWork]) { Says = new("继续办理"), Does = acts.Keep }),
        new([InWork], Deliver, Handler, [Delivered])
            { Tell = Client, Says = new("成果已提交，请验收"), Needs = new(Result), Then = acts.DeliverAsync },
        new([InWork], Attach, Handler, []) { Aside = true, Needs = Upload, Then = acts.KeepFile("result") },
        new([InWork], Detach, Handler, []) { Aside = true, Needs = new(Draft), Then = acts.DetachAsync },
        new([Delivered], Accept, Client, [Accepted])
            { Tell = Handler, Says = new("成果已验收"), Needs = new(Field.Stars), Then = acts.AcceptAsync },
        new([Delivered], Accept, Clock, [Accepted])
            { Tell = Client | Handler, Says = new("成果视为验收"), Then = acts.AcceptAsync },
        new([Delivered], Return, Client, [InWork]) { Tell = Handler, Says = new("成果被退回修改"), Needs = new(Why), Then = acts.ReturnAsync },
        new([Accepted], Rate, Client, []) { Needs = new(Field.Stars), Then = acts.RateAsync },
        new([InWork], Log, Handler, []) { Aside = true, Needs = new(Minutes, Text), Does = acts.Log },
        .. Sides(new([Submitted, Quoted, InWork, HandingOver, Ending, Stopped, Delivered], Say, None, [])
            { Aside = true, Says = new("申请有新留言"), Needs = new(Text), Does = acts.Say }),
        new([InWork], Assign, Handler, [InWork]) { Needs = new(Worker), Then = acts.AssignAsync },
        new([Submitted], Transfer, Handler, [Submitted]) { Needs = new(Member, Why), Then = acts.TransferAsync },
        new([Submitted, Quoted], Decline, Handler, [Declined]) { Tell = Client, Says = new("申请未受理"), Needs = new(Why), Does = acts.Decline },
        new([Submitted], PassOn, Clock, [Submitted, Returned]) { Then = acts.PassOnAsync },
        new([Returned, Stopped, Declined], Choose, Client, [Submitted])
        {
            Tell = Handler,
            Says = new("申请转由其他机构办理"),
            Hint = new("申请和已有成果交给所选机构，由它重新报价。"),
            Needs = new(Member),
            Then = acts.ChooseAsync,
        },
        new([InWork], HandOver, Handler, [HandingOver])
        {
            Tell = Client,
            Says = new("机构提议转给其他机构办理，请决定"),
            Hint = new("申请人同意后才转给该机构。"),
            Needs = new(Member, Why, Done),
            Then = acts.HandOverAsync,
        },
        .. Sides(new([InWork], End, None, [Ending])
        {
            Says = new("对方提议终止，请决定"),
            Hint = new("对方同意后终止。"),
            Needs = new(Why),
            Does = acts.End,
        }),
        new([InWork, HandingOver, Ending], Withdraw, Client, [Stopped])
        {
            Tell = Handler,
            Says = new("申请人已撤回委托"),
            Hint = new("立即终止，机构会收到通知。之后可以另选机构。"),
            Needs = new(Why),
            Does = acts.Withdraw,
        },
        new([InWork, HandingOver, Ending], Stop, Handler, [Stopped])
        {
            Tell = Client,
            Says = new("机构停止办理，可以另选机构"),
            Hint = new("立即终止，申请人会收到通知，可以另选机构。"),
            Needs = new(Why, Done),
            Does = acts.Stop,
        },
        new([Submitted, Returned, Quoted, InWork, HandingOver], Give, Client, [])
            { Aside = true, Tell = Handler, Says = new("新的补充附件"), Needs = Upload, Then = acts.KeepFile("given") },
        .. Sides(new([Quoted, InWork, HandingOver, Ending, Delivered, Accepted, Stopped], Contract, None, [])
            { Aside = true, Says = new("新的委托协议"), Needs = Upload, Then = acts.KeepFile("agreement") }),
        .. Sides(new([Delivered, Accepted], Paper, None, [])
            { Aside = true, Says = new("新的验收材料"), Needs = Upload, Then = acts.KeepFile("acceptance") }),
        new([Submitted, Returned, Quoted], Cancel, Client, [Cancelled])
        {
            Tell = Handler,
            Says = new("申请已取消"),
            Hint = new("立即取消，服务机构会收到通知。"),
            Does = (it, work) => it.Close(work.Now),
        },
        new([Returned, Quoted], Cancel, Clock, [Cancelled]) { Tell = Client | Handler, Says = new("申请已取消"), Does = acts.Lapse },
    ]);

    public override IReadOnlyList<Waiting<Request>> Waits => field ??=
    [
        new(Title, person => it => person.Organisations.Contains(it.OrganisationId)
            && (it.State == Submitted || it.State == InWork || (it.State == Ending && it.ProposedBy == Client))) { LabelOf = Waiting },
        new(Title, person => it => it.AccountId == person.Id
            && (it.State == Quoted || it.State == Delivered || it.State == Returned || it.State == HandingOver
                || (it.State == Ending && it.ProposedBy == Handler))) { LabelOf = Waiting },
    ];

    public override OwnList Own { get; } = new(30, Title, new(0, "/requests", new("申请服务")));

    public override PersonColumns Persons { get; } = new(
        nameof(Request.AccountId), nameof(Request.Client), nameof(Request.Employer), nameof(Request.Phone), nameof(Request.Email))
    {
        Also = SqlFile.Read(typeof(RequestKind).Assembly, "erase"),
    };

    public override NavItem? LinkFor(Person person) => person is { Organisations.Count: 0, Offices.Count: 0 } ? null
        : new(8, ListPath, person.Organisations.Count > 0 ? new("专业化服务办理") : new("Requests|专业化服务"));

    /// <summary>
    /// Its client and the member that has it or had it. Undisclosed inventions are in it, so officers see in their lists that there is a request, where it
    /// stands and by when it is due, and nothing of what it says.
    /// </summary>
    public override IQueryable<Request> VisibleTo(IQueryable<Request> cases, Person person)
    {
        var own = person.Organisations;
        return cases.Where(it => it.AccountId == person.Id || own.Contains(it.OrganisationId) || it.Passed.Any(member => own.Contains(member)));
    }

    public override IQueryable<Request> ListedFor(IQueryable<Request> cases, Person person)
    {
        if (person.Has(Duty.National))
            return cases;
        var (own, prefixes) = (person.Organisations, person.Regions.Select(region => region + "%").ToArray());
        return cases.Where(it => it.AccountId == person.Id || own.Contains(it.OrganisationId) || it.Passed.Any(member => own.Contains(member))
            || prefixes.Any(prefix => EF.Functions.Like(it.Region, prefix)));
    }

    /// <summary>Whether a person may read what a request says.</summary>
    public static bool MayRead(Request it, Person person) => it.PartyOf(person) != None || it.Passed.Any(person.ActsFor);

    public override RequestParty PartyOf(Request it, Person person) => it.PartyOf(person);

    public override IEnumerable<string> AudiencesOf(Request it, RequestParty party) => RequestActs.AudiencesOf(it, party);

    public override Guid? About(Request it) => it.OrganisationId;

    public override string NameOf(Request it) => $"{it.Code} {it.Title}";

    public override DateTimeOffset? SinceOf(Request it) => it.State == Delivered ? it.DeliveredAt : it.QuotedAt ?? it.AskedAt;

    public override DateOnly? DueOf(Request it) => it.State == Delivered ? ChinaTime.DayOf(it.DeliveredAt!.Value.AddDays(SilentDays))
        : it.DueOn ?? (it.DueAt is { } due ? ChinaTime.DayOf(due) : null);

    public override object GivenOf(Request it) => new
    {
        it.Code,
        it.Type,
        it.Title,
        it.State,
        it.Client,
        it.Employer,
        it.ClientKind,
        it.Phone,
        it.Email,
        it.Region,
        it.Answers,
        it.Quote,
        it.AskedAt,
        it.Result,
        it.Rating,
    };

    public override Task<Fields> NeedsOfAsync(RequestAct act, Request it, Person? person, CancellationToken ct) =>
        acts.NeedsOfAsync(act, it, Table.NeedsOf(act), ct);

    public override IReadOnlyList<Reminder<Request>> RemindersAt(DateTimeOffset now)
    {
        var (today, near, last) = (ChinaTime.DayOf(now), now + Warning, ChinaTime.DayOf(now + Warning));
        var (soon, late, silent) = (WorkCalendar.CloseOf(calendar.Add(today, 1)), today.AddDays(3), now.AddDays(-SilentDays) + Warning);
        return
        [
            new("remind", it => it.State == Submitted && it.DueAt <= soon && it.DueAt > now && it.RemindedAt == null, it => it.Remind(now),
                it => Notice(it, Handler, new($"申请应在 {DueOf(it):O} 前报价"))),
            new("remind", it => it.State == Quoted && it.DueAt <= near && it.RemindedAt == null, it => it.Remind(now),
                it => Notice(it, Client, new($"报价 {DueOf(it):O} 到期，请确认"))),
            new("remind", it => it.State == Returned && it.DueAt <= near && it.RemindedAt == null, it => it.Remind(now),
                it => Notice(it, Client, new($"请在 {DueOf(it):O} 前另选机构，逾期自动取消"))),
            new("remind", it => it.State == InWork && it.DueOn <= late && it.DueOn >= today && it.RemindedAt == null, it => it.Remind(now),
                it => Notice(it, Handler, new($"申请将到期（{it.DueOn:O}）")).Select(notice =>
                    it.AssigneeId is { } assignee ? notice with { Audience = $"account:{assignee}" } : notice)),
            new("late", it => it.State == InWork && it.DueOn < today && it.LateAt == null, it => it.Late(now),
                it => [.. Notice(it, Handler, new($"申请已逾期（{it.DueOn:O}）")),
                    .. Notice(it, Client, new($"申请已过约定日期（{it.DueOn:O}）")), RequestActs.OfficeNotice(it, new("办理逾期"))]),
            new("silence", it => it.State == Delivered && it.DeliveredAt < silent && it.SilenceToldAt == null, it => it.WarnOfSilence(now),
                it => Notice(it, Client, new($"请在 {last:O} 前验收或退回，逾期视为验收"))),
        ];
    }

    public override IReadOnlyList<(Expression<Func<Request, bool>> When, RequestAct Act, RequestParty By)> ActsAt(DateTimeOffset now)
    {
        var (warned, silent) = (now - Warning, now.AddDays(-SilentDays));
        return
        [
            (it => it.State == Submitted && it.DueAt <= now, PassOn, Clock),
            (it => (it.State == Quoted || it.State == Returned) && it.DueAt <= now && it.RemindedAt <= warned, Cancel, Clock),
            (it => it.State == Delivered && it.DeliveredAt < silent && it.SilenceToldAt <= warned, Accept, Clock),
        ];
    }

    private static Row[] Sides(Row row) => [row with { Who = Client, Tell = Handler }, row with { Who = Handler, Tell = Client }];

    private static Bilingual Waiting(Request it) => new($"{Title}：{RequestWords.Label(it.State)}");

    private IEnumerable<ProcessNotice> Notice(Request it, RequestParty party, Bilingual what) =>
        AudiencesOf(it, party).Select(audience => new ProcessNotice(audience, new($"{what}：{NameOf(it)}"), AddressOf(it)));
}
