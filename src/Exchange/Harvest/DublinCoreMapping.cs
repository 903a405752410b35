using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Zhishu.Exchange.Oai;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Exchange.Harvest;

/// <summary>
/// How a source that has nothing but Dublin Core becomes records: what kind they are, of which office, and where the number stands.
/// </summary>
internal sealed record DublinCoreMapping
{
    /// <summary>Kind when no <c>dc:type</c> names one.</summary>
    public string Kind { get; init; } = "patent";

    /// <summary>Office when the number names none.</summary>
    public string Office { get; init; } = "CN";

    /// <summary>Pattern that finds the number in <c>dc:identifier</c>: its group <c>number</c>, or the whole match.</summary>
    public string Number { get; init; } = @"^(?<number>[A-Z]{2}[0-9][0-9A-Z.]{3,})$";

    /// <summary>What is wrong with it, or null.</summary>
    public Bilingual? Check()
    {
        if (RecordKinds.Parse(Kind) is null)
            return new("类别应为 patent、trademark、gi 或 layout");
        if (Office.Length != 2 || !Office.All(char.IsAsciiLetterUpper))
            return new("受理局应为两个大写字母");
        try
        {
            _ = Pattern;
            return Number.Length > 300 ? new("号码模式太长") : null;
        }
        catch (ArgumentException e)
        {
            return new($"号码模式有误：{e.Message}");
        }
    }

    public string Write() => JsonSerializer.Serialize(this, JsonColumn.Options);

    public static DublinCoreMapping Read(string? json) => json is null ? new() : JsonSerializer.Deserialize<DublinCoreMapping>(json, JsonColumn.Options) ?? new();

    // No backtracking: a pattern cannot be made to hang.
    private Regex Pattern => new(Number, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>The record, or why there is none.</summary>
    public (IpRecord? Record, IntakeRefusal? Refusal) Map(XElement dc)
    {
        List<string> All(string name) => [.. dc.Elements(OaiNames.Dc + name).Select(element => element.Value.Trim()).Where(text => text.Length > 0)];
        var kind = All("type").Select(RecordKinds.Parse).FirstOrDefault(found => found is not null) ?? RecordKinds.Parse(Kind) ?? RecordKind.Patent;
        var number = All("identifier").Select(text => Pattern.Match(text)).Where(match => match.Success)
            .Select(match => match.Groups["number"] is { Success: true } group ? group.Value : match.Value).FirstOrDefault();
        if (number is null)
            return (null, new(null, "dc.number", new("dc:identifier 中没有号码")));
        var office = number.Length > 2 && char.IsAsciiLetterUpper(number[0]) && char.IsAsciiLetterUpper(number[1]) ? number[..2] : Office;
        if (office == "CN" && number.StartsWith("CN", StringComparison.Ordinal) && kind != RecordKind.Patent)
            number = number[2..];
        var days = All("date").Select(Day).OfType<DateOnly>().Order().ToList();
        return (new()
        {
            Kind = kind,
            Office = office,
            Number = number,
            Title = All("title").FirstOrDefault() ?? "",
            FilingDate = days.Count > 0 ? days[0] : null,
            Type = All("type").Find(type => RecordTypes.All.Any(known => known.Kind == kind && known.Code == type)),
            Parties = [.. All("creator").Select(name => new Party(PartyRole.Applicant, name)), .. kind == RecordKind.Patent
                ? All("contributor").Select(name => new Party(PartyRole.Inventor, name)) : []],
            Classifications = [.. All("subject").Select(Symbol).OfType<Classification>()],
            Abstract = All("description").FirstOrDefault(),
            Source = All("source").FirstOrDefault() is { } source ? new(source, All("rights").FirstOrDefault()) : null,
        }, null);
    }

    private static DateOnly? Day(string text) => text.Length >= 10
        && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static Classification? Symbol(string text) => text.Split(": ", 2) is [var scheme, var symbol]
        && scheme.ToLowerInvariant() is "ipc" or "cpc" or "nice" or "locarno" ? new(text.Split(": ", 2)[0].ToLowerInvariant(), text.Split(": ", 2)[1], false) : null;
}
