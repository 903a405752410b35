using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Enquiries;

/// <summary>Who wrote a message of a thread, and who may read it.</summary>
internal enum MessageKind
{
    /// <summary>Who asked.</summary>
    Asker,

    /// <summary>An answer.</summary>
    Answer,

    /// <summary>A note that only staff and officers read.</summary>
    Note,

    /// <summary>Where it went; its reason is for staff only.</summary>
    Moved,
}

/// <summary>A question put to the network (咨询), with its thread.</summary>
internal sealed class Enquiry
{
    public Guid Id { get; init; }

    public required string Code { get; init; }

    public EnquiryState State { get; set; }

    /// <summary>phone, web or window (001·12(一)).</summary>
    public required string Channel { get; init; }

    public Guid? AccountId { get; set; }

    public required string Sender { get; init; }

    public string Asker { get; set; } = "";

    public string Phone { get; set; } = "";

    public string Email { get; set; } = "";

    public required string Region { get; init; }

    /// <summary>Category of IP, or <c>other</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>Service of the standard catalogue.</summary>
    public required string ItemCode { get; init; }

    public required string Title { get; init; }

    /// <summary>The member that has it; null is the desk of the hub, where the national officers answer.</summary>
    public Guid? OrganisationId { get; set; }

    /// <summary>Members that had it before; they may go on reading it.</summary>
    public Guid[] Passed { get; set; } = [];

    public Guid? AssigneeId { get; set; }

    public string? Assignee { get; set; }

    public DateTimeOffset AskedAt { get; init; }

    public DateTimeOffset DueAt { get; set; }

    public DateTimeOffset? RemindedAt { get; set; }

    public DateTimeOffset? LateAt { get; set; }

    /// <summary>When it was late for the first time; kept whatever comes later.</summary>
    public DateTimeOffset? FirstLateAt { get; set; }

    /// <summary>The first answer: what counts for time.</summary>
    public DateTimeOffset? FirstAnsweredAt { get; set; }

    /// <summary>The last answer.</summary>
    public DateTimeOffset? AnsweredAt { get; set; }

    /// <summary>When who asked withdrew it; null again when it is asked anew.</summary>
    public DateTimeOffset? WithdrawnAt { get; set; }

    /// <summary>Since when who asked waits to be called, because no other way leads to them; or null.</summary>
    public DateTimeOffset? CallSince { get; set; }

    /// <summary>The telephone number in digits without 86 and zeros in front; computed by the database.</summary>
    public string PhoneDigits { get; private set; } = "";

    public DateTimeOffset? ClosedAt { get; set; }

    public Guid? MergedInto { get; set; }

    public int? Rating { get; set; }

    public int Revision { get; set; }

    public Subject AsSubject() => new("enquiry", Id, $"{Code} {Title}", OrganisationId);

    /// <summary>What a form has seen: the revision, and the last answer.</summary>
    public string Mark => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Revision}.{AnsweredAt?.ToUnixTimeMilliseconds() ?? 0}");

    /// <summary>Whether somebody waits for an answer.</summary>
    public bool IsWaiting => State is EnquiryState.Open or EnquiryState.Proposed;

    /// <summary>What a person is to this enquiry.</summary>
    /// <param name="person">The person.</param>
    /// <param name="supports">Whether the person's node supports the member that has it.</param>
    /// <param name="proposal">The answer that waits for a signature, or null.</param>
    public EnquiryParty PartyOf(Person person, bool supports, Proposal? proposal)
    {
        var party = AccountId == person.Id ? EnquiryParty.Asker : EnquiryParty.None;
        if (OrganisationId is { } member ? person.ActsFor(member) : person.Has(Duty.National))
            party |= EnquiryParty.Handler;
        if (party.HasFlag(EnquiryParty.Handler) && proposal is { Returned: null } && proposal.AuthorId != person.Id)
            party |= EnquiryParty.Signer;
        if (supports)
            party |= EnquiryParty.Supporter;
        if (person.Covers(Region) || person.Has(Duty.National))
            party |= EnquiryParty.Officer;
        return party;
    }

    /// <summary>Whether two enquiries come from one asker: only such are merged, so that nobody reads another's thread.</summary>
    public bool SameAsker(Enquiry other) => (AccountId is not null && AccountId == other.AccountId)
        || (Phone.Length > 0 && Phone == other.Phone) || (Email.Length > 0 && string.Equals(Email, other.Email, StringComparison.OrdinalIgnoreCase));

    /// <summary>Gives it to a member, or to the desk of the hub.</summary>
    public void MoveTo(Guid? organisation, DateTimeOffset due)
    {
        if (OrganisationId is { } former && !Passed.Contains(former))
            Passed = [.. Passed, former];
        (OrganisationId, AssigneeId, Assignee, DueAt, RemindedAt, LateAt) = (organisation, null, null, due, null, null);
    }
}

/// <summary>A message of a thread; files hang on it.</summary>
internal sealed class Message
{
    /// <summary>Owner kind of the files.</summary>
    public const string Files = "enquiry-message";

    public Guid Id { get; init; }

    public Guid EnquiryId { get; init; }

    public DateTimeOffset At { get; init; }

    public MessageKind Kind { get; init; }

    public string Author { get; set; } = "";

    public Guid? AccountId { get; set; }

    public Guid? OrganisationId { get; init; }

    public string Text { get; set; } = "";

    /// <summary>When an answer was corrected for the last time, or null.</summary>
    public DateTimeOffset? CorrectedAt { get; set; }

    /// <summary>Who signed an answer, or null.</summary>
    public string? SignedBy { get; set; }
}

/// <summary>What an answer said before it was corrected.</summary>
internal sealed class FormerAnswer
{
    public Guid Id { get; init; }

    public Guid MessageId { get; init; }

    public required string Text { get; init; }

    public required string Author { get; init; }

    public DateTimeOffset ReplacedAt { get; init; }

    public required string ReplacedBy { get; init; }

    public required string Reason { get; init; }
}

/// <summary>An answer, or a correction of one, that another person must sign before it goes out.</summary>
internal sealed class Proposal
{
    public Guid EnquiryId { get; init; }

    /// <summary>The message that it becomes or corrects; files hang on it already.</summary>
    public Guid AnswerId { get; set; }

    public bool Corrects { get; set; }

    public string Text { get; set; } = "";

    /// <summary>Why an answer is corrected; empty otherwise.</summary>
    public string Reason { get; set; } = "";

    public Guid? AuthorId { get; set; }

    public string Author { get; set; } = "";

    public DateTimeOffset ProposedAt { get; set; }

    /// <summary>Why it was sent back or taken back; null while it waits.</summary>
    public string? Returned { get; set; }
}

/// <summary>An answer that is given often.</summary>
internal sealed class Template
{
    public Guid Id { get; init; }

    public Guid? OrganisationId { get; init; }

    public string Title { get; set; } = "";

    public string Text { get; set; } = "";

    public int Revision { get; set; }
}
