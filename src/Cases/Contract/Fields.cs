using System.Collections;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Zhishu.Foundation;

namespace Zhishu.Cases;

/// <summary>Kind of a field.</summary>
public enum FieldKind
{
    /// <summary>One line.</summary>
    Line,

    /// <summary>Several lines.</summary>
    Area,

    /// <summary>One of several.</summary>
    Choice,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>Something to agree to.</summary>
    Tick,

    /// <summary>Stars, 1 to 5.</summary>
    Stars,

    /// <summary>A file.</summary>
    File,

    /// <summary>A day.</summary>
    Day,

    /// <summary>A region, by its code.</summary>
    Region,

    /// <summary>What the form carries along, not seen.</summary>
    Hidden,

    /// <summary>Several lines to be ticked, every one.</summary>
    Ticks,

    /// <summary>A day with the time, in China.</summary>
    Moment,

    /// <summary>An address in the web.</summary>
    Link,
}

/// <summary>A field of a form as data: drawn, read and checked from the same line.</summary>
/// <param name="Name">Name of the parameter.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Label">Label.</param>
public sealed record Field(string Name, FieldKind Kind, Bilingual Label)
{
    /// <summary>Fewest characters, smallest number.</summary>
    public int Min { get; init; }

    /// <summary>Most characters, largest number, most files.</summary>
    public int Max { get; init; } = 200;

    /// <summary>Whether it may be left empty.</summary>
    public bool Optional { get; init; }

    /// <summary>Lines of an area.</summary>
    public int Rows { get; init; } = 4;

    /// <summary>Codes of a choice with their labels.</summary>
    public IReadOnlyDictionary<string, Bilingual> Options { get; init; } = new Dictionary<string, Bilingual>();

    /// <summary>Whether the lines of an area are Markdown, which can be looked at before it is sent.</summary>
    public bool IsMarkdown { get; init; }

    /// <summary>What a choice says while nothing is chosen, or null: then it begins with the first; what an empty region means.</summary>
    public Bilingual? Empty { get; init; }

    /// <summary>What stands in it to begin with, or null.</summary>
    public string? Value { get; init; }

    /// <summary>What to write, or null.</summary>
    public Bilingual? Hint { get; init; }

    /// <summary>Whether what was typed is good, besides its bounds; asked of what is not empty.</summary>
    public Func<string, bool>? Valid { get; init; }

    /// <summary>What is wrong with it beside the rest of the form, or null; asked before its bounds.</summary>
    public Func<FormInput, Bilingual?>? Rule { get; init; }

    /// <summary>What is said when it is wrong, or null for what follows from its bounds.</summary>
    public Bilingual? Fault { get; init; }

    /// <summary>Type of the input of a line, such as <c>tel</c>; or null.</summary>
    public string? Type { get; init; }

    /// <summary>Kinds of file that are taken, such as <c>.pdf,.png</c>.</summary>
    public string? Accept { get; init; }

    /// <summary>Puts what was typed into its one form, or null for the usual.</summary>
    public Func<string, string>? Clean { get; init; }

    /// <summary>One line of text.</summary>
    public static Field Line(string name, Bilingual label, int min, int max) => new(name, FieldKind.Line, label) { Min = min, Max = max, Optional = min == 0 };

    /// <summary>Several lines of text.</summary>
    public static Field Area(string name, Bilingual label, int min, int max) => new(name, FieldKind.Area, label) { Min = min, Max = max, Optional = min == 0 };

    /// <summary>One of several.</summary>
    public static Field Choice(string name, Bilingual label, IReadOnlyDictionary<string, Bilingual> options) => new(name, FieldKind.Choice, label) { Options = options };

    /// <summary>A whole number that may be left out.</summary>
    public static Field Number(string name, Bilingual label, int min, int max) => new(name, FieldKind.Number, label) { Min = min, Max = max, Optional = true };

    /// <summary>A day that may be left out.</summary>
    public static Field Day(string name, Bilingual label) => new(name, FieldKind.Day, label) { Optional = true };

