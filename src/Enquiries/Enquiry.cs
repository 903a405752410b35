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

    public DateTimeOffset? AnsweredAt { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    public Guid? MergedInto { get; set; }

    public int? Rating { get; set; }

    public int Revision { get; set; }

    public Subject AsSubject() => new("enquiry", Id, $"{Code} {Title}", OrganisationId);

    /// <summary>What a person is to this enquiry.</summary>
    public EnquiryParty PartyOf(Person person)
    {
        var party = AccountId == person.Id ? EnquiryParty.Asker : EnquiryParty.None;
        if (OrganisationId is { } member ? person.ActsFor(member) : person.Has(Duty.National))
            party |= EnquiryParty.Handler;
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
