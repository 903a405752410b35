using System.Globalization;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Search.Similarity;

/// <summary>Characters that look alike, from <c>text/lookalikes.txt</c>; read when first needed.</summary>
internal sealed class Lookalikes(ReferenceData reference)
{
    private readonly Lazy<ILookup<char, (char Other, double Alike)>> _all = new(() => Read(Path.Combine(reference.Folder, "text", "lookalikes.txt")));

    /// <summary>The characters that look like one.</summary>
    public IEnumerable<(char Other, double Alike)> Of(char character) => _all.Value[character];

    /// <summary>How alike two characters look: 1 the same, 0 when the table does not have them.</summary>
    public double Alike(char one, char other) => one == other ? 1 : _all.Value[one].FirstOrDefault(pair => pair.Other == other).Alike;

    private static ILookup<char, (char Other, double Alike)> Read(string path)
    {
        try
        {
            return File.ReadLines(path).Where(line => line is [not '#', _, '\t', ..])
                .Select(line => (One: line[0], Other: line[1], Alike: double.Parse(line[3..], CultureInfo.InvariantCulture)))
                .SelectMany(pair => new[] { (pair.One, pair.Other, pair.Alike), (One: pair.Other, Other: pair.One, pair.Alike) })
                .ToLookup(pair => pair.One, pair => (pair.Other, pair.Alike));
        }
        catch (Exception e) when (e is IOException or FormatException)
        {
            throw new HubFaultException("reference.broken", new($"参考数据文件 {path} 缺失或损坏：{e.Message}"), e);
        }
    }
}
