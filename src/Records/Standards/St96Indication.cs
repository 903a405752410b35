using System.Xml.Linq;
using static Zhishu.Records.Standards.St96Names;

namespace Zhishu.Records.Standards;

/// <summary>
/// A geographical indication as <c>gin:GIData</c> of ST.96 V6.0, and a layout design of an integrated circuit, for which the standard has no component,
/// in the hub's own namespace with common components.
/// </summary>
internal static class St96Indication
{
    public static XElement Write(IpRecord record)
    {
        // The component asks for a product, its features and its region, even when a source does not tell them.
        var classes = record.Classifications.Where(symbol => symbol.Scheme == "nice").ToList();
        return new(Indication + "GIData",
            new XAttribute(Common + "officeCode", record.Office),
            new XAttribute(Common + "languageCode", LanguageOf(record)),
            record.FilingDate is null ? null : ApplicationNumber(record.Number),
            Day(Common + "ApplicationDate", record.FilingDate),
            record.FilingDate is null || record.GrantDate is not null ? Text(Common + "RegistrationNumber", record.Number) : null,
            Day(Common + "RegistrationDate", record.GrantDate),
            new XElement(Indication + "GINameBag",
                Text(Indication + "GINameText", record.Title, LanguageOf(record)),
                record.TitleEn is null ? null : Text(Indication + "GINameTranslationText", record.TitleEn, "en")),
            new XElement(Indication + "ProductIndicationBag", new XElement(Trademark + "GoodsServices", St96Mark.Classes(classes))),
            new XElement(Indication + "FeatureDescriptionBag", new XElement(Indication + "FeatureDescription", Text(Indication + "FeatureDescriptionText", record.Abstract ?? ""))),
            new XElement(Indication + "GeographicRegionDescriptionBag", new XElement(Indication + "GeographicRegionDescription",
                new XElement(Indication + "GeographicRegionDescriptionText", new XAttribute(Indication + "geographicRegionDescriptionCategory", "Administrative boundaries"), record.Region ?? ""))),
            new XElement(Indication + "GICategory", "Geographical Indication"),
            record.Parties.Where(party => party.Role is PartyRole.Applicant or PartyRole.Owner).Select(party => new XElement(Indication + "AuthorizedUser", Contact(party))),
            Bag(Indication + "GIPublicationBag", record.Publications.Select(publication => new XElement(Indication + "GIPublication",
                Text(Common + "PublicationIdentifier", publication.Number), Day(Common + "PublicationDate", publication.Date)))),
            record.Status switch
            {
                LegalStatus.Pending => new XElement(Indication + "GIStatusCategory", "Filing"),
                LegalStatus.InForce => new XElement(Indication + "GIStatusCategory", "Registered"),
                LegalStatus.Ended => new XElement(Indication + "GIStatusCategory", "Ended"),
                _ => null,
            },
            Day(Common + "ExpiryDate", record.ExpiryDate));
    }

    public static XElement WriteLayout(IpRecord record) => new(Hub + "LayoutDesign",
        new XElement(Common + "IPOfficeCode", record.Office),
        ApplicationNumber(record.Number),
        Day(Common + "ApplicationDate", record.FilingDate),
        Day(Common + "PublicationDate", record.PublicationDate),
        Day(Common + "RegistrationDate", record.GrantDate),
        Day(Common + "ExpiryDate", record.ExpiryDate),
        Text(Hub + "LayoutDesignTitle", record.Title, LanguageOf(record)),
        Some(Hub + "StatusText", record.StatusText),
        record.Parties.Where(party => party.Role is PartyRole.Applicant or PartyRole.Owner or PartyRole.Inventor).Select(party => new XElement(Hub + party.Role.ToString(), Contact(party))),
        Some(Hub + "DescriptionText", record.Abstract));
}
