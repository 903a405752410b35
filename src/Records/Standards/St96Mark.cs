using System.Xml.Linq;
using static Zhishu.Records.Standards.St96Names;

namespace Zhishu.Records.Standards;

/// <summary>A trademark as <c>tmk:Trademark</c> of ST.96 V6.0; its events carry the codes of ST.61 beside the office's words.</summary>
internal static class St96Mark
{
    /// <summary>Feature of the mark in the standard's words, by type.</summary>
    public static readonly Dictionary<string, string> Features = new()
    {
        ["word"] = "Word",
        ["figurative"] = "Figurative",
        ["combined"] = "Combined",
        ["threeDimensional"] = "Three dimensional",
        ["sound"] = "Sound",
    };

    /// <summary>Category of the mark in the standard's words, by type.</summary>
    public static readonly Dictionary<string, string> Categories = new()
    {
        ["collective"] = "Collective mark",
        ["certification"] = "Certification mark",
    };

    public static XElement Write(IpRecord record)
    {
        var registered = record.Publications.FirstOrDefault(publication => publication.Grant)?.Number ?? (record.GrantDate is null ? null : record.Number);
        return new(Trademark + "Trademark",
            new XElement(Common + "RegistrationOfficeCode", record.Office),
            ApplicationNumber(record.Number),
            Some(Common + "RegistrationNumber", registered),
            Day(Common + "ApplicationDate", record.FilingDate),
            Day(Common + "RegistrationDate", record.GrantDate),
            Day(Common + "ExpiryDate", record.ExpiryDate),
            Some(Trademark + "MarkCurrentStatusCode", record.StatusText),
            record.Type is { } kind && Categories.TryGetValue(kind, out var category) ? new XElement(Trademark + "MarkCategory", category) : null,
            new XElement(Trademark + "MarkRepresentation",
                record.Type is { } type && Features.TryGetValue(type, out var feature) ? new XElement(Trademark + "MarkFeatureCategory", feature) : null,
                new XElement(Trademark + "MarkReproduction",
                    new XElement(Trademark + "WordMarkSpecification",
                        Text(Trademark + "MarkVerbalElementText", record.Title),
                        Text(Trademark + "MarkSignificantVerbalElementText", record.Title),
                        record.TitleEn is null ? null : Text(Trademark + "MarkTranslationText", record.TitleEn, "en")))),
            Goods(record),
            Bag(Trademark + "PriorityBag", record.Priorities.Where(priority => priority is { Date: not null, Number.Length: > 0 }).Select(priority => new XElement(Trademark + "Priority",
                new XElement(Common + "PriorityCountryCode", priority.Country ?? "XX"),
                ApplicationNumber(priority.Number),
                Day(Common + "PriorityApplicationFilingDate", priority.Date)))),
            Bag(Trademark + "PublicationBag", record.Publications.Where(publication => !publication.Grant).Select(publication => new XElement(Trademark + "Publication",
                Text(Common + "PublicationIdentifier", publication.Number),
                Day(Common + "PublicationDate", publication.Date)))),
            Bag(Trademark + "ApplicantBag", record.Parties.Where(party => party.Role == PartyRole.Applicant)
                .Select(party => new XElement(Trademark + "Applicant", Contact(party), Some(Common + "IncorporationCountryCode", party.Country)))),
            Bag(Common + "RepresentativeBag", record.Parties.Where(party => party.Role is PartyRole.Agency or PartyRole.Agent)
                .Select(party => new XElement(Common + "Representative", Contact(party)))),
            Bag(Trademark + "MarkEventBag", record.Events.Select(Event)));
    }

    /// <summary>Classes with the list of goods and services; the list stands with the first class.</summary>
    public static XElement? Goods(IpRecord record)
    {
        var classes = record.Classifications.Where(symbol => symbol.Scheme == "nice").OrderByDescending(symbol => symbol.Main).ToList();
        if (classes.Count == 0 && record.Abstract is null)
            return null;
        return new(Trademark + "GoodsServicesBag", new XElement(Trademark + "GoodsServices",
            Classes(classes),
            record.Abstract is null ? null : new XElement(Trademark + "ClassDescriptionBag", new XElement(Trademark + "ClassDescription",
                classes.Count > 0 ? new XElement(Trademark + "ClassNumber", classes[0].Symbol) : null,
                Text(Trademark + "GoodsServicesDescriptionText", record.Abstract, LanguageOf(record))))));
    }

    public static XElement Classes(IReadOnlyList<Classification> classes) => new(Trademark + "GoodsServicesClassificationBag",
        classes.Select(symbol => new XElement(Trademark + "GoodsServicesClassification",
            new XElement(Trademark + "ClassificationKindCode", "Nice"),
            new XElement(Trademark + "ClassNumber", symbol.Symbol)))
        .DefaultIfEmpty(new XElement(Trademark + "GoodsServicesClassification", new XElement(Trademark + "ClassificationKindCode", "Domestic"))));

    private static XElement Event(LegalEvent legal) => new(Trademark + "MarkEvent",
        new XElement(Trademark + "MarkEventCategory", CategoryOf(legal.Category)),
        new XElement(Trademark + "NationalMarkEvent",
            new XElement(Trademark + "MarkEventCode", legal.Standard ?? $"{legal.Category.Letter()}00"),
            Text(Trademark + "MarkEventDescriptionText", legal.Text)),
        Day(Trademark + "MarkEventDate", legal.Date));

    private static string CategoryOf(EventCategory category) => category switch
    {
        EventCategory.Filing => "Application filed",
        EventCategory.Examination => "Classification checked",
        EventCategory.Publication => "Application published",
        EventCategory.PreGrantReview => "Opposition pending",
        EventCategory.Grant => "Registration published",
        EventCategory.Discontinuation => "Application withdrawn",
        EventCategory.Cessation => "Registration cancelled",
        EventCategory.RightReview => "Invalidity proceeding pending",
        EventCategory.Appeal => "Appeal pending",
        EventCategory.PartyChange => "National assignment history entry",
        _ => "National prosecution history entry",
    };
}
