using Zhishu.Cases;
using Zhishu.Foundation;

namespace Zhishu.Training;

/// <summary>Forms of publicity and training (宣传培训的形式, 001·12(三)).</summary>
internal enum EventForm
{
    Lecture,
    OpenCourse,
    Forum,
    Salon,
    Exhibition,
    Publication,
}

/// <summary>Where it is held.</summary>
internal enum EventMode
{
    Onsite,
    Online,
    Both,
}

/// <summary>State of an event.</summary>
internal enum EventState
{
    Draft,
    Published,
    Cancelled,
    Closed,
}

/// <summary>What is done with an event.</summary>
internal enum EventAct
{
    Publish,
    Close,
    Correct,
    Change,
    Cancel,

    /// <summary>The host is asked to count the people.</summary>
    Ask,
}

/// <summary>Who does something with an event.</summary>
[Flags]
internal enum EventParty
{
    None = 0,
    Host = 1,
    Clock = 2,
}

/// <summary>State of a registration.</summary>
internal enum RegistrationState
{
    Registered,
    Waiting,
    Cancelled,
}

/// <summary>An event of publicity or training (宣传培训活动).</summary>
internal sealed class Event : Case<EventState>
{
    /// <summary>Kind under which events are found.</summary>
    public const string SiteKind = "event";

    /// <summary>Owner kind of its materials.</summary>
    public const string Materials = "event-material";

    public Guid OrganisationId { get; init; }

    public EventForm Form { get; private set; }

    public EventMode Mode { get; private set; }

    public string Title { get; private set; } = "";

    public string Summary { get; private set; } = "";

    /// <summary>Markdown.</summary>
    public string Body { get; private set; } = "";

    public string Subject { get; private set; } = "";

    public string Region { get; private set; } = "";

    public string Place { get; private set; } = "";

    /// <summary>Where it is online; told only to those registered.</summary>
    public string OnlineUrl { get; private set; } = "";

    public DateTimeOffset StartsAt { get; private set; }

    public DateTimeOffset EndsAt { get; private set; }

    /// <summary>Whether people register at all; exhibitions and publications often do without.</summary>
    public bool Registration { get; private set; }

    public DateTimeOffset? RegistrationUntil { get; private set; }

    /// <summary>Places, or null when there is no limit.</summary>
    public int? Quota { get; private set; }

    /// <summary>Whether those beyond the quota may wait.</summary>
    public bool Waiting { get; private set; }

    public bool Certificate { get; private set; }

    /// <summary>Least share of the sessions, in percent, for a certificate.</summary>
    public int LeastShare { get; private set; }

    public string Contact { get; private set; } = "";

    /// <summary>ISBN or ISSN of a publication; may be empty.</summary>
    public string PublicationNumber { get; private set; } = "";

    /// <summary>Issue or edition of a publication.</summary>
    public string Issue { get; private set; } = "";

    /// <summary>Copies of a publication that were distributed, or null when nobody counted.</summary>
    public int? Copies { get; private set; }

    /// <summary>When an exhibition is open.</summary>
    public string OpeningHours { get; private set; } = "";

    /// <summary>When its host was asked to count the people and close it.</summary>
    public DateTimeOffset? AskedAt { get; private set; }

    /// <summary>People reached, once it is closed.</summary>
    public int? Persons { get; private set; }

    public DateTimeOffset? PublishedAt { get; private set; }

    public DateTimeOffset? ClosedAt { get; private set; }

    public Subject AsSubject() => new("event", Id, Title, OrganisationId);

    /// <summary>Whether people meet at a time; publications come out on a day, and exhibitions are open for days.</summary>
    public bool IsMeeting => IsMeetingForm(Form);

    public static bool IsMeetingForm(EventForm form) => form is not (EventForm.Exhibition or EventForm.Publication);

    /// <summary>When it is, as shown to people.</summary>
    public string When => Form switch
    {
        EventForm.Publication => $"{ChinaTime.DayOf(StartsAt):O}",
        EventForm.Exhibition => $"{ChinaTime.DayOf(StartsAt):O} – {ChinaTime.DayOf(EndsAt):O}",
        _ => ChinaTime.ShowMinute(StartsAt),
    };

    /// <summary>What those registered hear of when it changes.</summary>
    public (DateTimeOffset, DateTimeOffset, string, string, EventMode, string) TimeAndPlace => (StartsAt, EndsAt, Place, OnlineUrl, Mode, OpeningHours);

    /// <summary>Whether people can register at a moment.</summary>
    public bool TakesAt(DateTimeOffset now) => State == EventState.Published && Registration && now < (RegistrationUntil ?? StartsAt);

    /// <summary>Sessions at which somebody must have been for a certificate: the share that the host stated, rounded up.</summary>
    public static int Least(int share, int sessions) => Math.Max(1, (int)Math.Ceiling(sessions * share / 100.0));

    /// <summary>A draft of a host.</summary>
    public static Event Of(FormInput form, Guid organisation, DateTimeOffset now)
    {
        var it = new Event { Id = Guid.CreateVersion7(now), Code = CaseCode.New("HD"), OrganisationId = organisation };
        it.Write(form);
        return it;
    }

