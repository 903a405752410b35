using System.Globalization;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Training;

/// <summary>An event as its host writes it; times are China time.</summary>
internal sealed class EventInput
{
    public EventForm Form { get; set; }

    public EventMode Mode { get; set; }

    public string? Title { get; set; }

    public string? Summary { get; set; }

    public string? Body { get; set; }

    public string? Subject { get; set; }

    public string? Region { get; set; }

    public string? Place { get; set; }

    public string? OnlineUrl { get; set; }

    public string? Starts { get; set; }

    public string? Ends { get; set; }

    public bool Registration { get; set; }

    public string? Until { get; set; }

    public int? Quota { get; set; }

    public bool Waiting { get; set; }

    public bool Certificate { get; set; }

    public int LeastShare { get; set; } = 100;

    public string? Contact { get; set; }

    public string? PublicationNumber { get; set; }

    public string? Issue { get; set; }

    public int? Copies { get; set; }

    public string? OpeningHours { get; set; }

    /// <summary>Mark of what the form showed when it was opened.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? Seen { get; set; }

    public static IReadOnlyDictionary<string, Bilingual> Labels { get; } = new Dictionary<string, Bilingual>
    {
        [nameof(Title)] = new("名称", "Title"),
        [nameof(Summary)] = new("简介", "Summary"),
        [nameof(Body)] = new("正文", "Text"),
        [nameof(Place)] = new("地点", "Place"),
        [nameof(OnlineUrl)] = new("线上地址", "Online address"),
        [nameof(Starts)] = new("开始", "Begins"),
        [nameof(Ends)] = new("结束", "Ends"),
        [nameof(Until)] = new("报名截止", "Registration until"),
        [nameof(Quota)] = new("名额", "Places"),
        [nameof(Contact)] = new("联系", "Contact"),
        [nameof(PublicationNumber)] = new("ISBN 或 ISSN", "ISBN or ISSN"),
        [nameof(Issue)] = new("期号或版次", "Issue or edition"),
        [nameof(Copies)] = new("发行（发放）数量", "Copies distributed"),
        [nameof(OpeningHours)] = new("开放时间", "Opening hours"),
    };

    public static EventInput Of(Event it) => new()
    {
        Form = it.Form,
        Mode = it.Mode,
        Title = it.Title,
        Summary = it.Summary,
        Body = it.Body,
        Subject = it.Subject,
        Region = it.Region,
        Place = it.Place,
        OnlineUrl = it.OnlineUrl,
        Starts = it.IsMeeting ? ChinaTime.Form(it.StartsAt) : $"{ChinaTime.DayOf(it.StartsAt):O}",
        Ends = it.IsMeeting ? ChinaTime.Form(it.EndsAt) : $"{ChinaTime.DayOf(it.EndsAt):O}",
        PublicationNumber = it.PublicationNumber,
        Issue = it.Issue,
        Copies = it.Copies,
        OpeningHours = it.OpeningHours,
        Registration = it.Registration,
        Until = it.RegistrationUntil is { } until ? ChinaTime.Form(until) : null,
        Quota = it.Quota,
        Waiting = it.Waiting,
        Certificate = it.Certificate,
        LeastShare = it.LeastShare,
        Contact = it.Contact,
    };
}

/// <summary>A session as its host writes it.</summary>
internal sealed class SessionInput
{
    public string? Title { get; set; }

    public string? Speaker { get; set; }

    public string? Room { get; set; }

    public string? Starts { get; set; }

    public string? Ends { get; set; }

    /// <summary>Mark of what the form showed when it was opened.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? SeenSession { get; set; }

    public static SessionInput Of(Session it) =>
        new() { Title = it.Title, Speaker = it.Speaker, Room = it.Room, Starts = ChinaTime.Form(it.StartsAt), Ends = ChinaTime.Form(it.EndsAt) };
}

