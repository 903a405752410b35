using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Requests.Board;

/// <summary>State of an introduction.</summary>
internal enum IntroductionState
{
    Proposed,
    Agreed,
    Declined,
    Done,

    /// <summary>An outcome is noted and waits for both sides to confirm it.</summary>
    Reported,
}

/// <summary>What is done with an introduction.</summary>
internal enum IntroductionAct
{
    Agree,
    Decline,
    Finish,
    Note,
    End,
    Confirm,
    Dispute,
}

/// <summary>Who does something with an introduction.</summary>
[Flags]
internal enum IntroductionParty
{
    None = 0,
    Need = 1,
    Offer = 2,
    Member = 4,

    /// <summary>An owner who has not answered yet: whether to meet, or whether the outcome is so.</summary>
    Asked = 8,

    Owners = Need | Offer,
    All = Owners | Member,
}

/// <summary>A need and an offer brought together (对接), by a member or because one owner asks for the other's contact.</summary>
internal sealed class Introduction : Case<IntroductionState>
{
    public Guid NeedId { get; init; }

    public Post Need { get; private init; } = null!;

    public Guid OfferId { get; init; }

    public Post Offer { get; private init; } = null!;

    /// <summary>The member that introduced them; null when an owner asked.</summary>
    public Guid? OrganisationId { get; init; }

    /// <summary>Who introduced them or asked.</summary>
    public Guid? ByAccount { get; init; }

    public string ByName { get; init; } = "";

    public required string Note { get; init; }

    public bool? NeedAgrees { get; private set; }

    public bool? OfferAgrees { get; private set; }

    public DateTimeOffset MadeAt { get; init; }

    /// <summary>Code of <see cref="Outcomes"/>.</summary>
    public string? Outcome { get; private set; }

    public string? OutcomeText { get; private set; }

    public string? ReportedBy { get; private set; }

    public DateTimeOffset? ReportedAt { get; private set; }

    public bool? NeedConfirms { get; private set; }

    public bool? OfferConfirms { get; private set; }

    /// <summary>Yuan, when the parties give it; shown to them alone.</summary>
    public decimal? Amount { get; private set; }

    /// <summary>As the parties give it; shown to them alone.</summary>
    public string? ContractNumber { get; private set; }

    public DateTimeOffset? ClosedAt { get; private set; }

    public static IReadOnlyDictionary<string, Bilingual> Outcomes { get; } = new Dictionary<string, Bilingual>
    {
        ["contract"] = new("签订合同"),
        ["licence"] = new("转让或许可"),
        ["cooperation"] = new("达成合作"),
        ["talks"] = new("继续洽谈"),
        ["none"] = new("未达成"),
    };

    /// <summary>Outcomes that count, and only when both sides have confirmed them.</summary>
    public static IReadOnlyDictionary<string, Bilingual> Successes { get; } = Outcomes.Where(pair => pair.Key is not ("talks" or "none")).ToDictionary();

    /// <summary>Whether both have agreed, so that each is told the contact of the other.</summary>
    public bool ShowsContacts => State is IntroductionState.Agreed or IntroductionState.Reported or IntroductionState.Done
        && this is { NeedAgrees: true, OfferAgrees: true };

    /// <summary>Whether an outcome that counts is noted.</summary>
    public bool HasOutcome => State is IntroductionState.Reported or IntroductionState.Done && Successes.ContainsKey(Outcome ?? "");

    /// <summary>What a person is to it.</summary>
    public IntroductionParty PartyOf(Person person)
    {
        var side = SidesOf(person.Id);
        var (need, offer) = State == IntroductionState.Reported ? (NeedConfirms, OfferConfirms) : (NeedAgrees, OfferAgrees);
        var asked = (side.HasFlag(IntroductionParty.Need) && need != true) || (side.HasFlag(IntroductionParty.Offer) && offer != true);
        return side | (asked ? IntroductionParty.Asked : 0) | (OrganisationId is { } member && person.ActsFor(member) ? IntroductionParty.Member : 0);
    }

    /// <summary>The sides that an account owns.</summary>
    public IntroductionParty SidesOf(Guid? account) => account is null ? IntroductionParty.None
        : (Need.AccountId == account ? IntroductionParty.Need : 0) | (Offer.AccountId == account ? IntroductionParty.Offer : 0);

    /// <summary>Owners agree; tells whether both have.</summary>
    public bool Agree(IntroductionParty sides)
    {
        (NeedAgrees, OfferAgrees) = (Said(sides, IntroductionParty.Need, NeedAgrees), Said(sides, IntroductionParty.Offer, OfferAgrees));
        return this is { NeedAgrees: true, OfferAgrees: true };
    }

    /// <summary>It comes to nothing before it began.</summary>
    public void Decline(IntroductionParty sides, DateTimeOffset now) =>
        (NeedAgrees, OfferAgrees, ClosedAt) = (Said(sides, IntroductionParty.Need, NeedAgrees, false), Said(sides, IntroductionParty.Offer, OfferAgrees, false), now);

    /// <summary>How the talks go.</summary>
    public void Talk(string text) => (Outcome, OutcomeText) = ("talks", text);

    /// <summary>What came of it, as one of those concerned says; confirmed by the sides that are theirs.</summary>
    public void Report(FormInput form, string by, DateTimeOffset now)
    {
        (Outcome, OutcomeText, ReportedBy, ReportedAt) = (form.Text("outcome"), SafeText.OrNull(form.Text("text")), by, now);
        (Amount, ContractNumber) = (Yuan.Read(form.Text("amount")), SafeText.OrNull(form.Text("contract")));
        (NeedConfirms, OfferConfirms) = (null, null);
    }

    /// <summary>Owners confirm the outcome; tells whether both have.</summary>
    public bool Confirm(IntroductionParty sides)
    {
        (NeedConfirms, OfferConfirms) = (Said(sides, IntroductionParty.Need, NeedConfirms), Said(sides, IntroductionParty.Offer, OfferConfirms));
        return this is { NeedConfirms: true, OfferConfirms: true };
    }

    /// <summary>The outcome is not so, or taken back.</summary>
    public void Dispute(string why)
    {
        (Outcome, OutcomeText, Amount, ContractNumber, ReportedBy, ReportedAt) = (null, why, null, null, null, null);
        (NeedConfirms, OfferConfirms) = (null, null);
    }

    /// <summary>Nothing came of it.</summary>
    public void End(string text) => (Outcome, OutcomeText) = ("none", SafeText.OrNull(text));

    /// <summary>It is over.</summary>
    public void Close(DateTimeOffset now) => ClosedAt = now;

    private static bool? Said(IntroductionParty sides, IntroductionParty side, bool? before, bool says = true) => sides.HasFlag(side) ? says : before;
}
