using Zhishu.Cases;
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
internal sealed class Request : Case<RequestState>
{
    /// <summary>Owner kind of files that the client gives.</summary>
    public const string Given = "request-given";

    /// <summary>Owner kind of the files of the result.</summary>
    public const string Results = "request-result";

    /// <summary>The owner kinds of files by their names in addresses: those above, contracts (委托协议) and papers of the acceptance (验收材料).</summary>
    public static IReadOnlyDictionary<string, string> FileKinds { get; } = new Dictionary<string, string>
    {
        ["given"] = Given,
        ["result"] = Results,
        ["agreement"] = "request-agreement",
        ["acceptance"] = "request-acceptance",
    };

    /// <summary>Who asks (001·13: 中小微企业, 高校, 科研机构, 政府部门).</summary>
    public static IReadOnlyDictionary<string, Bilingual> ClientKinds { get; } = ServiceDirectory.ClientKinds.All.ToDictionary(kind => kind.Key.ToString(), kind => kind.Value);

    public required string Type { get; init; }

    public required string ItemCode { get; init; }

    public Guid? AccountId { get; private init; }

    public string Client { get; private init; } = "";

    public string Employer { get; private init; } = "";

    /// <summary>Code of <see cref="ClientKinds"/>; empty when it was asked before the form asked for it.</summary>
    public string ClientKind { get; private init; } = "";

    public string Phone { get; private init; } = "";

    /// <summary>The digits of the telephone number, kept by the database for searching.</summary>
    public string PhoneDigits { get; private init; } = "";

    public string Email { get; private init; } = "";

    public required string Region { get; init; }

    public required string Title { get; init; }

    public Dictionary<string, string> Answers { get; private init; } = [];

    public DateOnly? WantedBy { get; private init; }

    public Guid OrganisationId { get; private set; }

    /// <summary>Whether the client named the member: then the clock does not show the request to another.</summary>
    public bool Chosen { get; private set; }

    /// <summary>Members that had it before.</summary>
    public Guid[] Passed { get; private set; } = [];

    /// <summary>By when the clock acts, UTC: 待受理 until quoted, 待确认报价 while the quote holds, 待另选机构 until one is chosen; otherwise null.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>When the office was told that the work is late.</summary>
    public DateTimeOffset? LateAt { get; private set; }

    /// <summary>When the client was told that silence will count as acceptance.</summary>
    public DateTimeOffset? SilenceToldAt { get; private set; }

    /// <summary>The side that proposes to end the work or to hand it over.</summary>
    public RequestParty? ProposedBy { get; private set; }

    /// <summary>The member to which the work is to be handed over.</summary>
    public Guid? ProposedTo { get; private set; }

    public string? ProposedWhy { get; private set; }

    /// <summary>Price in yuan; 0 is free (001·5, 004·四(二): free or low-cost).</summary>
    public decimal? Quote { get; private set; }

    public string? QuoteText { get; private set; }

    public int? QuoteDays { get; private set; }

    public DateTimeOffset? QuotedAt { get; private set; }

    public Guid? AssigneeId { get; private set; }

    public string? Assignee { get; private set; }

    public DateTimeOffset AskedAt { get; private init; }

    public DateTimeOffset? BegunAt { get; private set; }

    public DateOnly? DueOn { get; private set; }

    public DateTimeOffset? RemindedAt { get; private set; }

    /// <summary>Markdown.</summary>
    public string? Result { get; private set; }

    public DateTimeOffset? DeliveredAt { get; private set; }

    public DateTimeOffset? ClosedAt { get; private set; }

    public int? Rating { get; private set; }

    /// <summary>A request as its client filled it in.</summary>
    public static Request Of(RequestType type, FormInput form, Person client, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Code = CaseCode.New("XM"),
        Type = type.Code,
        ItemCode = type.Item,
        AccountId = client.Id,
        Client = client.Name,
        Employer = form.Text("Employer"),
        ClientKind = form.Text("ClientKind"),
        Phone = form.Text("Phone"),
        Email = client.Email,
        Region = form.Text("Region"),
        Title = form.Text("Title"),
        Answers = type.Fields.ToDictionary(field => field.Name, field => form.Text(field.Input)),
        WantedBy = form.Day("WantedBy"),
        AskedAt = now,
    };

