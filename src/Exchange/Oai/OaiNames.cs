using System.Globalization;
using System.Xml.Linq;

namespace Zhishu.Exchange.Oai;

/// <summary>Namespaces and forms of OAI-PMH 2.0.</summary>
internal static class OaiNames
{
    public static readonly XNamespace Pmh = "http://www.openarchives.org/OAI/2.0/";
    public static readonly XNamespace Dc = "http://purl.org/dc/elements/1.1/";
    public static readonly XNamespace OaiDc = "http://www.openarchives.org/OAI/2.0/oai_dc/";
    public static readonly XNamespace Identifier = "http://www.openarchives.org/OAI/2.0/oai-identifier";
    public static readonly XNamespace Provenance = "http://www.openarchives.org/OAI/2.0/provenance";
    public static readonly XNamespace Rights = "http://www.openarchives.org/OAI/2.0/rights/";
    public static readonly XNamespace Instance = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>The hub's own lossless form: a record as JSON inside one element.</summary>
    public static readonly XNamespace Hub = "urn:zhishu:hub";
    public static readonly XNamespace Lossless = "urn:zhishu:record";

    public const string SecondForm = "yyyy-MM-ddTHH:mm:ssZ";

    public static string Form(DateTime utc) => utc.ToString(SecondForm, CultureInfo.InvariantCulture);

    public static DateTime? Read(string? text, string form) =>
        DateTime.TryParseExact(text, form == SecondForm ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : form, CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var utc) ? utc : null;

    public static XAttribute SchemaLocation(params IReadOnlyList<(XNamespace Space, string Schema)> pairs) =>
        new(Instance + "schemaLocation", string.Join(' ', pairs.Select(pair => $"{pair.Space} {pair.Schema}")));
}
