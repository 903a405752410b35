using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Search.Similarity;

/// <summary>What a sign means in other words: the synonyms of the hub, and the words of <c>text/mark-words.csv</c> in two languages.</summary>
internal sealed class SignWords(Synonyms synonyms, ReferenceData reference)
{
    private const int Most = 12;
    private readonly Lazy<ILookup<string, string>> _words = new(() => Read(Path.Combine(reference.Folder, "text", "mark-words.csv")));

    public async Task<IReadOnlyList<string>> OfAsync(string name, CancellationToken ct)
    {
        var key = SafeText.Narrow(name).Trim().ToLowerInvariant();
        return [.. (await synonyms.OfAsync(key, ct)).Concat(_words.Value[key]).Distinct(StringComparer.OrdinalIgnoreCase).Where(word => word != key).Take(Most)];
    }

    private static ILookup<string, string> Read(string path)
    {
        try
        {
            return File.ReadLines(path).Where(line => line.Length > 0 && line[0] != '#')
                .Select(line => line.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                .SelectMany(words => words.SelectMany(word => words.Where(other => other != word).Select(other => (Word: word.ToLowerInvariant(), Other: other))))
                .ToLookup(pair => pair.Word, pair => pair.Other);
        }
        catch (IOException e)
        {
            throw new HubFaultException("reference.broken", new($"参考数据文件 {path} 缺失或损坏：{e.Message}"), e);
        }
    }
}
