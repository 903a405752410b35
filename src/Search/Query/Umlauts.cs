using System.Text.RegularExpressions;
using Zhishu.Foundation;

namespace Zhishu.Search.Query;

/// <summary>Names with umlauts are written in two ways where there are no such letters: Müller is Muller, which the text analysis makes of it, and Mueller.</summary>
internal static partial class Umlauts
{
    /// <summary>The other spelling of a name; null when there is none.</summary>
    public static string? Other(string text)
    {
        var narrow = SafeText.Narrow(text);
        var told = Letters().Replace(narrow, match => match.Value switch { "ä" or "æ" => "ae", "ö" or "ø" or "œ" => "oe", "ü" => "ue", "Ä" or "Æ" => "Ae", "Ö" or "Ø" or "Œ" => "Oe", _ => "Ue" });
        if (told != narrow)
            return told;
        var bare = Pairs().Replace(narrow, "$1");
        return bare != narrow ? bare : null;
    }

    [GeneratedRegex("[äöüÄÖÜæøœÆØŒ]", RegexOptions.CultureInvariant)]
    private static partial Regex Letters();

    // Not where another vowel stands before, as in Bauer and Neuer.
    [GeneratedRegex("(?<![aeiouq])([aou])e", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Pairs();
}
