using System.Globalization;
using System.Xml.Linq;
using static Zhishu.Records.Standards.St96Names;

namespace Zhishu.Records.Standards;

/// <summary>Reads the components that the hub writes, from whoever wrote them after ST.96: what is missing stays empty.</summary>
internal static class St96Reader
{
    /// <summary>The elements that are records.</summary>
    public static readonly HashSet<XName> Roots = [Patent + "PatentPublication", Trademark + "Trademark", Indication + "GIData", Hub + "LayoutDesign"];

    /// <summary>Reads a record; null when the element is none of <see cref="Roots"/> or has neither number nor office.</summary>
    public static IpRecord? Read(XElement element)
    {
        var record = element.Name switch
        {
            var name when name == Patent + "PatentPublication" => ReadPatent(element),
            var name when name == Trademark + "Trademark" => ReadMark(element),
            var name when name == Indication + "GIData" => ReadIndication(element),
            var name when name == Hub + "LayoutDesign" => ReadLayout(element),
            _ => null,
        };
        return record is { Number.Length: > 0, Office.Length: > 0 } ? record : null;
    }

    /// <summary>The application number and the events of a <c>pat:PatentLegalStatusData</c>.</summary>
    public static IEnumerable<(string Number, IReadOnlyList<LegalEvent> Events)> ReadStatus(XElement element)
    {
        foreach (var status in element.Elements(Patent + "PatentLegalStatus"))
        {
            var events = status.Descendants(Patent + "StatusEventData").Select(data =>
            {
                var code = data.Element(Patent + "StatusEventCode");
                var (key, detailed) = (Value(code, Patent + "KeyEventCode"), Value(code, Patent + "DetailedEventCode"));
                return new LegalEvent(Day(data, Common + "EventDate") ?? Day(data, Common + "EffectiveDate") ?? Day(data, Common + "PublicationDate"), St27.CategoryOf(detailed ?? key),
                    data.Descendants(Common + "CommentText").FirstOrDefault()?.Value.Trim() is { Length: > 0 } text ? text : St27.CategoryOf(detailed ?? key).Label().Zh)
                {
                    Standard = St27.IsDetailed(detailed) ? detailed : null,
                    Code = Value(code, Patent + "NationalEventCode"),
                };
            }).ToList();
            yield return (Value(status.Element(Patent + "ApplicationIdentification"), Common + "ApplicationNumber") ?? "", events);
        }
    }

    private static IpRecord ReadPatent(XElement root)
    {
        var data = root.Element(Patent + "BibliographicData") ?? new XElement("none");
        var application = data.Element(Patent + "ApplicationIdentification");
        var office = Value(application, Common + "IPOfficeCode") ?? Value(root, Common + "IPOfficeCode") ?? "";
        var number = Value(application, Common + "ApplicationNumber") ?? "";
        var (titles, language) = (data.Descendants(Patent + "InventionTitle").ToList(), (string?)root.Attribute(Common + "languageCode"));
        var title = titles.Find(one => (string?)one.Attribute(Common + "languageCode") == language) ?? titles.FirstOrDefault();
        var (publication, grant) = (data.Element(Patent + "PatentPublicationIdentification"), data.Element(Patent + "PatentGrantIdentification"));
        var publications = new List<Publication>();
        if (Value(publication, Patent + "PublicationNumber") is { } published && published != number)
            publications.Add(new(WithOffice(publication!, published), Day(publication, Common + "PublicationDate")));
        if (Value(grant, Patent + "PatentNumber") is { } granted && granted != number)
            publications.Add(new(WithOffice(grant!, granted), Day(grant, Patent + "GrantDate"), Grant: true));
        return new()
        {
            Kind = RecordKind.Patent,
            Office = office,
            Number = number,
            Title = title?.Value.Trim() ?? "",
            TitleEn = titles.Find(one => one != title && (string?)one.Attribute(Common + "languageCode") == "en")?.Value.Trim(),
            Type = TypeOf(office, number),
            FilingDate = Day(application, Patent + "FilingDate"),
            PublicationDate = Day(publication, Common + "PublicationDate"),
            GrantDate = Day(grant, Patent + "GrantDate"),
            StatusText = (string?)root.Attribute(Common + "documentStatusText"),
            Parties = [.. data.Element(Patent + "PartyBag")?.Elements().SelectMany(bag => bag.Elements()).Select(PatentParty).OfType<Party>() ?? []],
            Classifications = [.. data.Element(Patent + "PatentClassificationBag")?.Elements().SelectMany(Symbols) ?? []],
            Publications = publications,
            Priorities = [.. data.Descendants(Patent + "PriorityClaim").Where(claim => Value(claim, Common + "ApplicationNumber") is not null)
                .Select(claim => new Priority(Known(Value(claim, Common + "IPOfficeCode")), Value(claim, Common + "ApplicationNumber")!, Day(claim, Patent + "FilingDate")))],
            Citations = [.. data.Descendants(Patent + "ReferenceCitation").Select(ReadCitation).OfType<Citation>()],
            Family = [.. data.Descendants(Patent + "PatentFamilyMember")
                .Select(member => member.Descendants(Patent + "PublicationNumber").FirstOrDefault()?.Value.Trim() ?? "").Where(text => text.Length > 0)],
            Abstract = root.Element(Patent + "Abstract")?.Value.Trim() is { Length: > 0 } text ? text : null,
            Claims = [.. root.Element(Patent + "Claims")?.Elements(Patent + "Claim").Select((claim, i) => new Claim(
                int.TryParse(Value(claim, Patent + "ClaimNumber"), NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal) ? ordinal : i + 1,
                string.Join('\n', claim.Elements(Patent + "ClaimText").Select(part => part.Value.Trim())), [])) ?? []],
        };
    }

