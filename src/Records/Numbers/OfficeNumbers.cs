using System.Text.RegularExpressions;
using Zhishu.Records.Standards;

namespace Zhishu.Records.Numbers;

/// <summary>Numbers as the offices of Japan, Korea, Germany and Taiwan print them, and publications of any other office with their kind code.</summary>
internal static partial class OfficeNumbers
{
    // What a Japanese document is called tells its kind: laid open (特開), translated (特表), published (特公), and so for utility models (実).
    private static readonly (string Called, string Kind)[] Japanese = [("开", "A"), ("表", "A"), ("公", "B2"), ("愿", ""), ("许", "")];

    /// <summary>The number with its office, as databases write it, of one printed with words or strokes that tell more than its figures; null for all others.</summary>
    public static string? Printed(string narrow)
    {
        var text = narrow.Trim();
        if (JapaneseWords().Match(text) is { Success: true } words)
            return Japan(words);
        if (JapaneseEra().Match(text) is { Success: true } era)
            return $"JP{Era(era.Groups["era"].Value)}{era.Groups["year"].Value.PadLeft(2, '0')}{Serial(era)}"
                + $"{(era.Groups["kind"].Success ? era.Groups["kind"].Value : era.Groups["letter"].Value).ToUpperInvariant()}";
        if (Korean().Match(text) is { Success: true } korean)
            return "KR" + string.Concat(korean.Groups["number"].Value.Where(char.IsAsciiDigit)) + korean.Groups["kind"].Value.ToUpperInvariant();
        if (German().Match(text) is { Success: true } german)
            return "DE" + string.Concat(german.Groups[1].Value.Where(char.IsAsciiDigit));
        return EuropeanFile().Match(text) is { Success: true } european ? "EP" + string.Concat(european.Groups[1].Value.Where(char.IsAsciiDigit)) : null;
    }

    /// <summary>The number of letters and digits that begins with an office; null when it has the form of none.</summary>
    public static RecordNumber? Read(string office, string squeezed)
    {
        if (Parts().Match(squeezed) is not { Success: true } parts)
            return null;
        var (letters, digits, kind) = (parts.Groups[1].Value, parts.Groups[2].Value, parts.Groups[3].Value);
        return office switch
        {
            "JP" => ReadJapan(letters, digits, kind),
            "KR" => letters.Length == 0 ? ReadKorea(digits, kind) : Any(office, letters, digits, kind),
            "EP" => letters.Length == 0 && kind.Length == 0 ? ReadEuropeanFile(digits) : null,
            "TW" when letters is "I" or "M" or "D" && digits.Length == 6 => Publication(office, letters + digits, kind),
            "DE" when letters.Length == 0 && kind.Length == 0 && digits.Length == 12 && IsYear(digits, 2) => Application(office, digits),
            _ => Any(office, letters, digits, kind),
        };
    }

    private static string? Japan(Match words)
    {
        var (model, called) = (words.Groups["right"].Value, words.Groups["called"].Value switch { "開" => "开", "願" => "愿", "許" => "许", var other => other });
        var kind = Japanese.First(pair => pair.Called == called).Kind;
        if (model != "特" && kind.Length > 0)
            kind = kind == "A" ? "U" : "Y2";
        if (words.Groups["era"].Success)
            return $"JP{Era(words.Groups["era"].Value)}{words.Groups["year"].Value.PadLeft(2, '0')}{Serial(words)}{kind}";
        var year = words.Groups["year"].Value;
        return year.Length == 4 ? $"JP{year}{words.Groups["serial"].Value.PadLeft(6, '0')}{kind}"
            : year.Length == 0 && words.Groups["serial"].Length >= 6 ? "JP" + words.Groups["serial"].Value + kind : null;
    }

    private static string Serial(Match match) => match.Groups["serial"].Value.TrimStart('0') is { Length: > 0 } serial ? serial : "0";

    private static string Era(string era) => era[..1].ToUpperInvariant() switch { "平" => "H", "昭" => "S", "大" => "T", "令" => "R", var letter => letter };

