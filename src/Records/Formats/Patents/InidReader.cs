using System.Globalization;
using System.Xml.Linq;

namespace Zhishu.Records;

/// <summary>
/// Patents whose elements bear the INID codes of WIPO ST.9 (B110, B540 …): full text of the European Patent Office (ep-patent-document) and grants of the United States
/// of 2001 to 2004 (PATDOC, SGML and XML v2.x). A value may stand in elements of its own below (DNUM, PDAT, STEXT).
/// </summary>
internal static class InidReader
{
    public static IEnumerable<SourceItem> Read(XElement entry, long line, string source)
    {
        var american = entry.Name.LocalName == "PATDOC";
        var data = entry.Below("SDOBI");
        if (data is null)
        {
            yield return SourceItem.Refused(Problem.Of(line, (string?)entry.Attribute("doc-number"), "SDOBI", "number.missing", new("缺少著录项目")));
            yield break;
        }

        string? Value(string name) => data.Below(name) is { } element ? DocumentTree.Tidy(element.Value) is { Length: > 0 } text ? text : null : null;
        var draft = new PatentDraft
        {
            Office = american ? "US" : Value("B190") ?? (string?)entry.Attribute("country") ?? "EP",
            Language = american ? "en" : (Value("B260") ?? Value("B250") ?? (string?)entry.Attribute("lang"))?.ToLowerInvariant(),
        };
        var kind = Value("B130") ?? (string?)entry.Attribute("kind");
        var number = Value("B110") ?? (string?)entry.Attribute("doc-number");
        var date = PatentXml.Day(Value("B140") ?? (string?)entry.Attribute("date-publ"));
        var publication = PatentXml.Number(draft.Office, american ? American(number) : number, kind);
        var grant = PatentXml.IsGrant(draft.Office, kind);
        draft.AddPublication(publication, date, grant);
        if (grant && !american && Value("B430") is { } before && publication is not null)
            draft.Extra["publication-date-of-application"] = before;
        draft.Application = PatentXml.Application(draft.Office, american ? Value("B210") : Value("B210") ?? FromFile(entry));
        draft.Filed = PatentXml.Day(Value("B220"));
        draft.Type = american && kind is { Length: > 0 } ? kind[0] switch { 'S' => "design", 'B' or 'A' or 'E' => "invention", _ => null } : "invention";
        if (american && kind is "E1" or "E" or "P1" or "P2" or "P3" or "H" or "H1")
            draft.Extra["appl-type"] = kind[0] switch { 'E' => "reissue", 'P' => "plant", _ => "SIR" };
        Titles(data, draft, american);
        Symbols(data, draft, american);
        People(data, draft);
        Priorities(data, draft);
        Citations(data, draft, american);
        Related(data, draft, american);
        foreach (var (element, name) in new[] { ("B860", "pct-filing"), ("B861", "pct-filing"), ("B870", "pct-publication"), ("B871", "pct-publication"),
            ("B474", "term-of-grant"), ("B577", "number-of-claims") })
        {
            if (Value(element) is { Length: <= 400 } text)
                draft.Extra.TryAdd(name, text);
        }

        foreach (var summary in entry.Elements().Where(element => element.Name.LocalName is "abstract" or "SDOAB"))
            draft.AddAbstract((string?)summary.Attribute("lang") ?? draft.Language, summary.Marked());
        if (american)
            AmericanClaims(entry, draft);
        else
            St36Reader.Claims(entry, draft);
        draft.Media.AddRange(MediaXml.Of(entry, draft.Type == "design"));
        DescriptionXml.Read(entry.Elements().FirstOrDefault(element => element.Name.LocalName is "description" or "SDODE"), draft.Description, chinese: false);
        draft.AddEventsOfDates(chinese: false);
        yield return draft.Build(line, source, american ? "US Government work, public domain" : null);
    }

    // 06336130 is 6,336,130; letters keep theirs: D0435854, RE037000, PP012345.
    private static string? American(string? number) => number?.TrimStart('0');