    /// <summary>Writes it anew; times that the form does not ask for stay.</summary>
    public void Write(FormInput form)
    {
        (Form, Mode) = (Enum.Parse<EventForm>(form.Text("Form")), Enum.Parse<EventMode>(form.Text("Mode")));
        (Title, Summary, Body, Subject, Region) = (form.Text("Title"), form.Text("Summary"), form.Text("Body"), form.Text("Subject"), form.Text("Region"));
        (Place, OnlineUrl, Contact) = (form.Text("Place"), form.Text("OnlineUrl"), form.Text("Contact"));
        (StartsAt, EndsAt) = EventForms.SpanOf(form, Form) ?? (StartsAt, EndsAt);
        (Registration, Waiting, Certificate) = (form.Is("Registration"), form.Is("Waiting"), form.Is("Certificate"));
        (RegistrationUntil, Quota, LeastShare) = (ChinaTime.Read(form.Text("Until")), form.Number("Quota"), form.Number("LeastShare") ?? 100);
        (PublicationNumber, Issue, Copies, OpeningHours) = (form.Text("PublicationNumber"), form.Text("Issue"), form.Number("Copies"), form.Text("OpeningHours"));
    }

    /// <summary>It lasts from the first of its sessions to the last.</summary>
    public void Last(IReadOnlyCollection<Session> sessions)
    {
        (StartsAt, EndsAt) = (sessions.Min(row => row.StartsAt), sessions.Max(row => row.EndsAt));
        Touch();
    }

    public void Publish(DateTimeOffset now) => PublishedAt = now;

    public void Ask(DateTimeOffset now) => AskedAt = now;

    public void Close(DateTimeOffset now) => ClosedAt = now;

    /// <summary>So many people were reached.</summary>
    public void Reach(int persons) => Persons = persons;
}

/// <summary>A part of an event; every event has at least one.</summary>
internal sealed class Session
{
    public Guid Id { get; init; }

    public Guid EventId { get; init; }

    public string Title { get; set; } = "";

    public string Speaker { get; set; } = "";

    public string Room { get; set; } = "";

    public DateTimeOffset StartsAt { get; set; }

    public DateTimeOffset EndsAt { get; set; }

    /// <summary>When it is, as shown to people: the end without its day when it is the same.</summary>
    public string When => $"{ChinaTime.ShowMinute(StartsAt)} – {(ChinaTime.DayOf(StartsAt) == ChinaTime.DayOf(EndsAt) ? ChinaTime.ShowMinute(EndsAt)[11..] : ChinaTime.ShowMinute(EndsAt))}";
}

/// <summary>Somebody's place at an event, or on its waiting list.</summary>
internal sealed class Registration
{
    public Guid Id { get; init; }

    public Guid EventId { get; init; }

    public required string Code { get; init; }

    public Guid? AccountId { get; set; }

    public RegistrationState State { get; set; }

    /// <summary>Order in which they came, from 1.</summary>
    public int Position { get; init; }

    public string Name { get; set; } = "";

    public string Email { get; set; } = "";

    public string Phone { get; set; } = "";

    public string Employer { get; set; } = "";

    public bool Online { get; init; }

    public DateTimeOffset RegisteredAt { get; init; }

    public DateTimeOffset? RemindedAt { get; set; }

    public int? ContentStars { get; set; }

    public int? SpeakerStars { get; set; }

    public int? WholeStars { get; set; }

    public string? Comment { get; set; }

    public DateTimeOffset? EvaluatedAt { get; set; }

    /// <summary>Number of the certificate that was given.</summary>
    public string? Certificate { get; set; }

    /// <summary>When the certificate was taken back, because attendance was corrected.</summary>
    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>The certificate that holds, or null.</summary>
    public string? HeldCertificate => RevokedAt is null ? Certificate : null;

    /// <summary>When the host cancelled it.</summary>
    public DateTimeOffset? DroppedAt { get; set; }

    /// <summary>Why the host cancelled it, in the words that the person was told.</summary>
    public string? DropReason { get; set; }

    public int Revision { get; set; }
}

/// <summary>That somebody was at a session.</summary>
internal sealed class Attendance
{
    public Guid RegistrationId { get; init; }

    public Guid SessionId { get; init; }

    public DateTimeOffset At { get; init; }

    public required string NotedBy { get; init; }
}

/// <summary>Visitors of an exhibition on a day, counted by hand.</summary>
internal sealed class Visit
{
    public Guid EventId { get; init; }

    public DateOnly Day { get; init; }

    public int Persons { get; set; }

    public required string NotedBy { get; set; }

    public DateTimeOffset At { get; set; }
}

/// <summary>That somebody lets a member see their training record.</summary>
internal sealed class TalentConsent
{
    public Guid AccountId { get; init; }

    public Guid OrganisationId { get; init; }

    public DateTimeOffset GivenAt { get; init; }
}
