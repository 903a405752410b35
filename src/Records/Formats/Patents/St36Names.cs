using System.Xml.Linq;

namespace Zhishu.Records;

/// <summary>The elements of the national packages (namespaces business and base) by the names that WIPO ST.36 has for them, so that one reader reads both.</summary>
internal static class St36Names
{
    // The name there and that of ST.36, pair after pair.
    private const string Table =
        """
        BibliographicData bibliographic-data  DesignBibliographicData bibliographic-data  PublicationReference publication-reference  ApplicationReference application-reference
        GrantedPublicationReference granted-reference  DocumentID document-id  WIPOST3Code country  DocNumber doc-number  Kind kind  Date date
        ClassificationIPCRDetails classifications-ipcr  ClassificationIPCR classification-ipcr  ClassificationIPC classification-ipc  ClassificationCPC classification-cpc
        Section section  MainClass class  Subclass subclass  MainGroup main-group  Subgroup subgroup  Text text  ClassificationLocarno classification-locarno
        MainClassification main-classification  FurtherClassification further-classification  ClassificationDomestic classification-domestic  InventionTitle invention-title
        DesignTitle invention-title  Parties parties  Applicant applicant  Inventor inventor  Designer inventor  Agent agent  Agency agency  Assignee assignee  Examiner examiner
        AddressBook addressbook  Name name  OrganizationName orgname  Address address  LastName last-name  FirstName first-name  Province province  City city  County county
        Country country  PostCode postcode  CorrespondenceAddress correspondence-address  ReferencesCited references-cited  Citation citation  ApplicationCitation patcit
        PatentCitation patcit  NonPatentCitation nplcit  NPLCitation nplcit  PriorityClaim priority-claim  PriorityDetails priority-claims  RelatedDocuments related-documents
        Division division  Abstract abstract  Paragraphs p  Claims claims  Claim claim  ClaimText claim-text  Description description  TechnicalField technical-field
        BackgroundArt background-art  Disclosure disclosure  DrawingsDescription description-of-drawings  InventionMode mode-for-invention
        DesignBriefExplanation design-explanation  Drawings drawings  Figure figure  AbstractFigure abstract-figure  Sup sup  Sub sub  Heading heading  Table table  Tables tables
        Maths maths  PCTOrRegionalFilingData pct-or-regional-filing-data  PCTOrRegionalPublishingData pct-or-regional-publishing-data
        InternationalFilingData pct-or-regional-filing-data  InternationalPublishingData pct-or-regional-publishing-data  DateOfGrant date-of-grant
        """;

    private static readonly Dictionary<string, string> Elements = Table.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Chunk(2)
        .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    /// <summary>Gives an entry, and all in it, the names of ST.36; names that are not known stay.</summary>
    public static void Rename(XElement entry)
    {
        foreach (var element in entry.DescendantsAndSelf())
        {
            if (Elements.TryGetValue(element.Name.LocalName, out var name))
                element.Name = name;
            foreach (var (from, to) in new[] { ("dataFormat", "data-format"), ("applType", "appl-type"), ("docNumber", "doc-number"), ("datePublication", "date-publ"), ("repType", "rep-type") })
            {
                if (element.Attribute(from) is { } attribute && element.Attribute(to) is null)
                    element.SetAttributeValue(to, attribute.Value);
            }
        }
    }
}
