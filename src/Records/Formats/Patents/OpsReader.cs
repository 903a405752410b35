using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Zhishu.Records;

/// <summary>
/// What the EPO's OPS gives of patents beside their bibliography: claims and descriptions (fulltext-document), and the legal events of INPADOC (family-member with
/// legal). They only add to records, and wait where these are not here yet.
/// </summary>
internal static partial class OpsReader
{
    public static IEnumerable<SourceItem> FullText(XElement entry, long line, string source)
    {
        var id = entry.Descendants("document-id").FirstOrDefault(one => one.TextOf("doc-number") is not null);
        if (NumberOf(id) is not { } number)
        {
            yield return Nameless(line);
            yield break;
        }

        var draft = new PatentDraft { Office = id.TextOf("country") ?? "EP" };
        var claims = new List<Claim>();
        foreach (var text in entry.Elements("claims").Take(1).Elements("claim").Elements("claim-text").Select(element => element.Marked()).OfType<string>().SelectMany(Lines))
            claims.Add(PatentXml.Claim(claims.Count + 1, text));
        DescriptionXml.Read(entry.Elements("description").FirstOrDefault(), draft.Description, chinese: false);
        yield return Adds(line, source, draft.Office, number, []) is var item && item.Record is { } record
            ? item with
            {
                Record = record with
                {
                    Claims = claims,
                    Description = [.. draft.Description.Select(Numbered)],
                    Abstract = entry.Elements("abstract")
            .Select(element => element.Marked()).FirstOrDefault()
                }
            } : item;
    }

    public static IEnumerable<SourceItem> Legal(XElement entry, long line, string source)
    {
        var legal = entry.Elements("legal").ToList();
        if (legal.Count == 0)
            yield break;
        var id = entry.Elements("publication-reference").Elements("document-id").FirstOrDefault(one => (string?)one.Attribute("document-id-type") == "docdb")
            ?? entry.Descendants("document-id").FirstOrDefault();
        if (NumberOf(id) is not { } number)
        {
            yield return Nameless(line);
            yield break;
        }

        // What a code of an office means for the right is not known here: the events are told, nothing follows from them.
        yield return Adds(line, source, id.TextOf("country") ?? "EP", number,
        [
            .. legal.Select(one => new LegalEvent(PatentXml.Day(one.TextOf("L007EP")), EventCategory.Other, ((string?)one.Attribute("desc"))?.Trim() ?? "")
            {
                Code = ((string?)one.Attribute("code"))?.Trim(),
                Details = TableAffairs.Details(("text", string.Join('\n', one.Elements("pre").Select(pre => pre.Trimmed()).OfType<string>())), ("effective", one.TextOf("L525EP"))),
            }).Where(legal => legal.Text.Length > 0),
        ]);
    }

    private static string? NumberOf(XElement? id) => PatentXml.Number(id.TextOf("country"), id.TextOf("doc-number"), id.TextOf("kind"));

    private static SourceItem Nameless(long line) => SourceItem.Refused(Problem.Of(line, null, "publication-reference", "number.missing", new("缺少公开号")));

    private static SourceItem Adds(long line, string source, string office, string number, IReadOnlyList<LegalEvent> events) => new(line, new IpRecord
    {
        Kind = RecordKind.Patent,
        Office = office,
        Number = number,
        Title = "",
        Events = events,
        Source = new Provenance(source),
    }, []);

    // Paragraphs have their number in front of their text.
    private static DescriptionPart Numbered(DescriptionPart part) => part.Number is null && part.Kind == "paragraph" && NumberInFront().Match(part.Text) is { Success: true } found
        ? part with { Number = found.Groups[1].Value, Text = part.Text[found.Length..] } : part;

    [GeneratedRegex(@"^\[(\d{4,5})\]\s*", RegexOptions.CultureInvariant)]
    private static partial Regex NumberInFront();

    // Claims come in one element, a line each; a line that does not begin with the next number belongs to the claim before it.
    private static IEnumerable<string> Lines(string text)
    {
        var (next, claim) = (1, "");
        foreach (var part in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (claim.Length > 0 && part.StartsWith($"{next + 1}.", StringComparison.Ordinal))
            {
                yield return claim;
                (claim, next) = (part, next + 1);
            }
            else
            {
                claim = claim.Length == 0 ? part : claim + "\n" + part;
            }
        }

        if (claim.Length > 0)
            yield return claim;
    }
}
