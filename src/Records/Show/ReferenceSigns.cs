using System.Text.RegularExpressions;

namespace Zhishu.Records.Show;

/// <summary>A number in the drawings and the part it stands for.</summary>
internal sealed record ReferenceSign(string Sign, string Word);

/// <summary>
/// The reference signs of a patent, as its own text tells them: the list or table of the description (附图标记说明), or the words before the numbers in claims and description,
/// 基膜(1), where they agree. What cannot be told so is left out.
/// </summary>
internal sealed partial class ReferenceSigns
{
    private const int Most = 300;
    private const int LongestWord = 24;
    private const double Agreeing = 0.6;

    private readonly Dictionary<string, string> _words;

    private ReferenceSigns(IEnumerable<KeyValuePair<string, string>> words)
    {
        _words = words.Take(Most).ToDictionary(StringComparer.Ordinal);
        List = [.. _words.Select(pair => new ReferenceSign(pair.Key, pair.Value))
            .OrderBy(sign => int.Parse(Digits().Match(sign.Sign).Value, System.Globalization.CultureInfo.InvariantCulture)).ThenBy(sign => sign.Sign, StringComparer.Ordinal)];
    }

    /// <summary>The signs in the order of their numbers.</summary>
    public IReadOnlyList<ReferenceSign> List { get; }

