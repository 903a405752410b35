using Zhishu.Foundation;

namespace Zhishu.Resources.Plans;

/// <summary>
/// How alike two plans are: by pairs of characters of title and of the whole, words of Latin letters and digits taken whole.
/// What every platform calls itself tells nothing and is passed over.
/// </summary>
internal static class Likeness
{
    /// <summary>From here on two are shown as alike.</summary>
    public const double Alike = 0.35;

    // The longest first, so that a part of one is not taken for another.
    private static readonly string[] Idle =
    [
        .. new[]
        {
            "知识产权", "信息", "公共服务", "综合服务", "服务", "专题数据库", "数据库", "数据中心", "平台", "系统", "专利", "商标", "产业", "领域", "建设", "拟建", "立项通报", "示例", "面向", "主要", "国家", "中国", "提供", "数据", "项目", "的", "和", "与", "及",
        }.OrderByDescending(word => word.Length),
    ];

    /// <summary>0 for nothing in common, 1 for the same: the higher of titles alone and of the whole.</summary>
    public static double Of(string title, string whole, string otherTitle, string otherWhole) => Math.Max(Dice(title, otherTitle), Dice(whole, otherWhole));

    private static double Dice(string one, string other)
    {
        var (a, b) = (Pairs(one), Pairs(other));
        if (a.Count + b.Count == 0)
            (a, b) = (Pairs(one, telling: false), Pairs(other, telling: false));
        return a.Count + b.Count == 0 ? 0 : 2.0 * a.Count(b.Contains) / (a.Count + b.Count);
    }

    private static HashSet<string> Pairs(string text, bool telling = true)
    {
        var plain = SafeText.Narrow(text).ToLowerInvariant();
        if (telling)
            plain = Idle.Aggregate(plain, (left, idle) => left.Replace(idle, " ", StringComparison.Ordinal));
        var pairs = new HashSet<string>();
        foreach (var run in Runs(plain))
        {
            if (char.IsAscii(run[0]) || run.Length == 1)
                pairs.Add(run);
            for (var i = 0; !char.IsAscii(run[0]) && i + 1 < run.Length; i++)
                pairs.Add(run.Substring(i, 2));
        }

        return pairs;
    }

    /// <summary>Letters and digits that stand together, Latin ones apart from others.</summary>
    private static IEnumerable<string> Runs(string text)
    {
        for (var (from, i) = (0, 0); i <= text.Length; i++)
        {
            if (i < text.Length && char.IsLetterOrDigit(text[i]) && (i == from || char.IsAscii(text[i]) == char.IsAscii(text[from])))
                continue;
            if (i > from)
                yield return text[from..i];
            from = i < text.Length && char.IsLetterOrDigit(text[i]) ? i : i + 1;
        }
    }
}
