using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Enquiries.Ratings;
using Zhishu.Enquiries.Roster;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.ServiceDirectory;
using static Zhishu.Enquiries.EnquiryAct;
using static Zhishu.Enquiries.EnquiryParty;
using static Zhishu.Enquiries.EnquiryState;

namespace Zhishu.Enquiries;

/// <summary>
/// Enquiries (咨询): answered within three working days by the member that has them, signed by another person where its desk wants it; reminded a working day before, told to the
/// office when late, up the ladder after two more working days, closed ten days after the answer. Who asked adds, asks further within thirty days, rates.
/// </summary>
internal sealed class EnquiryKind(AppDb db, Answers answers, Answerers answerers, Desks desks, EnquiryTeller teller, PoorRatingKind ratings, ServiceBook book, NetworkRegister register,
    Regions regions, WorkCalendar calendar, Visitors visitors, TimeProvider clock) : CaseKind<Enquiry, EnquiryState, EnquiryAct, EnquiryParty>
{
    /// <summary>Working days for an answer: the time limit of the standard list of service items.</summary>
    public const int Workdays = 3;

    public const int LongestText = 4000;
    private const int GraceWorkdays = 2;
    private const string FileTypes = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx";
    private static readonly TimeSpan Quiet = TimeSpan.FromDays(10);
    private static readonly TimeSpan MayReopen = TimeSpan.FromDays(30);
    private static readonly EnquiryState[] Live = [Open, Proposed, Answered, Closed];
    private static readonly Bilingual Choose = new("请选择");
    private static readonly Dictionary<string, Bilingual> NoOptions = [];

    /// <summary>Files of a message.</summary>
    public static Field Files { get; } = Field.Files("files", new("附件（可不附，最多 3 个，各 10 MB 以内）"), FileTypes, Answers.MostFiles);

    public override string Path => "/enquiries/desk";

    public override CaseTable<Enquiry, EnquiryState, EnquiryAct, EnquiryParty> Table => field ??= new("enquiry", new("Enquiry|咨询"), [Open], EnquiryWords.Label, EnquiryWords.Label,
    [
        new([Proposed], Sign, Signer, [Answered]) { Then = answers.SignAsync },
        new([Open, Answered, Closed], Sign, Signer, []) { Then = answers.SignAsync },
        new([Proposed], Return, Signer, [Open]) { Needs = Words(new("退回意见")), Then = answers.ReturnAsync },
        new([Open, Answered, Closed], Return, Signer, []) { Needs = Words(new("退回意见")), Then = answers.ReturnAsync },
        new([Proposed], Recall, Writer, [Open]) { Then = answers.RecallAsync },
        new([Open, Answered, Closed], Recall, Writer, []) { Then = answers.RecallAsync },
        new([Open, Answered], Answer, Answerer, [Answered]) { Needs = Said, Then = answers.AnswerAsync },
        new([Open], Propose, Drafter, [Proposed])
        {
            Tell = Handler,
            Says = new("答复待审签"),
            Hint = new("本单位的答复须经另一人审签后发出。"),
            Needs = Said,
            Then = answers.ProposeAsync,
        },
        new(Live, CallBack, Caller, [])
        {
            Needs = new(Field.Choice("Result", new("How the call|回电结果"), EnquiryWords.Calls) with { Empty = Choose },
                Field.Line("text", new("说明（可不填）"), 0, 500)),
            Then = answers.CallBackAsync,
        },
        new([Open, Answered, Closed], Correct, Corrector, [])
        {
            Needs = new(Field.Hidden("Message"), Text(new("更正后的全文（咨询人看到“已更正”）")),
                Field.Line("Reason", new("更正原因（咨询人看不到）"), 2, 500)),
            Then = answers.CorrectAsync,
        },
        new([Open], Take, Free, []) { Then = TakeAsync },
        new(Live, Note, Handler, []) { Aside = true, Needs = Words(new("备注（咨询人看不到）")), Then = NoteAsync },
        new(Live, Note, Officer | Supporter, [])
        {
            Aside = true,
            Tell = Handler,
            Says = new("收到指导意见"),
            Needs = Words(new("备注（咨询人看不到）")),
            Then = NoteAsync,
        },
        new([Open, Proposed, Answered], Transfer, Handler | Officer, [Open])
        {
            Needs = new(Field.Choice("to", new("转给"), NoOptions) with { Empty = Choose }, Text(new("理由（咨询人看不到）")) with { Rows = 2 }),
            Then = TransferAsync,
        },
        new([Open, Proposed], Escalate, Below | Clock, [Open]) { Needs = Words(new("上报理由")), Then = EscalateAsync },
        new([Answered], Escalate, Below, [Open]) { Needs = Words(new("上报理由")), Then = EscalateAsync },
        new([Open, Answered], Merge, Handler, [Merged]) { Needs = new(Field.Choice("into", new("并入同一人的"), NoOptions)), Then = MergeAsync },
        new([Open], Reject, Handler | Officer, [Spam]) { Needs = Words(new("Why|理由")), Then = RejectAsync },
        new([Spam], Restore, Handler | Officer, [Open]) { Then = RestoreAsync },
        new([Answered], Close, Handler | Clock, [Closed]) { Then = CloseAsync },
        new([Open, Answered, Closed], FollowUp, Asker, [Open]) { Tell = Handler, Says = new("咨询人追问"), Needs = Asked, Then = FollowUpAsync },
        new([Proposed], FollowUp, Asker, []) { Tell = Handler, Says = new("咨询人追问"), Needs = Asked, Then = FollowUpAsync },
        new([Answered, Closed], Rate, Asker, [Closed]) { Needs = new(Field.Stars, Field.Line("text", new("想说的话（可不填）"), 0, 500)), Then = RateAsync },
        new([Open, Proposed], Withdraw, Asker, [Closed]) { Then = WithdrawAsync },
    ]);

    public override Listing<Enquiry> List => field ??= EnquiryList.Of(db, regions, visitors, clock);

    public override IReadOnlyList<Waiting<Enquiry>> Waits { get; } =
    [
        new(new("Answer to sign|答复待审签"), person => it => it.Proposal != null && it.Proposal.Returned == null && it.Proposal.AuthorId != person.Id
            && (it.OrganisationId == null ? person.Has(Duty.National) : person.Organisations.Contains(it.OrganisationId.Value))),
        new(new("咨询待答复"), person => it => it.State == Open
            && (it.OrganisationId == null ? person.Has(Duty.National) : person.Organisations.Contains(it.OrganisationId.Value))),
    ];

    public override PersonColumns Persons { get; } = new(nameof(Enquiry.AccountId), nameof(Enquiry.Asker), nameof(Enquiry.Phone), nameof(Enquiry.Email))
    {
        Also = """
            update enquiries.message set author = '', account_id = null where account_id = @account and kind = 'Asker';
            update enquiries.enquiry set call_since = null where account_id = @account;
            """,
    };

    public override NavItem? LinkFor(Person person) => person is { Organisations.Count: 0, Offices.Count: 0 } ? null : new(5, Path, new("咨询办理"));

    public override string NameOf(Enquiry it) => $"{it.Code} {it.Title}";

    public override DateTimeOffset? SinceOf(Enquiry it) => it.AskedAt;

    public override DateOnly? DueOf(Enquiry it) => ChinaTime.DayOf(it.DueAt);

    public override Guid? About(Enquiry it) => it.OrganisationId;

    /// <summary>The thread without notes; the institution answers, not one of its people.</summary>
    public override object GivenOf(Enquiry it)
    {
        var (messages, members, hub) = (db.Messages, register.All(), Desks.Cnipa.ToString());
        return new
        {
            it.Code,
            it.Title,
            State = it.State == Proposed ? Open : it.State,
            it.Channel,
            it.Asker,
            it.Phone,
            it.Email,
            it.Region,
            it.Subject,
            it.ClientKind,
            it.AskedAt,
            it.AnsweredAt,
            it.Rating,
            Thread = messages.AsNoTracking().Where(row => row.EnquiryId == it.Id && row.Kind != MessageKind.Note).OrderBy(row => row.Id).Select(row => new
            {
                row.At,
                row.Kind,
                Author = row.Kind == MessageKind.Asker ? row.Author
                    : members.Where(member => member.Id == row.OrganisationId).Select(member => member.Name).FirstOrDefault() ?? hub,
                row.CorrectedAt,
                row.Text,
            }).ToList(),
        };
    }

    public override Refusal Missed(Enquiry it, int seen) => seen >= it.AnsweredRevision ? Refusal.Conflict
        : new("conflict.answered", new("已有人答复，您的内容还没有发出。请先看往来；您写的仍在下面，可以修改后再提交。"));

    public override IReadOnlyList<Reminder<Enquiry>> RemindersAt(DateTimeOffset now)
    {
        var soon = WorkCalendar.CloseOf(calendar.Add(clock.Today(), 1));
        return
        [
            new("remind", it => (it.State == Open || it.State == Proposed) && it.DueAt <= soon && it.DueAt > now && it.RemindedAt == null, it => it.Remind(now),
                it => [Word(it, Handler, new("咨询将到期"))]),
            new("late", it => (it.State == Open || it.State == Proposed) && it.DueAt <= now && it.LateAt == null, it => it.Late(now),
                it => [Word(it, Handler, new("咨询逾期")), Word(it, Officer, new("本地区咨询逾期"))]),
        ];
    }

    public override IReadOnlyList<(Expression<Func<Enquiry, bool>> When, EnquiryAct Act, EnquiryParty By)> ActsAt(DateTimeOffset now)
    {
        var (gone, quiet) = (WorkCalendar.CloseOf(calendar.Add(clock.Today(), -GraceWorkdays)), now - Quiet);
        return
        [
            (it => (it.State == Open || it.State == Proposed) && it.DueAt <= gone && it.LateAt != null && it.OrganisationId != null, Escalate, Clock),
            (it => it.State == Answered && it.AnsweredAt < quiet, Close, Clock),
        ];
    }

    public override IQueryable<Enquiry> VisibleTo(IQueryable<Enquiry> cases, Person person) => db.SeenBy(cases, person, clock.Today());

    /// <summary>What a person is at the desk; who asked is so on the page of who asked alone.</summary>
    public override EnquiryParty PartyOf(Enquiry it, Person person)
    {
        var party = person.Covers(it.Region) || person.Has(Duty.National) ? Officer : None;
        if (it.OrganisationId is { } at && person.Organisations.Count > 0 && db.SupportedBy(person, clock.Today()).Any(row => row == at))
            party |= Supporter;
        if (!(it.OrganisationId is { } member ? person.ActsFor(member) : person.Has(Duty.National)))
            return party;
        return party | Handler | (desks.Signs(it.OrganisationId) ? Drafter : Answerer) | (it.Phone.Length > 0 ? Caller : None) | (it.AssigneeId is null ? Free : None)
            | (it.OrganisationId is null ? None : Below) | (it.AnsweredAt is null ? None : Corrector)
            | (it.Proposal is not { Returned: null } waits ? None : waits.AuthorId == person.Id ? Writer : Signer);
    }

    public override IEnumerable<string> AudiencesOf(Enquiry it, EnquiryParty party) =>
        party == None ? [] : [party == Officer ? Desks.OfficeOf(it.Region) : Desks.OwnerOf(it.OrganisationId)];

    /// <summary>Whom it can be handed to, what it can be merged into; a draft that was sent back is in the form.</summary>
    public override async Task<Fields> NeedsOfAsync(EnquiryAct act, Enquiry it, Person? person, CancellationToken ct)
    {
        var needs = Table.NeedsOf(act);
        return act switch
        {
            Transfer => new(needs[0] with { Options = await answerers.TargetsAsync(it, ct) }, needs[1]),
            Merge => new(needs[0] with
            {
                Options = await OfSameAsker(it).OrderBy(row => row.AskedAt).Take(10).ToDictionaryAsync(row => row.Code, row => Bilingual.Of($"{row.Code} {row.Title}", $"{row.Code} {row.Title}"), ct),
            }),
            Rate => new(needs[0] with { Value = $"{it.Rating}" }, needs[1]),
            Answer or Propose when it.Proposal is { Corrects: false, Returned: not null } draft => new(needs[0] with { Value = draft.Text }, needs[1]),
            _ => needs,
        };
    }

    private static Fields Said => new(Text(new("答复内容（咨询人可见，以机构名义发出）")) with { Rows = 6 }, Files);

    private static Fields Asked => new(Text(new("内容")), Files);

    private static Field Text(Bilingual label) => Field.Area("text", label, 1, LongestText);

    private static Fields Words(Bilingual label) => new(Text(label) with { Rows = 2 });

    // Only enquiries of one person are merged, so that nobody reads another's thread.
    private IQueryable<Enquiry> OfSameAsker(Enquiry it)
    {
        var enquiries = db.Enquiries;
        return enquiries.Where(row => row.Id != it.Id && row.OrganisationId == it.OrganisationId && (row.State == Open || row.State == Answered)
            && ((row.AccountId != null && row.AccountId == it.AccountId) || (row.Phone != "" && row.Phone == it.Phone) || (row.Email != "" && row.Email == it.Email)));
    }

    private ProcessNotice Word(Enquiry it, EnquiryParty party, Bilingual what) => new(AudiencesOf(it, party).Single(), new($"{what}：{NameOf(it)}"), AddressOf(it));

    private static Task<Refusal?> TakeAsync(Enquiry it, CaseWork<EnquiryState> work)
    {
        it.Take(work.Actor.Account, work.Actor.Name);
        return CaseWork<EnquiryState>.Done;
    }

    private static Task<Refusal?> NoteAsync(Enquiry it, CaseWork<EnquiryState> work)
    {
        it.Say(MessageKind.Note, work.Input.Text("text"), work.Actor, work.Now);
        return CaseWork<EnquiryState>.Done;
    }

    private Task<Refusal?> TransferAsync(Enquiry it, CaseWork<EnquiryState> work) =>
        HandAsync(it, Guid.TryParse(work.Input.Text("to"), out var member) ? member : null, work.Input.Text("text"), work, new("转办给您的咨询"));

    private async Task<Refusal?> EscalateAsync(Enquiry it, CaseWork<EnquiryState> work) => await HandAsync(it, await answerers.AboveAsync(it, work.Cancelled),
        work.Input.Text("text") is { Length: > 0 } reason ? reason : "逾期未答复，系统上报", work, new("上报给您的咨询"));

    private async Task<Refusal?> HandAsync(Enquiry it, Guid? to, string reason, CaseWork<EnquiryState> work, Bilingual says)
    {
        Answers.Drop(it, work);
        var into = to is { } member ? (await register.FindAsync(member, work.Cancelled))!.Name : Desks.Cnipa.Zh;
        it.Say(MessageKind.Note, work.Reason = reason, work.Actor, work.Now);
        it.Say(MessageKind.Moved, $"{it.Member?.Name ?? Desks.Cnipa.Zh} → {into}", work.Actor, work.Now);
        it.HandTo(to, calendar.Due(work.Now, Workdays));
        work.Tell(Desks.OwnerOf(to), new($"{says}：{NameOf(it)}"));
        return null;
    }

    private async Task<Refusal?> MergeAsync(Enquiry it, CaseWork<EnquiryState> work)
    {
        // The choice holds only enquiries of the same person at the same member: the desk has checked it.
        var code = work.Input.Text("into");
        var target = await OfSameAsker(it).FirstAsync(row => row.Code == code, work.Cancelled);
        Answers.Drop(it, work);
        it.MergeInto(target, work.Now);
        target.Say(MessageKind.Moved, $"{it.Code} → {target.Code}", work.Actor, work.Now);
        await book.RemoveAsync("enquiry", it.Id, work.Cancelled);
        await teller.AskerAsync(it, work, new($"您的咨询与 {target.Code} 合并办理"));
        return null;
    }

    private static Task<Refusal?> RejectAsync(Enquiry it, CaseWork<EnquiryState> work)
    {
        Answers.Drop(it, work);
        it.Say(MessageKind.Note, work.Reason = work.Input.Text("text"), work.Actor, work.Now);
        return CloseAsync(it, work);
    }

    private Task<Refusal?> RestoreAsync(Enquiry it, CaseWork<EnquiryState> work)
    {
        it.Reopen();
        it.DueBy(calendar.Due(work.Now, Workdays));
        return CaseWork<EnquiryState>.Done;
    }

    private static Task<Refusal?> CloseAsync(Enquiry it, CaseWork<EnquiryState> work)
    {
        it.Close(work.Now);
        return CaseWork<EnquiryState>.Done;
    }

    private static Task<Refusal?> WithdrawAsync(Enquiry it, CaseWork<EnquiryState> work)
    {
        Answers.Drop(it, work);
        it.Withdraw(work.Now);
        return CaseWork<EnquiryState>.Done;
    }

    private async Task<Refusal?> FollowUpAsync(Enquiry it, CaseWork<EnquiryState> work)
    {
        if (it.ClosedAt + MayReopen < work.Now)
            return new("enquiry.old", new("办结超过三十天，请重新咨询"));

        // A word before the answer never moves the limit. A question after an answer has its own; so has one whose limit passed only while it was withdrawn.
        if (!it.IsWaiting && (it.WithdrawnAt is not { } withdrawn || (withdrawn < it.DueAt && it.DueAt < work.Now)))
            it.DueBy(calendar.Due(work.Now, Workdays));
        it.Reopen();
        return await Answers.KeepAsync(it, it.Say(MessageKind.Asker, work.Input.Text("text"), work.Actor, work.Now).Id, work);
    }

    private async Task<Refusal?> RateAsync(Enquiry it, CaseWork<EnquiryState> work)
    {
        it.Rate(work.Input.Number("rating")!.Value);
        it.Close(work.Now);
        if (work.Input.Text("text") is { Length: > 0 } words)
            it.Say(MessageKind.Asker, words, work.Actor, work.Now);
        await book.RateAsync("enquiry", it.Id, it.Rating!.Value, work.Cancelled);
        await ratings.OpenAsync(it, work.Notices, work.Cancelled);
        return null;
    }
}
