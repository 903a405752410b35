namespace Zhishu.Records.Show;

/// <summary>Where a fact of a record leads: to the records that share it, and for classes to the tables too. Addresses of pages of other modules, by their parameters.</summary>
internal static class FactLinks
{
    private const int LongestName = 200;

    public static string? Party(Party party) => party.Name.Length > LongestName ? null : party.Role switch
    {
        PartyRole.Applicant => "/applicants?name=" + Uri.EscapeDataString(party.Name),
        PartyRole.Inventor => "/search?inventor=" + Uri.EscapeDataString(party.Name),
        PartyRole.Agency => Query("AG", party.Name),
        _ => null,
    };

    /// <summary>An owner who applied for it has a page as applicant.</summary>
    public static string? Owner(IpRecord record, Party party) => party.Role == PartyRole.Owner
        ? record.Parties.Where(other => other.Role == PartyRole.Applicant && other.Name == party.Name).Select(Party).FirstOrDefault() : null;

    /// <summary>The records of a class; null for schemes that cannot be searched.</summary>
    public static string? Records(Classification symbol) => symbol.Scheme switch
    {
        "ipc" or "locarno" => "/search?q=" + Uri.EscapeDataString("IC=" + symbol.Symbol),
        "cpc" => "/search?q=" + Uri.EscapeDataString("CPC=" + symbol.Symbol),
        "nice" => "/search?nice=" + Uri.EscapeDataString(symbol.Symbol.TrimStart('0')),
        _ => null,
    };

    /// <summary>The class in the tables; null where there is no table.</summary>
    public static string? Table(Classification symbol, IReadOnlyList<CodeNode> path) => path.Count == 0 ? null : symbol.Scheme switch
    {
        "ipc" or "cpc" => "/classifications/ipc/" + path[^1].Code,
        "nice" or "locarno" => $"/classifications/{symbol.Scheme}/{path[^1].Code}",
        _ => null,
    };

    /// <summary>The members of a patent's family, itself among them.</summary>
    public static string Family(IpRecord record) => "/search?q=" + Uri.EscapeDataString("FM=" + RecordNumber.Show(record.Kind, record.Office, record.Number));

    public static string Region(string code) => "/search?q=" + Uri.EscapeDataString("RG=" + code);

    public static string Type(IpRecord record) => $"/search?kind={record.Kind.Code()}&type={record.Type}";

    // Quotation marks cannot stand in a phrase; a name that has them is looked for without.
    private static string Query(string field, string name) => "/search?q=" + Uri.EscapeDataString($"{field}=\"{name.Replace("\"", "", StringComparison.Ordinal)}\"");
}
