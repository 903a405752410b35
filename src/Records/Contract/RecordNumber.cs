using Zhishu.Foundation;
using Zhishu.Records.Numbers;

namespace Zhishu.Records;

/// <summary>What a number turned out to be.</summary>
public enum NumberForm
{
    /// <summary>Chinese application number of 8 digits and a check digit, filed before 1 October 2003.</summary>
    CnApplicationOld,

    /// <summary>Chinese application number of 12 digits and a check digit, filed since 1 October 2003 (ZC 0006-2003).</summary>
    CnApplication,

    /// <summary>Chinese publication or grant number with its kind code (ZC 0007-2012).</summary>
    CnPublication,

    /// <summary>Publication of the United States.</summary>
    UsPublication,

    /// <summary>Application of the United States.</summary>
    UsApplication,

    /// <summary>Publication of the European Patent Office.</summary>
    EpPublication,

    /// <summary>International publication under the PCT.</summary>
    WoPublication,

    /// <summary>International application under the PCT.</summary>
    PctApplication,

    /// <summary>Application at the European Patent Office: two figures of the year and six (EP11712345).</summary>
    EpApplication,

    /// <summary>Publication of another office, with its kind code where it is told (JP2005123456A, KR100567890B1, DE102005012345A1, TWI512345).</summary>
    OtherPublication,

    /// <summary>Application at another office whose numbers are known (JP2005123456, KR20050012345, DE102005012345).</summary>
    OtherApplication,

    /// <summary>Any other number of letters and digits, kept as it is.</summary>
    Other,
}

/// <summary>A number in its normal form: what people type with dots, spaces, prefixes and full-width digits becomes one spelling.</summary>
/// <param name="Form">What it is.</param>
/// <param name="Office">Office in ST.3 codes, or an empty text when the number does not tell.</param>
/// <param name="Normal">
/// Normal form: no office for applications of China and the United States (202210123456X), office and kind for publications (CN114639058A); other offices as their
/// databases write them.
/// </param>
/// <param name="KindCode">Kind code of a publication (A, B, U, S, B2 …), or null.</param>
/// <param name="CheckDigitWrong">True when a check digit is there and does not agree: worth a warning, not a refusal.</param>
public readonly record struct RecordNumber(NumberForm Form, string Office, string Normal, string? KindCode, bool CheckDigitWrong)
{
    /// <summary>Whether the number names a publication, not an application.</summary>
    public bool IsPublication => Form is NumberForm.CnPublication or NumberForm.UsPublication or NumberForm.EpPublication or NumberForm.WoPublication or NumberForm.OtherPublication;

    /// <summary>
    /// Reads a patent number in any usual spelling: <c>ZL 2022 1 0123456.X</c>, <c>CN202210123456.X</c>, <c>ＣＮ１１４６３９０５８Ａ</c>, <c>US 8,926,509 B2</c>,
    /// <c>特開2005-123456</c>, <c>KR10-2005-0012345</c>, <c>DE 10 2005 012 345 A1</c>.
    /// </summary>
    /// <returns>The number, or null when the text has no digits or holds anything but letters, digits and separators.</returns>
    public static RecordNumber? ParsePatent(string? text) => PatentNumberParser.Parse(text);

    /// <summary>Normalises the number of a trademark, geographical indication or layout design: upper case letters and digits.</summary>
    /// <returns>The normal form, or null when nothing is left or it is longer than 40 characters.</returns>
    public static string? NormaliseOther(string? text) => PatentNumberParser.Squeeze(text) is { Length: > 0 and <= 40 } squeezed
        && squeezed.Any(char.IsAsciiDigit) ? squeezed : null;

    /// <summary>
    /// Normalises the number of a geographical indication. Many have none but that of the announcement that approved them (2019年第1号), which approves others too:
    /// the name of the product then stands behind it.
    /// </summary>
    /// <returns>The normal form, or null when there is no digit in it or it is longer than 80 characters.</returns>
    public static string? NormaliseGi(string? text) => NormaliseOther(text) is { } plain ? plain
        : text is { Length: <= 160 } && string.Concat(SafeText.Narrow(text).Where(char.IsLetterOrDigit)).ToUpperInvariant() is { Length: > 0 and <= 80 } named
            && named.Any(char.IsAsciiDigit) ? named : null;

    /// <summary>Shows a normal form as people write it: a Chinese application number with its dot, an American one whose series begins with 0 with its stroke.</summary>
    public static string Show(RecordKind kind, string office, string normal) =>
        kind == RecordKind.Patent && office == "US" && normal.Length == 8 && normal[0] == '0' && normal.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0
            ? $"US{normal[..2]}/{normal[2..5]},{normal[5..]}"
        : kind == RecordKind.Patent && office == "CN" && normal.Length is 9 or 13 && normal.AsSpan(0, normal.Length - 1).IndexOfAnyExceptInRange('0', '9') < 0
            ? $"{office}{normal[..^1]}.{normal[^1]}"
            : normal.StartsWith(office, StringComparison.Ordinal) || (kind != RecordKind.Patent && office == "CN") ? normal : office + normal;
}

/// <summary>The numbers under which a record is found.</summary>
public static class RecordNumbers
{
    /// <summary>The normal forms of a record's publications, with the kind code and without; numbers that cannot be read are left out.</summary>
    public static IEnumerable<string> PublicationNumbers(this IpRecord record)
    {
        foreach (var publication in record.Publications)
        {
            if (record.Kind == RecordKind.Patent && RecordNumber.ParsePatent(publication.Number) is { } number)
            {
                yield return number.Normal;
                if (number.KindCode is { Length: > 0 } code)
                    yield return number.Normal[..^code.Length];
            }
            else if (record.Kind != RecordKind.Patent && RecordNumber.NormaliseOther(publication.Number) is { } other)
            {
                yield return other;
            }
        }
    }
}
