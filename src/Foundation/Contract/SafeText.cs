using System.Text;

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

    /// <summary>What somebody wrote, trimmed and clean; null when it is nothing but blanks.</summary>
    public static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : Clean(text.Trim());

    /// <summary>The compatibility form (NFKC): full-width letters and digits become narrow.</summary>
    public static string Narrow(string text) => Clean(text).Normalize(NormalizationForm.FormKC);
}
