using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Zhishu.Records;

/// <summary>Reads one US grant or application from beginning to end.</summary>
internal static class UsptoDocument
{
    private const int LongestText = 400_000;
    private const int MostInRange = 500;
    private static readonly HashSet<string> PassedOver = new(StringComparer.Ordinal) { "us-sequence-list-doc", "sequence-list-doc", "sequence-list", "us-megatable-doc" };

    private sealed class Draft
    {
        public (string Country, string Number, string? Kind, DateOnly? Date)? Publication;
        public (string Country, string Number, string? Kind, DateOnly? Date)? Application;
        public string? Title;
        public string? ApplicationType;
        public StringBuilder Abstract = new();
        public List<Party> Parties = [];
        public List<Classification> Classifications = [];
        public List<Priority> Priorities = [];
        public List<Citation> Citations = [];
        public List<RelatedDocument> Related = [];
        public List<Claim> Claims = [];
        public List<DescriptionPart> Description = [];
        public List<MediaItem> Media = [];
        public SortedDictionary<string, string> Extra = new(StringComparer.Ordinal);
    }

    public static SourceItem Read(XmlReader xml, long line, string sourceName)
    {
        var grant = xml.LocalName == "us-patent-grant";
        var draft = new Draft();
        Walk(xml, draft);
        if (draft.Publication is not { } publication)
            return SourceItem.Refused(Problem.Of(line, null, "publication-reference", "number.missing", new("缺少公布号")));
        var problems = new List<Problem>();
        var number = publication.Country + publication.Number + publication.Kind;
        var publicationNumber = RecordNumber.ParsePatent(number)?.Normal ?? number;
        if (draft.Title is null)
            problems.Add(Problem.Of(line, number, "invention-title", "title.missing", new("缺少发明名称")));
        if (publication.Date is null)
            problems.Add(Problem.Of(line, number, "publication-reference/date", "date.wrong", new("公布日期缺失或无法识别")));
        if (problems.Count > 0)
            return new(line, null, problems);

        var filing = draft.Application?.Date;
        if (draft.ApplicationType is { } applied and not ("utility" or "design"))
            draft.Extra["appl-type"] = applied;
        var events = new List<LegalEvent>();
        if (filing is not null)
            events.Add(new(filing, EventCategory.Filing, "Application filed"));
        events.Add(new(publication.Date, grant ? EventCategory.Grant : EventCategory.Publication, grant ? "Patent granted" : "Application published") { Code = publication.Kind });
        return new(line, new IpRecord
        {
            Kind = RecordKind.Patent,
            Office = publication.Country,
            Number = draft.Application?.Number is { Length: > 0 } application ? Series(application) : publicationNumber,
            Title = draft.Title!,
            Type = draft.ApplicationType switch { "design" => "design", _ => "invention" },
            FilingDate = filing,
            PublicationDate = publication.Date,
            GrantDate = grant ? publication.Date : null,
            StatusText = grant ? "Granted" : "Published application",
            Parties = [.. draft.Parties.DistinctBy(party => (party.Role, party.Name))],
            Classifications = [.. draft.Classifications.DistinctBy(symbol => (symbol.Scheme, symbol.Symbol))],
            Publications = [new(publicationNumber, publication.Date, grant)],
            Priorities = draft.Priorities,
            Related = [.. draft.Related.DistinctBy(related => (related.Kind, related.Number))],
            Events = events,
            Citations = [.. draft.Citations.DistinctBy(citation => citation.Text)],
            Abstract = draft.Abstract.Length == 0 ? null : Tidy(draft.Abstract),
            Claims = draft.Claims,
            Description = draft.Description,
            Media = draft.Media,
            Extra = draft.Extra,
            Source = new Provenance(sourceName, "US Government work, public domain"),
        }, []);
    }

