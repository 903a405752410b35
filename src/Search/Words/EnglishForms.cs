using Zhishu.Search.Text;

namespace Zhishu.Search.Words;

/// <summary>Forms of English words: what is the same but for number, hyphens and the spelling of a country has one key.</summary>
internal static class EnglishForms
{
    private static readonly (string British, string American)[] Spellings =
    [
        ("aluminium", "aluminum"), ("fibre", "fiber"), ("sulph", "sulf"), ("vapour", "vapor"), ("colour", "color"), ("tyre", "tire"), ("centre", "center"),
        ("metre", "meter"), ("litre", "liter"), ("mould", "mold"), ("grey", "gray"), ("plough", "plow"), ("anaesth", "anesth"), ("haemo", "hemo"),
        ("isation", "ization"), ("ising", "izing"), ("labell", "label"), ("modell", "model"), ("analogue", "analog"), ("armour", "armor"),
    ];

    /// <summary>The words of a text in their common form; empty when it has none.</summary>
    public static List<string> Words(TextAnalysis analysis, string text) => [.. analysis.Pieces(text).Where(piece => !piece.Cjk).SelectMany(piece => piece.Text.Split(' ')).Select(Common)];

    /// <summary>A text as it stands and with its last word in the other number.</summary>
    public static IEnumerable<string> Numbers(string text)
    {
        yield return text;
        var last = text[(text.LastIndexOfAny([' ', '-']) + 1)..];
        if (last.Length < 3 || !last.All(char.IsAsciiLetterLower) || last.EndsWith("ing", StringComparison.Ordinal))
            yield break;
        var single = Single(last);
        yield return text[..^last.Length] + (single != last ? single : Plural(last));
    }

    private static string Common(string word)
    {
        foreach (var (british, american) in Spellings)
            word = word.Replace(british, american, StringComparison.Ordinal);
        return Single(word);
    }

    private static string Single(string word) => word switch
    {
        { Length: <= 3 } => word,
        _ when word.EndsWith("ies", StringComparison.Ordinal) => word[..^3] + "y",
        _ when EndsWith(word, "sses", "xes", "ches", "shes", "zes") => word[..^2],
        _ when word[^1] == 's' && !EndsWith(word, "ss", "us", "is") => word[..^1],
        _ => word,
    };

    private static string Plural(string word) => word switch
    {
        _ when word[^1] == 'y' && !"aeiou".Contains(word[^2], StringComparison.Ordinal) => word[..^1] + "ies",
        _ when EndsWith(word, "s", "x", "ch", "sh", "z") => word + "es",
        _ => word + "s",
    };

    private static bool EndsWith(string word, params ReadOnlySpan<string> ends)
    {
        foreach (var end in ends)
        {
            if (word.EndsWith(end, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
