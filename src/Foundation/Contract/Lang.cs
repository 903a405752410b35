using System.Globalization;

namespace Zhishu.Foundation;

/// <summary>The two languages of the product. Chinese is the default; English is chosen by culture <c>en</c>.</summary>
public static class Lang
{
    /// <summary>The cultures that the pages offer, the default first.</summary>
    public static readonly string[] Cultures = ["zh-CN", "en"];

    /// <summary>True when the current user interface culture is English.</summary>
    public static bool IsEnglish =>
        CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en";

    /// <summary>Picks the text of the current language.</summary>
    public static string T(string zh, string en) => IsEnglish ? en : zh;
}

/// <summary>A text in both languages; <see cref="ToString"/> gives the one of the current culture.</summary>
/// <param name="Zh">Chinese, never empty.</param>
/// <param name="En">English; an empty text falls back to the Chinese.</param>
public readonly record struct Bilingual(string Zh, string En)
{
    /// <inheritdoc/>
    public override string ToString() => En.Length == 0 ? Zh : Lang.T(Zh, En);
}
