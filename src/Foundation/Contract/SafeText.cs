using System.Text;
using System.Xml;

namespace Zhishu.Foundation;

/// <summary>Text from outside: nothing in it may make the runtime throw.</summary>
public static class SafeText
{
    /// <summary>Replaces what is no character (half of a surrogate pair, U+FFFE and their like) by U+FFFD, one for one, so that positions stay.</summary>
    public static string Clean(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 && text.AsSpan().IndexOfAnyInRange('\uFDD0', '\uFDEF') < 0 && text.AsSpan().IndexOfAny('\uFFFE', '\uFFFF') < 0)
            return text;
        var clean = new StringBuilder(text);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) && (char.ConvertToUtf32(text[i], text[i + 1]) & 0xFFFE) != 0xFFFE)
                i++;
            else if (char.IsSurrogate(text[i]) || text[i] is >= '\uFDD0' and <= '\uFDEF' or '\uFFFE' or '\uFFFF')
                clean[i] = '\uFFFD';
        }

        return clean.ToString();
    }

    /// <summary>A text without the characters that XML 1.0 (2.2) and calendars (RFC 5545, 3.1) do not allow; the text itself when there are none.</summary>
    public static string ForXml(string text)
    {
        var bad = false;
        for (var i = 0; i < text.Length && !bad; i++)
            bad = !XmlConvert.IsXmlChar(text[i]) && !(char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[++i]));
        return bad ? string.Concat(text.EnumerateRunes()
            .Where(rune => rune.Value is 9 or 10 or 13 || (rune.Value >= 32 && rune.Value is not (0xFFFE or 0xFFFF))).Select(rune => rune.ToString())) : text;
    }

    /// <summary>What somebody wrote, trimmed and clean; null when it is nothing but blanks.</summary>
    public static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : Clean(text.Trim());

    /// <summary>What somebody wrote into a field of one line, trimmed and clean; empty when it is nothing but blanks.</summary>
    public static string Line(string? text) => OrNull(text)?.ReplaceLineEndings(" ") ?? "";

    /// <summary>What somebody wrote into a field of several lines, trimmed and clean, lines ending in a line feed; empty when it is nothing but blanks.</summary>
    public static string Lines(string? text) => OrNull(text)?.ReplaceLineEndings("\n") ?? "";

    /// <summary>Whether a text can be a telephone number: 5 to 30 digits and signs.</summary>
    public static bool IsPhone(string text) => text.Length is >= 5 and <= 30 && text.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or ' ' or '(' or ')');

    /// <summary>The compatibility form (NFKC): full-width letters and digits become narrow.</summary>
    public static string Narrow(string text) => Clean(text).Normalize(NormalizationForm.FormKC);
}
