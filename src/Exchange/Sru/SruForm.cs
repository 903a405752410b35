using System.Globalization;
using System.Xml.Linq;

namespace Zhishu.Exchange.Sru;

/// <summary>The two forms of an answer: SRU 1.x and SRU 2.0 differ in namespaces and a few names.</summary>
internal sealed class SruForm(SruRequest request)
{
    private static readonly XNamespace One = "http://www.loc.gov/zing/srw/";
    private static readonly XNamespace OneDiagnostic = "http://www.loc.gov/zing/srw/diagnostic/";
    private static readonly XNamespace Two = "http://docs.oasis-open.org/ns/search-ws/sruResponse";
    private static readonly XNamespace TwoScan = "http://docs.oasis-open.org/ns/search-ws/scan";
    private static readonly XNamespace TwoDiagnostic = "http://docs.oasis-open.org/ns/search-ws/diagnostic";

    private readonly XNamespace _space = !request.IsTwo ? One : request.Operation == SruOperation.Scan ? TwoScan : Two;

    public XElement Version => Text("version", request.Version);

    public XDocument Document(string root, params IReadOnlyList<XElement?> content) => new(new XElement(_space + root, content));

    public XElement Text(string name, object value) => new(_space + name, Convert.ToString(value, CultureInfo.InvariantCulture));

    public XElement Wrap(string name, IEnumerable<XElement?> content) => new(_space + name, content);

    /// <summary>A record: schema, packing, data, identifier, position.</summary>
    public XElement Record(string schema, XElement data, string? identifier, int? position) => Wrap("record",
    [
        Text("recordSchema", schema),
        Text(request.IsTwo ? "recordXMLEscaping" : "recordPacking", request.Escaped ? "string" : "xml"),
        new(_space + "recordData", request.Escaped ? data.ToString(SaveOptions.DisableFormatting) : data),

        // The identifier came with 1.2.
        identifier is null || request.Version == "1.1" ? null : Text("recordIdentifier", identifier),
        position is { } place ? Text("recordPosition", place) : null,
    ]);

    /// <summary>The request as it was read, named as the answer's kind asks.</summary>
    public XElement Echo(string name = "echoedSearchRetrieveRequest") => new(_space + name,
        request.Echo.Where(pair => pair.Key != "operation" && !pair.Key.StartsWith("x-", StringComparison.Ordinal)
            && pair.Key.All(c => char.IsAsciiLetterOrDigit(c)) && pair.Key.Length > 0 && char.IsAsciiLetter(pair.Key[0]))
            .DistinctBy(pair => pair.Key)
            .Select(pair => Text(pair.Key, pair.Value.Length <= 2000 ? pair.Value : pair.Value[..2000])));

    public XElement Diagnostics(SruDiagnostic fault)
    {
        var space = request.IsTwo ? TwoDiagnostic : OneDiagnostic;
        return Wrap("diagnostics", [new XElement(space + "diagnostic",
            new XElement(space + "uri", fault.Uri),
            fault.Details is null ? null : new XElement(space + "details", fault.Details),
            new XElement(space + "message", fault.Message))]);
    }
}