    /// <summary>A region; the page turns names into codes.</summary>
    /// <param name="label">Label.</param>
    /// <param name="known">Whether there is a region of this code.</param>
    public static Field Region(Bilingual label, Func<string, bool> known) => new("Region", FieldKind.Region, label) { Valid = known };

    /// <summary>Something that must be agreed to.</summary>
    public static Field Tick(string name, Bilingual label) => new(name, FieldKind.Tick, label);

    /// <summary>A file that must be given.</summary>
    public static Field File(string name, Bilingual label, string accept) => new(name, FieldKind.File, label) { Accept = accept, Max = 1 };

    /// <summary>Files that may be given.</summary>
    public static Field Files(string name, Bilingual label, string accept, int most) => new(name, FieldKind.File, label) { Accept = accept, Max = most, Optional = true };

    /// <summary>What the form carries along.</summary>
    public static Field Hidden(string name) => new(name, FieldKind.Hidden, default) { Optional = true };

    /// <summary>Lines of which every one must be ticked.</summary>
    public static Field Ticks(string name, Bilingual label, IReadOnlyDictionary<string, Bilingual> options) => new(name, FieldKind.Ticks, label) { Options = options };

    /// <summary>A day with the time, in China, that may be left out.</summary>
    public static Field Moment(string name, Bilingual label) => new(name, FieldKind.Moment, label) { Optional = true };

    /// <summary>An address in the web that may be left out.</summary>
    public static Field Link(string name, Bilingual label) => new(name, FieldKind.Link, label) { Max = 500, Optional = true };

    /// <summary>Stars, as the field <c>rating</c>.</summary>
    public static Field Stars { get; } = new("rating", FieldKind.Stars, new("满意度")) { Min = 1, Max = 5 };

    /// <summary>What is wrong with what was given, or null.</summary>
    internal Bilingual? Check(FormInput input) => Rule?.Invoke(input) ?? Bounds(input);

    /// <summary>What stands in it to begin with, as people read it.</summary>
    internal string Shown => Options.TryGetValue(Value ?? "", out var label) ? label.ToString() : Value ?? "";

    private Bilingual? Bounds(FormInput input)
    {
        var text = input.Text(Name);
        var good = Kind switch
        {
            FieldKind.File => input.Uploads.GetValueOrDefault(Name, []).Count is var count && count <= Max && (Optional || count > 0),
            FieldKind.Tick => Optional || text == "true",
            FieldKind.Ticks => Optional || Options.Keys.All(text.Split(' ').Contains),
            _ when text.Length == 0 => Optional,
            FieldKind.Moment => ChinaTime.Read(text) is not null,
            FieldKind.Link => text.Length <= Max && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https",
            FieldKind.Choice => Options.ContainsKey(text),
            FieldKind.Number or FieldKind.Stars => input.Number(Name) is { } number && number >= Min && number <= Max,
            FieldKind.Day => input.Day(Name) is not null,
            _ => text.Length >= Min && text.Length <= Max,
        };
        return good && (text.Length == 0 || Valid?.Invoke(text) != false) ? null : Fault ?? Kind switch
        {
            FieldKind.File when input.Has(Name) => new($"一次最多 {Max} 个附件"),
            FieldKind.File => new("请选择文件"),
            FieldKind.Tick => new($"须同意：{Label}"),
            FieldKind.Choice or FieldKind.Region => new($"请选择{Label}"),
            FieldKind.Ticks => new($"{Label}须逐项确认"),
            FieldKind.Moment => new($"{Label}应是日期和时间"),
            FieldKind.Link => new("请输入 http 或 https 网址"),
            FieldKind.Day => new($"{Label}应是一个日期，如 2027-01-31"),
            FieldKind.Stars => new("请选择 1 到 5 星"),
            FieldKind.Number => new($"{Label}应是 {Min} 到 {Max} 之间的整数"),
            _ when Min > 1 => new($"{Label}应为 {Min} 到 {Max} 字"),
            _ when Min == 1 => new($"请填写{Label}，不超过 {Max} 字"),
            _ => new($"{Label}不超过 {Max} 字"),
        };
    }

