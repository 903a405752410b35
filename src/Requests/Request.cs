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

    /// <summary>Owner kind of contracts (委托协议), handed in by either side.</summary>
    public const string Agreement = "request-agreement";

    /// <summary>Owner kind of papers of the acceptance (验收材料), handed in by either side.</summary>
    public const string Acceptance = "request-acceptance";

    /// <summary>The owner kinds by their names in addresses.</summary>
    public static IReadOnlyDictionary<string, string> FileKinds { get; } = new Dictionary<string, string>
    {
        ["given"] = Given,
        ["result"] = Results,
        ["agreement"] = Agreement,
        ["acceptance"] = Acceptance,
    };

    /// <summary>Who asks (001·13: 中小微企业, 高校, 科研机构, 政府部门).</summary>
    public static IReadOnlyDictionary<string, Bilingual> ClientKinds { get; } = ServiceDirectory.ClientKinds.All.ToDictionary(kind => kind.Key.ToString(), kind => kind.Value);

    public Guid Id { get; init; }

    public required string Code { get; init; }

    public RequestState State { get; set; }

    public required string Type { get; init; }

    public required string ItemCode { get; init; }

    public Guid? AccountId { get; set; }

    public string Client { get; set; } = "";

    public string Employer { get; set; } = "";

    /// <summary>Code of <see cref="ClientKinds"/>; empty when it was asked before the form asked for it.</summary>
    public string ClientKind { get; init; } = "";

    public string Phone { get; set; } = "";

    /// <summary>The digits of the telephone number, kept by the database for searching.</summary>
    public string PhoneDigits { get; private set; } = "";

    public string Email { get; set; } = "";

    public required string Region { get; init; }

    public required string Title { get; init; }

    public Dictionary<string, string> Answers { get; init; } = [];

    public DateOnly? WantedBy { get; init; }

    public Guid OrganisationId { get; set; }

    /// <summary>Whether the client named the member: then the clock does not show the request to another.</summary>
    public bool Chosen { get; set; }

    public Guid[] Passed { get; set; } = [];

    /// <summary>By when the clock acts, UTC: 待受理 until quoted, 待确认报价 while the quote holds, 待另选机构 until one is chosen; otherwise null.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>When the office was told that the work is late.</summary>
    public DateTimeOffset? LateAt { get; set; }

    /// <summary>When the client was told that silence will count as acceptance.</summary>
    public DateTimeOffset? SilenceToldAt { get; set; }

    /// <summary>The side that proposes to end the work.</summary>
    public RequestParty? ProposedBy { get; set; }

    /// <summary>The member to which the work is to be handed over.</summary>
    public Guid? ProposedTo { get; set; }

    public string? ProposedWhy { get; set; }

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

    /// <summary>What a person who acts has before them: a quote changed meanwhile is not agreed to, two of a member do not overwrite each other.</summary>
    public string Mark => SeenForm.MarkOf(new { State, OrganisationId, Quote, QuoteText, QuoteDays, Result, DeliveredAt, ProposedBy, ProposedTo });

    /// <summary>Whether it should have been quoted or finished before now.</summary>
    public bool IsLate(DateTimeOffset now) => (State == RequestState.Submitted && DueAt <= now) || (State == RequestState.InWork && DueOn < ChinaTime.DayOf(now));

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

/// <summary>A result as it was handed over; never changed but for what was criticised.</summary>
internal sealed class ResultVersion
{
    public Guid Id { get; init; }

    public Guid RequestId { get; init; }

    public int Number { get; init; }

    /// <summary>Markdown.</summary>
    public required string Text { get; init; }

    /// <summary>Files of <see cref="Request.Results"/> that belong to it.</summary>
    public Guid[] Files { get; init; } = [];

    public DateTimeOffset DeliveredAt { get; init; }

    public string ByName { get; set; } = "";

    public Guid? AccountId { get; set; }

    /// <summary>Why the client sent it back, or null.</summary>
    public string? Criticism { get; set; }

    public DateTimeOffset? ReturnedAt { get; set; }
}