    /// <summary>A year (of an emperor until 1999) and a number of its own, which applications and what is laid open both have; patents have seven figures.</summary>
    private static RecordNumber? ReadJapan(string letters, string digits, string kind)
    {
        if (letters is "H" or "S" or "T" or "R" && digits.Length is >= 3 and <= 8)
        {
            var number = letters + digits[..2] + (digits[2..].TrimStart('0') is { Length: > 0 } serial ? serial : "0");
            return kind.Length > 0 ? Publication("JP", number, kind) : Application("JP", number);
        }

        // JP-A-2005-123456: the kind stands before the number.
        if (letters is "A" or "B" or "U" or "Y" && kind.Length == 0)
            (letters, kind) = ("", letters);
        if (letters.Length > 0)
            return Any("JP", letters, digits, kind);
        if (digits.Length is 8 or 9 && IsYear(digits, 0))
            digits = digits[..4] + digits[4..].PadLeft(6, '0');
        return digits.Length == 10 && IsYear(digits, 0) && kind.Length == 0 ? Application("JP", digits)
            : digits.Length == 7 ? Publication("JP", digits, kind)
            : Any("JP", "", digits, kind);
    }

    /// <summary>
    /// The kind of right (10 patents, 20 utility models, 30 designs), a year and seven figures for applications and what is laid open, or seven figures alone for what is
    /// registered. Databases leave the kind of right out where the kind code, or that it is a patent, tells it.
    /// </summary>
    private static RecordNumber? ReadKorea(string digits, string kind)
    {
        if (digits.Length == 13 && digits[..2] is "10" or "20" or "30" && IsYear(digits, 2) && (digits[0] == '1' || kind.Length > 0))
            digits = digits[2..];
        return digits.Length == 9 && digits[..2] is "10" or "20" or "30" ? Publication("KR", digits, kind)
            : kind.Length > 0 ? Any("KR", "", digits, kind)
            : (digits.Length == 11 && IsYear(digits, 0)) || (digits.Length == 13 && IsYear(digits, 2)) ? Application("KR", digits)
            : null;
    }

    /// <summary>Two figures of the year and six: 11712345; in databases also with the whole year and a nought.</summary>
    private static RecordNumber? ReadEuropeanFile(string digits)
    {
        if (digits.Length == 11 && IsYear(digits, 0) && digits[4] == '0')
            digits = digits[2..4] + digits[5..];
        return digits.Length == 8 ? new(NumberForm.EpApplication, "EP", "EP" + digits, null, false) : null;
    }

    private static RecordNumber? Any(string office, string letters, string digits, string kind) =>
        kind.Length > 0 && digits.Length >= 6 && St3.IsOffice(office) ? Publication(office, letters + digits, kind) : null;

    private static RecordNumber Publication(string office, string number, string kind) => new(NumberForm.OtherPublication, office, office + number + kind, kind.Length > 0 ? kind : null, false);

    private static RecordNumber Application(string office, string number) => new(NumberForm.OtherApplication, office, office + number, null, false);

    private static bool IsYear(string digits, int at) => digits.AsSpan(at, 2) is "19" or "20";

    [GeneratedRegex(@"^(?:JP|日本)?\s*(?<right>[特実实實意])(?<called>[开開表公愿願许許])(?:出)?\s*第?\s*"
        + @"(?:(?<era>平成|昭和|大正|令和|[平昭大令HSTR])\s*(?<year>\d{1,2})[-・\s]+|(?<year>(?:19|20)\d{2})[-・\s]+|(?<year>))(?<serial>\d{1,7})\s*号?(?:公报|公報)?$", RegexOptions.CultureInvariant)]
    private static partial Regex JapaneseWords();

    [GeneratedRegex(@"^JP\s*[-]?\s*(?:(?<letter>[ABUY])[-\s]\s*)?(?<era>平成|昭和|大正|令和|[HSTR平昭大令])\s*(?<year>\d{1,2})\s*[-・]\s*(?<serial>\d{1,6})\s*(?<kind>[A-Z]\d?)?$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex JapaneseEra();

    [GeneratedRegex(@"^(?:KR|韩国|대한민국)?\s*(?:(?:공개|등록)?(?:특허|실용신안|디자인)?(?:출원|공개|등록)?(?:번호)?)\s*[:：]?\s*제?\s*"
        + @"(?<number>[123]0\s*-\s*(?:(?:19|20)\d{2}\s*-\s*)?\d{7})\s*호?\s*(?<kind>[A-Z]\d?)?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Korean();

    // The application at the German office with its check digit behind the point.
    [GeneratedRegex(@"^DE\s*(\d{2}\s*\d{4}\s*\d{3}\s*\d{3}|[1-9]\d{0,2}\s*\d{2}\s*\d{3})\.\d$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex German();

    [GeneratedRegex(@"^EP\s*(\d{2}\s*\d{3}\s*\d{3})\.\d$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex EuropeanFile();

    [GeneratedRegex(@"^[A-Z]{2}([A-Z]{0,2})(\d{1,13})([A-Z]\d?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Parts();
}
