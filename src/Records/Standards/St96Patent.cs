using System.Globalization;
using System.Xml.Linq;
using static Zhishu.Records.Standards.St96Names;

namespace Zhishu.Records.Standards;

/// <summary>
/// A patent as <c>pat:PatentPublication</c> of ST.96 V6.0. What the component has no place for stays out: industries, region, further publications,
/// parties after a change; legal events are a document of their own, see <see cref="St96Status"/>.
/// </summary>
internal static class St96Patent
{
    public static XElement Write(IpRecord record)
    {
        var first = record.Publications.FirstOrDefault(publication => !publication.Grant);
        var grant = record.Publications.FirstOrDefault(publication => publication.Grant);
        return new(Patent + "PatentPublication",
            new XAttribute(Common + "languageCode", LanguageOf(record)),
            new XAttribute(Common + "st96Version", Release),
            record.StatusText is null ? null : new XAttribute(Common + "documentStatusText", record.StatusText),
            new XElement(Common + "IPOfficeCode", record.Office),
            new XElement(Patent + "BibliographicData",
                new XAttribute(Common + "officeCode", record.Office),
                new XAttribute(Common + "st96Version", Release),
                first is null && record.PublicationDate is null
                    ? null : Identification("PatentPublicationIdentification", "PublicationNumber", Common + "PublicationDate", record.Office, first?.Number
                    ?? record.Number, first?.Date ?? record.PublicationDate),
                Application(record),
                grant is null && record.GrantDate is null ? null
                    : Identification("PatentGrantIdentification", "PatentNumber", Patent + "GrantDate", record.Office, grant?.Number ?? record.Number, grant?.Date ?? record.GrantDate),
                Bag(Patent + "PriorityClaimBag", record.Priorities.Where(priority => priority is { Date: not null, Number.Length: > 0 }).Select((priority, i) => Priority(priority, i + 1))),
                Bag(Patent + "PatentClassificationBag", Classifications(record)),
                new XElement(Patent + "InventionTitleBag",
                    Text(Patent + "InventionTitle", record.Title, LanguageOf(record)),
                    record.TitleEn is null ? null : Text(Patent + "InventionTitle", record.TitleEn, "en")),
                Bag(Patent + "ReferenceCitationBag", record.Citations.Select((citation, i) => Reference(citation, i + 1))),
                new XElement(Patent + "ClaimTotalQuantity", record.Claims.Count),
                new XElement(Patent + "PartyBag", Parties(record)),
                Family(record)),
            new XElement(Patent + "Claims", record.Claims.Count > 0 ? record.Claims.Select(Claim) : [new XElement(Common + "P")]),
            record.Abstract is null ? null : new XElement(Patent + "Abstract", Text(Common + "P", record.Abstract)));
    }

    public static XElement Application(IpRecord record) => new(Patent + "ApplicationIdentification",
        new XElement(Common + "IPOfficeCode", record.Office),
        ApplicationNumber(record.Number),
        Day(Patent + "FilingDate", record.FilingDate));

    public static XElement Identification(string name, string number, XName dayName, string office, string text, DateOnly? day)
    {
        var read = RecordNumber.ParsePatent(text);
        return new(Patent + name,
            new XElement(Common + "IPOfficeCode", read is { Office.Length: 2 } known ? known.Office : office),
            Text(Patent + number, text),
            Some(Common + "PatentDocumentKindCode", read?.KindCode),
            Day(dayName, day));
    }

    private static XElement Priority(Priority priority, int number) => new(Patent + "PriorityClaim",
        new XAttribute(Common + "sequenceNumber", number),

        // ST.3: XX stands for an office that is not known.
        new XElement(Common + "IPOfficeCode", priority.Country ?? "XX"),
        ApplicationNumber(priority.Number),
        Day(Patent + "FilingDate", priority.Date));

