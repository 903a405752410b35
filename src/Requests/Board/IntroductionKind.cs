global using IntroductionDesk = Zhishu.Cases.CaseDesk<Zhishu.Requests.Board.Introduction, Zhishu.Requests.Board.IntroductionState,
    Zhishu.Requests.Board.IntroductionAct, Zhishu.Requests.Board.IntroductionParty>;
using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.ServiceDirectory;
using static Zhishu.Requests.Board.IntroductionAct;
using static Zhishu.Requests.Board.IntroductionParty;
using static Zhishu.Requests.Board.IntroductionState;
using Work = Zhishu.Cases.CaseWork<Zhishu.Requests.Board.IntroductionState>;

namespace Zhishu.Requests.Board;

/// <summary>
/// Introductions (供需对接): contacts are told when both owners agree; the outcome is noted by one of those concerned and counts when both owners have
/// confirmed it.
/// </summary>
internal sealed class IntroductionKind(ServiceBook book) : CaseKind<Introduction, IntroductionState, IntroductionAct, IntroductionParty>
{
    private const decimal MostYuan = 100_000_000_000m;
    private static readonly Bilingual Words = new("Text|说明");

    public override string Path => "/board/introductions";

    public override CaseTable<Introduction, IntroductionState, IntroductionAct, IntroductionParty> Table => field ??= new(
        "introduction", new("Introduction|供需对接"), [Proposed], Label, Label,
    [
        new([Proposed], Agree, Asked, [Proposed, Agreed]) { Then = AgreeAsync },
        new([Reported], Confirm, Asked, [Reported, Done]) { Then = ConfirmAsync },
        new([Proposed], Decline, All, [Declined]) { Then = Does((it, work) => it.Decline(Sides(it, work), work.Now), new("对接未获同意")) },
        new([Agreed], Finish, All, [Reported])
        {
            Hint = new("双方都确认后才计入对接成果。金额和合同编号不便填写可留空，只有双方和牵线机构看得到。"),
            Needs = new(
                Field.Choice("outcome", new("Outcome|结果"), Introduction.Successes),
                Field.Line("text", Words, 0, 1000),
                Yuan.Field("amount", new("金额（元，可不填）"), MostYuan) with { Optional = true },
                Field.Line("contract", new("合同编号（可不填）"), 0, 60)),
            Then = Does(Report, new("对接结果请确认")),
        },
        new([Agreed], IntroductionAct.Note, All, [])
        {
            Needs = new(Field.Area("text", Words, 1, 1000)),
            Then = Does((it, work) => it.Talk(work.Input.Text("text")), new("对接有新的洽谈记录")),
        },
        new([Agreed], End, All, [Done]) { Needs = new(Field.Area("text", new("Text optional|说明（可不填）"), 0, 1000)), Then = EndAsync },
        new([Reported], Dispute, All, [Agreed])
        {
            Needs = new(Field.Area("text", new("哪里不属实或为何撤回"), 1, 1000)),
            Then = Does((it, work) => it.Dispute(work.Reason = work.Input.Text("text")), new("对接结果有异议或已撤回")),
        },
    ]);

    public override Listing<Introduction> List { get; } = new("introductions",
    [
        new("code", new("编号"), Place.Title, it => it.Code),
        new("need", new("需求"), Place.Title, it => it.Need.Title),
        new("offer", new("供给"), Place.Title, it => it.Offer.Title),
        new("state", new("状态"), Place.Badge, it => Label(it.State).ToString()),
        new("note", new("Why|理由"), Place.Text, it => it.Note),
        new("made", new("Made|提出"), Place.Meta, it => ChinaTime.ShowMinute(it.MadeAt)),
        new("outcome", new("Outcome|结果"), Place.Meta, it => it.Outcome is { } outcome ? Introduction.Outcomes[outcome].ToString() : ""),
        new("closed", new("Ended|结束"), Place.Meta, it => it.ClosedAt is { } at ? ChinaTime.ShowMinute(at) : ""),
    ],
    [
        new("q", new("编号、标题"), (rows, text) => rows.Where(it => it.Code == text || it.Need.Title.Contains(text) || it.Offer.Title.Contains(text))),
        Filter<Introduction>.State(Label, it => it.State),
        Filter<Introduction>.Day("from", new("Made from|提出不早于"), it => it.MadeAt, from: true),
        Filter<Introduction>.Day("to", new("Made up to|提出不晚于"), it => it.MadeAt, from: false),
    ], rows => rows.OrderByDescending(it => it.MadeAt).ThenBy(it => it.Id));

    public override IReadOnlyList<Waiting<Introduction>> Waits { get; } =
    [
        new(new("供需对接：待您同意"), person => it => it.State == Proposed
            && ((it.Need.AccountId == person.Id && it.NeedAgrees == null) || (it.Offer.AccountId == person.Id && it.OfferAgrees == null))),
        new(new("供需对接：待您确认结果"), person => it => it.State == Reported
            && ((it.Need.AccountId == person.Id && it.NeedConfirms == null) || (it.Offer.AccountId == person.Id && it.OfferConfirms == null))),
    ];

