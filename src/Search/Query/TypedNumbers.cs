using System.Text.RegularExpressions;
using Zhishu.Search.Numbers;

namespace Zhishu.Search.Query;

/// <summary>Numbers as people paste them into the box: with what they are called, as an address, as a file's name, several at once.</summary>
internal static partial class TypedNumbers
{
    private const int Most = 200;
    private const int Longest = 2000;

    /// <summary>The number alone where that is all that was pasted; the text as it is otherwise.</summary>
    public static string Plain(string text) => text.Length <= Longest && Marked().IsMatch(text) && NumberText.Read(text) is ([var only], true) && NumberText.IsKnown(only) ? only : text;

    /// <summary>The numbers, where a text is nothing but several of them; empty otherwise.</summary>
    public static IReadOnlyList<string> Several(string text) =>
        text.Length <= 40 * Most && NumberText.Read(text) is ({ Count: > 1 and <= Most } several, true) && several.All(NumberText.IsKnown) ? several : [];

    // An address, a file, or a word before the number; a field of the language is followed by a sign of its own.
    [GeneratedRegex(@"^\s*https?://|\.(?:pdf|xml|docx?|txt|tiff?|zip|html?)\s*$|^\s*[^\s=＝<>""“(（]*(?:号|专利)[码]?[)）]?\s*[:：]?\s*[A-Za-z0-9特実实實意]"
        + @"|^\s*(?:US|U\.S\.|European|International|Chinese)?\s*(?:patent|application|publication|appl|pub|pat)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Marked();
}