    // EP19000001NWB1.xml: the file bears the number of the application.
    private static string? FromFile(XElement entry) =>
        (string?)entry.Attribute("file") is { Length: >= 10 } file && file.StartsWith("EP", StringComparison.Ordinal) && file.AsSpan(2, 8).IndexOfAnyExceptInRange('0', '9') < 0 ? file[..10] : null;

    private static void Titles(XElement data, PatentDraft draft, bool american)
    {
        string? language = null;
        foreach (var element in data.Descendants("B540").Elements())
        {
            if (element.Name.LocalName == "B541")
                language = element.Trimmed();
            else if (element.Name.LocalName is "B542" or "STEXT")
                draft.AddTitle(american ? "en" : language, element.Marked());
        }

        if (data.Below("B540") is { } title && !title.Elements().Any(element => element.Name.LocalName is "B542" or "STEXT"))
            draft.AddTitle(draft.Language, title.Marked());
    }

    private static void Symbols(XElement data, PatentDraft draft, bool american)
    {
        foreach (var (element, i) in data.Descendants("classification-ipcr").Select((element, i) => (element, i)))
            draft.AddSymbol("ipc", PatentXml.Symbol(element.TextOf("text")) ?? PatentXml.Symbol(element), i == 0);
        foreach (var element in data.Descendants("classification-cpc"))
            draft.AddSymbol("cpc", PatentXml.Symbol(element.TextOf("text")) ?? PatentXml.Symbol(element), false);
        foreach (var element in data.Descendants().Where(element => element.Name.LocalName is "B511" or "B512" or "B513"))
        {
            var text = element.Value.Trim('\r', '\n');
            if (american && draft.Type == "design")
                draft.AddSymbol("locarno", UsptoSymbols.Read("locarno", text.Trim()), element.Name.LocalName == "B511");
            else
                draft.AddSymbol("ipc", UsptoSymbols.FixedIpc(text), element.Name.LocalName == "B511");
        }

        foreach (var element in data.Descendants().Where(element => american && element.Name.LocalName is "B521" or "B522"))
            draft.AddSymbol("uspc", UsptoSymbols.Read("uspc", element.Value.Trim('\r', '\n')));
    }

    private static void People(XElement data, PatentDraft draft)
    {
        foreach (var element in data.Descendants())
        {
            PartyRole? role = element.Name.LocalName switch
            {
                "B711" => PartyRole.Applicant,
                "B721" => PartyRole.Inventor,
                "B731" => PartyRole.Owner,
                "B741" => PartyRole.Agent,
                "B745" or "B746" or "B747" when element.Element("PARTY-US") is not null => PartyRole.Examiner,
                _ => null,
            };
            if (role is null)
                continue;
            string? Part(string name) => element.Below(name) is { } part && DocumentTree.Tidy(part.Value) is { Length: > 0 } text ? text : null;
            var organisation = Part("ONM");
            var person = string.Join(' ', new[] { Part("FNM"), Part("SNM"), Part("SFX") }.OfType<string>());
            var name = organisation ?? (person.Length > 0 ? person : Part("snm"));
            if (role == PartyRole.Agent && (organisation is not null || element.Below("snm") is not null && LooksLikeHouse(name)))
                role = PartyRole.Agency;
            var address = string.Join(", ", new[] { "str", "city", "STR", "CITY", "STATE", "PCODE" }.Select(Part).OfType<string>());
            draft.AddParty(role.Value, name, Part("ctry") ?? Part("CTRY"), address);
        }

        static bool LooksLikeHouse(string? name) => name is not null
            && (name.Contains("LLP", StringComparison.Ordinal) || name.Contains("GmbH", StringComparison.Ordinal)
            || name.Contains(" & ", StringComparison.Ordinal) || name.Contains("Ltd", StringComparison.OrdinalIgnoreCase)
                || name.Contains("mbB", StringComparison.Ordinal) || name.Contains("Patent", StringComparison.OrdinalIgnoreCase) || name.Contains("Cabinet", StringComparison.OrdinalIgnoreCase));
    }