    private static void Walk(XmlReader xml, Draft draft)
    {
        xml.Read();
        while (!xml.EOF)
        {
            if (xml.NodeType != XmlNodeType.Element)
            {
                xml.Read();
                continue;
            }

            switch (xml.LocalName)
            {
                case "description":
                    var description = DocumentTree.Read(xml, PassedOver);
                    draft.Media.AddRange(MediaXml.Of(new XElement("document", description), design: false));
                    DescriptionXml.Read(description, draft.Description, chinese: false);
                    break;
                case "drawings":
                    draft.Media.InsertRange(0, MediaXml.Of(new XElement("document", DocumentTree.Read(xml, PassedOver)), draft.ApplicationType == "design"));
                    break;
                case "sequence-list-doc" or "us-sequence-list-doc" or "us-field-of-classification-search" or "field-of-search":
                    xml.Skip();
                    break;
                case "us-related-documents" or "related-documents":
                    AddRelated(xml, draft);
                    break;
                case "publication-reference":
                    draft.Publication ??= DocumentId(xml);
                    break;
                case "application-reference":
                    draft.ApplicationType = xml.GetAttribute("appl-type");
                    draft.Application ??= DocumentId(xml);
                    break;
                case "invention-title":
                    draft.Title = Text(xml);
                    break;
                case "abstract":
                    if (draft.Abstract.Length > 0)
                        draft.Abstract.Append('\n');
                    draft.Abstract.Append(Text(xml));
                    break;
                case "classification-ipcr" or "classification-cpc":
                    draft.Classifications.Add(Symbol(xml));
                    break;
                case "classification-ipc" or "classification-locarno" or "classification-national":
                    OldSymbols(xml, draft);
                    break;
                case "priority-claim":
                    AddPriority(xml, draft);
                    break;
                case "us-citation" or "citation":
                    AddCitation(xml, draft);
                    break;
                case "applicant" or "us-applicant":
                    AddParty(xml, draft, xml.GetAttribute("app-type") is "applicant-inventor" ? [PartyRole.Applicant, PartyRole.Inventor] : [PartyRole.Applicant]);
                    break;
                case "inventor":
                    AddParty(xml, draft, [PartyRole.Inventor]);
                    break;
                case "assignee":
                    AddParty(xml, draft, [PartyRole.Owner]);
                    break;
                case "agent":
                    AddParty(xml, draft, [PartyRole.Agent]);
                    break;
                case "primary-examiner" or "assistant-examiner":
                    AddParty(xml, draft, [PartyRole.Examiner]);
                    break;
                case "claim":
                    AddClaim(xml, draft);
                    break;
                case "us-term-extension":
                    draft.Extra["us-term-extension"] = Text(xml);
                    break;
                default:
                    xml.Read();
                    break;
            }
        }
    }

    private static (string, string, string?, DateOnly?) DocumentId(XmlReader xml)
    {
        var fields = Fields(xml);
        return (fields.GetValueOrDefault("country", "US"), fields.GetValueOrDefault("doc-number", ""), fields.GetValueOrDefault("kind"), Date(fields.GetValueOrDefault("date")));
    }

    private static Classification Symbol(XmlReader xml)
    {
        var scheme = xml.LocalName == "classification-cpc" ? "cpc" : "ipc";
        var f = Fields(xml);
        var symbol = f.GetValueOrDefault("section") + f.GetValueOrDefault("class") + f.GetValueOrDefault("subclass")
            + (f.TryGetValue("main-group", out var group) ? group + "/" + f.GetValueOrDefault("subgroup", "00") : "");
        return new(scheme, ClassificationSymbol.NormaliseIpc(symbol), f.GetValueOrDefault("symbol-position") == "F");
    }

    // Series and serial number have eight figures; D and other letters do not occur in numbers of applications.
    private static string Series(string number) => number.All(char.IsAsciiDigit) && number.Length < 8 ? number.PadLeft(8, '0') : number;

