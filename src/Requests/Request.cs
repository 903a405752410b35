using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Requests;

/// <summary>What an entry of a request is.</summary>
internal enum EntryKind
{
    /// <summary>What a side wrote to the other.</summary>
    Message,

    /// <summary>Work done, for the member only.</summary>
    Work,

    /// <summary>A quote made.</summary>
    Quote,

    /// <summary>What happened: handed on, delivered, sent back.</summary>
    Course,
}

/// <summary>A professional request (专业化服务申请).</summary>
internal sealed class Request
{
    /// <summary>Owner kind of files that the client gives.</summary>
    public const string Given = "request-given";

    /// <summary>Owner kind of the files of the result.</summary>
    public const string Results = "request-result";

    public Guid Id { get; init; }

    public required string Code { get; init; }

    public RequestState State { get; set; }

    public required string Type { get; init; }

    public required string ItemCode { get; init; }

    public Guid? AccountId { get; set; }

    public string Client { get; set; } = "";

    public string Employer { get; set; } = "";

    public string Phone { get; set; } = "";

    public string Email { get; set; } = "";

    public required string Region { get; init; }

    public required string Title { get; init; }

    public Dictionary<string, string> Answers { get; init; } = [];

    public DateOnly? WantedBy { get; init; }

    public Guid OrganisationId { get; set; }

    public Guid[] Passed { get; set; } = [];

    /// <summary>Price in yuan; 0 is free (001·5, 004·四(二): free or low-cost).</summary>
    public decimal? Quote { get; set; }

    public string? QuoteText { get; set; }

    public int? QuoteDays { get; set; }

    public DateTimeOffset? QuotedAt { get; set; }

    public Guid? AssigneeId { get; set; }

    public string? Assignee { get; set; }

    public DateTimeOffset AskedAt { get; init; }

    public DateTimeOffset? BegunAt { get; set; }

    public DateOnly? DueOn { get; set; }

    public DateTimeOffset? RemindedAt { get; set; }

    /// <summary>Markdown.</summary>
    public string? Result { get; set; }

    public DateTimeOffset? DeliveredAt { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    public int? Rating { get; set; }

    public int Revision { get; set; }

    public Subject AsSubject() => new("request", Id, $"{Code} {Title}", OrganisationId);

    /// <summary>What a person is to this request.</summary>
    public RequestParty PartyOf(Person person) => (AccountId == person.Id ? RequestParty.Client : RequestParty.None) | (person.ActsFor(OrganisationId) ? RequestParty.Handler : RequestParty.None);

    /// <summary>
    /// Whether a person may read it: the client and the member that has it or had it. Undisclosed inventions are in it, so officers see in their lists that there
    /// is a request, where it stands and by when it is due, and nothing of what it says.
    /// </summary>
    public bool IsVisibleTo(Person person) => PartyOf(person) != RequestParty.None || Passed.Any(person.ActsFor);
}

/// <summary>Something said or done on a request.</summary>
internal sealed class Entry
{
    public Guid Id { get; init; }

    public Guid RequestId { get; init; }

    public DateTimeOffset At { get; init; }

    public EntryKind Kind { get; init; }

    public string Author { get; set; } = "";

    public Guid? AccountId { get; set; }

    public int? Minutes { get; init; }

    public required string Text { get; init; }
}