    public override PersonColumns Persons { get; } = new(nameof(Introduction.ByAccount), nameof(Introduction.ByName));

    /// <summary>Introductions of a person's posts and members, and of posts of an officer's region.</summary>
    public override IQueryable<Introduction> VisibleTo(IQueryable<Introduction> cases, Person person)
    {
        if (person.Has(Duty.National))
            return cases;
        var (own, prefixes) = (person.Organisations, person.Regions.Select(region => region + "%").ToArray());
        return cases.Where(it => it.Need.AccountId == person.Id || it.Offer.AccountId == person.Id
            || (it.OrganisationId != null && own.Contains(it.OrganisationId.Value))
            || prefixes.Any(prefix => EF.Functions.Like(it.Need.Region, prefix) || EF.Functions.Like(it.Offer.Region, prefix)));
    }

    public override IntroductionParty PartyOf(Introduction it, Person person) => it.PartyOf(person);

    public override IEnumerable<string> AudiencesOf(Introduction it, IntroductionParty party)
    {
        if (party.HasFlag(Need) && it.Need.AccountId is { } need)
            yield return $"account:{need}";
        if (party.HasFlag(Offer) && it.Offer.AccountId is { } offer)
            yield return $"account:{offer}";
        if (party.HasFlag(Member) && it.OrganisationId is { } member)
            yield return $"organisation:{member}";
    }

    public override Guid? About(Introduction it) => it.OrganisationId;

    public override string NameOf(Introduction it) => $"{it.Code} {it.Need.Title} ⇄ {it.Offer.Title}";

    public override DateTimeOffset? SinceOf(Introduction it) => it.ReportedAt ?? it.MadeAt;

    private static Bilingual Label(IntroductionState state) => state switch
    {
        Proposed => new("待双方同意"),
        Agreed => new("双方同意，对接中"),
        Declined => new("未同意"),
        Reported => new("结果待双方确认"),
        _ => new("已登记结果"),
    };

    private static Bilingual Label(IntroductionAct act) => act switch
    {
        Agree => new("同意对接"),
        Decline => new("decline|不同意"),
        IntroductionAct.Note => new("记录洽谈"),
        End => new("结束对接，未达成"),
        Confirm => new("确认结果"),
        Dispute => new("结果不属实或撤回"),
        _ => new("登记结果"),
    };

    private Task<Refusal?> AgreeAsync(Introduction it, Work work)
    {
        var both = it.Agree(Sides(it, work));
        work.MoveTo(both ? Agreed : Proposed);
        if (both)
            Tell(it, work, All, new("双方同意对接，可以联系了"));
        return Work.Done;
    }

    private async Task<Refusal?> ConfirmAsync(Introduction it, Work work)
    {
        if (!it.Confirm(Sides(it, work)))
        {
            work.MoveTo(Reported);
            return null;
        }

        work.MoveTo(Done);
        Tell(it, work, All, new("对接结果双方已确认"));
        return await EnterAsync(it, work);
    }

    private Task<Refusal?> EndAsync(Introduction it, Work work)
    {
        it.End(work.Input.Text("text"));
        Tell(it, work, Others(it, work), new("对接已结束"));
        return EnterAsync(it, work);
    }

    private static void Report(Introduction it, Work work)
    {
        it.Report(work.Input, work.Actor.Name, work.Now);
        it.Confirm(Sides(it, work));
    }

    // Changes it and tells those who did not do it.
    private Func<Introduction, Work, Task<Refusal?>> Does(Action<Introduction, Work> change, Bilingual what) => (it, work) =>
    {
        change(it, work);
        Tell(it, work, Others(it, work), what);
        return Work.Done;
    };

    // A service record for the member that introduced them; who found the other alone was served by nobody.
    private async Task<Refusal?> EnterAsync(Introduction it, Work work)
    {
        it.Close(work.Now);
        if (it.OrganisationId is { } member)
            await book.EnterAsync(new(member, "introduction", it.Id, "special.sme", "web", it.ByName, it.MadeAt, work.Now, it.Outcome!)
            { Region = it.Need.Region, Account = it.Need.AccountId, Persons = 2 }, work.Cancelled);
        return null;
    }

    private void Tell(Introduction it, Work work, IntroductionParty party, Bilingual what)
    {
        foreach (var audience in AudiencesOf(it, party))
            work.Tell(audience, new($"{what}：{NameOf(it)}"));
    }

    private static IntroductionParty Sides(Introduction it, Work work) => it.SidesOf(work.Actor.Account);

    private static IntroductionParty Others(Introduction it, Work work) => Sides(it, work) is var mine && mine == None ? Owners : All & ~mine;
}
