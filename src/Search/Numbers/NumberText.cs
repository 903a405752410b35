using System.Text.RegularExpressions;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Search.Numbers;

/// <summary>
/// Finds the numbers in what somebody pasted, whatever the layout: lines, columns, commas inside numbers and between them, blanks, what a number is called, ordinals,
/// addresses of other services, names of files.
/// </summary>
internal static partial class NumberText
{
    private const int MostPieces = 7;

    /// <summary>The numbers in their order, each once, and whether there was nothing else.</summary>
    public static (IReadOnlyList<string> Numbers, bool Only) Read(string text)
    {
        var (numbers, only) = (new List<string>(), true);
        var plain = Address().Replace(SafeText.Clean(text), match =>
        {
            var number = InAddress(match.Value);
            only &= number is not null;
            return $"\n{number}\n";
        });
        foreach (var part in Separator().Split(Thousands().Replace(plain, match => match.Value.Replace(",", "", StringComparison.Ordinal))))
        {
            var segment = Bare(part);
            if (segment.Length > 0)
                only &= ReadSegment(segment, numbers);
        }

        return ([.. numbers.Distinct(StringComparer.OrdinalIgnoreCase)], only);
    }

    /// <summary>Whether a text is a number of a known form.</summary>
    public static bool IsKnown(string text) => RecordNumber.ParsePatent(text) is { Form: not NumberForm.Other };

    // "ZL 2022 1 0123456.X" is one number, "CN1234567A CN2345678A" are two: the longest that is known counts.
    private static bool ReadSegment(string segment, List<string> numbers)
    {
        var pieces = segment.Split([' ', '\u3000', '\u00A0', '"'], StringSplitOptions.RemoveEmptyEntries);
        var (rest, only) = (new List<string>(), true);
        for (var i = 0; i < pieces.Length;)
        {
            var length = Math.Min(MostPieces, pieces.Length - i);
            while (length > 0 && !IsOne(pieces.AsSpan(i, length)))
                length--;
            if (length == 0)
            {
                rest.Add(pieces[i++]);
                continue;
            }

            only &= Flush(rest, numbers, beside: true);
            numbers.Add(string.Join(' ', pieces[i..(i + length)]));
            i += length;
        }

        return Flush(rest, numbers, beside: rest.Count < pieces.Length) && only;
    }

    private static bool IsOne(ReadOnlySpan<string> pieces)
    {
        if (pieces.Length > 1)
        {
            var whole = true;
            foreach (var piece in pieces)
                whole &= piece.Length >= 6 && piece.Count(char.IsAsciiDigit) >= 6;
            if (whole)
                return false;
        }

        return IsKnown(string.Join(' ', pieces.ToArray()));
    }

    /// <summary>What is no number of a known form may be one of a mark or a layout design: those stand as they are. Beside known ones, words and ordinals are passed over.</summary>
    private static bool Flush(List<string> rest, List<string> numbers, bool beside)
    {
        if (rest.Count == 0)
            return true;
        var joined = string.Join(' ', rest);
        var digits = joined.Count(char.IsAsciiDigit);
        if (digits > 0 && !Day().IsMatch(joined) && (digits >= 5 || !(beside || joined.Any(c => c >= '\u3400'))))
        {
            var whole = rest.FindAll(piece => piece.Count(char.IsAsciiDigit) >= 6);
            if (whole.Count > 0 && rest.TrueForAll(piece => whole.Contains(piece) || piece.Any(c => c >= '\u3400')))
                numbers.AddRange(whole);
            else
                numbers.Add(joined);
        }

        rest.Clear();
        return false;
    }

    // Without what it is called, its place in a list and the ending of a file.
    private static string Bare(string part)
    {
        var text = part.TrimStart(' ', '\u3000', '-', '*', '•', '·', '–', '—').Trim().Trim('"', '\'', '“', '”', '‘', '’', '.', '。', ':', '：').Trim();
        if (Ordinal().Match(text) is { Success: true } ordinal)
            text = text[ordinal.Length..];
        if (Called().Match(text) is { Success: true } called)
            text = text[called.Length..].Trim();
        return File().Match(text) is { Success: true } file && IsKnown(file.Groups[1].Value) ? file.Groups[1].Value : text;
    }

