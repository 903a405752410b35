using System.Globalization;

namespace Zhishu.Records.Show;

/// <summary>
/// Where a fact of a record leads: to the search that finds all records that share it, this one among them; for classes to the tables, for applicants to their pages too.
/// Addresses of pages of other modules, by their parameters.
/// </summary>
internal static class FactLinks
{
    private const int LongestName = 200;
    private static readonly System.Buffers.SearchValues<char> Quotes = System.Buffers.SearchValues.Create("\"“”＂");

    /// <summary>The records that name somebody in the same part.</summary>
    public static string? Party(Party party) => party.Role switch
    {
        PartyRole.Inventor when party.Name.Trim().Length <= LongestName => "/search?inventor=" + Uri.EscapeDataString(party.Name.Trim()),
        PartyRole.Applicant or PartyRole.Owner => Words("PA", party.Name),
        PartyRole.Inventor or PartyRole.CurrentInventor => Words("IN", party.Name),
        PartyRole.Agency or PartyRole.CurrentAgency or PartyRole.FormerAgency => Words("AG", party.Name),
        PartyRole.Agent or PartyRole.CurrentAgent => Words("AT", party.Name),
        PartyRole.Examiner => Words("EX", party.Name),
        _ => null,
    };

    /// <summary>The page of an applicant; of an owner who applied for it too.</summary>
    public static string? Page(IpRecord record, Party party) => party.Name.Length <= LongestName
        && (party.Role == PartyRole.Applicant || (party.Role == PartyRole.Owner && record.Parties.Any(other => other.Role == PartyRole.Applicant && other.Name == party.Name)))
            ? "/applicants?name=" + Uri.EscapeDataString(party.Name) : null;

    /// <summary>The records of a class; null for schemes that cannot be searched.</summary>
    public static string? Records(Classification symbol) => symbol.Scheme switch
    {
        "ipc" or "locarno" => Query("IC=" + symbol.Symbol),
        "cpc" => Query("CPC=" + symbol.Symbol),
        "nice" => "/search?nice=" + Uri.EscapeDataString(symbol.Symbol.TrimStart('0')),
        _ => null,
    };

    /// <summary>The records that have a symbol as their main one, for the symbol that is this record's: the one marked so, or the first.</summary>
    public static string? MainClass(IpRecord record, Classification symbol)
    {
        var symbols = record.Classifications.Where(other => other.Scheme is "ipc" or "locarno").ToList();
        return ReferenceEquals(symbols.Find(other => other.Main) ?? symbols.FirstOrDefault(), symbol) ? Query("MC=" + symbol.Symbol) : null;
    }

    /// <summary>The class in the tables; null where there is no table.</summary>
    public static string? Table(Classification symbol, IReadOnlyList<CodeNode> path) => path.Count == 0 ? null : symbol.Scheme switch
    {
        "ipc" or "cpc" => "/classifications/ipc/" + path[^1].Code,
        "nice" or "locarno" => $"/classifications/{symbol.Scheme}/{path[^1].Code}",
        _ => null,
    };

    /// <summary>The records with a day in a field.</summary>
    public static string? Day(string field, DateOnly? day) => day is { } known ? Query($"{field}={known.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}") : null;

    /// <summary>The records published or granted on the day of a document of this one; null when it is neither day of the record.</summary>
    public static string? PublicationDay(IpRecord record, DateOnly? day) =>
        day == record.GrantDate ? Day("GD", day) : day == record.PublicationDate ? Day("PD", day) : null;

    /// <summary>The records that claim the same priority.</summary>
    public static string? Priority(Priority priority)
    {
        var key = priority.Number.Length == 0 ? "" : RecordFamily.PriorityKey(priority.Country, priority.Number);
        return RecordNumber.ParsePatent(key) is not null && RecordFamily.PriorityKey(null, key) == key ? Query("PR=" + key) : null;
    }

    /// <summary>The members of a patent's family, itself among them.</summary>
    public static string Family(IpRecord record) => Query("FM=" + RecordNumber.Show(record.Kind, record.Office, record.Number));

    public static string Region(string code) => Query("RG=" + code);

    public static string Type(IpRecord record) => $"/search?kind={record.Kind.Code()}&type={record.Type}";

    public static string Status(IpRecord record) => $"/search?kind={record.Kind.Code()}&status={RecordLabels.ClassOf(record.Status)}";

    /// <summary>The records that have words one after another in a field; null when there are none to ask for. Quotation marks cannot stand in a phrase: they part words as commas do.</summary>
    public static string? Words(string field, string words)
    {
        var phrase = string.Concat(words.Select(c => Quotes.Contains(c) ? ',' : c)).Trim();
        return phrase.Length <= LongestName && phrase.Any(char.IsLetterOrDigit) ? Query($"{field}=\"{phrase}\"") : null;
    }

    private static string Query(string query) => "/search?q=" + Uri.EscapeDataString(query);
}
