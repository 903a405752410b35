using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Zhishu.Records;

/// <summary>What the XML of several offices writes alike: dates, numbers with their office, symbols, claims.</summary>
internal static partial class PatentXml
{
    /// <summary>A day written YYYYMMDD, YYYY-MM-DD, YYYY.MM.DD or so with a zone behind it; null when it is none.</summary>
    public static DateOnly? Day(string? text)
    {
        if (text is null)
            return null;
        text = text.Trim();
        if (DayAndZone().Match(text) is { Success: true } zoned)
            text = zoned.Groups[1].Value;
        return DateOnly.TryParseExact(text, ["yyyyMMdd", "yyyy-MM-dd", "yyyy.MM.dd", "yyyy/MM/dd", "yyyy-M-d", "yyyy.M.d", "yyyy/M/d", "yyyy年M月d日"], CultureInfo.InvariantCulture, DateTimeStyles.None,
            out var day) ? day : null;
    }

    /// <summary>Office, number and kind code in one; null without a number. A number that already begins with its office is not given it twice.</summary>
    public static string? Number(string? office, string? number, string? kind)
    {
        number = number is null ? null : string.Concat(number.Where(c => !char.IsWhiteSpace(c)));
        if (number is not { Length: > 0 })
            return null;
        var whole = office is not { Length: 2 } || number.StartsWith(office, StringComparison.OrdinalIgnoreCase) ? number : office + number;
        if (kind is { Length: > 0 } && !whole.EndsWith(kind, StringComparison.OrdinalIgnoreCase))
            whole += kind;
        return RecordNumber.ParsePatent(whole)?.Normal ?? whole;
    }

    /// <summary>Whether a kind code is that of a grant or registration at the office.</summary>
    public static bool IsGrant(string office, string? kind) => kind is { Length: > 0 } && (office, kind[0]) switch
    {
        ("CN", 'B' or 'C' or 'U' or 'Y' or 'S' or 'D') => true,
        ("CN", _) => false,
        ("US", 'B' or 'E' or 'S' or 'C') => true,
        ("US", 'A') => kind is "A",
        ("US", 'P') => kind is "P2" or "P3",
        ("WO", _) => false,
        (_, 'B' or 'C') => true,
        _ => false,
    };

    /// <summary>The number of an application as the office's own register would have it, from a country, a number as the EPO or an office writes it, and its kind.</summary>
    public static string? Application(string office, string? number)
    {
        number = number is null ? null : string.Concat(number.Where(c => !char.IsWhiteSpace(c)));
        if (number is not { Length: > 0 })
            return null;
        if (number.StartsWith(office, StringComparison.OrdinalIgnoreCase) && office.Length == 2)
            number = number[2..];
        return office switch
        {
            // EP01810345.5 and, in databases, EP20010810345: the year and five or six digits.
            "EP" when LongEp().Match(number) is { Success: true } ep => $"EP{ep.Groups[1].Value}{ep.Groups[2].Value}",
            "EP" => "EP" + number.Split('.')[0],

            // Series and serial number; databases write the year before them (US201816123456).
            "US" when YearSeries().Match(number) is { Success: true } us => us.Groups[1].Value,
            "US" when number.Length <= 8 && number.All(char.IsAsciiDigit) => number.PadLeft(8, '0'),
            "WO" when EpoPct().Match(number) is { Success: true } pct => $"PCT/{pct.Groups[2].Value}{pct.Groups[1].Value}/{pct.Groups[3].Value.PadLeft(6, '0')}",
            "CN" => number,
            _ => number.StartsWith("PCT", StringComparison.OrdinalIgnoreCase) ? number : office + number,
        };
    }

    /// <summary>A symbol of the IPC or CPC from its text, with edition and level behind it (<c>G09G   5/10       (2006.01)I</c>), and whether it is the first of the invention.</summary>
    public static string? Symbol(string? text) =>
        text is not null && SymbolStart().Match(text) is { Success: true } match ? ClassificationSymbol.NormaliseIpc(match.Value) : null;

    /// <summary>A symbol from its parts, as elements hold them.</summary>
    public static string? Symbol(XElement element, string section = "section", string group = "class")
    {
        string? Part(string name) => element.Element(name).Trimmed();
        var head = Part(section) + Part(group) + Part("subclass");
        if (head.Length < 3)
            return null;
        return ClassificationSymbol.NormaliseIpc(Part("main-group") is { } main ? $"{head}{main}/{Part("subgroup") ?? "00"}" : head);
    }

    /// <summary>A Locarno symbol: class and subclass with a hyphen.</summary>
    public static string? Locarno(string? text) =>
        text is not null && LocarnoSymbol().Match(text.Trim()) is { Success: true } match ? $"{match.Groups[1].Value}-{match.Groups[2].Value}" : null;

    /// <summary>Text without the number in front of it, when that is the number of the claim.</summary>
    public static Claim Claim(int number, string text, IReadOnlyList<int>? depends = null)
    {
        if (LeadingNumber().Match(text) is { Success: true } match && match.Groups[1].Value == number.ToString(CultureInfo.InvariantCulture))
            text = text[match.Length..];
        return new(number, text, depends is { Count: > 0 } ? depends : ClaimReferences.Of(text, number));
    }

    [GeneratedRegex(@"^(\d{4}-\d{2}-\d{2}|\d{8})(?:[T ].*|[+-]\d{2}:\d{2}|Z)$", RegexOptions.CultureInvariant)]
    private static partial Regex DayAndZone();

    [GeneratedRegex(@"^(?:19|20)(\d{2})(?:0)?(\d{6})$", RegexOptions.CultureInvariant)]
    private static partial Regex LongEp();

    [GeneratedRegex(@"^(?:19|20)\d{2}(\d{8})$", RegexOptions.CultureInvariant)]
    private static partial Regex YearSeries();

    [GeneratedRegex(@"^((?:19|20)\d{2})([A-Z]{2})(\d{1,6})$", RegexOptions.CultureInvariant)]
    private static partial Regex EpoPct();

    [GeneratedRegex(@"^\s*[A-HY]\s*\d{2}\s*[A-Z](?:\s*\d{1,4}\s*/\s*\d{2,8})?", RegexOptions.CultureInvariant)]
    private static partial Regex SymbolStart();

    [GeneratedRegex(@"^(?:LOC\s*\(\d+\)\s*(?:Cl\.?)?\s*)?(\d{2})\s*[-./ ]?\s*(\d{2})\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex LocarnoSymbol();

    [GeneratedRegex(@"^\s*(\d{1,4})\s*[.、．:：,，]\s*", RegexOptions.CultureInvariant)]
    private static partial Regex LeadingNumber();
}
