using System.Globalization;
using System.Text;
using System.Xml;

namespace Zhishu.Records;

/// <summary>
/// Records as XML after WIPO ST.96: the component names of its Patent, Trademark and GeographicalIndication namespaces, inside an envelope of the hub's own.
/// ST.96 has no component for layout designs of integrated circuits: these stand in the hub's namespace with common components.
/// </summary>
public static class St96Xml
{
    private const string Envelope = "urn:zhishu:records";
    private const string Common = "http://www.wipo.int/standards/XMLSchema/ST96/Common";
    private const string Patent = "http://www.wipo.int/standards/XMLSchema/ST96/Patent";
    private const string Trademark = "http://www.wipo.int/standards/XMLSchema/ST96/Trademark";
    private const string Indication = "http://www.wipo.int/standards/XMLSchema/ST96/GeographicalIndication";

    /// <summary>A writer with the settings that this form needs; disposing flushes.</summary>
    public static XmlWriter Writer(Stream stream) => XmlWriter.Create(stream, new() { Async = true, Indent = true, Encoding = new UTF8Encoding(false), CheckCharacters = false });

    /// <summary>Begins the document; end it with <c>WriteEndDocumentAsync</c>.</summary>
    public static async Task StartAsync(XmlWriter xml)
    {
        await xml.WriteStartDocumentAsync();
        await xml.WriteStartElementAsync(null, "Records", Envelope);
        foreach (var (prefix, name) in new[] { ("com", Common), ("pat", Patent), ("tmk", Trademark), ("gin", Indication) })
            await xml.WriteAttributeStringAsync("xmlns", prefix, null, name);
    }

    /// <summary>Writes one record.</summary>
    public static async Task WriteAsync(XmlWriter xml, IpRecord record)
    {
        var (prefix, root, title) = record.Kind switch
        {
            RecordKind.Patent => (Patent, "BibliographicData", "InventionTitle"),
            RecordKind.Trademark => (Trademark, "Trademark", "MarkVerbalElementText"),
            RecordKind.Gi => (Indication, "GeographicalIndication", "GeographicalIndicationName"),
            _ => (Envelope, "LayoutDesign", "LayoutDesignTitle"),
        };
        await xml.WriteStartElementAsync(null, root, prefix);
        await xml.WriteStartElementAsync(null, "ApplicationIdentification", prefix);
        await TextAsync(xml, Common, "IPOfficeCode", record.Office);
        await xml.WriteStartElementAsync(null, "ApplicationNumber", Common);
        await TextAsync(xml, Common, "ApplicationNumberText", record.Number);
        await xml.WriteEndElementAsync();
        await DayAsync(xml, prefix, "FilingDate", record.FilingDate);
        await xml.WriteEndElementAsync();
        await TextAsync(xml, prefix, title, record.Title);
        await TextAsync(xml, prefix, title, record.TitleEn, "en");
        foreach (var publication in record.Publications)
        {
            await xml.WriteStartElementAsync(null, publication.Grant ? "PatentGrantIdentification" : "PatentPublicationIdentification", prefix);
            await TextAsync(xml, prefix, publication.Grant ? "PatentNumber" : "PublicationNumber", publication.Number);
            await DayAsync(xml, prefix, publication.Grant ? "GrantDate" : "PublicationDate", publication.Date);
            await xml.WriteEndElementAsync();
        }

        if (record.Publications.Count == 0)
            await DayAsync(xml, prefix, "PublicationDate", record.PublicationDate);
        await DayAsync(xml, prefix, record.Kind == RecordKind.Patent ? "GrantDate" : "RegistrationDate", record.GrantDate);
        await DayAsync(xml, prefix, "ExpiryDate", record.ExpiryDate);
        await TextAsync(xml, prefix, "StatusText", record.StatusText);
        foreach (var symbol in record.Classifications)
            await TextAsync(xml, prefix, symbol.Scheme switch { "ipc" => "IPCClassification", "cpc" => "CPCClassification", "nice" => "ClassNumber", "locarno" => "LocarnoClassification", _ => "NationalClassification" }, symbol.Symbol);
        foreach (var party in record.Parties)
            await PartyAsync(xml, prefix, party);
        await TextAsync(xml, prefix, record.Kind == RecordKind.Trademark ? "GoodsServicesDescriptionText" : "Abstract", record.Abstract);
        foreach (var claim in record.Claims)
        {
            await xml.WriteStartElementAsync(null, "Claim", prefix);
            await xml.WriteAttributeStringAsync(null, "id", Common, $"claim-{claim.Number.ToString(CultureInfo.InvariantCulture)}");
            await TextAsync(xml, prefix, "ClaimText", claim.Text);
            await xml.WriteEndElementAsync();
        }

        await xml.WriteEndElementAsync();
    }

    /// <summary>A text without the characters that XML 1.0 does not allow.</summary>
    public static string Clean(string text)
    {
        var bad = false;
        for (var i = 0; i < text.Length && !bad; i++)
            bad = !XmlConvert.IsXmlChar(text[i]) && !(char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[++i]));
        return bad ? string.Concat(text.EnumerateRunes().Where(rune => rune.Value is 9 or 10 or 13 || (rune.Value >= 32 && rune.Value is not (0xFFFE or 0xFFFF))).Select(rune => rune.ToString())) : text;
    }

    private static async Task PartyAsync(XmlWriter xml, string prefix, Party party)
    {
        await xml.WriteStartElementAsync(null, party.Role switch
        {
            PartyRole.Applicant => "Applicant",
            PartyRole.Owner => "Holder",
            PartyRole.Inventor or PartyRole.CurrentInventor => "Inventor",
            PartyRole.Examiner => "Examiner",
            _ => "RegisteredPractitioner",
        }, prefix);
        await xml.WriteStartElementAsync(null, "Contact", Common);
        await TextAsync(xml, Common, party.Role is PartyRole.Inventor or PartyRole.CurrentInventor or PartyRole.Agent or PartyRole.CurrentAgent ? "PersonFullName" : "OrganizationStandardName", party.Name);
        await TextAsync(xml, Common, "PostalAddressText", party.Address);
        await TextAsync(xml, Common, "CountryCode", party.Country);
        await xml.WriteEndElementAsync();
        await xml.WriteEndElementAsync();
    }

    private static Task DayAsync(XmlWriter xml, string space, string name, DateOnly? day) => TextAsync(xml, space, name, day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private static async Task TextAsync(XmlWriter xml, string space, string name, string? text, string? language = null)
    {
        if (string.IsNullOrEmpty(text))
            return;
        await xml.WriteStartElementAsync(null, name, space);
        if (language is not null)
            await xml.WriteAttributeStringAsync(null, "languageCode", Common, language);
        await xml.WriteStringAsync(Clean(text));
        await xml.WriteEndElementAsync();
    }
}