    private static void OldSymbols(XmlReader xml, Draft draft)
    {
        var scheme = xml.LocalName switch { "classification-ipc" => "ipc", "classification-locarno" => "locarno", _ => "uspc" };
        using (var part = xml.ReadSubtree())
        {
            var name = "";
            while (part.Read())
            {
                if (part.NodeType == XmlNodeType.Element)
                    name = part.LocalName;
                else if (part.NodeType == XmlNodeType.EndElement)
                    name = "";
                else if (part.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && name is "main-classification" or "further-classification"
                    && UsptoSymbols.Read(scheme, part.Value) is { Length: > 0 and <= 40 } symbol)
                    draft.Classifications.Add(new(scheme, symbol, name == "main-classification" && scheme != "uspc"));
            }
        }

        xml.Read();
    }

    private static void AddRelated(XmlReader xml, Draft draft)
    {
        // Each kind holds a relation: the parent, its own documents, the child, which is this one. Provisional applications and publications stand alone.
        using (var part = xml.ReadSubtree())
        {
            var kind = "";
            var (number, country, date, inChild, open) = ("", "US", (DateOnly?)null, false, false);
            var name = "";
            while (part.Read())
            {
                if (part.NodeType == XmlNodeType.Element)
                {
                    name = part.LocalName;
                    kind = KindOf(name) ?? kind;
                    inChild |= name is "child-doc" or "parent-grant-document" or "parent-pct-document";
                    if (name == "document-id")
                        (number, country, date, open) = ("", "US", null, true);
                }
                else if (part.NodeType == XmlNodeType.EndElement)
                {
                    if (part.LocalName == "document-id" && open && !inChild && number.Length > 0 && draft.Related.Count < 500)
                        draft.Related.Add(new(kind, NumberOf(kind, country, number), date));
                    inChild &= part.LocalName is not ("child-doc" or "parent-grant-document" or "parent-pct-document");
                    name = "";
                }
                else if (part.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
                {
                    var value = part.Value.Trim();
                    (number, country, date) = name switch
                    {
                        "doc-number" => (value, country, date),
                        "country" => (number, value, date),
                        "date" => (number, country, Date(value)),
                        _ => (number, country, date),
                    };
                }
            }
        }

        xml.Read();

        static string? KindOf(string name) => name switch
        {
            "continuation" or "division" or "reissue" or "reexamination" or "substitution" => name,
            "continuation-in-part" => "continuationInPart",
            "us-provisional-application" => "provisional",
            "related-publication" => "earlierPublication",
            "us-divisional-reissue" or "continuing-reissue" or "reissue-division" => "reissue",
            "addition" or "correction" or "utility-model-basis" => name,
            _ => null,
        };

        // What is reissued, and what was published, is a document; the rest are applications.
        static string NumberOf(string kind, string country, string number) =>
            country != "US" || !number.All(char.IsAsciiDigit) ? (number.StartsWith(country, StringComparison.Ordinal) ? number : country + number)
            : kind is "reissue" or "earlierPublication" ? RecordNumber.ParsePatent("US" + number)?.Normal ?? "US" + number
            : number.Length == 8 ? $"US{number[..2]}/{number[2..5]},{number[5..]}" : "US" + number;
    }

    private static void AddPriority(XmlReader xml, Draft draft)
    {
        var f = Fields(xml);
        if (f.TryGetValue("doc-number", out var number))
            draft.Priorities.Add(new(f.GetValueOrDefault("country"), number, Date(f.GetValueOrDefault("date"))));
    }

    private static void AddCitation(XmlReader xml, Draft draft)
    {
        var f = Fields(xml);
        var by = f.GetValueOrDefault("category") is { } category ? category.Contains("examiner", StringComparison.OrdinalIgnoreCase) ? "examiner" : "applicant" : null;
        if (f.TryGetValue("othercit", out var other) && other.Length > 0)
        {
            draft.Citations.Add(new(other, false, by));
        }
        else if (f.TryGetValue("doc-number", out var number))
        {
            // Many a document number repeats its office: WO 03/015838.
            var office = f.GetValueOrDefault("country") ?? "";
            var text = (number.StartsWith(office, StringComparison.OrdinalIgnoreCase) ? "" : office) + number + f.GetValueOrDefault("kind");
            draft.Citations.Add(new(RecordNumber.ParsePatent(text)?.Normal ?? text, true, by));
        }
    }

    private static void AddParty(XmlReader xml, Draft draft, PartyRole[] roles)
    {
        var f = Fields(xml);
        var person = string.Join(' ', new[] { "first-name", "middle-name", "last-name", "suffix" }.Select(key => f.GetValueOrDefault(key)).OfType<string>());
        var name = f.GetValueOrDefault("orgname") ?? (person.Length > 0 ? person : f.GetValueOrDefault("name"));
        if (string.IsNullOrWhiteSpace(name))
            return;
        var address = string.Join(", ", new[] { "address-1", "address-2", "city", "state", "postcode" }.Select(key => f.GetValueOrDefault(key)).OfType<string>());
        foreach (var role in roles)
        {
            draft.Parties.Add(new(role == PartyRole.Agent && f.ContainsKey("orgname") ? PartyRole.Agency : role, name)
            {
                Country = f.GetValueOrDefault("country") is { Length: 2 } country ? country : null,
                Address = address.Length > 0 ? address : null,
            });
        }
    }

    private static void AddClaim(XmlReader xml, Draft draft)
    {
        var numbers = Range(xml.GetAttribute("num")) is { Count: > 0 } told ? told : [draft.Claims.Count + 1];
        var text = new StringBuilder();
        var depends = new List<int>();
        using (var claim = xml.ReadSubtree())
        {
            var marks = new MarkedText(LongestText);
            while (claim.Read())
            {
                if (claim.NodeType == XmlNodeType.Element && claim.LocalName == "claim-ref"
                    && claim.GetAttribute("idref") is { Length: > 4 } id)
                    depends.AddRange(Range(id[4..]));
                marks.Read(claim, text);
            }
        }

        xml.Read();
        var tidy = Tidy(text);
        var dot = tidy.IndexOf('.', StringComparison.Ordinal);
        if (dot is > 0 and < 6 && int.TryParse(tidy.AsSpan(0, dot).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var leading) && leading == numbers[0])
            tidy = tidy[(dot + 1)..].TrimStart();
        foreach (var number in numbers)
            draft.Claims.Add(new(number, tidy, [.. depends.Distinct()]));
    }

    /// <summary>The numbers of 00007 and of 00001-00020, of which the claims were cancelled together.</summary>
    private static List<int> Range(string? text)
    {
        var ends = (text ?? "").Split('-');
        if (!int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first) || first < 1)
            return [];
        return ends.Length == 2 && int.TryParse(ends[1], NumberStyles.None, CultureInfo.InvariantCulture, out var last) && last > first && last - first < MostInRange
            ? [.. Enumerable.Range(first, last - first + 1)]
            : [first];
    }

