using System.Globalization;
using System.Text.RegularExpressions;

namespace Zhishu.Records;

/// <summary>
/// Families of patents in tagged text of Derwent Innovations Index and Web of Science: two letters, a blank, the value; <c>ER</c> ends a family.
/// A family is the record of its first publication; the others stand in its family.
/// </summary>
internal sealed partial class DerwentFormat : IRecordFormat
{
    private const int LongestLine = 1 << 20;
    private const int MostLines = 20_000;

    public string Name => "derwent";

    public MergeRule Rule => MergeRule.Fill;

    public bool Recognises(ReadOnlySpan<byte> head)
    {
        var lines = TextEncodings.Detect(head).GetString(head).Split('\n').Take(60).Select(line => line.TrimEnd('\r').TrimStart('\uFEFF')).ToList();
        return lines.Exists(line => PatentType().IsMatch(line)) && lines.Exists(line => line.StartsWith("PN ", StringComparison.Ordinal));
    }

    public IEnumerable<SourceItem> Read(Stream stream, string sourceName)
    {
        using var reader = TextEncodings.Open(stream);
        var entry = new List<(string Tag, string Value)>();
        var (line, start) = (0L, 1L);
        while (BoundedLine.Read(reader, LongestLine, out var cut) is { } raw)
        {
            line++;
            var text = raw.TrimEnd('\r').TrimStart('\uFEFF');
            if (cut)
            {
                yield return SourceItem.Refused(Problem.Of(line, null, null, "row.long", new("该行过长，已跳过")));
                continue;
            }

            if (text.TrimEnd() is "ER")
            {
                if (entry.Count > 0)
                    yield return Map(start, entry, sourceName);
                entry.Clear();
            }
            else if (Tagged().Match(text) is { Success: true } match)
            {
                if (match.Groups[1].Value is "FN" or "VR" or "EF")
                    continue;
                if (entry.Count == 0)
                    start = line;
                if (entry.Count < MostLines)
                    entry.Add((match.Groups[1].Value, match.Groups[2].Value.Trim()));
            }
            else if (entry.Count > 0 && entry.Count < MostLines && text.StartsWith("   ", StringComparison.Ordinal) && text.Trim().Length > 0)
            {
                // A field goes on: as another of its values.
                entry.Add((entry[^1].Tag, text.Trim()));
            }
        }

        if (entry.Count > 0)
            yield return SourceItem.Refused(Problem.Of(start, null, "ER", "derwent.unended", new("条目没有结束（缺少 ER）")));
    }

    private static SourceItem Map(long line, List<(string Tag, string Value)> entry, string source)
    {
        List<string> All(string tag) => [.. entry.Where(pair => pair.Tag == tag).Select(pair => pair.Value)];
        string? Whole(string tag) => string.Join(' ', All(tag)) is { Length: > 0 } text ? text : null;
        var numbers = All("PN").SelectMany(value => value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Select(Plain).ToList();
        if (numbers.Count == 0)
            return SourceItem.Refused(Problem.Of(line, Whole("UT"), "PN", "number.missing", new("缺少专利号")));
        var first = numbers[0];
        var office = first[..Math.Min(2, first.Length)];
        var kind = RecordNumber.ParsePatent(first)?.KindCode;
        var draft = new PatentDraft { Office = office, Language = "en" };
        draft.AddPublication(first, Dated("PD", first), PatentXml.IsGrant(office, kind));
        draft.Family.AddRange(numbers.Skip(1));
        var application = All("AD").Concat(All("AI")).Select(value => Application().Match(value)).FirstOrDefault(match => match.Success && Plain(match.Groups[1].Value) == first);
        if (application is not null)
        {
            draft.Application = PatentXml.Application(office, application.Groups[2].Value.StartsWith("WO", StringComparison.Ordinal) ? application.Groups[2].Value[2..] : application.Groups[2].Value);
            draft.Filed = Day(application.Groups[3].Value);
        }

        draft.AddTitle("en", Whole("TI"));
        draft.AddAbstract("en", Whole("AB"));
        foreach (var name in All("AU").SelectMany(value => value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
            draft.AddParty(PartyRole.Inventor, name);
        foreach (var name in All("AE").SelectMany(value => value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
            draft.AddParty(PartyRole.Applicant, HouseCode().Replace(name, ""));
        foreach (var (symbol, i) in All("IP").SelectMany(value => value.Split([';', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Select((symbol, i) => (symbol, i)))
            draft.AddSymbol("ipc", PatentXml.Symbol(symbol.Replace("-", "", StringComparison.Ordinal)), i == 0);
        foreach (var match in All("PI").SelectMany(value => Priority().Matches(value).AsEnumerable()))
            draft.Priorities.Add(new(match.Groups[1].Value[..2], match.Groups[1].Value, Day(match.Groups[2].Value)));
        foreach (var match in All("CP").SelectMany(value => Cited().Matches(value).AsEnumerable()).Where(match => !numbers.Contains(Plain(match.Value))))
            draft.Citations.Add(new(Plain(match.Value), true));
        foreach (var group in entry.Where(pair => pair.Tag is "GA" or "DC" or "MC" or "UT" or "DS" or "FD").GroupBy(pair => pair.Tag))
            draft.Extra[group.Key] = string.Join(' ', group.Select(pair => pair.Value)) is { Length: > 2000 } text ? text[..2000] : string.Join(' ', group.Select(pair => pair.Value));
        draft.AddEventsOfDates(chinese: false);
        return draft.Build(line, source);

        DateOnly? Dated(string tag, string number) =>
            All(tag).Select(value => Published().Match(value)).FirstOrDefault(match => match.Success && Plain(match.Groups[1].Value) == number) is { } found ? Day(found.Groups[2].Value) : null;
    }

    private static string Plain(string number)
    {
        var plain = number.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        return RecordNumber.ParsePatent(plain)?.Normal ?? plain;
    }

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text.Trim(), ["dd MMM yyyy", "d MMM yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : PatentXml.Day(text);

    [GeneratedRegex(@"^PT P\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex PatentType();

    [GeneratedRegex(@"^([A-Z][A-Z0-9])(?: (.*))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Tagged();

    [GeneratedRegex(@"^([A-Z]{2}\w+-\w{1,2})\s+(\d{1,2} [A-Z][a-z]{2} \d{4})", RegexOptions.CultureInvariant)]
    private static partial Regex Published();

    [GeneratedRegex(@"^([A-Z]{2}\w+-\w{1,2})\s+([A-Z]{2}\w+)\s+(\d{1,2} [A-Z][a-z]{2} \d{4})", RegexOptions.CultureInvariant)]
    private static partial Regex Application();

    [GeneratedRegex(@"\b([A-Z]{2}\d{4,}\w*)\s+(\d{1,2} [A-Z][a-z]{2} \d{4})", RegexOptions.CultureInvariant)]
    private static partial Regex Priority();

    [GeneratedRegex(@"\b[A-Z]{2}\d{4,}-[A-Z]\d?\b", RegexOptions.CultureInvariant)]
    private static partial Regex Cited();

    [GeneratedRegex(@"\s*\([A-Z0-9]{2,4}-[A-Z]\)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex HouseCode();
}
