using System.Globalization;
using System.Xml.Linq;

namespace Zhishu.Records;

/// <summary>Applications of the United States as published from 2001 to 2004 (patent-application-publication, XML v1.x).</summary>
internal static class UsptoEarlyApplication
{
    public static IEnumerable<SourceItem> Read(XElement entry, long line, string source)
    {
        var data = entry.Element("subdoc-bibliographic-information");
        if (data is null)
        {
            yield return SourceItem.Refused(Problem.Of(line, null, "subdoc-bibliographic-information", "number.missing", new("缺少著录项目")));
            yield break;
        }

        var filing = data.Element("domestic-filing-data");
        var document = data.Element("document-id");
        var kind = document.TextOf("kind-code");
        var draft = new PatentDraft
        {
            Office = "US",
            Language = "en",
            Application = PatentXml.Application("US", filing.At("application-number", "doc-number").Trimmed()),
            Filed = PatentXml.Day(filing.TextOf("filing-date")),
            Type = data.TextOf("publication-filing-type") is { } type && type.Contains("design", StringComparison.OrdinalIgnoreCase) ? "design" : "invention",
        };
        draft.AddPublication(PatentXml.Number("US", document.TextOf("doc-number"), kind), PatentXml.Day(document.TextOf("document-date")), grant: false);
        if (data.TextOf("publication-filing-type") is { } filed && filed is not ("new-utility" or "new"))
            draft.Extra["publication-filing-type"] = filed;
        var technical = data.Element("technical-information");
        draft.AddTitle("en", technical.Below("title-of-invention").Marked());
        Symbols(technical, draft);
        People(data, draft);
        foreach (var priority in data.Descendants("priority-application-number"))
        {
            if (priority.TextOf("doc-number") is { } number)
                draft.Priorities.Add(new(priority.Parent.TextOf("country-code") is { Length: 2 } country ? country : null, number, PatentXml.Day(priority.Parent.TextOf("filing-date"))));
        }

        Related(data, draft);
        draft.AddAbstract("en", entry.Element("subdoc-abstract").Marked());
        foreach (var claim in entry.Elements("subdoc-claims").Descendants("claim"))
        {
            var number = int.TryParse(((string?)claim.Attribute("id"))?.Split('-')[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var told) ? told : draft.Claims.Count + 1;
            var depends = claim.Descendants("dependent-claim-reference").Select(reference => (string?)reference.Attribute("depends_on") ?? "")
                .Select(id => int.TryParse(id.Split('-')[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var other) ? other : 0)
                .Where(other => other > 0 && other < number).Distinct().ToList();
            if (claim.Marked() is { } text)
                draft.Claims.Add(PatentXml.Claim(number, text, depends));
        }

        draft.Media.AddRange(MediaXml.Of(entry, draft.Type == "design"));
        DescriptionXml.Read(entry.Element("subdoc-description"), draft.Description, chinese: false);
        draft.AddEventsOfDates(chinese: false);
        yield return draft.Build(line, source, "US Government work, public domain");
    }

    private static void Symbols(XElement? technical, PatentDraft draft)
    {
        foreach (var element in technical?.Descendants() ?? [])
        {
            if (element.Name.LocalName is "ipc" or "classification-ipc-primary" or "classification-ipc-secondary" && (element.Name.LocalName == "ipc" || !element.Elements("ipc").Any()))
                draft.AddSymbol("ipc", PatentXml.Symbol(element.Value), element.Parent?.Name.LocalName == "classification-ipc-primary");
            else if (element.Name.LocalName == "uspc" && element.TextOf("class") is { } group)
                draft.AddSymbol("uspc", $"{group.TrimStart('0')}/{Subclass(element.TextOf("subclass") ?? "")}");
        }

        static string Subclass(string text)
        {
            // 061000 is 61, 320600 is 320.6.
            if (text.Length != 6 || !text.All(char.IsAsciiDigit))
                return text;
            var (whole, part) = (text[..3].TrimStart('0'), text[3..].TrimEnd('0'));
            return part.Length > 0 ? $"{whole}.{part}" : whole;
        }
    }

    private static void People(XElement data, PatentDraft draft)
    {
        foreach (var element in data.Elements("inventors").Elements())
            Add(PartyRole.Inventor, element);
        foreach (var element in data.Elements("assignee").Concat(data.Elements("assignees").Elements()))
            Add(PartyRole.Owner, element);
        if (data.Element("correspondence-address").TextOf("name-1") is { } agency)
            draft.Extra["correspondence-address"] = agency;

        void Add(PartyRole role, XElement element)
        {
            var person = string.Join(' ', new[] { "name-prefix", "given-name", "middle-name", "family-name", "name-suffix" }.Select(element.TextOf).OfType<string>());
            var address = string.Join(", ", new[] { "address-1", "address-2", "city", "state", "postalcode" }.Select(element.TextOf).OfType<string>());
            draft.AddParty(role, element.TextOf("organization-name") ?? person, element.TextOf("country-code"), address);
        }
    }

    private static void Related(XElement data, PatentDraft draft)
    {
        foreach (var element in data.Descendants("continuity-data").Elements())
        {
            var kind = element.Name.LocalName switch
            {
                "continuations" or "continuation-of" => "continuation",
                "continuation-in-part-of" => "continuationInPart",
                "division-of" => "division",
                "non-provisional-of-provisional" => "provisional",
                "reissue-of" => "reissue",
                var other => other,
            };
            var parents = element.Descendants().Where(part => part.Name.LocalName is "parent" or "parent-doc").ToList();
            foreach (var id in (parents.Count > 0 ? parents : [element]).SelectMany(parent => parent.DescendantsAndSelf("document-id").Concat(parent.Descendants("document-id"))).Distinct().Take(30))
            {
                if (id.TextOf("doc-number") is { } number)
                    draft.Related.Add(new(kind, number.Length == 8 && number.All(char.IsAsciiDigit)
                        ? $"US{number[..2]}/{number[2..5]},{number[5..]}" : "US" + number, PatentXml.Day(id.TextOf("document-date"))));
            }
        }
    }
}
