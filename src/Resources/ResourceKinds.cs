using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Resources;

/// <summary>A field of a kind.</summary>
internal sealed record KindField(string Name, string Zh, string En, bool Area, bool Required, IReadOnlyList<string>? Options)
{
    private const decimal LargestNumber = 10_000_000;

    /// <summary><c>number</c>, <c>date</c>, or null for text.</summary>
    public string? Type { get; init; }

    /// <summary>Whether what is only planned must say it.</summary>
    public bool Plan { get; init; }

    /// <summary>What to write, or null.</summary>
    public string? HintZh { get; init; }

    public string? HintEn { get; init; }

    public int Longest => Area ? 4000 : 200;

    public Bilingual Label => Bilingual.Of(Zh, En);

    /// <summary>Name in forms.</summary>
    public string Key => $"Fields[{Name}]";

    /// <summary>The field of a form of its kind.</summary>
    public Field In(ResourceKind kind) => new(Key, Options is not null ? FieldKind.Choice : Area ? FieldKind.Area : Type == "date" ? FieldKind.Day : FieldKind.Line,
        Plan && kind.Plan is { } plan ? new Bilingual($"{Label}（{plan.Value}必填）") : Label)
    {
        Max = Longest,
        Rows = 3,
        Optional = !Required,
        Empty = new("请选择"),
        Options = (Options ?? []).ToDictionary(option => option, option => Bilingual.Of(option, option)),
        Hint = HintZh is null ? null : Bilingual.Of(HintZh, HintEn!),
        Rule = input => kind.FaultsOf(kind.Read(input).Fields).TryGetValue(Name, out var fault) ? fault : null,
    };

