using System.Text.RegularExpressions;

namespace Zhishu.Search.Query;

/// <summary>Text that was pasted: claims, abstracts, paragraphs. Its brackets, quotation marks and signs are punctuation, and it is never at fault.</summary>
internal static partial class Prose
{
    private const int MostWords = 300;

    /// <summary>Whether a query has the look of a sentence: punctuation of one, and neither a field nor an operator of the language.</summary>
    public static bool Looks(string query) => Sentence().IsMatch(query) && !Operator().IsMatch(query)
        && !Assigned().Matches(query).Any(match => FieldNames.Find(match.Groups[1].Value) is not null || FieldNames.IsCode(match.Groups[1].Value.ToUpperInvariant()));

    /// <summary>The words of it alone, each as it stands.</summary>
    public static string Plain(string query) => string.Join(' ', Parts().Split(query)
        .Where(part => part.Any(char.IsLetterOrDigit) && !Lone().IsMatch(part)).Take(MostWords));

    [GeneratedRegex(@"[，。；、：！？…]|[,;:!](?:\s|$)|\p{L}\.(?:\s|$)|[\r\n]", RegexOptions.CultureInvariant)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"(?<![^\s(（)）])(?:AND|OR|NOT|NEAR|PRE|NEAR/\d+|PRE/\d+|与|或|非)(?![^\s(（)）])|(?<!\w)(?:NEAR|PRE)/\d", RegexOptions.CultureInvariant)]
    private static partial Regex Operator();

    [GeneratedRegex(@"([\p{L}（(）)/]+)\s*[=＝]", RegexOptions.CultureInvariant)]
    private static partial Regex Assigned();

    // What the language takes for more than a letter parts words.
    [GeneratedRegex(@"[\s\p{Cc}#＃()（）\[\]［］""“”＂=＝<>＜＞≤≥*?＊？:：，。；、！…]+", RegexOptions.CultureInvariant)]
    private static partial Regex Parts();

    // A word that would be an operator by itself.
    [GeneratedRegex("^(?:and|or|not|near|pre|near/.*|pre/.*|与|或|非)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Lone();
}
