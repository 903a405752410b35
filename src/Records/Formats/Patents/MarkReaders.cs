using System.Globalization;
using System.Xml.Linq;

namespace Zhishu.Records;

/// <summary>Trademarks: the national packages of China, and what other offices give (ST.96 of earlier versions, ST.66, the daily files of the United States).</summary>
internal static class MarkReaders
{
    /// <summary>A TRADEMARK of the national packages.</summary>
    public static IEnumerable<SourceItem> Chinese(XElement entry, long line, string source)
    {
        string? Value(string name) => entry.TextOf(name);
        var number = Value("REGISTRATION-NO") ?? Value("APPLICATION-NO");
        var title = entry.Descendants("NAMEINFO").Elements().Select(element => element.Trimmed()).FirstOrDefault(text => text is not null) ?? Value("NAME");
        if (number is null)
        {
            yield return SourceItem.Refused(Problem.Of(line, Value("MARK_CN_ID"), "REGISTRATION-NO", "number.missing", new("缺少注册号和申请号")));
            yield break;
        }

        var parties = new List<Party>();
        foreach (var person in entry.Descendants("APPLICATION-PERSION-INFOS").SelectMany(infos => infos.Elements()))
        {
            var name = person.TextOf("NAME-ZH") ?? person.TextOf("NAME-EN") ?? (person.HasElements ? null : person.Trimmed());
            if (name is not null && !parties.Exists(party => party.Name == name))
                parties.Add(new(PartyRole.Applicant, name) { Address = person.TextOf("ADDRESS-ZH") ?? person.TextOf("ADDR-ZH") ?? person.TextOf("ADDRESS") });
        }

        if (parties.Count == 0 && entry.Below("APPLICATION-PERSION-INFOS") is { } infos && (infos.TextOf("NAME-ZH") ?? infos.TextOf("NAME-EN")) is { } only)
            parties.Add(new(PartyRole.Applicant, only));
        if ((Value("AGENCY-NAME") ?? Value("AGENT-NAME") ?? Value("AGENCY")) is { } agency)
            parties.Add(new(PartyRole.Agency, agency));
        var events = new List<LegalEvent>();
        var (filed, registered) = (PatentXml.Day(Value("APPLICATION-DATE")), PatentXml.Day(Value("REG-DATE")));
        if (filed is not null)
            events.Add(new(filed, EventCategory.Filing, "申请"));
        if (registered is not null)
            events.Add(new(registered, EventCategory.Grant, "注册"));
        foreach (var licence in entry.Descendants("LICENSEPROCESSINFO"))
            events.Add(new(PatentXml.Day(licence.TextOf("XKBAGGRQ")), EventCategory.Licence,
                "商标使用许可备案")
            { Details = Details(("from", licence.TextOf("XKR")), ("to", licence.TextOf("BXKR")), ("issue", licence.TextOf("XKGS"))) });
        foreach (var transfer in entry.Descendants("TRANSFERINFO").OrderBy(one => PatentXml.Day(one.TextOf("ZHGGRQ"))))
            events.Add(new(PatentXml.Day(transfer.TextOf("ZHGGRQ")), EventCategory.PartyChange,
                "商标转让")
            { Details = Details(("from", transfer.TextOf("ZHRR")), ("to", transfer.TextOf("SHRR")), ("issue", transfer.TextOf("ZHRGGQH"))) });
        if (events.FindLast(legal => legal is { Category: EventCategory.PartyChange, Date: not null })?.Details.GetValueOrDefault("to") is { } owner)
            parties.Add(new(PartyRole.Owner, owner));
        var extra = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in new[] { "MARK_CN_ID", "ORIGINAL-LANGUAGE", "SPECIFIED-COLOR", "INTERNATIONAL-REG-DATE", "PRIORITY-RIGHT-DATE", "TRADEMARK-TYPE", "TRADEMARK-NOTICE-STATUS" })
        {
            if (Value(name) is { Length: <= 2000 } text)
                extra[name] = text;
        }