    /// <summary>The first text of each leaf element below, by name; moves past the element.</summary>
    private static Dictionary<string, string> Fields(XmlReader xml)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        using (var part = xml.ReadSubtree())
        {
            var name = "";
            var othercit = false;
            while (part.Read())
            {
                if (part.NodeType == XmlNodeType.Element)
                {
                    name = part.LocalName;
                    othercit |= name == "othercit";
                }
                else if (part.NodeType == XmlNodeType.EndElement)
                {
                    othercit &= part.LocalName != "othercit";
                    name = "";
                }
                else if (part.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
                {
                    if (othercit)
                        fields["othercit"] = (fields.GetValueOrDefault("othercit") + " " + part.Value.Trim()).Trim() is { Length: <= 4000 } text ? text : fields["othercit"];
                    else if (name.Length > 0 && part.Value.Trim() is { Length: > 0 } value)
                        fields.TryAdd(name, value);
                }
            }
        }

        xml.Read();
        return fields;
    }

    private static string Text(XmlReader xml)
    {
        var text = new StringBuilder();
        using (var part = xml.ReadSubtree())
        {
            var marks = new MarkedText(LongestText);
            while (part.Read())
                marks.Read(part, text);
        }

        xml.Read();
        return Tidy(text);
    }

    private static string Tidy(StringBuilder text) =>
        string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static DateOnly? Date(string? text) =>
        DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}
