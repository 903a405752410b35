using System.Globalization;

namespace Zhishu.Foundation;

/// <summary>
/// The languages of the product. Texts stand in the code in Chinese, which is the default; other languages are looked up by the Chinese in
/// <c>Texts/LANGUAGE.po</c> of the modules (docs/texts.md). A text that a language lacks is said in English, and in Chinese where English lacks it too.
/// </summary>
/// <remarks>
/// A Chinese word that is said differently in another language, by what it means, has a mark of its sense before a bar: <c>"name|名称"</c>, <c>"title|名称"</c>;
/// the mark is never shown, and is the <c>msgctxt</c> of the entry.
/// </remarks>
public static class Lang
{
    /// <summary>The cultures that the pages offer, the default first.</summary>
    public static IReadOnlyList<string> Cultures => Texts.Cultures;

    /// <summary>The language of the current texts for <c>lang</c> attributes, such as <c>zh-CN</c>.</summary>
    public static string Tag => Cultures.FirstOrDefault(culture => culture[..2] == Current) ?? Cultures[0];

    /// <summary>What a language is called in itself.</summary>
    public static string NameOf(string culture) => culture == Cultures[0] ? "中文" : CultureInfo.GetCultureInfo(culture).NativeName;

    /// <summary>True when the current user interface culture is English.</summary>
    public static bool IsEnglish => Current == "en";

    // The work in the background has no language of a reader: it speaks Chinese.
    internal static string Current => Texts.Has(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName) ?? "zh";

    /// <summary>The text in the current language.</summary>
    /// <param name="key">Its Chinese.</param>
    public static string T(string key) => Texts.In(Current, key);

    /// <summary>The text in the current language, with what is filled in.</summary>
    /// <param name="wording">Its Chinese with the holes.</param>
    public static string T(Wording wording) => new Bilingual(wording).ToString();

    /// <summary>Picks the text of the current language, where both are data.</summary>
    public static string T(string zh, string en) => Bilingual.Of(zh, en).ToString();
}