    private static void Priorities(XElement data, PatentDraft draft)
    {
        // The number begins a claim, its day and country follow; in PATDOC each stands in an element of its own.
        string? number = null;
        DateOnly? day = null;
        string? country = null;
        void Close()
        {
            if (number is not null)
                draft.Priorities.Add(new(country, number, day));
            (number, day, country) = (null, null, null);
        }

        foreach (var element in data.Descendants("B300").Descendants())
        {
            var text = DocumentTree.Tidy(element.Value);
            switch (element.Name.LocalName)
            {
                case "B310":
                    Close();
                    number = text;
                    break;
                case "B320":
                    day = PatentXml.Day(text);
                    break;
                case "B330":
                    country = text is { Length: 2 } ? text : null;
                    break;
            }
        }

        Close();
    }

    private static void Citations(XElement data, PatentDraft draft, bool american)
    {
        foreach (var element in data.Descendants().Where(element => element.Name.LocalName is "B561" or "B562"))
        {
            var by = element.Below("CITED-BY-EXAMINER") is not null ? "examiner" : element.Below("CITED-BY-OTHER") is not null ? "applicant" : null;
            if (element.Name.LocalName == "B562")
            {
                if ((element.Below("text") ?? element.Below("STEXT") ?? element).Marked() is { } reference)
                    draft.Citations.Add(new(reference.Length > 4000 ? reference[..4000] : reference, false, by));
                continue;
            }

            var number = element.Below("DNUM") is { } document ? DocumentTree.Tidy(document.Value) : element.TextOf("text");
            if (number is null)
                continue;
            var office = element.Below("CTRY") is { } country ? DocumentTree.Tidy(country.Value) : american ? "US" : null;
            var kind = element.Below("KIND") is { } code && office != "US" ? DocumentTree.Tidy(code.Value) : null;
            draft.Citations.Add(new(PatentXml.Number(office, DocumentTree.Tidy(number).Replace(" ", "", StringComparison.Ordinal), kind) ?? number, true, by));
        }
    }

    private static void Related(XElement data, PatentDraft draft, bool american)
    {
        foreach (var element in data.Descendants("B600").Elements())
        {
            var kind = element.Name.LocalName switch
            {
                "B610" or "B611" => "addition",
                "B620" or "B621" => "division",
                "B630" when element.Descendants("B632").Any() => "continuationInPart",
                "B630" or "B631" => "continuation",
                "B640" or "B641" => american ? "division" : "reissue",
                "B650" or "B651" => "earlierPublication",
                "B660" or "B661" => "reissue",
                _ => null,
            };
            if (kind is null)
                continue;
            var parents = element.Descendants().Where(part => part.Name.LocalName is "PARENT-US" or "parent").ToList();
            foreach (var document in (parents.Count > 0 ? parents : [element]).Descendants()
                .Where(part => part.Name.LocalName is "DNUM" or "dnum" or "pnum" && !part.Ancestors().Any(above => above.Name.LocalName is "CDOC" or "child")).Take(20))
            {
                var text = DocumentTree.Tidy(document.Value);
                var (office, day) = (american ? "US" : draft.Office, PatentXml.Day(document.Parent.TextOf("DATE") ?? document.Parent.TextOf("date")));
                if (text.Length > 0)
                    draft.Related.Add(new(kind, american && text.Length == 8 && kind is not ("reissue" or "earlierPublication")
                        ? $"US{text[..2]}/{text[2..5]},{text[5..]}" : PatentXml.Number(office, american ? American(text) : text, null) ?? text, day));
            }
        }
    }

    private static void AmericanClaims(XElement entry, PatentDraft draft)
    {
        foreach (var claim in entry.Descendants("CLM"))
        {
            var number = int.TryParse(((string?)claim.Attribute("ID"))?.Split('-')[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var told) ? told : draft.Claims.Count + 1;
            var depends = claim.Descendants("CLREF")
                .Select(reference => int.TryParse(((string?)reference.Attribute("ID"))?.Split('-')[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var other) ? other : 0)
                .Where(other => other > 0 && other < number).Distinct().ToList();
            if (claim.Marked() is { } text)
                draft.Claims.Add(PatentXml.Claim(number, text, depends));
        }
    }
}
