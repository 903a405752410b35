using System.Globalization;
using System.Xml.Linq;

namespace Zhishu.Records.Standards;

/// <summary>Namespaces of WIPO ST.96 V6.0 and what all its documents are made of.</summary>
internal static class St96Names
{
    public const string Release = "V6_0";

    public static readonly XNamespace Common = "http://www.wipo.int/standards/XMLSchema/ST96/Common";
    public static readonly XNamespace Patent = "http://www.wipo.int/standards/XMLSchema/ST96/Patent";
    public static readonly XNamespace Trademark = "http://www.wipo.int/standards/XMLSchema/ST96/Trademark";
    public static readonly XNamespace Indication = "http://www.wipo.int/standards/XMLSchema/ST96/GeographicalIndication";

    /// <summary>The hub's own namespace: the envelope, and layout designs, for which ST.96 has no component.</summary>
    public static readonly XNamespace Hub = "urn:zhishu:records";

    /// <summary>A whole record beside its components.</summary>
    public static readonly XName RecordData = Hub + "RecordData";

    /// <summary>The prefixes that the standard's own examples use.</summary>
    public static IEnumerable<(string Prefix, XNamespace Space)> Prefixes => [("com", Common), ("pat", Patent), ("tmk", Trademark), ("gin", Indication)];

    public static XElement Text(XName name, string? text, string? language = null) =>
        new(name, language is null ? null : new XAttribute(Common + "languageCode", language), text ?? "");

    public static XElement? Some(XName name, string? text) => string.IsNullOrEmpty(text) ? null : Text(name, text);

    public static XElement? Day(XName name, DateOnly? day) => day is { } date ? new(name, Form(date)) : null;

    public static string Form(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static XElement? Bag(XName name, IEnumerable<object?> content) => content.Where(item => item is not null).ToList() is { Count: > 0 } items ? new(name, items) : null;

    public static XElement ApplicationNumber(string number) => new(Common + "ApplicationNumber", Text(Common + "ApplicationNumberText", number));

    /// <summary>Language of an office's own texts, ISO 639-1.</summary>
    public static string LanguageOf(IpRecord record) => record.Office is "CN" or "TW" or "HK" or "MO" ? "zh" : "en";

    /// <summary>A person or an organisation with its address.</summary>
    public static XElement Contact(Party party) => new(Common + "Contact",
        Name(party),
        party.Address is null ? null : new XElement(Common + "PostalAddressBag", new XElement(Common + "PostalAddress", Text(Common + "PostalAddressText", party.Address))));

    public static XElement Name(Party party) => new(Common + "Name", IsPerson(party)
        ? new XElement(Common + "PersonName", Text(Common + "PersonFullName", party.Name))
        : new XElement(Common + "OrganizationName", Text(Common + "OrganizationStandardName", party.Name)));

    private static bool IsPerson(Party party) => party.Role is PartyRole.Inventor or PartyRole.CurrentInventor or PartyRole.Agent or PartyRole.CurrentAgent or PartyRole.Examiner || party.Type is "个人";
}