/// <summary>Rules for what is written about an event.</summary>
internal sealed class EventForms(Regions regions)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public static IEnumerable<(string Code, string Label)> Subjects => Kinds.Categories.Select(pair => (pair.Key, pair.Value.ToString())).Append(("other", Lang.T("综合", "General")));

    public Dictionary<string, Bilingual> Check(EventInput it)
    {
        (it.Title, it.Summary, it.Place, it.Contact) = (SafeText.Line(it.Title), SafeText.Line(it.Summary), SafeText.Line(it.Place), SafeText.Line(it.Contact));
        (it.PublicationNumber, it.Issue, it.OpeningHours) = (SafeText.Line(SafeText.Narrow(it.PublicationNumber ?? "")), SafeText.Line(it.Issue), SafeText.Line(it.OpeningHours));
        (it.Body, it.OnlineUrl) = (SafeText.Lines(it.Body), (it.OnlineUrl ?? "").Trim());
        var faults = new Dictionary<string, Bilingual>();
        if (it.Title.Length is < 4 or > 100)
            faults["Title"] = new("名称 4 到 100 字", "A title has 4 to 100 characters");
        if (it.Summary.Length > 200)
            faults["Summary"] = new("简介不超过 200 字", "A summary has at most 200 characters");
        if (it.Body.Length > 20_000)
            faults["Body"] = new("内容不超过 20000 字", "The text has at most 20000 characters");
        if (!Enum.IsDefined(it.Form) || !Enum.IsDefined(it.Mode))
            faults["Form"] = new("请选择形式", "Choose a form");
        if (Subjects.All(subject => subject.Code != it.Subject))
            faults["Subject"] = new("请选择类别", "Choose the subject");
        if (regions.Find(it.Region) is null)
            faults["Region"] = new("请选择地区", "Choose the region");
        if (it.Place.Length > 200 || (it.Place.Length == 0 && it.Mode != EventMode.Online && it.Form != EventForm.Publication))
            faults["Place"] = new("线下活动须写明地点，不超过 200 字", "An event on site has a place of at most 200 characters");
        if (it.OnlineUrl.Length > 0 && (it.OnlineUrl.Length > 500 || !Uri.TryCreate(it.OnlineUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")))
            faults["OnlineUrl"] = new("请输入 http 或 https 网址", "Give an http or https address");
        if (it.PublicationNumber.Length > 0 && (it.Form != EventForm.Publication || it.PublicationNumber.Length > 30 || !PublicationNumber.IsValid(it.PublicationNumber)))
            faults["PublicationNumber"] = new("请核对 ISBN（13 或 10 位）或 ISSN（8 位），校验位不对；没有书号请留空", "Check the ISBN (13 or 10 digits) or ISSN (8): its check digit is wrong; empty when there is none");
        if (it.Issue.Length > 60)
            faults["Issue"] = new("期号或版次不超过 60 字", "The issue or edition has at most 60 characters");
        if (it.Copies is < 0 or > 100_000_000)
            faults["Copies"] = new("发行（发放）数量为零或正整数，没有统计请留空", "Copies are zero or more; empty when nobody counted");
        if (it.OpeningHours.Length > 200)
            faults["OpeningHours"] = new("开放时间不超过 200 字", "Opening hours have at most 200 characters");
        if (SpanOf(it) is not var (starts, ends))
            faults["Starts"] = Event.IsMeetingForm(it.Form) ? new("请填写开始和结束时间", "Give the beginning and the end") : new("请填写日期", "Give the days");
        else if (ends <= starts || ends - starts > Longest)
            faults["Ends"] = new("结束应晚于开始，且不超过一年", "It ends after it begins, within a year");
        else if (!string.IsNullOrEmpty(it.Until) && (ChinaTime.Read(it.Until) is not { } until || until > ends))
            faults["Until"] = new("报名截止不应晚于活动结束", "Registration ends before the event does");
        if (it.Quota is < 1 or > 1_000_000)
            faults["Quota"] = new("名额为 1 以上的整数，不限请留空", "Places are 1 or more; empty for no limit");
        if (it.LeastShare is < 1 or > 100)
            faults["LeastShare"] = new("出勤比例为 1 到 100", "The share is 1 to 100");
        if (it.Contact.Length > 200)
            faults["Contact"] = new("联系方式不超过 200 字", "The contact has at most 200 characters");
        return faults;
    }

    public static Bilingual? Check(SessionInput it)
    {
        (it.Title, it.Speaker, it.Room) = (SafeText.Line(it.Title), SafeText.Line(it.Speaker), SafeText.Line(it.Room));
        return it switch
        {
            { Title.Length: 0 or > 100 } or { Speaker.Length: > 100 } or { Room.Length: > 100 } =>
                new("场次名称 1 到 100 字，主讲人和地点不超过 100 字", "A session's title has 1 to 100 characters, speaker and room at most 100"),
            _ when ChinaTime.Read(it.Starts) is not { } starts || ChinaTime.Read(it.Ends) is not { } ends || ends <= starts
                || ends - starts > Longest => new("请填写正确的开始和结束时间", "Give the right beginning and end"),
            _ => null,
        };
    }

    /// <summary>Puts what was checked into the event.</summary>
    public static void Apply(EventInput input, Event it)
    {
        (it.Form, it.Mode, it.Title, it.Summary, it.Body) = (input.Form, input.Mode, input.Title!, input.Summary!, input.Body!);
        (it.Subject, it.Region, it.Place, it.OnlineUrl, it.Contact) = (input.Subject!, input.Region!, input.Place!, input.OnlineUrl!, input.Contact!);
        ((it.StartsAt, it.EndsAt), it.RegistrationUntil) = (SpanOf(input)!.Value, ChinaTime.Read(input.Until));
        (it.Registration, it.Quota, it.Waiting, it.Certificate, it.LeastShare) = (input.Registration && it.IsMeeting, input.Quota, input.Waiting, input.Certificate && it.IsMeeting, input.LeastShare);
        (it.PublicationNumber, it.Issue, it.Copies, it.OpeningHours) = (input.PublicationNumber!, input.Issue!, it.Form == EventForm.Publication ? input.Copies : null, input.OpeningHours!);
    }

    /// <summary>From when to when: a meeting by the minute, an exhibition from its first day to the end of its last, a publication on its day; null when it cannot be read.</summary>
    private static (DateTimeOffset Starts, DateTimeOffset Ends)? SpanOf(EventInput it) => it.Form switch
    {
        EventForm.Publication => Day(it.Starts) is { } day ? (ChinaTime.StartOf(day), LastMinute(day)) : null,
        EventForm.Exhibition => Day(it.Starts) is { } first && Day(it.Ends) is { } last ? (ChinaTime.StartOf(first), LastMinute(last)) : null,
        _ => ChinaTime.Read(it.Starts) is { } starts && ChinaTime.Read(it.Ends) is { } ends ? (starts, ends) : null,
    };

    private static DateTimeOffset LastMinute(DateOnly day) => ChinaTime.StartOf(day.AddDays(1)).AddMinutes(-1);

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text is { Length: > 10 } ? text[..10] : text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1900 and < 2200 ? day : null;
}
