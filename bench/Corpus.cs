using System.Globalization;
using System.Text;
using Zhishu.Records;
using Zhishu.Records.Numbers;

namespace Zhishu.Bench;

/// <summary>
/// A seeded corpus of N patents in the layout of Chinese database exports. Words come from the Chinese titles of the IPC and the industries and are drawn,
/// like applicants, places and classes, with Zipf-like frequencies, so that some are in most records and most are in few.
/// </summary>
internal sealed class Corpus(ReferenceData reference, int seed)
{
    public const string Header = "申请号,公开号,申请日,公开日,授权公告号,授权公告日,申请人,发明人,专利类型,专利名称,申请摘要,主分类号,分类号,国省代码,法律状态";

    /// <summary>Writes a corpus into a file.</summary>
    public static async Task WriteAsync(string file, ReferenceData reference, int count)
    {
        await using var writer = new StreamWriter(file);
        await writer.WriteLineAsync(Header);
        foreach (var row in new Corpus(reference, 1).Rows(count))
            await writer.WriteLineAsync(row);
    }

    private static readonly string[] Links = ["包括", "设置于", "连接", "并通过", "与", "的表面", "用于", "所述", "进一步", "其中", "以及", "从而提高", "有效降低"];
    private static readonly string[] Statuses = ["有权-审定授权", "失效-未缴年费", "审中-实质审查", "失效-驳回", "失效-期限届满"];

    private readonly string[] _words = [.. reference.Ipc.All.Concat(reference.Industries.All)
        .SelectMany(node => node.Title.Zh.Split(['；', '，', '、', '（', '）', ';', ',', ' ', '或', '及'], StringSplitOptions.RemoveEmptyEntries))
        .Where(word => word.Length is >= 2 and <= 10).Distinct(StringComparer.Ordinal).OrderBy(word => word.Length).ThenBy(word => word, StringComparer.Ordinal)];

    private readonly string[] _classes = [.. reference.Ipc.All.Where(node => node.Code.Length == 4).Select(node => node.Code)];
    private readonly CodeNode[] _provinces = [.. reference.Regions.Below("")];
    private readonly string[] _cities = [.. reference.Regions.All.Where(node => node.Code.Length == 4 && node.Title.Zh.EndsWith('市')).Select(node => node.Title.Zh[..^1])];

    public IEnumerable<string> Rows(int count)
    {
        var random = new Random(seed);
        var order = Enumerable.Range(0, _words.Length).OrderBy(_ => random.Next()).ToArray();
        string Word() => _words[order[Zipf(random, _words.Length)]];
        var row = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            row.Clear();
            var filed = new DateOnly(2006, 1, 1).AddDays((int)(6700 * Math.Sqrt(random.NextDouble())));
            var (digit, type) = random.Next(10) switch { < 5 => (1, "发明专利"), < 9 => (2, "实用新型"), _ => (3, "外观设计") };
            var body = $"{filed.Year}{digit}{i:D7}";
            var published = filed.AddDays(200 + random.Next(340));
            var province = Zipf(random, _provinces.Length);
            var main = _classes[Zipf(random, _classes.Length)];
            var title = $"一种{Word()}{Word()}{(random.Next(2) == 0 ? "装置" : "方法")}";
            row.Append(CultureInfo.InvariantCulture,
                $"CN{body}.{PatentNumberParser.CheckCharacter(body)},CN{digit}{i:D8}{(digit == 1 ? 'A' : digit == 2 ? 'U' : 'S')},{filed:yyyyMMdd},{published:yyyyMMdd},,0,");
            row.Append(CultureInfo.InvariantCulture, $"{_cities[Zipf(random, _cities.Length)]}{Word()}{Zipf(random, 200)}有限公司,发明人{random.Next(50_000)};发明人{random.Next(50_000)},{type},{title},\"");
            Abstract(row, title, random, Word);
            row.Append(CultureInfo.InvariantCulture,
                $"\",{main}{1 + Zipf(random, 30)}/{10 + Zipf(random, 60)},{main}{1 + Zipf(random, 30)}/{10 + Zipf(random, 60)};"
                + $"{_classes[Zipf(random, _classes.Length)]}1/00,{_provinces[province].Title.Zh[..2]}({_provinces[province].Code}),{Statuses[Zipf(random, Statuses.Length)]}");
            yield return row.ToString();
        }
    }

    private static void Abstract(StringBuilder row, string title, Random random, Func<string> word)
    {
        row.Append("本发明公开了").Append(title).Append('，');
        for (var clause = 6 + random.Next(6); clause > 0; clause--)
            row.Append(word()).Append(Links[random.Next(Links.Length)]).Append(word()).Append(random.Next(3) == 0 ? word() : "").Append(clause == 1 ? '。' : '，');
    }

    /// <summary>A rank below <paramref name="count"/>, the first ones far more often (exponent about 1).</summary>
    private static int Zipf(Random random, int count) => Math.Min(count - 1, (int)(Math.Pow(count + 1, random.NextDouble()) - 1));
}