    // ZC 0006: the fifth digit of a Chinese application number (the third of an old one) tells the kind of application.
    private static string? TypeOf(string office, string number) => office != "CN" || number.Length is not (9 or 13) ? null : number[number.Length == 13 ? 4 : 2] switch
    {
        '1' or '8' => "invention",
        '2' or '9' => "utility",
        '3' => "design",
        _ => null,
    };

    private static string WithOffice(XElement identification, string number)
    {
        var office = Value(identification, Common + "IPOfficeCode");
        var kind = Value(identification, Common + "PatentDocumentKindCode");
        var whole = office is null || number.StartsWith(office, StringComparison.Ordinal) ? number : office + number;
        return kind is null || whole.EndsWith(kind, StringComparison.Ordinal) ? whole : whole + kind;
    }

    private static IEnumerable<Classification> Symbols(XElement bag)
    {
        var scheme = bag.Name.LocalName switch
        {
            "IPCRClassificationBag" or "IPCClassification" => "ipc",
            "CPCClassificationBag" => "cpc",
            "LocarnoClassificationBag" => "locarno",
            "NationalClassification" when Value(bag, Common + "Edition") is { } edition && edition.ToLowerInvariant() is "cpc" or "fi" or "uspc" => Value(bag, Common + "Edition")!.ToLowerInvariant(),
            _ => null,
        };
        if (scheme is null)
            yield break;
        var main = true;
        foreach (var symbol in bag.DescendantsAndSelf().SelectMany(SymbolText))
        {
            yield return new(scheme, symbol, main);
            main = false;
        }
    }

    private static IEnumerable<string> SymbolText(XElement element) => element.Name.LocalName switch
    {
        "PatentClassificationText" or "PatentClassificationSymbolText" or "LocarnoClassificationText" or "MainClassification" or "FurtherClassification"
            when !element.HasElements => [element.Value.Trim()],
        "IPCRClassification" or "CPCClassification" when element.Element(Patent + "Subclass") is not null =>
        [
            string.Concat(Value(element, Patent + "Section") ?? Value(element, Patent + "CPCSection"), Value(element, Patent + "Class"),
                Value(element, Patent + "Subclass"), Value(element, Patent + "MainGroup"))
            + (Value(element, Patent + "Subgroup") is { } group ? "/" + group : ""),
        ],
        _ => [],
    };

    private static Party? PatentParty(XElement element)
    {
        PartyRole? role = element.Name.LocalName switch
        {
            "Applicant" => PartyRole.Applicant,
            "Inventor" => PartyRole.Inventor,
            "Owner" or "Assignee" => PartyRole.Owner,
            "RegisteredPractitioner" => Value(element, Patent + "RegisteredPractitionerCategory") == "Attorney" ? PartyRole.Agent : PartyRole.Agency,
            "PrimaryExaminer" => PartyRole.Examiner,
            _ => null,
        };
        return role is { } known && NameOf(element) is { } name ? new(known, name) { Country = Value(element, Common + "ResidenceCountryCode"), Address = AddressOf(element) } : null;
    }

