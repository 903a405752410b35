using System.Text.RegularExpressions;

namespace Zhishu.Records;

/// <summary>Patents as reference managers keep them: RIS, one entry from <c>TY  - PAT</c> to <c>ER  -</c>. Other types of literature are told of and passed over.</summary>
internal sealed partial class RisFormat(TableWords words) : IRecordFormat
{
    private const int LongestLine = 1 << 20;
    private const int MostLines = 5000;

    public string Name => "ris";

    public MergeRule Rule => MergeRule.Fill;

    public bool Recognises(ReadOnlySpan<byte> head) => TextEncodings.Detect(head).GetString(head).Split('\n').Take(20).Any(line => Begin().IsMatch(line));

    public IEnumerable<SourceItem> Read(Stream stream, string sourceName)
    {
        using var reader = TextEncodings.Open(stream);
        var entry = new List<(string Tag, string Value)>();
        var (start, line) = (0L, 0L);
        while (BoundedLine.Read(reader, LongestLine, out var cut) is { } text)
        {
            line++;
            if (cut)
            {
                yield return SourceItem.Refused(Problem.Of(line, null, null, "row.long", new("该行过长，已跳过")));
                continue;
            }

            if (Field().Match(text) is not { Success: true } field)
            {
                // A value goes on in the next line.
                if (entry.Count > 0 && text.Trim().Length > 0)
                    entry[^1] = (entry[^1].Tag, entry[^1].Value + " " + text.Trim());
                continue;
            }

            var (tag, value) = (field.Groups[1].Value, field.Groups[2].Value.Trim());
            if (tag == "TY")
            {
                if (entry.Count > 0)
                    yield return Unended(start);
                entry.Clear();
                start = line;
            }

            if (tag != "ER" && entry.Count < MostLines && value.Length > 0)
                entry.Add((tag, value));
            if (tag == "ER" && entry.Count > 0)
            {
                yield return Map(start, entry, sourceName);
                entry.Clear();
            }
        }

        if (entry.Count > 0)
            yield return Unended(start);
    }

    private static SourceItem Unended(long line) => SourceItem.Refused(Problem.Of(line, null, "ER", "ris.unended", new("条目没有结束（缺少 ER）")));

    private SourceItem Map(long line, List<(string Tag, string Value)> entry, string sourceName)
    {
        if (entry.Find(pair => pair.Tag == "TY").Value is not "PAT" and var type)
            return SourceItem.Refused(Problem.Of(line, null, "TY", "ris.type", new("不是专利条目"), type));
        string? First(params string[] tags) => tags.Select(tag => entry.Find(pair => pair.Tag == tag).Value).FirstOrDefault(value => value is not null);
        var used = new HashSet<string>(StringComparer.Ordinal) { "TY", "TI", "T1", "AU", "A1", "A2", "PB", "AB", "N2" };
        string? Take(Func<string, bool> fits, params string[] tags)
        {
            var found = entry.Find(pair => Array.IndexOf(tags, pair.Tag) >= 0 && fits(pair.Value));
            if (found.Value is not null)
                used.Add(found.Tag);
            return found.Value;
        }

        // Programs put the number where they have room; it is the first that reads as one.
        var publication = Take(value => RecordNumber.ParsePatent(value)?.IsPublication == true, "PN", "M1", "SN", "IS", "VL", "C7", "ID");
        var application = Take(value => RecordNumber.ParsePatent(value) is { IsPublication: false, Office.Length: 2 }, "AN", "M1", "IS", "VL", "C1", "ID");
        var title = First("TI", "T1");
        if ((application ?? publication) is not { } shown)
            return SourceItem.Refused(Problem.Of(line, null, "M1", "number.missing", new("缺少专利号"), title));
        if (title is null)
            return SourceItem.Refused(Problem.Of(line, shown, "TI", "title.missing", new("缺少名称")));
        var parsed = RecordNumber.ParsePatent(publication ?? shown);
        DateOnly? published = null;
        if (First("DA", "PY", "Y1") is { } day)
        {
            used.UnionWith(["DA", "PY", "Y1"]);
            var text = day.Trim('/').Replace("///", "", StringComparison.Ordinal);
            published = words.DateOf(text);

            // A year alone is no day: it is kept as the source has it.
            if (published is null)
                used.ExceptWith(["DA", "PY", "Y1"]);
        }

        var grant = publication is not null && PatentNumbers.OfPublication(publication).PublicationIsGrant;
        var extra = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var group in entry.Where(pair => !used.Contains(pair.Tag)).GroupBy(pair => pair.Tag))
            extra[group.Key] = string.Join("; ", group.Select(pair => pair.Value));
        return new(line, new IpRecord
        {
            Kind = RecordKind.Patent,
            Office = parsed?.Office is { Length: 2 } office ? office : "CN",
            Number = shown,
            Title = title,
            PublicationDate = publication is null ? null : published,
            GrantDate = grant ? published : null,
            Parties =
            [
                .. entry.Where(pair => pair.Tag is "PB" or "A2").SelectMany(pair => words.NamesOf(pair.Value, null)).Distinct().Select(name => new Party(PartyRole.Applicant, name)),
                .. entry.Where(pair => pair.Tag is "AU" or "A1").Select(pair => pair.Value).Distinct().Select(name => new Party(PartyRole.Inventor, name)),
            ],
            Publications = publication is null ? [] : [new(RecordNumber.ParsePatent(publication)!.Value.Normal, published, grant)],
            Abstract = First("AB", "N2"),
            Extra = extra,
            Source = new Provenance(sourceName),
        }, []);
    }

    [GeneratedRegex(@"^\uFEFF?([A-Z][A-Z0-9])  ?-(?: (.*))?\r?$", RegexOptions.CultureInvariant)]
    private static partial Regex Field();

    [GeneratedRegex(@"^\uFEFF?TY  ?- ", RegexOptions.CultureInvariant)]
    private static partial Regex Begin();
}
