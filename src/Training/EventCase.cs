using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.ServiceDirectory;
using static Zhishu.Training.EventAct;
using static Zhishu.Training.EventParty;
using static Zhishu.Training.EventState;

namespace Zhishu.Training;

/// <summary>
/// Events as a kind of case (宣传培训, 001·12(三)). What its host has not closed a week after its end is closed when somebody was counted; of what nobody has
/// counted the host is asked for the number. Publications stay.
/// </summary>
internal sealed class EventCase(AppDb db, Sessions sessions, Seats seats, Closing closing, ServiceBook book, SiteText texts, Regions regions, TimeProvider clock)
    : CaseKind<Event, EventState, EventAct, EventParty>
{
    public const int MostPersons = 10_000_000;

    private static readonly TimeSpan Grace = TimeSpan.FromDays(7);
    private static readonly Bilingual ByCheckIn =
        new("按签到计算人数，写入服务记录，并发放证书。");
    private static readonly Bilingual ByDays = new("按每日登记的参观人数合计，写入服务记录。");
    private static readonly Bilingual WrongPersons =
        new("请填写人数：零或正整数。展览请先登记每日参观人数");

    public override string Path => "/events/desk";

    public override CaseTable<Event, EventState, EventAct, EventParty> Table => field ??= new("event", new("Event|活动"), [Draft], EventWords.Label, EventWords.Label,
    [
        new([Draft], Publish, Host, [Published]) { Then = PublishAsync },
        new([Published], Close, Host | Clock, [Closed]) { When = it => IsOver(it) && it.Registration, Hint = ByCheckIn, Then = CloseAsync },
        new([Published], Close, Host | Clock, [Closed]) { When = it => IsOver(it) && it.Form == EventForm.Exhibition, Hint = ByDays, Then = CloseAsync },
        new([Published], Close, Host | Clock, [Closed]) { When = IsOver, Then = CloseAsync },
        new([Closed], Correct, Host, [Closed]) { When = it => !it.Registration && it.Form != EventForm.Exhibition, Then = CorrectAsync },
        new([Draft, Published], Change, Host, []) { Then = ChangeAsync },
        new([Published], Cancel, Host, [Cancelled])
        {
            Needs = new(Field.Line("reason", new("原因（告知报名者）"), 1, 200)),
            Then = CancelAsync,
        },
        new([Draft], Cancel, Host, [Cancelled]),
        new([Published], Ask, Clock, [Published]) { Then = AskAsync },
    ]);

    public override Listing<Event> List { get; } = new("events",
    [
        new("title", new("Event|活动"), Place.Title, it => it.Title),
        new("form", new("形式"), Place.Badge, it => EventWords.Label(it.Form).ToString()),
        new("state", new("状态"), Place.Badge, it => EventWords.Label(it.State).ToString()),
        new("when", new("时间"), Place.Meta, it => it.When),
        new("code", new("编号"), Place.Meta, it => it.Code),
        new("persons", new("人数"), Place.Meta, it => $"{it.Persons}"),
        new("place", new("地点"), Place.File, it => it.Place),
        new("summary", new("Summary|简介"), Place.File, it => it.Summary),
    ],
    [
        new("q", new("编号、名称"), (rows, text) => rows.Where(it => it.Code == text || it.Title.Contains(text))),
        Filter<Event>.State(EventWords.Label, it => it.State),
        new("form", new("形式"), (rows, form) => rows.Where(it => it.Form == Enum.Parse<EventForm>(form)))
        {
            Options = Enum.GetValues<EventForm>().ToDictionary(form => form.ToString(), EventWords.Label),
        },
        Filter<Event>.Day("from", new("不早于"), it => it.StartsAt, from: true),
        Filter<Event>.Day("to", new("不晚于"), it => it.StartsAt, from: false),
    ], rows => rows.OrderByDescending(it => it.StartsAt).ThenBy(it => it.Id));

    public override (string Code, Bilingual Label) Opening => ("create", new("新建"));

    public override IReadOnlyList<Waiting<Event>> Waits =>
    [
        new(new("活动待结束登记"), person =>
        {
            var (own, now) = (person.Organisations, clock.GetUtcNow());
            return it => own.Contains(it.OrganisationId) && it.State == Published && it.EndsAt < now && it.Form != EventForm.Publication;
        }),
        new(new("活动草稿待发布"), person =>
        {
            var own = person.Organisations;
            return it => own.Contains(it.OrganisationId) && it.State == Draft;
        }),
    ];

    public override IReadOnlyList<(Expression<Func<Event, bool>> When, EventAct Act, EventParty By)> ActsAt(DateTimeOffset now)
    {
        var (gone, visits, attendances, registrations) = (now - Grace, db.Visits, db.Attendances, db.Registrations);
        return
        [
            (it => it.State == Published && it.EndsAt < gone && it.Form != EventForm.Publication && (visits.Any(visit => visit.EventId == it.Id)
                || attendances.Any(at => registrations.Any(row => row.Id == at.RegistrationId && row.EventId == it.Id && row.State == RegistrationState.Registered))), Close, Clock),
            (it => it.State == Published && it.EndsAt < gone && it.Form != EventForm.Publication && it.AskedAt == null, Ask, Clock),
        ];
    }

    public override NavItem? LinkFor(Person person) => person.Organisations.Count == 0 ? null : new(7, Path, new("活动管理"));

    public override IQueryable<Event> VisibleTo(IQueryable<Event> cases, Person person)
    {
        var own = person.Organisations;
        return cases.Where(it => own.Contains(it.OrganisationId));
    }

    public override EventParty PartyOf(Event it, Person person) => person.ActsFor(it.OrganisationId) ? Host : None;

    public override IEnumerable<string> AudiencesOf(Event it, EventParty party) => party.HasFlag(Host) ? [$"organisation:{it.OrganisationId}"] : [];

    public override Guid? About(Event it) => it.OrganisationId;

    public override string NameOf(Event it) => it.Title;

    public override DateTimeOffset? SinceOf(Event it) => it.State == Published ? it.EndsAt : null;

    public override DateOnly? DueOf(Event it) => it.State == Published ? ChinaTime.DayOf(it.EndsAt + Grace) : null;

    /// <summary>The people of an event at which nobody registers are counted by its host.</summary>
    public override Fields NeedsOf(EventAct act, Event it, Person? person) => act switch
    {
        Cancel when it.State != Draft => Table.NeedsOf(act),
        Close when it.Form != EventForm.Exhibition && !it.Registration => new(it.Form == EventForm.Publication
            ? People(new("覆盖人数（没有统计请留空）")) with { Optional = true }
            : People(new("参加或覆盖人数"))),
        Correct => new(People(new("更正后的人数")), Field.Line("reason", new("更正原因"), 1, 200)),
        _ => Fields.None,
    };

    /// <summary>Where there are several sessions, they have the times.</summary>
    public override async Task<Fields> NeedsOfAsync(EventAct act, Event it, Person? person, CancellationToken ct) => act == Change
        ? EventForms.Of(it.Form, regions, await db.Sessions.CountAsync(row => row.EventId == it.Id, ct) > 1).With(EventForms.Fill(it)) : NeedsOf(act, it, person);

    /// <summary>Whether its time is over; exhibitions and publications may be closed before.</summary>
    private bool IsOver(Event it) => clock.GetUtcNow() >= it.EndsAt || !it.IsMeeting;

    private static Field People(Bilingual label) => Field.Number("persons", label, 0, MostPersons) with { Optional = false, Fault = WrongPersons };

    private async Task<Refusal?> PublishAsync(Event it, CaseWork<EventState> work)
    {
        if (it.EndsAt < work.Now && it.Form != EventForm.Publication)
            return new("event.past", new("活动时间已过，请先修改时间"));
        it.Publish(work.Now);
        if (it.Form == EventForm.Publication)
            await closing.EnterAsync(it, work.Actor, work.Cancelled);
        await sessions.FindableAsync(it, work.Cancelled);
        return null;
    }

    // More places are given to those who wait, and who is registered hears when time or place change.
    private async Task<Refusal?> ChangeAsync(Event it, CaseWork<EventState> work)
    {
        var (before, place, starts, ct) = (it.TimeAndPlace, it.Place, it.StartsAt, work.Cancelled);
        var held = await sessions.OfAsync(it.Id, ct);
        it.Write(work.Input);
        foreach (var row in held.Where(row => row.Room == place))
            row.Room = it.Place;
        if (held.Count == 1)
            (held[0].StartsAt, held[0].EndsAt) = (it.StartsAt, it.EndsAt);
        await seats.PromoteAsync(it, work.Notices, ct);
        if (it.State != Published)
            return null;
        if (starts != it.StartsAt)
            await sessions.RemindAnewAsync(it.Id, ct);
        if (before != it.TimeAndPlace)
            await sessions.TellAllAsync(it, work.Notices, new($"活动时间或地点有变：{it.Title}（现为 {it.When} {it.Place}）"), ct);
        if (it.Form == EventForm.Publication)
            await closing.EnterAsync(it, work.Actor, ct);
        await sessions.FindableAsync(it, ct);
        return null;
    }

    private async Task<Refusal?> CancelAsync(Event it, CaseWork<EventState> work)
    {
        work.Reason = work.Input.Text("reason");
        await book.RemoveAsync("event", it.Id, work.Cancelled);
        await texts.RemoveAsync(work.Transaction, Event.SiteKind, it.Id, work.Cancelled);
        await sessions.TellAllAsync(it, work.Notices, new($"活动取消：{it.Title}（{work.Reason}）"), work.Cancelled);
        return null;
    }

    private async Task<Refusal?> CloseAsync(Event it, CaseWork<EventState> work)
    {
        it.Close(work.Now);
        return await SettleAsync(it, work);
    }

    private Task<Refusal?> CorrectAsync(Event it, CaseWork<EventState> work)
    {
        work.Reason = work.Input.Text("reason");
        return SettleAsync(it, work);
    }

    private async Task<Refusal?> SettleAsync(Event it, CaseWork<EventState> work)
    {
        if (await closing.CountAsync(it, work.Input.Number("persons"), work.Cancelled) is not { } count)
            return new("event.persons", WrongPersons);
        work.Facts = new { Before = it.Persons, Persons = count };
        await closing.SettleAsync(it, count, work.Actor, work.Notices, work.Cancelled);
        return null;
    }

    private Task<Refusal?> AskAsync(Event it, CaseWork<EventState> work)
    {
        it.Ask(work.Now);
        work.Tell($"organisation:{it.OrganisationId}", new($"请登记到场人数并结束：{it.Title}"));
        return CaseWork<EventState>.Done;
    }
}