    /// <summary>What a person is to it; in what the other side proposed also who is asked.</summary>
    public RequestParty PartyOf(Person person)
    {
        var side = (AccountId == person.Id ? RequestParty.Client : RequestParty.None) | (person.ActsFor(OrganisationId) ? RequestParty.Handler : RequestParty.None);
        return ProposedBy is { } proposer && (side & ~proposer) != RequestParty.None ? side | RequestParty.Asked : side;
    }

    /// <summary>Whether it should have been quoted or finished before now.</summary>
    public bool IsLate(DateTimeOffset now) => (State == RequestState.Submitted && DueAt <= now) || (State == RequestState.InWork && DueOn < ChinaTime.DayOf(now));

    /// <summary>The member that has it first.</summary>
    public void Begin(Guid member, bool chosen, DateTimeOffset due) => (OrganisationId, Chosen, DueAt) = (member, chosen, due);

    /// <summary>It goes to another member, which quotes anew.</summary>
    public void GoTo(Guid member, bool chosen, DateTimeOffset due)
    {
        (Passed, OrganisationId, Chosen, DueAt) = ([.. Passed.Where(row => row != OrganisationId), OrganisationId], member, Chosen || chosen, due);
        (AssigneeId, Assignee, Quote, QuoteText, QuoteDays, QuotedAt) = (null, null, null, null, null, null);
        (BegunAt, DueOn, ClosedAt, LateAt, RemindedAt) = (null, null, null, null, null);
        Settle();
    }

    /// <summary>Its client has until then to choose another member.</summary>
    public void GiveBack(DateTimeOffset due) => (DueAt, RemindedAt) = (due, null);

    /// <summary>Its member says what it costs and how long it takes; that holds until then.</summary>
    public void Price(decimal yuan, int days, string text, DateTimeOffset now, DateTimeOffset holds) =>
        (Quote, QuoteDays, QuoteText, QuotedAt, DueAt, RemindedAt) = (yuan, days, text, now, holds, null);

    /// <summary>The work begins.</summary>
    public void Work(DateTimeOffset now) => (BegunAt, DueOn, DueAt, RemindedAt, LateAt) = (now, ChinaTime.DayOf(now).AddDays(QuoteDays!.Value), null, null, null);

    /// <summary>Somebody of the member does the work.</summary>
    public void Assign(Guid account, string name) => (AssigneeId, Assignee) = (account, name);

    /// <summary>One side proposes to end the work, or to hand it over to another member.</summary>
    public void Propose(RequestParty by, string why, Guid? to = null) => (ProposedBy, ProposedWhy, ProposedTo) = (by, why, to);

    /// <summary>What was proposed is decided.</summary>
    public void Settle() => (ProposedBy, ProposedTo, ProposedWhy) = (null, null, null);

    /// <summary>The result is handed over.</summary>
    public void Deliver(string result, DateTimeOffset now) => (Result, DeliveredAt, SilenceToldAt) = (result, now, null);

    /// <summary>It is over, well or not.</summary>
    public void Close(DateTimeOffset now) => (ClosedAt, DueAt) = (now, null);

    /// <summary>Notes stars.</summary>
    public void Rate(int stars) => Rating = stars;

    /// <summary>Notes that who has to do something soon was told.</summary>
    public void Remind(DateTimeOffset now) => RemindedAt = now;

    /// <summary>Notes that all were told that the work is late.</summary>
    public void Late(DateTimeOffset now) => LateAt = now;

    /// <summary>Notes that the client was told what silence means.</summary>
    public void WarnOfSilence(DateTimeOffset now) => SilenceToldAt = now;
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
