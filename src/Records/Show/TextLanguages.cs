using Zhishu.Foundation;

namespace Zhishu.Records.Show;

/// <summary>In which language a text of a record is, for those who have pages read to them.</summary>
internal static class TextLanguages
{
    private const int Looked = 400;

    /// <summary>zh, ja, ko or en by the letters of the text; null when it is that of the page, or not known.</summary>
    public static string? Of(string? text)
    {
        var found = Guess(text ?? "");
        return found == Lang.Tag[..2] ? null : found;
    }

    private static string? Guess(string text)
    {
        var (han, kana, hangul, latin) = (0, 0, 0, 0);
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, Looked)))
        {
            if (c is >= '\u4e00' and <= '\u9fff')
                han++;
            else if (c is >= '\u3041' and <= '\u30ff')
                kana++;
            else if (c is >= '\uac00' and <= '\ud7a3')
                hangul++;
            else if (char.IsAsciiLetter(c))
                latin++;
        }

        return hangul > 0 ? "ko" : kana > 2 ? "ja" : han > 0 ? "zh" : latin > 3 ? "en" : null;
    }
}
