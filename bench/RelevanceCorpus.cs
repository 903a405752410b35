using System.Globalization;
using System.Text.RegularExpressions;
using Zhishu.Records;
using Zhishu.Records.Numbers;

namespace Zhishu.Bench;

/// <summary>
/// Records that are made for a question, to stand among those of the corpus. Seeded. Translations are those that the classifications print: a title of IPC, Nice, Locarno or
/// GB/T 4754 that has as many parts in Chinese as in English. Pairs that the table of terms holds too are left out.
/// </summary>
internal sealed partial class RelevanceCorpus(ReferenceData reference)
{
    private static readonly string[] Acts = ["收缩", "变形", "开裂", "脱落", "生锈", "褪色", "结块", "漏液", "堵塞", "打滑", "粘连", "起泡", "老化", "断裂", "松动", "翘曲", "结垢", "磨损", "起皱", "凝固"];
    private static readonly string[] Denials = ["不{0}", "防{0}", "无{0}", "抗{0}"];
    private readonly Random _random = new(17);
    private int _number;

    private readonly string[] _words = [.. reference.Ipc.All
        .SelectMany(node => node.Title.Zh.Split(['；', '，', '、', '（', '）', ';', ',', ' ', '或', '及'], StringSplitOptions.RemoveEmptyEntries))
        .Where(word => word.Length is >= 2 and <= 6).Distinct(StringComparer.Ordinal)];

    /// <summary>Title of a record in Chinese, and the question in English; the other way round for every second.</summary>
    public List<(string Row, string Title, string Question)> OtherLanguage()
    {
        var known = KnownPairs();
        var made = new List<(string, string, string)>();
        foreach (var (zh, en) in Printed().Where(pair => !known.Contains(pair.Zh)).DistinctBy(pair => pair.Zh)
            .DistinctBy(pair => pair.En, StringComparer.OrdinalIgnoreCase).OrderBy(_ => _random.Next()))
        {
            var english = made.Count % 2 == 1;
            var title = english ? en : "一种" + zh;
            made.Add((Row(title, english ? $"The invention relates to {en.ToLowerInvariant()}." : $"本发明公开了{title}，包括{Word()}和{Word()}，{Word()}用于{Word()}。", "B65D1/00"), title, english ? zh : en));
        }

        return made;
    }

    /// <summary>Of each thing one record in which something does not happen, among those in which it does.</summary>
    public List<(string Row, string? Title, string? Question)> Denied(int groups)
    {
        var made = new List<(string, string?, string?)>();
        for (var i = 0; i < groups; i++)
        {
            var (thing, act) = (Word() + Word(), Acts[i % Acts.Length]);
            var denied = string.Format(CultureInfo.InvariantCulture, Denials[i % Denials.Length], act);
            for (var other = 0; other < 12; other++)
                made.Add((Row($"一种{Word()}{thing}", $"本发明公开了一种{thing}，使用时容易{act}，{act}后由{Word()}处理，{act}的程度由{Word()}测量。", "B65D1/00"), null, null));
            var title = $"一种{Word()}{thing}";
            made.Add((Row(title, $"本发明公开了一种{thing}，由{Word()}制成，{denied}，{Word()}设置于{Word()}的表面。", "B65D1/00"), title, $"不{act}的{thing}"));
        }

        return made;
    }

    /// <summary>Records of so many subclasses, each told with words of its subclass, of its class and of all others; the subclass says which are alike.</summary>
    public List<(string Row, string Title, string Topic)> Topics(int topics, int each)
    {
        var made = new List<(string, string, string)>();
        foreach (var node in reference.Ipc.All.Where(node => node.Code.Length == 4 && Words(node).Count >= 6).OrderBy(_ => _random.Next()).Take(topics))
        {
            var (own, above) = (Words(node), Words(reference.Ipc.Find(node.Code[..3])!));
            string Any() => _random.Next(10) switch { < 4 => own[_random.Next(own.Count)], < 6 when above.Count > 0 => above[_random.Next(above.Count)], _ => Word() };
            for (var i = 0; i < each; i++)
            {
                var title = $"一种{own[_random.Next(own.Count)]}{Word()}";
                made.Add((Row(title, $"本发明公开了{title}，包括{Any()}和{Any()}，{Any()}设置于{Any()}，{Any()}连接{Any()}，从而提高{Any()}。", node.Code + "1/00"), title, node.Code));
            }
        }

        return made;
    }

    private static List<string> Words(CodeNode node) => [.. node.Title.Zh.Split(['；', '，', '、', '（', '）', ';', ',', ' ', '或', '及', '的', '与', '和'], StringSplitOptions.RemoveEmptyEntries)
        .Where(word => word.Length is >= 2 and <= 8).Distinct()];

    private string Word() => _words[_random.Next(_words.Length)];

    private string Row(string title, string text, string symbol) => Record(title, text, symbol).Row;

    /// <summary>A row of the corpus with a number of its own, and the number as the store has it.</summary>
    /// <param name="title">Title.</param>
    /// <param name="text">Abstract.</param>
    /// <param name="symbols">IPC symbols between semicolons, the main one first.</param>
    public (string Row, string Number) Record(string title, string text, string symbols)
    {
        var body = $"20051{_number++:D7}";
        var number = body + PatentNumberParser.CheckCharacter(body);
        return ($"CN{body}.{PatentNumberParser.CheckCharacter(body)},CN10{_number:D7}A,20050{1 + (_number % 9)}01,20060301,,0,"
            + $"{Word()}{_random.Next(500)}有限公司,发明人{_random.Next(5000)},发明专利,\"{title}\",\"{text}\",{symbols.Split(';')[0]},{symbols},北京(11),有权-审定授权", number);
    }

    private IEnumerable<(string Zh, string En)> Printed()
    {
        foreach (var node in new[] { reference.Ipc, reference.Nice, reference.Locarno, reference.Industries }.SelectMany(tree => tree.All))
        {
            var (zh, en) = (node.Title.Zh.Split(['；', ';']), node.Title.En.Split(';'));
            if (zh.Length != en.Length)
                continue;
            foreach (var (one, other) in zh.Zip(en, (a, b) => (a.Trim(), b.Trim())))
            {
                if (Chinese().IsMatch(one) && English().IsMatch(other) && other.Split(' ').Length is >= 2 and <= 8 && !one.Contains("其他", StringComparison.Ordinal))
                    yield return (one, other);
            }
        }
    }

    private HashSet<string> KnownPairs()
    {
        var path = Path.Combine(reference.Folder, "text", "terms.csv");
        return File.Exists(path) ? [.. File.ReadLines(path).Select(line => line.Split(',')).Where(cells => cells[2] != Search.Terms.OfSigns).Select(cells => cells[0])] : [];
    }

    [GeneratedRegex("^[\u4e00-\u9fff、]{4,24}$", RegexOptions.CultureInvariant)]
    private static partial Regex Chinese();

    [GeneratedRegex("^[A-Za-z][A-Za-z, '-]{8,80}$", RegexOptions.CultureInvariant)]
    private static partial Regex English();
}