    /// <summary>What is wrong with an answer, or null.</summary>
    public Bilingual? FaultOf(string answer, bool plan)
    {
        if (answer.Length == 0)
            return Required || (plan && Plan) ? new($"请填写{Label}") : null;
        if (answer.Length > Longest || (Options is { } options && !options.Contains(answer)))
            return new($"不超过 {Longest} 字，有选项的从中选择");
        return Type switch
        {
            "number" when !decimal.TryParse(answer, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > LargestNumber || number != Math.Round(number, 2) =>
                new($"{Label}应是 0 到 {LargestNumber:0} 的数，最多两位小数"),
            "date" when DayOf(answer) is null => new($"{Label}应是日期，如 2026-12-31"),
            _ => null,
        };
    }

    /// <summary>The day an answer names, or null.</summary>
    public static DateOnly? DayOf(string? answer) => DateOnly.TryParseExact(answer, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}

/// <summary>By what a plan is told, and how the network is asked about it (000·8: 立项通报).</summary>
/// <param name="Field">The field that tells a plan.</param>
/// <param name="Value">What it says then.</param>
/// <param name="From">Field of the first day on which the network is asked.</param>
/// <param name="Until">Field of the last day.</param>
/// <param name="Least">Fewest days.</param>
/// <param name="Most">Most days.</param>
/// <param name="Difference">Field that tells how it differs from what is like it.</param>
internal sealed record PlanRule(string Field, string Value, string From, string Until, int Least, int Most, string Difference)
{
    /// <summary>The days that a wording names for asking the network, or null.</summary>
    public (DateOnly From, DateOnly Until)? PeriodOf(IReadOnlyDictionary<string, string> answers) =>
        KindField.DayOf(answers.GetValueOrDefault(From)) is { } from && KindField.DayOf(answers.GetValueOrDefault(Until)) is { } until ? (from, until) : null;
}

/// <summary>A line of a checklist; all are ticked before something is published.</summary>
internal sealed record CheckItem(string Code, string Zh, string En);

/// <summary>A kind of resource: who writes it, who reviews it, what it says; data, not code.</summary>
internal sealed record ResourceKind(string Code, string Zh, string En, IReadOnlyList<string> Writers, IReadOnlyList<string> Steps, IReadOnlyList<KindField> Fields)
{
    /// <summary>What a reviewer ticks.</summary>
    public IReadOnlyList<CheckItem> Checklist { get; init; } = [];

    /// <summary>The checklist as a field of the form of a reviewer, or null.</summary>
    public Field? Ticks => Checklist.Count == 0 ? null : Field.Ticks("ticked", new("安全检查清单"),
        Checklist.ToDictionary(item => item.Code, item => Bilingual.Of(item.Zh, item.En))) with
    {
        Fault = new("安全检查清单须逐项确认后才能通过"),
    };

    /// <summary>Whether ZIP archives are taken.</summary>
    public bool Archives { get; init; }

    /// <summary>Whether it leads to an address.</summary>
    public bool NeedsUrl { get; init; }

    /// <summary>Whether similar ones are shown before it is sent, so that nobody builds twice (000·8).</summary>
    public bool Similar { get; init; }

    /// <summary>How plans of this kind are announced; null for kinds that are not planned.</summary>
    public PlanRule? Plan { get; init; }

    /// <summary>Pairs of date fields of which the second is not before the first.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Periods { get; init; } = [];

    public string Name => Lang.T(Zh, En);

    private static Dictionary<string, Bilingual> Subjects { get; } = new(Kinds.Categories) { ["other"] = new("综合") };

    /// <summary>Whether answers describe what is only planned.</summary>
    public bool IsPlan(IReadOnlyDictionary<string, string> answers) => Plan is { } rule && answers.GetValueOrDefault(rule.Field) == rule.Value;

    /// <summary>What is wrong with the answers, field by field.</summary>
    public Dictionary<string, Bilingual> FaultsOf(IReadOnlyDictionary<string, string> answers)
    {
        var (faults, plan) = (new Dictionary<string, Bilingual>(), IsPlan(answers));
        foreach (var field in Fields)
        {
            if (field.FaultOf(answers.GetValueOrDefault(field.Name) ?? "", plan) is { } fault)
                faults[field.Name] = fault;
        }

        foreach (var pair in Periods)
        {
            if (KindField.DayOf(answers.GetValueOrDefault(pair[0])) is { } begin && KindField.DayOf(answers.GetValueOrDefault(pair[1])) < begin)
                faults.TryAdd(pair[1], new("不应早于开始的一天"));
        }

        if (plan && Plan!.PeriodOf(answers) is var (from, until) && until.DayNumber - from.DayNumber + 1 is var days && (days < Plan.Least || days > Plan.Most))
            faults.TryAdd(Plan.Until, new($"征求意见期为 {Plan.Least} 到 {Plan.Most} 天，首日、末日都计入"));
        return faults;
    }

    /// <summary>What is written of it: what every kind asks, and its own between.</summary>
    public Fields Form(Regions regions) => new(
    [
        Field.Line("Title", new("标题"), 2, 100) with { Fault = new("标题 2 到 100 字") },
        Field.Line("Summary", new("Summary|摘要"), 0, 300),
        .. Fields.Select(field => field.In(this)),
        Field.Area("Body", new("正文"), 0, ResourceText.LongestBody) with
        {
            Rows = 12,
            IsMarkdown = true,
            Hint = new("可用 Markdown：# 标题、- 列表、**强调**、[文字](网址)、表格。"),
        },
        Field.Choice("Subject", new("类别"), Subjects),
        Field.Region(new("适用地区"), code => regions.Find(code) is not null) with { Optional = true, Empty = new("全国"), Fault = new("没有这个地区") },
        Field.Link("Url", new("网址")) with { Optional = !NeedsUrl },
        Field.Day("ValidFrom", new("Valid from|生效日")),
        Field.Day("ValidUntil", new("Valid until|失效日")) with
        {
            Rule = input => input.Day("ValidUntil") < input.Day("ValidFrom") ? new("失效日不应早于生效日") : null,
        },
    ]);

    /// <summary>What a form says.</summary>
    public ResourceText Read(FormInput form) => new()
    {
        Title = form.Text("Title"),
        Summary = form.Text("Summary"),
        Body = form.Text("Body"),
        Subject = form.Text("Subject"),
        Region = form.Text("Region"),
        Url = form.Text("Url"),
        ValidFrom = form.Day("ValidFrom"),
        ValidUntil = form.Day("ValidUntil"),
        Fields = Fields.ToDictionary(field => field.Name, field => form.Text(field.Key)),
    };

    /// <summary>A form that says it.</summary>
    public FormInput Fill(ResourceText text) => FormInput.Of(
    [
        ("Title", text.Title), ("Summary", text.Summary), ("Body", text.Body), ("Subject", text.Subject), ("Region", text.Region), ("Url", text.Url),
        ("ValidFrom", text.ValidFrom?.ToString("O")), ("ValidUntil", text.ValidUntil?.ToString("O")),
        .. Fields.Select(field => (field.Key, text.Fields.GetValueOrDefault(field.Name))),
    ]);

    /// <summary>Whether a person may write this kind.</summary>
    public bool MayWrite(Person person) => (Writers.Contains("member") && person.Organisations.Count > 0)
        || (Writers.Contains("officer") && (person.Regions.Count > 0 || person.Has(Duty.National))) || (Writers.Contains("national") && person.Has(Duty.National));
}

/// <summary>The kinds, read from <c>resource-kinds.json</c>.</summary>
internal sealed class ResourceKinds(IOptions<HubOptions> options)
{
    public IReadOnlyList<ResourceKind> All { get; } = JsonSerializer.Deserialize<List<ResourceKind>>(
        File.ReadAllText(Path.Combine(options.Value.ReferenceFolder ?? Path.Combine(AppContext.BaseDirectory, "data"), "resource-kinds.json")), JsonColumn.Options)!;

    /// <summary>Region of what the national office publishes.</summary>
    public const string Nation = "00";

    /// <summary>The office of a region.</summary>
    public static string OfficeName(string region, Regions regions) => region == Nation ? Lang.T("国家知识产权局公共服务司")
        : Lang.T($"{regions.NameOf(region)}知识产权局");

    /// <summary>Codes of the kinds that are reviewed by <c>province</c> or <c>nation</c>.</summary>
    public IReadOnlyList<string> With(string step) => [.. All.Where(kind => kind.Steps.Contains(step)).Select(kind => kind.Code)];

    public ResourceKind? Find(string? code) => All.FirstOrDefault(kind => kind.Code == code);
}