        var status = Value("CURRENT-STATE-RIGHT");
        var services = entry.Below("SERVICE-LIST") is { } list
            ? string.Join('；', list.DescendantsAndSelf().Where(element => !element.HasElements).Select(element => element.Trimmed()).OfType<string>().Distinct()) : "";
        yield return new(line, new IpRecord
        {
            Kind = RecordKind.Trademark,
            Office = "CN",
            Number = number,
            Title = title ?? "图形",
            FilingDate = filed,
            GrantDate = registered,
            ExpiryDate = PatentXml.Day(Value("SPECIAL-RIGHT-ENDDATE")),
            Status = CnStatus.Of(status),
            StatusText = status,
            Type = TypeOf(extra),
            Parties = parties,
            Classifications = [.. (Value("ICN") ?? "").Split([',', ';', '、', '，', ' '], StringSplitOptions.RemoveEmptyEntries).Select(ClassOf)
                .OfType<string>().Distinct().Select((symbol, i) => new Classification("nice", symbol, i == 0))],
            Abstract = services.Length > 0 ? services : null,
            Events = [.. events.OrderBy(legal => legal.Date ?? DateOnly.MaxValue)],
            Extra = extra,
            Source = new Provenance(source),
        }, [])
        { Deletes = (string?)entry.Attribute("status") is "D" or "d" };
    }

    /// <summary>A Trademark or TradeMark as WIPO's ST.96 of earlier versions and ST.66 have it.</summary>
    public static IEnumerable<SourceItem> Foreign(XElement entry, long line, string source)
    {
        string? Own(string name) => entry.Elements(name).Select(element => element.TextOf(name + "Text") ?? (element.HasElements ? null : element.Trimmed())).FirstOrDefault(text => text is not null);
        var number = Own("ApplicationNumber") ?? Own("RegistrationNumber");
        if (number is null)
        {
            yield return SourceItem.Refused(Problem.Of(line, null, "ApplicationNumber", "number.missing", new("缺少申请号和注册号")));
            yield break;
        }

        var office = Own("RegistrationOfficeCode") ?? Own("ReceivingOfficeCode") ?? entry.TextOf("IPOfficeCode") ?? "US";
        var status = entry.TextOf("MarkCurrentStatusExternalDescriptionText") ?? entry.TextOf("MarkCurrentStatusCode");
        var (filed, registered) = (PatentXml.Day(Own("ApplicationDate")), PatentXml.Day(Own("RegistrationDate")));
        var classes = entry.Descendants("ClassNumber").Select(element => element.Value)
            .Concat(entry.Descendants("NiceClassNumber").Select(element => element.Value)).Select(ClassOf).OfType<string>().Distinct().ToList();
        var goods = entry.Descendants().Where(element => element.Name.LocalName is "GoodsServicesDescriptionText" or "GoodsServicesDescription")
            .Select(element => element.Trimmed()).OfType<string>().Distinct();
        var parties = new List<Party>();
        foreach (var (element, role) in new[] { ("Applicant", PartyRole.Applicant), ("Holder", PartyRole.Owner), ("Representative", PartyRole.Agency) })
        {
            foreach (var person in entry.Descendants(element))
            {
                var name = new[] { "OrganizationStandardName", "EntityName", "OrganizationName", "LegalEntityName", "PersonFullName",
                    "FreeFormatNameLine" }.Select(person.TextOf).FirstOrDefault(text => text is not null)
                    ?? (string.Join(' ', new[] { "FirstName", "MiddleName", "LastName" }.Select(person.TextOf).OfType<string>()) is { Length: > 0 } whole ? whole : null);
                if (name is not null && !parties.Exists(party => party.Role == role && party.Name == name))
                    parties.Add(new(role, name)
                    {
                        Country = new[] { "IncorporationCountryCode", "NationalityCode", "AddressCountryCode",
                        "CountryCode" }.Select(person.TextOf).FirstOrDefault(text => text is { Length: 2 })
                    });
            }
        }

        var extra = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (Own("RegistrationNumber") is { } registration && registration != number)
            extra["RegistrationNumber"] = registration;
        var feature = entry.TextOf("MarkFeatureCategory") ?? entry.TextOf("MarkFeature");
        yield return new(line, new IpRecord
        {
            Kind = RecordKind.Trademark,
            Office = office,
            Number = number,
            Title = entry.TextOf("MarkVerbalElementText") ?? entry.TextOf("MarkSignificantVerbalElementText") ?? (feature is null ? "" : $"[{feature}]"),
            Type = feature?.ToLowerInvariant() switch
            {
                "word" or "stylized characters" => "word",
                "figurative" => "figurative",
                "combined" => "combined",
                "3-d" or "three dimensional" => "threeDimensional",
                "sound" => "sound",
                _ => null,
            },
            FilingDate = filed,
            GrantDate = registered,
            ExpiryDate = PatentXml.Day(Own("ExpiryDate")),
            Status = MarkStatus(status),
            StatusText = status,
            Parties = parties,
            Classifications = [.. classes.Select((symbol, i) => new Classification("nice", symbol, i == 0))],
            Publications = Own("RegistrationNumber") is { } published && published != number ? [new(published, registered, true)] : [],
            Abstract = string.Join('\n', goods) is { Length: > 0 } text ? text : null,
            Events = Dates(filed, registered),
            Extra = extra,
            Source = new Provenance(source),
        }, []);
    }

    /// <summary>A case-file of the daily files of the United States.</summary>
    public static IEnumerable<SourceItem> American(XElement entry, long line, string source)
    {
        var header = entry.Element("case-file-header");
        if (entry.Element("serial-number").Trimmed() is not { } number)
        {
            yield return SourceItem.Refused(Problem.Of(line, null, "serial-number", "number.missing", new("缺少申请号")));
            yield break;
        }

        var registration = entry.Element("registration-number").Trimmed() is { } text && text.Trim('0').Length > 0 ? text : null;
        var (filed, registered) = (PatentXml.Day(header.TextOf("filing-date")), PatentXml.Day(header.TextOf("registration-date")));
        var code = header.TextOf("status-code");
        var goods = entry.Descendants("case-file-statement").Where(one => one.TextOf("type-code")?.StartsWith("GS", StringComparison.Ordinal) == true)
            .Select(one => one.Element("text").Trimmed()).OfType<string>().Distinct();
        var parties = new List<Party>();
        foreach (var owner in entry.Descendants("case-file-owner"))
        {
            if (owner.TextOf("party-name") is { } name && !parties.Exists(party => party.Name == name))
            {
                parties.Add(new(PartyRole.Applicant, name)
                {
                    Country = owner.Element("country").Trimmed() is { Length: 2 } country ? country : owner.Element("state").Trimmed() is { Length: 2 } ? "US" : null,
                    Address = string.Join(", ", new[] { "address-1", "address-2", "city", "state", "postcode" }.Select(part => owner.Element(part).Trimmed())
                        .OfType<string>()) is { Length: > 0 } address ? address : null,
                });
            }
        }

        if (header.TextOf("attorney-name") is { } attorney)
            parties.Add(new(PartyRole.Agent, attorney));
        var events = entry.Descendants("case-file-event-statement")
            .Select(one => new LegalEvent(PatentXml.Day(one.TextOf("date")), EventCategory.Other, one.TextOf("description-text") ?? one.TextOf("code") ?? "") { Code = one.TextOf("code") });
        yield return new(line, new IpRecord
        {
            Kind = RecordKind.Trademark,
            Office = "US",
            Number = number,
            Title = header.TextOf("mark-identification") ?? "[figurative]",
            Type = (header.TextOf("mark-drawing-code") is { Length: > 0 } drawing ? drawing[0] : ' ') switch
            {
                '1' or '4' or '5' => "word",
                '2' => "figurative",
                '3' => "combined",
                '6' => "sound",
                _ => null
            },
            FilingDate = filed,
            PublicationDate = PatentXml.Day(header.TextOf("published-for-opposition-date")),
            GrantDate = registered,
            Status = code switch
            {
                "700" or "701" or "702" or "703" or "704" or "800" => LegalStatus.InForce,
                "600" or "601" or "602" or "603" or "604" or "605" or "606" or "607" or "710" or "711" or "712" or "713" or "714" or "900" => LegalStatus.Ended,
                "630" => LegalStatus.Pending,
                _ => LegalStatus.Unknown,
            },
            StatusText = code,
            Parties = parties,
            Classifications = [.. entry.Descendants("international-code").Select(element => ClassOf(element.Value)).OfType<string>().Distinct()
                .Select((symbol, i) => new Classification("nice", symbol, i == 0))],
            Publications = registration is null ? [] : [new(registration, registered, true)],
            Abstract = string.Join('\n', goods) is { Length: > 0 } services ? services : null,
            Events = [.. Dates(filed, registered).Concat(events).OrderBy(legal => legal.Date ?? DateOnly.MaxValue)],
            Source = new Provenance(source, "US Government work, public domain"),
        }, []);
    }

    private static List<LegalEvent> Dates(DateOnly? filed, DateOnly? registered)
    {
        var events = new List<LegalEvent>();
        if (filed is not null)
            events.Add(new(filed, EventCategory.Filing, "Application filed"));
        if (registered is not null)
            events.Add(new(registered, EventCategory.Grant, "Registered"));
        return events;
    }

    // Offices tell it in a sentence; what does not say it clearly is unknown.
    private static LegalStatus MarkStatus(string? text)
    {
        bool Has(params string[] words) => words.Any(word => text!.Contains(word, StringComparison.OrdinalIgnoreCase));
        return text switch
        {
            null => LegalStatus.Unknown,
            _ when Has("abandoned", "cancelled", "canceled", "expired", "ended", "refused", "withdrawn", "surrendered") => LegalStatus.Ended,
            _ when Has("registered", "registration has been renewed") => LegalStatus.InForce,
            _ when Has("filed", "filing", "published", "pending", "under examination") => LegalStatus.Pending,
            _ => LegalStatus.Unknown,
        };
    }

    private static string? ClassOf(string text) => int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number is >= 1 and <= 45 ? number.ToString(CultureInfo.InvariantCulture) : null;

    private static string? TypeOf(SortedDictionary<string, string> extra) => extra.GetValueOrDefault("TRADEMARK-TYPE") switch
    {
        { } text when text.Contains("集体", StringComparison.Ordinal) => "collective",
        { } text when text.Contains("证明", StringComparison.Ordinal) => "certification",
        { } text when text.Contains("立体", StringComparison.Ordinal) || text.Contains("三维", StringComparison.Ordinal) => "threeDimensional",
        { } text when text.Contains("声音", StringComparison.Ordinal) => "sound",
        _ => null,
    };

    private static SortedDictionary<string, string> Details(params (string Key, string? Value)[] parts)
    {
        var details = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in parts)
        {
            if (value is { Length: > 0 and <= 2000 })
                details[key] = value;
        }

        return details;
    }
}