    public static ReferenceSigns Read(IpRecord record, IReadOnlyList<DescriptionPart> description)
    {
        if (record.Kind != RecordKind.Patent || record.Type == "design")
            return new([]);
        var told = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (sign, word) in Listed(description))
            told.TryAdd(sign, word);
        foreach (var (sign, word) in Agreed([.. record.Claims.Select(claim => claim.Text), .. description.Where(part => part.Kind == "paragraph").Select(part => part.Text)]))
            told.TryAdd(sign, word);
        return new(told);
    }

    /// <summary>Where a text names a part with its number: the number, without brackets.</summary>
    public IEnumerable<(int Start, int End, ReferenceSign Sign)> In(string text)
    {
        if (_words.Count == 0)
            yield break;
        foreach (var match in Numbers().Matches(text).AsEnumerable())
        {
            var group = match.Groups[1];
            if (_words.TryGetValue(group.Value, out var word) && EndsWith(text.AsSpan(0, match.Index), word))
                yield return (group.Index, group.Index + group.Length, new(group.Value, word));
        }
    }

    private static bool EndsWith(ReadOnlySpan<char> before, string word) => before.TrimEnd(' ').EndsWith(word, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<(string Sign, string Word)> Listed(IReadOnlyList<DescriptionPart> description)
    {
        var within = false;
        foreach (var part in description)
        {
            if (part.Kind == "table")
            {
                foreach (var sign in InTable(part.Text))
                    yield return sign;
                continue;
            }

            var head = ListHead().Match(part.Text);
            if (part.Kind == "heading")
            {
                within = head.Success;
                continue;
            }

            if (!head.Success && !within)
                continue;
            var list = head.Success ? part.Text[(head.Index + head.Length)..] : part.Text;
            within = head.Success && list.Trim().Length == 0;
            foreach (var sign in InList(list))
                yield return sign;
        }
    }

    private static IEnumerable<(string Sign, string Word)> InTable(string table)
    {
        var rows = table.Split('\n');
        if (!TableHead().IsMatch(rows[0]))
            yield break;
        foreach (var cells in rows.Skip(1).Select(row => row.Split('\t', StringSplitOptions.TrimEntries)))
        {
            for (var i = 0; i + 1 < cells.Length; i += 2)
            {
                var (sign, word) = Sign().IsMatch(cells[i]) ? (cells[i], cells[i + 1]) : (cells[i + 1], cells[i]);
                if (Sign().IsMatch(sign) && word.Length is > 0 and <= 60)
                    yield return (sign, word);
            }
        }
    }

    private static IEnumerable<(string Sign, string Word)> InList(string list)
    {
        var begins = list.TrimStart();
        var numberFirst = begins.Length > 0 && char.IsAsciiDigit(begins[0]);
        foreach (var match in (numberFirst ? NumberAndWord() : WordAndNumber()).Matches(list).AsEnumerable())
        {
            var word = match.Groups["word"].Value.Trim(' ', '-', '—', '–', '.', '"');
            if (word.Length > 0)
                yield return (match.Groups["sign"].Value, word);
        }
    }

    /// <summary>Words before numbers: in brackets always a part, bare only where the same word stands there again.</summary>
    private static IEnumerable<(string Sign, string Word)> Agreed(IReadOnlyList<string> texts)
    {
        var before = new Dictionary<string, List<(string Run, bool Brackets)>>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            foreach (var match in Named().Matches(text).AsEnumerable())
            {
                var sign = match.Groups["sign"].Value;
                if (!before.TryGetValue(sign, out var runs))
                    before[sign] = runs = [];
                if (runs.Count < 500)
                    runs.Add((match.Groups["run"].Value.TrimEnd(), match.Groups["open"].Success));
            }
        }

        foreach (var (sign, runs) in before)
        {
            var bracketed = runs.Where(run => run.Brackets).Select(run => run.Run).ToList();
            var (from, least) = bracketed.Count > 0 ? (bracketed, 1) : (runs.ConvertAll(run => run.Run), 2);
            var best = from.Select(Tail).Where(word => word.Length is > 1 and <= LongestWord && word.Any(char.IsLetter) && !NoPart().IsMatch(word)).Distinct()
                .Select(word => (Word: word, Count: from.Count(run => run.EndsWith(word, StringComparison.OrdinalIgnoreCase))))
                .OrderByDescending(one => one.Count).ThenByDescending(one => one.Word.Length).FirstOrDefault();
            if (best.Word is not null && best.Count >= least && best.Count >= Agreeing * from.Count)
                yield return (sign, best.Word);
        }
    }

    /// <summary>The last noun of a run, as far as words that join show where it begins.</summary>
    private static string Tail(string run)
    {
        var last = Joining().Matches(run).LastOrDefault();
        var tail = (last is null ? run : run[(last.Index + last.Length)..]).Trim(' ', '-', '/');
        return char.IsAsciiLetter(tail.FirstOrDefault()) && tail.Contains(' ', StringComparison.Ordinal)
            ? string.Join(' ', tail.Split(' ', StringSplitOptions.RemoveEmptyEntries).TakeLast(3)) : tail;
    }

    [GeneratedRegex(@"(?:附图标记|附图标号|图中标记|图中标号|附图中的标记|标号说明|标记说明|符号说明|reference (?:signs?|numerals?|numbers?)|list of reference)"
        + @"(?:说明|清单|列表|如下|list|为|\s|used|in the drawings)*[:：]?|图中\s*[:：]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ListHead();

    [GeneratedRegex("标记|标号|符号|reference", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TableHead();

    [GeneratedRegex(@"^\d{1,4}[a-z]?'?$", RegexOptions.CultureInvariant)]
    private static partial Regex Sign();

    [GeneratedRegex(@"^\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();

    [GeneratedRegex(@"(?<![\d\p{L}.])(?<sign>\d{1,4}[a-z]?'?)\s*(?:[-—–:：.．=、]+|为|是|表示)?\s*(?<word>\p{L}[^\d；;，,、。\n]{0,39})", RegexOptions.CultureInvariant)]
    private static partial Regex NumberAndWord();

    [GeneratedRegex(@"(?<word>\p{L}[^\d；;，,、。\n(（:：]{0,39}?)\s*[-—–:：=(（\s]*(?<sign>\d{1,4}[a-z]?'?)(?![\d\p{L}.])", RegexOptions.CultureInvariant)]
    private static partial Regex WordAndNumber();

    // Bare numbers stand behind Chinese words alone, and are no measure, figure or step.
    [GeneratedRegex(@"(?<run>[\p{L}\p{N}][\p{L}\p{N}/\- ]{0,40}?)(?<open>\s?[(（]\s?)(?<sign>\d{1,4}[a-z]?'?)\s?[)）]"
        + @"|(?<run>[\u4e00-\u9fff]{2,14})(?<sign>\d{1,4}[a-z]?)(?![\d.．A-Za-z%％℃°μ~～]|个|次|种|倍|份|年|月|日|小时|分钟|秒|号|块|条|片|至|-\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Named();

    [GeneratedRegex(@"(?<=[\p{L}\p{N}])\s?[(（]?\s?(?<![\d.])(\d{1,4}[a-z]?'?)(?![\d.．A-Za-z%％℃°])", RegexOptions.CultureInvariant)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"所述|上述|该|包括|包含|设置有|设置|设有|具有|含有|安装有|安装|固定连接有|连接有|连接|通过|形成|以及|其中|分别|位于|一种|一个|多个|两个|若干|根据|的|和|与|及|或|由|并"
        + @"|\b(?:a|an|the|said|of|and|or|with|to|in|on|by|at|each|having|comprising|includes?|wherein|respective)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Joining();

    [GeneratedRegex("(?:图|表|式|步骤|实施例|权利要求|公式|第|例|段|约|为|于|到|是|达|共|超过|对比例|样品|序号|编号|claims?|figs?|figures?|step|example|table|formula)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex NoPart();
}
