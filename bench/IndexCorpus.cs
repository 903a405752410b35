using System.Globalization;
using System.Text;
using Zhishu.Records;
using Zhishu.Search.Postgres;
using Zhishu.Search.Replica;
using Zhishu.Search.Words;

namespace Zhishu.Bench;

/// <summary>
/// The generated corpus as both indexes take it: a line for each patent with the analysed texts (runs parted by <c>|</c>), so that neither side analyses more than the other.
/// Columns: id, title, abstract, applicants, IPC subclasses, Nice, region, year, status, inventors, IPC symbols, day of application; with full text, the description.
/// </summary>
internal static class IndexCorpus
{
    /// <summary>A symbol that the first thousand patents have, however many there are.</summary>
    public const string Fixed = "X99Z1/00";

    /// <summary>Characters of a description.</summary>
    private const int Length = 4000;

    public static async Task WriteAsync(ReferenceData reference, int count, string path, bool fullText = false)
    {
        var (random, pool) = (new Random(11), new List<string>());
        var lexicon = new Lexicon(reference);
        await using var writer = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 16);
        var number = 0;
        foreach (var row in new Corpus(reference, 1).Rows(count))
        {
            // 申请号,公开号,申请日,公开日,授权公告号,授权公告日,申请人,发明人,专利类型,专利名称,申请摘要,主分类号,分类号,国省代码,法律状态
            var quote = row.IndexOf('"', StringComparison.Ordinal);
            var end = row.IndexOf('"', quote + 1);
            var head = row[..quote].Split(',');
            var tail = row[(end + 2)..].Split(',');
            var day = DateOnly.ParseExact(head[2], "yyyyMMdd", CultureInfo.InvariantCulture);
            var symbols = tail[1].Split(';');
            var text = lexicon.Analysis.Normalise(row[(quote + 1)..end]);
            if (fullText && pool.Count < 100_000)
                pool.AddRange(text.Split('|', StringSplitOptions.RemoveEmptyEntries));
            await writer.WriteAsync(string.Join('\t',
                number.ToString(CultureInfo.InvariantCulture), lexicon.Analysis.Normalise(head[9]), text, head[6],
                string.Join(';', symbols.Select(symbol => symbol[..4]).Distinct()), tail[2][..2], head[8], day.Year.ToString(CultureInfo.InvariantCulture), tail[3], head[7],
                string.Join(';', number++ < 1000 ? symbols.Append(Fixed) : symbols), day.DayNumber.ToString(CultureInfo.InvariantCulture)));
            await writer.WriteAsync(fullText ? "\t" + Description(pool, random) : "");
            await writer.WriteLineAsync();
        }
    }

    // Sentences of other patents, drawn with a steep curve, so that words are frequent and rare as in texts.
    private static string Description(List<string> pool, Random random)
    {
        var text = new StringBuilder(Length + 200);
        while (text.Length < Length)
            text.Append(pool[(int)(pool.Count * Math.Pow(random.NextDouble(), 1.5))]).Append('|');
        return text.ToString();
    }
}