    private static IEnumerable<XElement?> Classifications(IpRecord record)
    {
        var groups = record.Classifications.GroupBy(symbol => symbol.Scheme);
        foreach (var group in groups)
        {
            var symbols = group.OrderByDescending(symbol => symbol.Main).ToList();
            yield return group.Key switch
            {
                "ipc" => new XElement(Patent + "IPCRClassificationBag", symbols.Select((symbol, i) => new XElement(Patent + "IPCRClassification",
                    new XAttribute(Common + "sequenceNumber", i + 1), Text(Patent + "PatentClassificationText", symbol.Symbol)))),
                "locarno" => new XElement(Common + "LocarnoClassificationBag", new XElement(Common + "LocarnoClassificationEdition", "-"),
                    symbols.Select(symbol => Text(Common + "LocarnoClassificationText", symbol.Symbol))),
                _ => new XElement(Patent + "NationalClassification",
                    new XElement(Common + "IPOfficeCode", record.Office),
                    new XElement(Common + "Edition", group.Key.ToUpperInvariant()),
                    symbols.Select((symbol, i) => new XElement(Patent + (i == 0 ? "MainNationalClassification" : "FurtherNationalClassification"),
                        Text(Patent + "PatentClassificationText", symbol.Symbol)))),
            };
        }
    }

    private static XElement Reference(Citation citation, int number) => new(Patent + "ReferenceCitation",
        new XAttribute(Common + "sequenceNumber", number),
        citation.By switch
        {
            "applicant" => new XAttribute(Patent + "citingPartyCategory", "Applicant"),
            "examiner" => new XAttribute(Patent + "citingPartyCategory", "Examiner"),
            _ => null,
        },
        citation.Patent
            ? new XElement(Common + "PatentCitation", Text(Common + "PatentCitationText", citation.Text))
            : new XElement(Common + "NPLCitation", Text(Common + "NPLCitationText", citation.Text)));

    private static List<object> Parties(IpRecord record)
    {
        var bags = new List<object?>
        {
            Bag(Patent + "ApplicantBag", record.Parties.Where(party => party.Role == PartyRole.Applicant).Select((party, i) => new XElement(Patent + "Applicant",
                new XAttribute(Common + "sequenceNumber", i + 1), Contact(party), Some(Common + "ResidenceCountryCode", party.Country)))),
            Bag(Patent + "InventorBag", record.Parties.Where(party => party.Role == PartyRole.Inventor).Select((party, i) => new XElement(Patent + "Inventor",
                new XAttribute(Common + "sequenceNumber", i + 1), Contact(party)))),
            Bag(Patent + "OwnerBag", record.Parties.Where(party => party.Role == PartyRole.Owner).Select((party, i) => new XElement(Patent + "Owner",
                new XAttribute(Common + "sequenceNumber", i + 1), Contact(party)))),
            Bag(Patent + "RegisteredPractitionerBag", record.Parties.Where(party => party.Role is PartyRole.Agency or PartyRole.Agent)
                .Select((party, i) => new XElement(Patent + "RegisteredPractitioner",
                new XAttribute(Common + "sequenceNumber", i + 1),
                new XElement(Patent + "RegisteredPractitionerCategory", party.Role == PartyRole.Agency ? "Agent" : "Attorney"),
                Contact(party)))),
            Bag(Patent + "ExaminerBag", record.Parties.Where(party => party.Role == PartyRole.Examiner).Select(party => new XElement(Patent + "PrimaryExaminer", Name(party)))),
        };

        // The component needs a party; a record without one says so with an empty text.
        return bags.OfType<object>()
            .DefaultIfEmpty(new XElement(Patent + "ApplicantBag", new XElement(Patent + "Applicant", new XElement(Common + "Contact", new XElement(Common + "ContactText"))))).ToList();
    }

    private static XElement? Family(IpRecord record) => record.Family.Count == 0 ? null : new(Patent + "PatentFamily",
        new XElement(Patent + "PriorityApplication", Application(record)),
        record.Family.Select(number => new XElement(Patent + "PatentFamilyMember",
            Identification("PatentPublicationIdentification", "PublicationNumber", Common + "PublicationDate", "XX", number, null))));

    private static XElement Claim(Claim claim) => new(Patent + "Claim",
        new XAttribute(Common + "id", "claim-" + claim.Number.ToString(CultureInfo.InvariantCulture)),
        new XElement(Patent + "ClaimNumber", claim.Number),
        Text(Patent + "ClaimText", claim.Text));
}
