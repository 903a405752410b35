using System.Security.Cryptography;
using System.Text;

namespace Zhishu.Records;

/// <summary>
/// Simple patent families: documents with exactly the same priorities are of one family (EPO, DOCDB simple family). An application that claims none is the first of its own:
/// those that claim it alone are its family. Further parts of one application (divisions, continuations) belong to another only where they claim the same priorities.
/// </summary>
public static class RecordFamily
{
    private const int MostPriorities = 200;

    /// <summary>The key that all members of a family have, from the priorities of a patent; null for other kinds and for one that nothing tells.</summary>
    public static string? KeyOf(IpRecord record)
    {
        if (record.Kind != RecordKind.Patent)
            return null;
        var priorities = record.Priorities.Where(priority => priority.Number.Length > 0).Take(MostPriorities)
            .Select(priority => PriorityKey(priority.Country, priority.Number)).Distinct().Order(StringComparer.Ordinal).ToList();

        // Where a source tells the earliest day alone, the priorities are not known.
        if (priorities.Count == 0)
            return record.Priorities.Count > 0 || RecordNumber.ParsePatent(record.Number)?.IsPublication == true ? null : PriorityKey(record.Office, record.Number);
        return priorities.Count == 1 ? priorities[0] : "+" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', priorities))))[..40];
    }

    /// <summary>An application as a priority in one spelling, however its country and number were written: CN2019100000052, US62123456, JP2005123456.</summary>
    public static string PriorityKey(string? country, string number)
    {
        var office = country is { Length: 2 } told ? told.ToUpperInvariant() : "";
        var text = KindBehind(number.Trim());
        var plain = PatentXml.Application(office, text) ?? text;
        var read = RecordNumber.ParsePatent(office.Length == 0 || plain.StartsWith(office, StringComparison.OrdinalIgnoreCase)
            || plain.StartsWith("PCT", StringComparison.OrdinalIgnoreCase) || office is "CN" or "US" ? plain : office + plain);
        if (office == "US" && read is not { Form: NumberForm.UsApplication } && string.Concat(plain.Where(char.IsAsciiDigit)) is { Length: 8 } series)
            return "US" + series;
        if (read is not { } known)
            return office + text.ToUpperInvariant();
        var whole = known.Office.Length == 2 ? known.Office : office;

        // Databases leave the check character of Chinese numbers out: the key does too.
        var normal = known.Form is NumberForm.CnApplication or NumberForm.CnApplicationOld ? known.Normal[..^1] : known.Normal;
        return normal.StartsWith(whole, StringComparison.Ordinal) || normal.StartsWith("PCT", StringComparison.Ordinal) ? normal : whole + normal;
    }

    // DOCDB writes the kind of the application behind its number: US 201762000001 P.
    private static string KindBehind(string number) => number.Length > 2 && number[^2] == ' ' && char.IsAsciiLetterUpper(number[^1]) ? number[..^2] : number;
}
