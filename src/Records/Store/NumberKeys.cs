namespace Zhishu.Records;

/// <summary>Under which numbers a record is kept and looked up.</summary>
internal static class NumberKeys
{
    /// <summary>
    /// The alias numbers of a record: its publications, with the kind code and without; without it only where no application could have the same number (that of 特開2005-123456 is
    /// another patent than 特願2005-123456).
    /// </summary>
    public static IEnumerable<string> AliasesOf(IpRecord record) =>
        record.PublicationNumbers().Where(number => number != record.Number && (record.Kind != RecordKind.Patent || !IsShared(number))).Distinct();

    private static bool IsShared(string number) => RecordNumber.ParsePatent(number) is { Form: NumberForm.OtherApplication };

    // Where a number of a mark or a design without its office may be from when it is none of China.
    private static readonly string[] Foreign =
        ["US", "EM", "WO", "EP", "JP", "KR", "GB", "DE", "FR", "IT", "ES", "CH", "BX", "SE", "RU", "IN", "AU", "CA", "BR", "MX", "SG", "TW", "HK", "MO", "VN", "TH", "MY", "ID", "PH", "NZ", "ZA"];

    /// <summary>The normal forms to try for what a person typed, with the offices it may belong to, the likeliest first.</summary>
    public static IEnumerable<(string Number, string[] Offices)> ToLookUp(RecordKind kind, string typed)
    {
        if (kind != RecordKind.Patent)
        {
            if ((kind == RecordKind.Gi ? RecordNumber.NormaliseGi(typed) : RecordNumber.NormaliseOther(typed)) is { } other)
            {
                yield return (other, ["CN"]);
                if (other.Length > 2 && char.IsAsciiLetter(other[0]) && char.IsAsciiLetter(other[1]) && char.IsAsciiDigit(other[2]))
                    yield return (other[2..], [other[..2].ToUpperInvariant()]);
                else if (char.IsAsciiDigit(other[0]))
                    yield return (other, Foreign);
            }

            yield break;
        }

        if (RecordNumber.ParsePatent(typed) is not { } number)
            yield break;
        yield return (number.Normal, number.Office.Length > 0 ? [number.Office] : ["CN", "US", "EP", "WO", ""]);
        if (number.Office == "US" && number.Form == NumberForm.UsApplication)
            yield return ("US" + number.Normal, ["US"]);

        // Bare digits: seven or nine are most likely a Chinese publication without its kind code.
        if (number.Form == NumberForm.Other && number.Normal.All(char.IsAsciiDigit))
        {
            yield return ("CN" + number.Normal, ["CN"]);
            yield return ("US" + number.Normal, ["US"]);
        }
    }
}