    private static Citation? ReadCitation(XElement element)
    {
        var by = (string?)element.Attribute(Patent + "citingPartyCategory") switch { "Applicant" => "applicant", "Examiner" => "examiner", _ => null };
        if (element.Element(Common + "PatentCitation") is { } patent)
        {
            var cited = patent.Element(Common + "CitedPatentDocumentIdentification");
            var text = cited is null ? patent.Value.Trim() : string.Concat(Value(cited, Common + "IPOfficeCode"), Value(cited, Common + "DocumentNumber"),
                Value(cited, Common + "PatentDocumentKindCode"));
            return text.Length > 0 ? new(text, true, by) : null;
        }

        return element.Element(Common + "NPLCitation")?.Value.Trim() is { Length: > 0 } reference ? new(reference, false, by) : null;
    }

    private static IpRecord ReadMark(XElement root) => new()
    {
        Kind = RecordKind.Trademark,
        Office = Value(root, Common + "RegistrationOfficeCode") ?? Value(root, Common + "ReceivingOfficeCode") ?? "",
        Number = Value(root, Common + "ApplicationNumber") ?? Value(root, Common + "RegistrationNumber") ?? "",
        Title = root.Descendants(Trademark + "MarkVerbalElementText").FirstOrDefault()?.Value.Trim()
            ?? root.Descendants(Trademark + "MarkSignificantVerbalElementText").FirstOrDefault()?.Value.Trim() ?? "",
        TitleEn = root.Descendants(Trademark + "MarkTranslationText").FirstOrDefault()?.Value.Trim(),
        Type = St96Mark.Categories.FirstOrDefault(pair => pair.Value == Value(root, Trademark + "MarkCategory")).Key
            ?? St96Mark.Features.FirstOrDefault(pair => pair.Value == root.Descendants(Trademark + "MarkFeatureCategory").FirstOrDefault()?.Value).Key,
        FilingDate = Day(root, Common + "ApplicationDate"),
        PublicationDate = root.Descendants(Trademark + "Publication").Select(publication => Day(publication, Common + "PublicationDate")).FirstOrDefault(),
        GrantDate = Day(root, Common + "RegistrationDate"),
        ExpiryDate = Day(root, Common + "ExpiryDate"),
        StatusText = Value(root, Trademark + "MarkCurrentStatusCode"),
        Classifications = [.. root.Descendants(Trademark + "ClassNumber").Select(element => element.Value.Trim()).Distinct().Select((text, i) => new Classification("nice", text, i == 0))],
        Abstract = root.Descendants(Trademark + "GoodsServicesDescriptionText").Select(element => element.Value.Trim()).Aggregate((string?)null, (all, text) => all is null ? text : all + "\n" + text),
        Publications =
        [
            .. root.Descendants(Trademark + "Publication")
            .Select(publication => new Publication(Value(publication, Common + "PublicationIdentifier") ?? "", Day(publication, Common + "PublicationDate")))
            .Where(publication => publication.Number.Length > 0),
        ],
        Priorities = [.. root.Descendants(Trademark + "Priority")
            .Select(priority => new Priority(Known(Value(priority, Common + "PriorityCountryCode")), Value(priority, Common + "ApplicationNumber") ?? "",
            Day(priority, Common + "PriorityApplicationFilingDate"))).Where(priority => priority.Number.Length > 0)],
        Parties =
        [
            .. root.Descendants(Trademark + "Applicant")
            .Select(element => NameOf(element) is { } name ? new Party(PartyRole.Applicant,
            name) { Country = Value(element, Common + "IncorporationCountryCode"), Address = AddressOf(element) } : null).OfType<Party>(),
            .. root.Descendants(Common + "Representative").Select(element => NameOf(element) is { } name ? new Party(PartyRole.Agency, name) { Address = AddressOf(element) } : null).OfType<Party>(),
        ],
        Events = [.. root.Descendants(Trademark + "MarkEvent").Select(element =>
        {
            var code = element.Descendants(Trademark + "MarkEventCode").FirstOrDefault()?.Value;
            return new LegalEvent(Day(element, Trademark + "MarkEventDate"), St27.IsCode(code) ? St27.CategoryOf(code) : EventCategory.Other,
                element.Descendants(Trademark + "MarkEventDescriptionText").FirstOrDefault()?.Value.Trim() ?? Value(element, Trademark + "MarkEventCategory")
                    ?? "") { Standard = St27.IsDetailed(code) ? code : null };
        })],
    };

