using System.Text;
using System.Text.RegularExpressions;
using Zhishu.Foundation;

namespace Zhishu.Records.Numbers;

/// <summary>Recognises the spellings of patent numbers.</summary>
internal static partial class PatentNumberParser
{
    private const int Longest = 40;

    /// <summary>Drops separators, makes full-width characters narrow and letters upper case; empty when something else is in the text.</summary>
    public static string Squeeze(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > 4 * Longest)
            return "";
        var kept = new StringBuilder(text.Length);
        foreach (var c in SafeText.Narrow(text))
        {
            if (char.IsAsciiLetterOrDigit(c))
                kept.Append(char.ToUpperInvariant(c));
            else if (!char.IsWhiteSpace(c) && ".,-/·:_ー—–。，、()（）".IndexOf(c, StringComparison.Ordinal) < 0)
                return "";
        }

        return kept.ToString();
    }

    public static RecordNumber? Parse(string? text)
    {
        // Series and serial number (09/832,001): that of an application, though without the stroke it may read as that of a patent.
        if (text is { Length: <= 40 } && UsSeries().Match(SafeText.Narrow(text)) is { Success: true } series)
            return new(NumberForm.UsApplication, "US", series.Groups[1].Value + series.Groups[2].Value + series.Groups[3].Value, null, false);
        var s = Squeeze(text is { Length: <= 80 } && OfficeNumbers.Printed(SafeText.Narrow(text)) is { } printed ? printed : text);
        if (s.Length is < 3 or > Longest || !s.Any(char.IsAsciiDigit))
            return null;
        if (s.StartsWith("ZL", StringComparison.Ordinal))
            return CnApplication(s[2..]) ?? Other(s);
        if (s.StartsWith("PCT", StringComparison.Ordinal))
            return Pct(s);
        if (UsSpecial().IsMatch(s))
            return Us(s);
        if (Taiwanese().IsMatch(s))
            return OfficeNumbers.Read("TW", "TW" + s);
        if (char.IsAsciiLetter(s[0]) && char.IsAsciiLetter(s[1]))
        {
            var rest = s[2..];
            return s[..2] switch
            {
                "CN" => CnPublication(rest) ?? CnApplication(rest.StartsWith("ZL", StringComparison.Ordinal) ? rest[2..] : rest) ?? Other(s, "CN"),
                "US" => Us(rest) ?? Other(s, "US"),
                "EP" => Split(rest, 7, 7, "AB") is { } ep ? new(NumberForm.EpPublication, "EP", "EP" + ep.Digits + ep.Kind, ep.Kind, false) : OfficeNumbers.Read("EP", s) ?? Other(s, "EP"),
                "WO" => Wo(rest) ?? Other(s, "WO"),
                var office => OfficeNumbers.Read(office, s) ?? Other(s, office),
            };
        }

        return CnApplication(s) ?? CnPublication(s) ?? (KoreanFigures().IsMatch(s) ? OfficeNumbers.Read("KR", "KR" + s) : null) ?? Other(s);
    }

    /// <summary>
    /// ZC 0006-2003: year, kind of application (1, 2, 3, 8, 9) and serial number, then a check character. Numbers with two digits
    /// for the year and five for the serial are those filed from 1985 to September 2003.
    /// </summary>
    private static RecordNumber? CnApplication(string s)
    {
        var isOld = s.Length is 8 or 9;
        var digits = isOld ? 8 : 12;
        if (s.Length != digits && s.Length != digits + 1)
            return null;
        var body = s[..digits];
        if (body.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0)
            return null;
        var year = int.Parse(isOld ? body.AsSpan(0, 2) : body.AsSpan(0, 4), System.Globalization.CultureInfo.InvariantCulture);
        var kind = body[isOld ? 2 : 4];
        if (!(isOld ? year >= 85 || year <= 3 : year is >= 2003 and <= 2099) || "12389".IndexOf(kind, StringComparison.Ordinal) < 0)
            return null;
        var check = CheckCharacter(body);
        var form = isOld ? NumberForm.CnApplicationOld : NumberForm.CnApplication;
        if (s.Length == digits)
            return new(form, "CN", body + check, null, false);
        if (!char.IsAsciiDigit(s[^1]) && s[^1] != 'X')
            return null;
        return new(form, "CN", s, null, s[^1] != check);
    }

    /// <summary>Modulo 11 over weights 2 to 9, repeated: the remainder is the check digit, 10 is written X (ZC 0006-2003, 4.5).</summary>
    public static char CheckCharacter(ReadOnlySpan<char> body)
    {
        var sum = 0;
        for (var i = 0; i < body.Length; i++)
            sum += (body[i] - '0') * ((i % 8) + 2);
        return sum % 11 == 10 ? 'X' : (char)('0' + (sum % 11));
    }

    /// <summary>
    /// ZC 0007: until 1989 the application number itself (8 digits: 85100001A), then seven digits, since July 2007 nine for inventions
    /// and since 2010 nine for all; kind codes A, B, C (inventions), U, Y (utility models), S, D (designs), with an optional digit for corrections.
    /// </summary>
    private static RecordNumber? CnPublication(string s) =>
        Split(s, 7, 9, "ABCDUYS") is { Kind.Length: > 0 } parts ? new(NumberForm.CnPublication, "CN", "CN" + parts.Digits + parts.Kind, parts.Kind, false) : null;

    /// <summary>Applications published since 2001 have a year and seven digits; patents have seven or eight; bare eight digits are an application.</summary>
    private static RecordNumber? Us(string s)
    {
        var letters = s.TakeWhile(char.IsAsciiLetter).Count();
        var prefix = s[..letters];
        if (prefix is "D" or "PP" or "RE" or "H" or "T" && Split(s[letters..], 1, 8, "SPEHI") is { } special && special.Digits.Any(c => c != '0'))
            return new(NumberForm.UsPublication, "US", "US" + prefix + special.Digits.TrimStart('0') + special.Kind, special.Kind, false);
        if (letters > 0)
            return null;
        if (UsDatabase().Match(s) is { Success: true } database)
            return new(NumberForm.UsApplication, "US", database.Groups[1].Value, null, false);
        if (s.Length is 10 or 11 or 12 && s.AsSpan(0, 10).IndexOfAnyExceptInRange('0', '9') < 0 && (s.Length == 10 || char.IsAsciiLetter(s[10])) && s.StartsWith("20", StringComparison.Ordinal))
            s = s[..4] + "0" + s[4..]; // the year and six digits: one zero is commonly left out
        if (Split(s, 11, 11, "AP") is { } application)
            return new(NumberForm.UsPublication, "US", "US" + application.Digits + application.Kind, application.Kind, false);
        if (Split(s, 1, 8, "ABSPEHI") is not { } parts || parts.Digits.All(c => c == '0'))
            return null;
        if (parts.Kind.Length == 0 && parts.Digits.Length == 8 && parts.Digits[0] != '0')
            return new(NumberForm.UsApplication, "US", parts.Digits, null, false);
        return new(NumberForm.UsPublication, "US", "US" + parts.Digits.TrimStart('0') + parts.Kind, parts.Kind, false);
    }

    /// <summary>WO, a year of four digits (two until 2003) and six digits (five until 2003).</summary>
    private static RecordNumber? Wo(string s)
    {
        if (Split(s, 7, 10, "A") is not { } parts)
            return null;
        var digits = parts.Digits;
        if (digits.Length is 7)
            digits = (digits[0] >= '7' ? "19" : "20") + digits[..2] + "0" + digits[2..];
        else if (digits.Length is 8)
            digits = (digits[0] >= '7' ? "19" : "20") + digits;
        else if (digits.Length is 9)
            digits = digits[..4] + "0" + digits[4..];
        return new(NumberForm.WoPublication, "WO", "WO" + digits + parts.Kind, parts.Kind, false);
    }

    /// <summary>PCT, receiving office, year and serial: PCT/CN2020/123456; earlier PCT/CH02/00573.</summary>
    private static RecordNumber? Pct(string s)
    {
        if (s.Length < 10 || !char.IsAsciiLetter(s[3]) || !char.IsAsciiLetter(s[4]) || s.AsSpan(5).IndexOfAnyExceptInRange('0', '9') >= 0)
            return Other(s);
        var digits = s[5..];
        if (digits.Length is 7)
            digits = (digits[0] >= '7' ? "19" : "20") + digits[..2] + "0" + digits[2..];
        return digits.Length is 10 ? new(NumberForm.PctApplication, "WO", "PCT" + s[3..5] + digits, null, false) : Other(s);
    }

    private static (string Digits, string Kind)? Split(string s, int least, int most, string kinds)
    {
        var digits = s.TakeWhile(char.IsAsciiDigit).Count();
        var kind = s[digits..];
        var fits = digits >= least && digits <= most && kind.Length <= 2
            && (kind.Length == 0 || kinds.Contains(kind[0], StringComparison.Ordinal))
            && (kind.Length < 2 || char.IsAsciiDigit(kind[1]));
        return fits ? (s[..digits], kind) : null;
    }

    private static RecordNumber? Other(string s, string office = "") => new(NumberForm.Other, office, s, null, false);

    // No Chinese number begins so.
    [GeneratedRegex(@"^10(?:19|20)\d{9}$", RegexOptions.CultureInvariant)]
    private static partial Regex KoreanFigures();

    // Designs, plants and reissues carry their letters; nobody else has numbers of that form.
    [GeneratedRegex(@"^(?:D\d{6,7}(?:S\d?)?|PP\d{5,6}(?:P\d?)?|RE\d{5,6}(?:E\d?)?)$", RegexOptions.CultureInvariant)]
    private static partial Regex UsSpecial();

    [GeneratedRegex(@"^[IM]\d{6}B?$", RegexOptions.CultureInvariant)]
    private static partial Regex Taiwanese();

    // Databases write an application with its year before series and serial number: US201762123456P.
    [GeneratedRegex(@"^(?:19|20)\d{2}(\d{8})[AFP]?$", RegexOptions.CultureInvariant)]
    private static partial Regex UsDatabase();

    [GeneratedRegex(@"^\s*(?:US\s*)?(\d{2})(?:\s*/\s*|(?<=US\s*\d{2})-(?=\d{6}\s*$))(\d{3})[,.]?\s?(\d{3})\s*$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex UsSeries();
}