    /// <summary>What was typed in its one form.</summary>
    internal string Tidy(string typed) => Clean is { } clean ? clean(typed) : Kind == FieldKind.Area ? SafeText.Lines(typed) : SafeText.Line(typed);
}

/// <summary>The fields of a form.</summary>
/// <param name="fields">In their order.</param>
public sealed class Fields(params IReadOnlyList<Field> fields) : IReadOnlyList<Field>
{
    /// <summary>A form without fields: a button.</summary>
    public static Fields None { get; } = new();

    /// <inheritdoc/>
    public int Count => fields.Count;

    /// <inheritdoc/>
    public Field this[int index] => fields[index];

    /// <summary>The same with what is there in them, to be changed.</summary>
    public Fields With(FormInput there) => new([.. fields.Select(one => one with { Value = there.Text(one.Name) })]);

    /// <summary>What is wrong, by field; empty when nothing is.</summary>
    public IReadOnlyDictionary<string, Bilingual> Check(FormInput input) =>
        fields.SelectMany(one => one.Check(input) is { } fault ? [KeyValuePair.Create(one.Name, fault)] : Array.Empty<KeyValuePair<string, Bilingual>>()).ToDictionary();

    /// <inheritdoc/>
    public IEnumerator<Field> GetEnumerator() => fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>What somebody gave in a form: texts in their one form, and files.</summary>
public sealed class FormInput
{
    private readonly Dictionary<string, string> _texts = [];
    private readonly Dictionary<string, IReadOnlyList<IFormFile>> _uploads = [];

    /// <summary>A form in which nothing was given.</summary>
    public static FormInput Empty { get; } = new();

    /// <summary>The texts, by field.</summary>
    public IReadOnlyDictionary<string, string> Texts => _texts;

    /// <summary>The files that were chosen, by field.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<IFormFile>> Uploads => _uploads;

    /// <summary>The files read and scanned, by field.</summary>
    internal Dictionary<string, IReadOnlyList<ReadyFile>> Ready { get; } = [];

    /// <summary>All files that were read.</summary>
    public IEnumerable<ReadyFile> Files => Ready.Values.SelectMany(files => files);

    /// <summary>Reads what a form holds for these fields, and nothing else.</summary>
    public static FormInput Read(Fields fields, IFormCollection form)
    {
        var input = new FormInput();
        foreach (var field in fields)
        {
            if (field.Kind == FieldKind.Ticks)
                input._texts[field.Name] = string.Join(' ', field.Options.Keys.Intersect(form[field.Name].OfType<string>()));
            else if (field.Kind != FieldKind.File)
                input._texts[field.Name] = field.Tidy(form[field.Name].FirstOrDefault() ?? "");
            else if (form.Files.GetFiles(field.Name).Where(file => file.Length > 0).ToList() is { Count: > 0 } files)
                input._uploads[field.Name] = files;
        }

        return input;
    }

    /// <summary>A form filled in by the hub: from a record, or from an earlier case.</summary>
    public static FormInput Of(params IEnumerable<(string Name, string? Text)> texts)
    {
        var input = new FormInput();
        foreach (var (name, text) in texts)
            input._texts[name] = text ?? "";
        return input;
    }

    /// <summary>What was typed in a field; empty when nothing was.</summary>
    public string Text(string name) => _texts.GetValueOrDefault(name, "");

    /// <summary>A number, or null when there is none.</summary>
    public int? Number(string name) => int.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A day, or null when there is none.</summary>
    public DateOnly? Day(string name) => DateOnly.TryParseExact(Text(name), "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>Whether it was ticked.</summary>
    public bool Is(string name) => Text(name) == "true";

    /// <summary>Whether a file was chosen.</summary>
    public bool Has(string name) => _uploads.ContainsKey(name);
}
