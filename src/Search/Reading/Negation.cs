namespace Zhishu.Search.Reading;

/// <summary>A word that a sentence denies: 不收缩, 无卤素. It is looked for as one, and as others say the same.</summary>
/// <param name="Text">The two together, as typed.</param>
/// <param name="Also">The same in other words.</param>
/// <param name="Node">How it is searched for.</param>
internal sealed record Negation(string Text, IReadOnlyList<string> Also, QueryNode Node)
{
    private const int Between = 8;

    // What does not happen: 不收缩, 不易收缩, 防收缩.
    private static readonly string[] OfActs = ["不", "不会", "不易", "不能", "不再", "不可", "不容易", "难以", "未"];

    // What is not there: 无卤素, 不含卤素.
    private static readonly string[] OfThings = ["无", "没有", "没", "无需", "不含", "不带", "不用", "不需", "不需要", "免", "非"];

    private static readonly string[] Acts = ["不{0}", "不易{0}", "不会{0}", "无{0}", "防{0}", "抗{0}", "低{0}"];
    private static readonly string[] Things = ["无{0}", "不含{0}", "没有{0}", "免{0}", "非{0}", "不带{0}"];
    private static readonly string[] Preventing = ["防止", "避免", "抑制", "减少"];
    private static readonly string[] EnglishForms = ["without {0}", "no {0}", "non {0}", "{0} free", "free of {0}"];

    /// <summary>Whether a word denies what follows it.</summary>
    public static bool Denies(string word) => OfActs.Contains(word) || OfThings.Contains(word) || word is "without" or "non";

    /// <summary>What is denied, with the word that denies it.</summary>
    public static Negation Of(string denying, string word)
    {
        if (denying is "without" or "non")
            return Of(denying + " " + word, EnglishForms.Select(form => string.Format(System.Globalization.CultureInfo.InvariantCulture, form, word)), []);
        var acts = OfActs.Contains(denying);
        return Of(denying + word, (acts ? Acts : Things).Select(form => string.Format(System.Globalization.CultureInfo.InvariantCulture, form, word)),
            acts ? Preventing.Select(before => (before, word)) : []);
    }

    private static Negation Of(string text, IEnumerable<string> forms, IEnumerable<(string Before, string Word)> near)
    {
        var also = forms.Where(form => form != text).ToList();
        List<QueryNode> nodes =
        [
            .. also.Prepend(text).Select(form => new QueryNode.Text(QueryField.Any, form)),
            .. near.Select(pair => new QueryNode.Near(QueryField.Any, new QueryNode.Text(QueryField.Any, pair.Before), new QueryNode.Text(QueryField.Any, pair.Word), Between, Ordered: true)),
        ];
        return new(text, [.. also, .. near.Select(pair => $"{pair.Before}…{pair.Word}")], new QueryNode.Or(nodes) { SameThing = true });
    }
}
