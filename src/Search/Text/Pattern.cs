using System.Text;

namespace Zhishu.Search.Text;

/// <summary>
/// A regular expression over normal forms, in the syntax that PostgreSQL and .NET share, with the index keys that a text must have to match.
/// </summary>
internal sealed record Pattern(string Expression, int[] Grams)
{
    private const string CjkClass = "\u3005-\u3007\u3041-\u30FF\u31F0-\u31FF\u3400-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF";
    private const string WordStart = "(?<![^ |])";
    private const string WordEnd = "(?![^ |])";

    /// <summary>A word or CJK run in which * stands for any letters and ? for one.</summary>
    public static Pattern OfWild(TextAnalysis analysis, string value)
    {
        var expression = new StringBuilder();
        var grams = new HashSet<int>();
        var cjk = false;
        for (var i = 0; i < value.Length;)
        {
            if (value[i] is '*' or '?')
            {
                expression.Append(value[i++] == '*' ? "[^ |]*" : "[^ |]");
                continue;
            }

            var start = i;
            while (i < value.Length && value[i] is not ('*' or '?'))
                i++;
            foreach (var piece in analysis.Pieces(value[start..i]))
            {
                expression.Append(piece.Text);
                cjk |= piece.Cjk;

                // The parts of a word are no words: they have no keys.
                if (piece.Cjk)
                    grams.UnionWith(TextAnalysis.GramsOf(piece));
            }
        }

        return new(cjk ? expression.ToString() : WordStart + expression + WordEnd, [.. grams]);
    }

    /// <summary>The pattern of a text of one piece; null when nothing of it can be found.</summary>
    public static Pattern? Of(TextAnalysis analysis, QueryNode.Text text)
    {
        if (text.Wild)
            return OfWild(analysis, text.Value);
        var pieces = analysis.Pieces(text.Value).ToList();
        return pieces.Count != 1 ? null : new(pieces[0].Cjk ? pieces[0].Text : WordStart + pieces[0].Text + WordEnd, TextAnalysis.GramsOf(pieces[0]));
    }

    private const int MostUnits = 600;

    /// <summary>Whether an expression can tell a nearness: it is none of nearness again, which one side may stand in the middle of, and does not unfold to too much.</summary>
    public static bool Tells(QueryNode.Near near) => IsPlain(near.Left) && IsPlain(near.Right) && Units(near) <= MostUnits;

    private static bool IsPlain(QueryNode node) => node switch
    {
        QueryNode.Near near => near is { Distance: 0, Ordered: true } && IsPlain(near.Left) && IsPlain(near.Right),
        QueryNode.Or or => or.Parts.All(IsPlain),
        _ => true,
    };

    // Either order doubles what stands inside.
    private static int Units(QueryNode node) => node switch
    {
        QueryNode.Near near => (near.Ordered ? 1 : 2) * (Units(near.Left) + Units(near.Right) + near.Distance + 1),
        QueryNode.Or or => or.Parts.Sum(Units),
        _ => 1,
    };

    /// <summary>
    /// The expression of words, groups of them and nearness, at most so many CJK characters and words between the sides; what it matches reaches from the first unit to the last.
    /// Null when nothing of it can be found.
    /// </summary>
    public static string? OfSpan(TextAnalysis analysis, QueryNode node)
    {
        switch (node)
        {
            case QueryNode.Text text:
                return Of(analysis, text)?.Expression;
            case QueryNode.Or or:
                var any = or.Parts.Select(part => OfSpan(analysis, part)).OfType<string>().ToList();
                return any.Count == 0 ? null : $"(?:{string.Join('|', any)})";
            case QueryNode.Near near:
                if (OfSpan(analysis, near.Left) is not { } left || OfSpan(analysis, near.Right) is not { } right)
                    return null;
                var between = $"[ |]*(?:(?:[{CjkClass}]|[^ |{CjkClass}]+)[ |]*){{0,{near.Distance}}}";
                var forth = left + between + right;
                return near.Ordered ? forth : $"(?:{forth}|{right}{between}{left})";
            default:
                throw new InvalidOperationException(node.GetType().Name);
        }
    }
}
