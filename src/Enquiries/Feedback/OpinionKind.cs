using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Zhishu.Cases;
using Zhishu.Enquiries.Roster;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using static Zhishu.Enquiries.Feedback.OpinionAct;
using static Zhishu.Enquiries.Feedback.OpinionParty;
using static Zhishu.Enquiries.Feedback.OpinionState;

namespace Zhishu.Enquiries.Feedback;

/// <summary>
/// Opinions and complaints. A complaint goes to the office above the one complained of, with a limit and a reminder; when late CNIPA is told and may take it. Never is it
/// handled by people of the member complained of, who only give a statement when asked.
/// </summary>
internal sealed class OpinionKind(AppDb db, NetworkRegister register, SecretLinks links, Teller teller, Regions regions, WorkCalendar calendar, IOptions<HubOptions> options,
    TimeProvider clock) : CaseKind<Opinion, OpinionState, OpinionAct, OpinionParty>
{
    private const int Longest = 2000;

    public override string Path => "/feedback/desk";

    public override CaseTable<Opinion, OpinionState, OpinionAct, OpinionParty> Table => field ??= new("feedback", new("意见建议"), [Open], Opinion.Label, Opinion.Label,
    [
        new([Open], State, Complained, []) { Tell = Handler, Says = new("被投诉机构已提交说明"), Needs = Words(new("内容"), 5), Then = StateAsync },
        new([Open, Replied, Rejected], Reply, Handler, [Replied]) { Needs = Words(new("内容"), 5), Then = ReplyAsync },
        new([Open], AskStatement, Supervisor, [])
        {
            Tell = Complained,
            Says = new("请就投诉提交说明"),
            Needs = Words(new("要说明什么"), 2),
            Then = AskAsync,
        },
        new([Open], Reject, Handler, [Rejected]) { Needs = Words(new("理由（告知投诉人）"), 2), Then = ReplyAsync },
    ]);

    /// <summary>What somebody fills in; the region when it is about no member.</summary>
    public Fields FormOf(Guid? member) => new(
    [
        Field.Choice("Kind", new("类型"), Opinion.Kinds) with
        {
            Hint = new($"投诉由被投诉机构的上级办理：对网点的投诉由省级知识产权局、对省级节点的由国家知识产权局公共服务司，{Opinion.Workdays} 个工作日内答复。"),
        },
        Field.Area("Text", new("内容"), 5, Longest) with { Rows = 5 },
        .. member is null ? [Field.Region(new("所在地区（可不填；投诉将由该省办理）"), code => regions.Find(code) is not null) with { Optional = true }]
            : Array.Empty<Field>(),
        Field.Line("Contact", new("联系方式（可不填；填邮箱可收到回复通知）"), 0, 100),
        Field.Tick("Publish", new("同意连同回复公开（不含联系方式）")) with { Optional = true },
    ]);

    public override Listing<Opinion> List => field ??= new("feedback",
    [
        new("code", new("编号"), Place.Title, it => it.Code),
        new("state", new("状态"), Place.Badge, it => Opinion.Label(it.State).ToString()),
        new("late", new("Late|逾期"), Place.Badge, it => it.State == Open && it.DueAt < clock.GetUtcNow() ? Lang.T("逾期") : ""),
        new("text", new("内容"), Place.Text, it => it.Text),
        new("kind", new("类型"), Place.Meta, it => Opinion.Kinds[it.Kind].ToString()),
        new("on", new("对象"), Place.Meta, it => it.Member?.Name ?? Lang.T("平台")),
        new("posted", new("收到"), Place.Meta, it => ChinaTime.ShowMinute(it.PostedAt)),
        new("due", new("期限"), Place.Meta, it => it.DueAt is { } due ? ChinaTime.DayOf(due).ToString("O") : ""),
        new("reply", new("回复"), Place.File, it => it.Reply ?? ""),
        new("replied", new("回复时间"), Place.File, it => it.RepliedAt is { } at ? ChinaTime.ShowMinute(at) : ""),
    ],
    [
        new("q", new("编号、内容"), (rows, text) => rows.Where(it => it.Code == text || it.Text.Contains(text))),
        new("kind", new("类型"), (rows, kind) => rows.Where(it => it.Kind == kind)) { Options = Opinion.Kinds },
        Filter<Opinion>.State(Opinion.Label, it => it.State),
        Filter<Opinion>.Day("from", new("收到不早于"), it => it.PostedAt, from: true),
        Filter<Opinion>.Day("to", new("收到不晚于"), it => it.PostedAt, from: false),
    ], rows => rows.OrderByDescending(it => it.PostedAt).ThenBy(it => it.Id));

    /// <summary>Complaints at the person's office, those late anywhere at CNIPA, other opinions at the person's members; statements that the person's members are asked for.</summary>
    public override IReadOnlyList<Waiting<Opinion>> Waits { get; } =
    [
        new(new("待我回复"), person => it => it.State == Open && (it.Office != null
            ? (person.Offices.Contains(it.Office) || (person.Has(Duty.National) && it.LateAt != null)) && (it.OrganisationId == null || !person.OwnOrganisations.Contains(it.OrganisationId.Value))
            : it.OrganisationId == null ? person.Has(Duty.National) || person.Has(Duty.Administrator) : person.Organisations.Contains(it.OrganisationId.Value)))
        {
            LabelOf = it => it.Office is null ? new("意见待回复") : new("投诉待办理"),
        },
        new(new("投诉待说明"), person => it => it.State == Open && it.StatementAskedAt != null && it.Statement == null && it.OrganisationId != null
            && person.Organisations.Contains(it.OrganisationId.Value)),
    ];

    public override PersonColumns Persons { get; } = new(nameof(Opinion.AccountId), nameof(Opinion.Contact));

    public override DateTimeOffset? SinceOf(Opinion it) => it.PostedAt;

    public override DateOnly? DueOf(Opinion it) => it.DueAt is { } due ? ChinaTime.DayOf(due) : null;

    public override object GivenOf(Opinion it) => new { it.Code, it.Kind, it.About, it.Text, it.Contact, it.PostedAt, it.Reply };

    public override Guid? About(Opinion it) => it.OrganisationId;

    public override IReadOnlyList<Reminder<Opinion>> RemindersAt(DateTimeOffset now)
    {
        var soon = WorkCalendar.CloseOf(calendar.Add(clock.Today(), 1));
        return
        [
            new("remind", it => it.State == Open && it.DueAt <= soon && it.DueAt > now && it.RemindedAt == null, it => it.Remind(now),
                it => [Word(it, it.Office!, new("投诉办理将到期"))]),
            new("late", it => it.State == Open && it.DueAt <= now && it.LateAt == null, it => it.Late(now),
                it => new[] { it.Office!, Desks.National }.Distinct().Select(office => Word(it, office, new("投诉办理逾期")))),
        ];
    }

    public override IQueryable<Opinion> VisibleTo(IQueryable<Opinion> cases, Person person)
    {
        var (own, belongs, offices, national) = (person.Organisations, person.OwnOrganisations, person.Offices, person.Has(Duty.National));
        var (hub, prefixes) = (national || person.Has(Duty.Administrator), person.Regions.Select(region => region + "%").ToArray());
        return cases.Where(it => it.Office != null
            ? ((offices.Contains(it.Office) || national) && (it.OrganisationId == null || !belongs.Contains(it.OrganisationId.Value)))
                || (it.StatementAskedAt != null && it.OrganisationId != null && own.Contains(it.OrganisationId.Value))
            : it.OrganisationId == null ? hub : own.Contains(it.OrganisationId.Value) || prefixes.Any(prefix => EF.Functions.Like(it.Member!.Region, prefix)));
    }

    public override OpinionParty PartyOf(Opinion it, Person person)
    {
        if (it.Office is not { } office)
            return (it.Member is { } member ? person.ActsFor(member.Id) || person.Covers(member.Region) : person.Has(Duty.National) || person.Has(Duty.Administrator)) ? Handler : None;
        if (it.OrganisationId is { } complained && person.BelongsTo(complained))
            return it.StatementAskedAt is not null && person.ActsFor(complained) ? Complained : None;
        return !person.Offices.Contains(office) && !person.Has(Duty.National) ? None : it.OrganisationId is null ? Handler : Handler | Supervisor;
    }

    public override IEnumerable<string> AudiencesOf(Opinion it, OpinionParty party)
    {
        if (party.HasFlag(Handler))
            yield return it.Office ?? Desks.OwnerOf(it.OrganisationId);
        if (party.HasFlag(Complained))
            yield return Desks.OwnerOf(it.OrganisationId);
    }

    /// <summary>What is no complaint is passed over without a word; a reply that is there is changed.</summary>
    public override Fields NeedsOf(OpinionAct act, Opinion it, Person? person) => act switch
    {
        Reject when it.Office is null => Fields.None,
        Reply => new(Table.NeedsOf(act)[0] with { Value = it.Reply }),
        _ => Table.NeedsOf(act),
    };

    /// <summary>The key by which whoever wrote without an account follows it.</summary>
    public Task<string> KeyAsync(Opinion it, CancellationToken ct) => links.KeyAsync("feedback", it.Id, ct);

    /// <summary>The office for a complaint is the one above: for a member that of its province, for a provincial or national node, or without a place, CNIPA.</summary>
    public async Task<string> OfficeAsync(Guid? member, string? region, CancellationToken ct)
    {
        var nodes = member is { } known ? await register.MembershipsAsync(known, ct) : [];
        return region is not { Length: >= 2 } || nodes.Any(row => row.Kind is MemberKind.ProvincialNode or MemberKind.NationalNode && row.IsInForce(clock.Today()))
            ? Desks.National : Desks.OfficeOf(region);
    }

    /// <summary>Takes one in: so many in an hour from one sender; who handles it is told.</summary>
    public async Task<Refusal?> TakeInAsync(Opinion it, CaseWork<OpinionState> work)
    {
        var (opinions, hour, most) = (db.Opinions, work.Now.AddHours(-1), options.Value.EnquiriesPerHour);
        if (await opinions.CountAsync(row => row.Sender == it.Sender && row.PostedAt > hour, work.Cancelled) >= most)
            return new("feedback.often", new($"一小时内最多提交 {most} 条"));
        var says = it.Office is null ? new Bilingual("收到意见建议") : new("收到投诉");
        work.Tell(AudiencesOf(it, Handler).Single(), new($"{says}：{it.Code}"));
        return null;
    }

    private static Fields Words(Bilingual label, int rows) => new(Field.Area("text", label, 1, Longest) with { Rows = rows });

    private ProcessNotice Word(Opinion it, string audience, Bilingual what) => new(audience, new($"{what}：{it.Code}"), AddressOf(it));

    private static Task<Refusal?> StateAsync(Opinion it, CaseWork<OpinionState> work)
    {
        it.GiveStatement(work.Reason = work.Input.Text("text"), work.Actor.Name, work.Now);
        return CaseWork<OpinionState>.Done;
    }

    private static Task<Refusal?> AskAsync(Opinion it, CaseWork<OpinionState> work)
    {
        it.AskStatement(work.Reason = work.Input.Text("text"), work.Now);
        return CaseWork<OpinionState>.Done;
    }

    private async Task<Refusal?> ReplyAsync(Opinion it, CaseWork<OpinionState> work)
    {
        if (work.Input.Text("text") is not { Length: > 0 } words)
            return null;
        it.Answer(work.Reason = words, work.Actor.Name, work.Now);
        await teller.TellAsync(work.Notices, it.AccountId, Mailer.IsAddress(it.Contact) ? it.Contact : "", new($"您的意见已回复：{it.Code}"),
            $"/feedback/{it.Code}", $"/feedback/{it.Code}/{await KeyAsync(it, work.Cancelled)}", work.Cancelled);
        return null;
    }
}