    private static IpRecord ReadIndication(XElement root)
    {
        var region = root.Descendants(Indication + "GeographicRegionDescriptionText").FirstOrDefault()?.Value.Trim();
        return new()
        {
            Kind = RecordKind.Gi,
            Office = (string?)root.Attribute(Common + "officeCode") ?? "",
            Number = Value(root, Common + "ApplicationNumber") ?? Value(root, Common + "RegistrationNumber") ?? "",
            Title = root.Descendants(Indication + "GINameText").FirstOrDefault()?.Value.Trim() ?? "",
            TitleEn = root.Descendants(Indication + "GINameTranslationText").FirstOrDefault()?.Value.Trim(),
            FilingDate = Day(root, Common + "ApplicationDate"),
            GrantDate = Day(root, Common + "RegistrationDate"),
            ExpiryDate = Day(root, Common + "ExpiryDate"),
            Status = Value(root, Indication + "GIStatusCategory") switch
            {
                "Filing" or "Published" => LegalStatus.Pending,
                "Registered" => LegalStatus.InForce,
                "Ended" => LegalStatus.Ended,
                _ => LegalStatus.Unknown
            },
            Region = region?.Length is 2 or 4 or 6 && region.All(char.IsAsciiDigit) ? region : null,
            Abstract = root.Descendants(Indication + "FeatureDescriptionText").FirstOrDefault()?.Value.Trim() is { Length: > 0 } text ? text : null,
            Classifications = [.. root.Descendants(Trademark + "ClassNumber").Select((element, i) => new Classification("nice", element.Value.Trim(), i == 0))],
            Publications = [.. root.Descendants(Indication + "GIPublication")
                .Select(publication => new Publication(Value(publication, Common + "PublicationIdentifier") ?? "",
                Day(publication, Common + "PublicationDate"))).Where(publication => publication.Number.Length > 0)],
            Parties = [.. root.Descendants(Indication + "AuthorizedUser")
                .Select(element => NameOf(element) is { } name ? new Party(PartyRole.Applicant, name) { Address = AddressOf(element) } : null).OfType<Party>()],
        };
    }

    private static IpRecord ReadLayout(XElement root) => new()
    {
        Kind = RecordKind.Layout,
        Office = Value(root, Common + "IPOfficeCode") ?? "",
        Number = Value(root, Common + "ApplicationNumber") ?? "",
        Title = Value(root, Hub + "LayoutDesignTitle") ?? "",
        FilingDate = Day(root, Common + "ApplicationDate"),
        PublicationDate = Day(root, Common + "PublicationDate"),
        GrantDate = Day(root, Common + "RegistrationDate"),
        ExpiryDate = Day(root, Common + "ExpiryDate"),
        StatusText = Value(root, Hub + "StatusText"),
        Abstract = Value(root, Hub + "DescriptionText"),
        Parties = [.. root.Elements().Where(element => element.Name.Namespace == Hub && Enum.TryParse<PartyRole>(element.Name.LocalName, out _))
            .Select(element => NameOf(element) is { } name ? new Party(Enum.Parse<PartyRole>(element.Name.LocalName), name) { Address = AddressOf(element) } : null).OfType<Party>()],
    };

    private static string? NameOf(XElement element)
    {
        var names = element.Descendants()
            .Where(part => part.Name.Namespace == Common && part.Name.LocalName is "OrganizationStandardName" or "PersonFullName" or "EntityName" or "LegalEntityName" or "ContactText");
        if (names.Select(part => part.Value.Trim()).FirstOrDefault(text => text.Length > 0) is { } name)
            return name;
        var person = element.Descendants(Common + "PersonStructuredName").FirstOrDefault();
        var whole = string.Join(' ', new[] { "FirstName", "MiddleName", "LastName" }.Select(part => Value(person, Common + part)).OfType<string>());
        return whole.Length > 0 ? whole : null;
    }

    private static string? AddressOf(XElement element) => element.Descendants(Common + "PostalAddress").FirstOrDefault() is { } address
        && address.Descendants().Where(part => !part.HasElements).Select(part => part.Value.Trim()).Where(text => text.Length > 0).ToList() is { Count: > 0 } lines ? string.Join(' ', lines) : null;

    private static string? Known(string? office) => office is null or "XX" ? null : office;

    private static string? Value(XElement? parent, XName name) => parent?.Element(name)?.Value.Trim() is { Length: > 0 } text ? text : null;

    private static DateOnly? Day(XElement? parent, XName name) =>
        Value(parent, name) is { Length: >= 10 } text && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
