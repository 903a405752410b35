using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Zhishu.Records;

/// <summary>
/// Assignments recorded by the office of the United States, of marks (assignment-entry) and of patents (patent-assignment): one event of every right that the
/// recorded paper names. The owner follows what conveys the whole; securities, licences and parts of an interest leave it.
/// </summary>
internal static partial class AssignmentReader
{
    private const int MostProperties = 5000;

    public static IEnumerable<SourceItem> Read(XElement entry, long line, string source)
    {
        var record = entry.Element("assignment") ?? entry.Element("assignment-record");
        var place = record?.Element("reel-no").Trimmed() is { } reel && record.Element("frame-no").Trimmed() is { } frame ? $"{reel}/{frame}" : null;
        var day = PatentXml.Day(record?.Element("date-recorded").Trimmed()) ?? PatentXml.Day(record?.Element("recorded-date")?.TextOf("date"));
        if (place is null || day is null)
        {
            yield return SourceItem.Refused(Problem.Of(line, place, "date-recorded", "date.wrong",
                new("缺少转让登记号（reel/frame）或登记日")));
            yield break;
        }

        var properties = entry.Descendants().Where(element => element.Name.LocalName is "property" or "patent-property").Take(MostProperties).Select(RightOf).ToList();
        if (properties.TrueForAll(right => right is null))
        {
            yield return SourceItem.Refused(Problem.Of(line, place, "properties", "number.missing", new("转让登记没有写明所涉权利的号码")));
            yield break;
        }

        var conveyance = DocumentTree.Tidy(record!.Element("conveyance-text").Trimmed() ?? "ASSIGNMENT");
        var (category, matter) = Meaning(conveyance);
        var executed = entry.Descendants("execution-date").Select(element => PatentXml.Day(element.TextOf("date") ?? element.Trimmed()))
            .Where(one => one is not null).Order().FirstOrDefault();
        var legal = new LegalEvent(day, category, conveyance)
        {
            Details = TableAffairs.Details(("contract", place), ("from", Names(entry, "assignor")), ("to", Names(entry, "assignee")), ("matter", matter),
                ("effective", executed?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))),
        };
        foreach (var (kind, number) in properties.OfType<(RecordKind, string)>().Distinct())
        {
            yield return new(line, new IpRecord { Kind = kind, Office = "US", Number = number, Title = "", Events = [legal], Source = new Provenance(source) }, [])
            { Deletes = record.Element("purge-indicator").Trimmed() is "Y" or "y" };
        }
    }

    // A patent is named by its grant before its publication before its application; a paper names all three of one right.
    private static (RecordKind Kind, string Number)? RightOf(XElement property)
    {
        if (property.Name.LocalName == "property")
            return (property.TextOf("serial-no") ?? property.TextOf("serial-number")) is { } serial ? (RecordKind.Trademark, serial) : null;
        var ids = property.Elements("document-id").Where(id => id.TextOf("country") is null or "US" && id.TextOf("doc-number") is not null)
            .Select(id => (Kind: id.TextOf("kind") ?? "", Number: id.TextOf("doc-number")!)).ToList();
        if (ids.Find(id => id.Kind.Length > 0 && "BSPE".Contains(id.Kind[0], StringComparison.Ordinal)) is { Number: { } grant, Kind: { } kind })
            return (RecordKind.Patent, $"US{Marked(grant, kind)}{kind}");
        if (ids.Find(id => id.Kind.StartsWith('A')) is { Number: { } published, Kind: { } published2 })
            return (RecordKind.Patent, $"US{published}{published2}");
        return ids.Select(id => id.Number).FirstOrDefault(number => number.Length == 8 && number.All(char.IsAsciiDigit)) is { } filed
            ? (RecordKind.Patent, $"{filed[..2]}/{filed[2..5]},{filed[5..]}")
            : null;
    }

    // Designs, plants and reissues are written with their letters.
    private static string Marked(string number, string kind) =>
        char.IsAsciiLetter(number[0]) ? number : kind[0] switch { 'S' => "D" + number, 'P' => "PP" + number, 'E' => "RE" + number, _ => number };

    private static (EventCategory Category, string? Matter) Meaning(string conveyance) => conveyance.ToUpperInvariant() switch
    {
        var text when Burdens().IsMatch(text) => (EventCategory.Licence, null),
        var text when Parts().IsMatch(text) => (EventCategory.PartyChange, "part of the interest"),
        var text when Conveys().IsMatch(text) => (EventCategory.PartyChange, null),
        _ => (EventCategory.Other, null),
    };

    private static string? Names(XElement entry, string of) => string.Join("; ", entry.Descendants()
        .Where(element => element.Name.LocalName == of || element.Name.LocalName == "patent-" + of)
        .Select(one => one.TextOf("person-or-organization-name") ?? one.TextOf("name")).OfType<string>().Select(DocumentTree.Tidy).Distinct()) is { Length: > 0 } names ? names : null;

    [GeneratedRegex(@"SECURITY|COLLATERAL|MORTGAGE|PLEDGE|LIEN|LICEN[CS]E|RELEASE|\bUCC\b", RegexOptions.CultureInvariant)]
    private static partial Regex Burdens();

    [GeneratedRegex(@"UNDIVIDED|PART INTEREST|PARTIAL|FRACTIONAL|\d\s*%|PER\s?CENT", RegexOptions.CultureInvariant)]
    private static partial Regex Parts();

    [GeneratedRegex(@"ASSIGN|MERGER|CHANGE OF NAME|NAME CHANGE|CONVERSION|TRANSFER|DISTRIBUTION|BILL OF SALE|\bSALE\b", RegexOptions.CultureInvariant)]
    private static partial Regex Conveys();
}
