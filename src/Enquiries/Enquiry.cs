using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Network;
using Zhishu.ServiceDirectory;

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
internal sealed class Enquiry : Case<EnquiryState>
{
    private readonly List<Message> _messages = [];

    /// <summary>phone, web or window (001·12(一)).</summary>
    public required string Channel { get; init; }

    public Guid? AccountId { get; init; }

    /// <summary>Keyed hash of who sent it, for the limit of an hour.</summary>
    public required string Sender { get; init; }

    public string Asker { get; init; } = "";

    public string Phone { get; init; } = "";

    public string Email { get; init; } = "";

    public required string Region { get; init; }

    /// <summary>Category of IP, or <c>other</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>Service of the standard catalogue.</summary>
    public required string ItemCode { get; init; }

    /// <summary>Kind of client, or null when nobody told.</summary>
    public ClientKind? ClientKind { get; init; }

    public required string Title { get; init; }

    /// <summary>The member that has it; null is the desk of the hub, where the national officers answer.</summary>
    public Guid? OrganisationId { get; private set; }

    public Organisation? Member { get; private set; }

    /// <summary>Members that had it before; they may go on reading it.</summary>
    public Guid[] Passed { get; private set; } = [];

    public Guid? AssigneeId { get; private set; }

    public string? Assignee { get; private set; }

    public DateTimeOffset AskedAt { get; init; }

    public DateTimeOffset DueAt { get; private set; }

    public DateTimeOffset? RemindedAt { get; private set; }

    public DateTimeOffset? LateAt { get; private set; }

    /// <summary>When it was late for the first time; kept whatever comes later.</summary>
    public DateTimeOffset? FirstLateAt { get; private set; }

    /// <summary>The first answer: what counts for time.</summary>
    public DateTimeOffset? FirstAnsweredAt { get; private set; }

    /// <summary>The last answer.</summary>
    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>Revision by which the last answer went out: who saw an earlier one has not read it.</summary>
    public int AnsweredRevision { get; private set; }

    /// <summary>When who asked withdrew it; null again when it is asked anew.</summary>
    public DateTimeOffset? WithdrawnAt { get; private set; }

    /// <summary>Since when who asked waits to be called, because no other way leads to them; or null.</summary>
    public DateTimeOffset? CallSince { get; private set; }

    /// <summary>The telephone number in digits without 86 and zeros in front; computed by the database.</summary>
    public string PhoneDigits { get; private set; } = "";

    public DateTimeOffset? ClosedAt { get; private set; }

    public Guid? MergedInto { get; private set; }

    public int? Rating { get; private set; }

    /// <summary>What waits to be signed or was sent back, or null.</summary>
    public Proposal? Proposal { get; private set; }

    public IReadOnlyList<Message> Messages => _messages;

    /// <summary>Whether somebody waits for an answer.</summary>
    public bool IsWaiting => State is EnquiryState.Open or EnquiryState.Proposed;

    /// <summary>Adds a message to the thread.</summary>
    public Message Say(MessageKind kind, string text, Actor by, DateTimeOffset now, Guid? id = null)
    {
        var message = new Message
        {
            Id = id ?? Guid.CreateVersion7(now),
            EnquiryId = Id,
            At = now,
            Kind = kind,
            Author = by.Account is null && kind == MessageKind.Asker ? Asker : by.Name,
            AccountId = by.Account,
            OrganisationId = kind == MessageKind.Asker ? null : OrganisationId,
            Text = text,
        };
        _messages.Add(message);
        return message;
    }

    /// <summary>Gives it to a member, or to the desk of the hub, to be answered by then.</summary>
    public void GiveTo(Guid? organisation, DateTimeOffset due)
    {
        OrganisationId = organisation;
        DueBy(due);
    }

    /// <summary>Hands it on: who had it may go on reading it.</summary>
    public void HandTo(Guid? organisation, DateTimeOffset due)
    {
        if (OrganisationId is { } former && !Passed.Contains(former))
            Passed = [.. Passed, former];
        (AssigneeId, Assignee) = (null, null);
        GiveTo(organisation, due);
    }

    /// <summary>A limit of its own begins.</summary>
    public void DueBy(DateTimeOffset due) => (DueAt, RemindedAt, LateAt) = (due, null, null);

    public void Remind(DateTimeOffset now) => RemindedAt = now;

    public void Late(DateTimeOffset now) => (RemindedAt, LateAt, FirstLateAt) = (RemindedAt ?? now, now, FirstLateAt ?? now);

    public void Take(Guid? account, string name) => (AssigneeId, Assignee) = (account, name);

    /// <summary>An answer goes out.</summary>
    public void Answer(DateTimeOffset now) => (FirstAnsweredAt, AnsweredAt, AnsweredRevision) = (FirstAnsweredAt ?? now, now, Revision + 1);

    /// <summary>Who asked has to be called.</summary>
    public void MustCall(DateTimeOffset now) => CallSince ??= now;

    /// <summary>Who asked was called, or told at once.</summary>
    public void Called() => CallSince = null;

    public void Close(DateTimeOffset now) => ClosedAt ??= now;

    public void Withdraw(DateTimeOffset now) => (ClosedAt, WithdrawnAt) = (now, now);

    public void Reopen() => (ClosedAt, WithdrawnAt) = (null, null);

    public void MergeInto(Enquiry target, DateTimeOffset now) => (MergedInto, ClosedAt) = (target.Id, now);

    public void Rate(int stars) => Rating = stars;

    /// <summary>Something waits to be signed: an answer, or with a reason the correction of one.</summary>
    public void Propose(Guid answer, string? correction, string text, Actor by, DateTimeOffset now)
    {
        Proposal ??= new() { EnquiryId = Id };
        Proposal.Put(answer, correction, text, by, now);
    }

    /// <summary>What waited has gone out, or goes no further.</summary>
    public void DropProposal() => Proposal = null;
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

    public required string Author { get; set; }

    public Guid? AccountId { get; init; }

    public Guid? OrganisationId { get; init; }

    public required string Text { get; set; }

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
    public Guid AnswerId { get; private set; }

    public bool Corrects { get; private set; }

    public string Text { get; private set; } = "";

    /// <summary>Why an answer is corrected; empty otherwise.</summary>
    public string Reason { get; private set; } = "";

    public Guid? AuthorId { get; private set; }

    public string Author { get; private set; } = "";

    public DateTimeOffset ProposedAt { get; private set; }

    /// <summary>Why it was sent back or, empty, that it was taken back; null while it waits.</summary>
    public string? Returned { get; private set; }

    public void Put(Guid answer, string? correction, string text, Actor by, DateTimeOffset now)
    {
        (AnswerId, Corrects, Text, Reason) = (answer, correction is not null, text, correction ?? "");
        (AuthorId, Author, ProposedAt, Returned) = (by.Account, by.Name, now, null);
    }

    public void Return(string opinion) => Returned = opinion;
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
