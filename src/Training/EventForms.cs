using System.Globalization;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Training;

/// <summary>What is written of an event: a meeting, an exhibition and a publication are asked different things; times are China time.</summary>
internal static class EventForms
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public static IEnumerable<(string Code, string Label)> Subjects => Categories.Select(pair => (pair.Key, pair.Value.ToString()));

    private static Dictionary<string, Bilingual> Categories { get; } = new(Kinds.Categories) { ["other"] = new("综合") };

    /// <summary>The fields of a form of event.</summary>
    /// <param name="form">The form: meetings may become one another.</param>
    /// <param name="regions">The regions.</param>
    /// <param name="several">Whether the times are those of several sessions and not written here.</param>
    public static Fields Of(EventForm form, Regions regions, bool several = false)
    {
        var forms = Enum.GetValues<EventForm>().Where(one => one == form || (Event.IsMeetingForm(one) && Event.IsMeetingForm(form)));
        return new(
        [
            Field.Line("Title", new("名称"), 4, 100) with { Fault = new("名称 4 到 100 字") },
            Field.Choice("Form", new("形式"), forms.ToDictionary(one => one.ToString(), EventWords.Label)) with
            {
                Fault = new("展览、出版物和其他活动不能互相改换，请另建一项"),
            },
            Field.Choice("Mode", new("方式"), Enum.GetValues<EventMode>().ToDictionary(mode => mode.ToString(), EventWords.Label)),
            Field.Choice("Subject", new("类别"), Categories),
            Field.Region(new("地区"), code => regions.Find(code) is not null),
            Field.Line("Summary", new("一句话简介"), 0, 200),
            Field.Area("Body", new("内容"), 0, 20_000) with
            {
                Rows = 8,
                IsMarkdown = true,
                Hint = new("可用 Markdown：# 标题、- 列表、[文字](网址)。"),
            },
            .. form switch
            {
                EventForm.Exhibition => Exhibition,
                EventForm.Publication => Publication,
                _ => several ? Meeting : Times.Concat(Meeting),
            },
            Field.Line("Contact", new("联系"), 0, 200),
        ]);
    }

    /// <summary>A form that says what an event is.</summary>
    public static FormInput Fill(Event it) => FormInput.Of(
        ("Title", it.Title), ("Form", it.Form.ToString()), ("Mode", it.Mode.ToString()), ("Subject", it.Subject), ("Region", it.Region), ("Summary", it.Summary), ("Body", it.Body),
        ("Place", it.Place), ("OnlineUrl", it.OnlineUrl), ("Contact", it.Contact), ("Starts", it.IsMeeting ? ChinaTime.Form(it.StartsAt) : $"{ChinaTime.DayOf(it.StartsAt):O}"),
        ("Ends", it.IsMeeting ? ChinaTime.Form(it.EndsAt) : $"{ChinaTime.DayOf(it.EndsAt):O}"), ("Registration", it.Registration ? "true" : ""),
        ("Waiting", it.Waiting ? "true" : ""), ("Certificate", it.Certificate ? "true" : ""), ("Until", it.RegistrationUntil is { } until ? ChinaTime.Form(until) : null),
        ("Quota", it.Quota?.ToString(CultureInfo.InvariantCulture)), ("LeastShare", it.LeastShare.ToString(CultureInfo.InvariantCulture)),
        ("PublicationNumber", it.PublicationNumber), ("Issue", it.Issue), ("Copies", it.Copies?.ToString(CultureInfo.InvariantCulture)), ("OpeningHours", it.OpeningHours));

    /// <summary>From when to when: a meeting by the minute, an exhibition from its first day to the end of its last, a publication on its day; null when it cannot be read.</summary>
    public static (DateTimeOffset Starts, DateTimeOffset Ends)? SpanOf(FormInput input, EventForm form) => form switch
    {
        EventForm.Publication => input.Day("Starts") is { } day ? (ChinaTime.StartOf(day), LastMinute(day)) : null,
        EventForm.Exhibition => input.Day("Starts") is { } first && input.Day("Ends") is { } last ? (ChinaTime.StartOf(first), LastMinute(last)) : null,
        _ => ChinaTime.Read(input.Text("Starts")) is { } starts && ChinaTime.Read(input.Text("Ends")) is { } ends ? (starts, ends) : null,
    };

    private static IEnumerable<Field> Times { get; } =
    [
        Field.Moment("Starts", new("开始（北京时间）")) with { Optional = false, Fault = new("请填写开始和结束时间") },
        Field.Moment("Ends", new("结束")) with { Optional = false, Rule = Order, Fault = new("请填写开始和结束时间") },
    ];

    private static IEnumerable<Field> Meeting { get; } =
    [
        Place,
        Field.Link("OnlineUrl", new("线上入口（需要报名的只告知报名者）")),
        Field.Number("Quota", new("名额（不限留空）"), 1, 1_000_000),
        Field.Moment("Until", new("报名截止（留空为开始时）")) with
        {
            Rule = input => ChinaTime.Read(input.Text("Until")) > ChinaTime.Read(input.Text("Ends")) ? new("报名截止不应晚于活动结束") : null,
        },
        Field.Number("LeastShare", new("证书要求的出勤比例（%，按场次）"), 1, 100),
        Field.Tick("Registration", new("需要报名")) with { Optional = true },
        Field.Tick("Waiting", new("满额后可以候补")) with { Optional = true },
        Field.Tick("Certificate", new("发放证书")) with { Optional = true },
    ];

    private static IEnumerable<Field> Exhibition { get; } =
    [
        Field.Day("Starts", new("展期从")) with { Optional = false, Fault = new("请填写日期") },
        Field.Day("Ends", new("到")) with { Optional = false, Rule = Order, Fault = new("请填写日期") },
        Field.Line("OpeningHours", new("开放时间"), 0, 200) with { Hint = new("如：周二至周日 9:00–17:00") },
        Place,
        Field.Link("OnlineUrl", new("线上展览网址")),
    ];

    private static IEnumerable<Field> Publication { get; } =
    [
        Field.Day("Starts", new("出版日期")) with { Optional = false, Fault = new("请填写日期") },
        Field.Line("PublicationNumber", new("ISBN 或 ISSN（没有可不填）"), 0, 30) with
        {
            Clean = text => SafeText.Line(SafeText.Narrow(text)),
            Rule = input => input.Text("PublicationNumber") is { Length: > 0 } number && !PublicationNumber.IsValid(number)
                ? new("请核对 ISBN（13 或 10 位）或 ISSN（8 位），校验位不对；没有书号请留空")
                : null,
        },
        Field.Line("Issue", new("期号或版次"), 0, 60),
        Field.Number("Copies", new("发行（发放）数量"), 0, 100_000_000) with { Hint = new("没有统计请留空") },
        Field.Link("OnlineUrl", new("在线阅读或下载网址")),
    ];

    private static Field Place => Field.Line("Place", new("地点"), 0, 200) with
    {
        Rule = input => input.Text("Place").Length == 0 && input.Text("Mode") != nameof(EventMode.Online)
            ? new("线下活动须写明地点，不超过 200 字") : null,
    };

    private static Bilingual? Order(FormInput input) => Enum.TryParse<EventForm>(input.Text("Form"), out var form) && SpanOf(input, form) is var (starts, ends)
        && (ends <= starts || ends - starts > Longest) ? new("结束应晚于开始，且不超过一年") : null;

    private static DateTimeOffset LastMinute(DateOnly day) => ChinaTime.StartOf(day.AddDays(1)).AddMinutes(-1);
}