    private static string? InAddress(string address)
    {
        var plain = Uri.UnescapeDataString(address);
        if (Biblio().Match(plain) is { Success: true } biblio && biblio.Groups[1].Value + biblio.Groups[2].Value is var number
            && RecordNumber.ParsePatent(number) is { Form: not NumberForm.Other } read)
            return (read.KindCode is { Length: > 0 } ? number : number + biblio.Groups[3].Value).ToUpperInvariant();
        if (American().Match(plain) is { Success: true } american)
            return "US" + american.Groups[1].Value + american.Groups[2].Value;
        return Known().Matches(plain).Select(match => match.Value).FirstOrDefault(value => RecordNumber.ParsePatent(value) is { IsPublication: true })
            ?? Known().Matches(plain).Select(match => match.Value).FirstOrDefault(IsKnown);
    }

    [GeneratedRegex(@"https?://[^\s""'<>，；、|]+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    // The commas of US 8,926,509 B2 and of 09/703,574 part no numbers.
    [GeneratedRegex(@"(?<![\d,.])\d{1,3}(?:,\d{3}){1,2}(?!\d|,\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Thousands();

    [GeneratedRegex(@"[\r\n\t,，;；、|]|\s(?:and|or|und|et|和|与|及|以及)\s", RegexOptions.CultureInvariant)]
    private static partial Regex Separator();

    [GeneratedRegex(@"^[(（\[【#]?\d{1,4}[)）\].】、](?!\d)\s*(?=\S)", RegexOptions.CultureInvariant)]
    private static partial Regex Ordinal();

    [GeneratedRegex(@"^(?:(?:中国|美国|日本|韩国)?(?:发明|实用新型|外观设计)?专利(?:申请)?(?:公开|公告)?号?码?|(?:国际|在先)?申请(?:专利|公布|公开)?号|公开号|公告号|授权公告号|国际公布号|公开[（(]公告[）)]号|授权[（(]公告[）)]号|优先权号?"
        + @"|(?:(?:US|U\.S\.|European|International|Chinese)\s+)?(?:patents?|applications?|publications?|appl|appln|pub|pat)\.?\s*"
        + @"(?:(?:application|publication)\s*)?(?:(?:no|nos|number|num)\b\.?|#)?)\s*[:：]?\s*(?=\S)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Called();

    [GeneratedRegex(@"^(?:.*[\\/])?([A-Za-z0-9.\-]+?)(?:[_ ][^\\/]*)?\.(?:pdf|xml|docx?|txt|tiff?|zip|html?|jpe?g|png)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex File();

    [GeneratedRegex(@"[?&]CC=([A-Z]{2})&NR=([A-Z0-9]+)(?:&KC=([A-Z]\d?))?", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Biblio();

    [GeneratedRegex(@"(?:freepatentsonline\.com/|uspto\.gov/[^ ]*[?&]q=|patft[^ ]*/)(?:y?(20\d{2})/)?((?:D|RE|PP)?\d{6,8})(?:\.pn\.|\.html|\b)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex American();

    [GeneratedRegex(@"(?<![A-Za-z0-9])(?:PCT/?[A-Z]{2}\d{2,4}/?\d{5,6}|[A-Z]{2}(?:D|RE|PP|I|M|H|S)?\d{5,13}(?:[A-Z]\d?)?)(?![A-Za-z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Known();

    [GeneratedRegex(@"^(?:19|20)\d{2}[-./年](?:0?[1-9]|1[0-2])[-./月](?:0?[1-9]|[12]\d|3[01])日?$", RegexOptions.CultureInvariant)]
    private static partial Regex Day();
}
