using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Pictures.Check;

/// <summary>How goods or services stand to each other.</summary>
internal enum GoodsNearness
{
    /// <summary>None were given.</summary>
    NotAsked,

    /// <summary>Other classes.</summary>
    Different,

    /// <summary>One class, and other groups of it.</summary>
    OtherGroup,

    /// <summary>One class; of one of them no group is known.</summary>
    SameClass,

    /// <summary>One similar group.</summary>
    SameGroup,

    /// <summary>The same goods by name.</summary>
    SameGoods,
}

/// <summary>Goods or services as they were understood.</summary>
/// <param name="Classes">Nice classes.</param>
/// <param name="Groups">Similar groups with their words that were found.</param>
internal sealed record Goods(IReadOnlySet<string> Classes, IReadOnlyDictionary<string, IReadOnlySet<string>> Groups);

/// <summary>Recognises goods and services by the words of <c>classifications/nice-groups.csv</c>, the longest first.</summary>
internal sealed class GoodsGroups(ReferenceData reference)
{
    private const int LongestWord = 12;
    private readonly Lazy<(Dictionary<string, string> Names, Dictionary<string, List<string>> ByWord)> _all = new(() => Read(Path.Combine(reference.Folder, "classifications", "nice-groups.csv")));

    /// <summary>Name of a group.</summary>
    public string NameOf(string group) => _all.Value.Names.GetValueOrDefault(group, group);

    /// <summary>Understands a text together with classes; what is within none of given classes is passed over.</summary>
    public Goods Understand(string text, IEnumerable<string> classes)
    {
        var given = classes.ToHashSet();
        var found = new Dictionary<string, HashSet<string>>();
        for (var i = 0; i < text.Length;)
        {
            var word = Enumerable.Range(1, Math.Min(LongestWord, text.Length - i)).Reverse().Select(length => text.Substring(i, length)).FirstOrDefault(_all.Value.ByWord.ContainsKey);
            foreach (var group in word is null ? [] : _all.Value.ByWord[word].Where(group => given.Count == 0 || given.Contains(ClassOf(group))))
            {
                if (!found.TryGetValue(group, out var words))
                    found[group] = words = [];
                words.Add(word!);
            }

            i += word?.Length ?? 1;
        }

        if (given.Count == 0)
            given.UnionWith(found.Keys.Select(ClassOf));
        return new(given, found.ToDictionary(pair => pair.Key, pair => (IReadOnlySet<string>)pair.Value));
    }

    /// <summary>How the goods of a record stand to those asked about, and the groups they share.</summary>
    public static (GoodsNearness Nearness, IReadOnlyList<string> Shared) Compare(Goods asked, Goods other)
    {
        if (asked.Classes.Count == 0)
            return (GoodsNearness.NotAsked, []);
        var shared = asked.Groups.Keys.Where(other.Groups.ContainsKey).Order(StringComparer.Ordinal).ToList();
        if (shared.Exists(group => asked.Groups[group].Overlaps(other.Groups[group])))
            return (GoodsNearness.SameGoods, shared);
        if (shared.Count > 0)
            return (GoodsNearness.SameGroup, shared);
        var classes = asked.Classes.Where(other.Classes.Contains).ToList();
        if (classes.Count == 0)
            return (GoodsNearness.Different, []);
        return (classes.Exists(one => !Knows(asked, one) || !Knows(other, one)) ? GoodsNearness.SameClass : GoodsNearness.OtherGroup, classes);
    }

    public static string ClassOf(string group) => group[..2].TrimStart('0');

    private static bool Knows(Goods goods, string one) => goods.Groups.Keys.Any(group => ClassOf(group) == one);

    private static (Dictionary<string, string>, Dictionary<string, List<string>>) Read(string path)
    {
        var (names, byWord) = (new Dictionary<string, string>(), new Dictionary<string, List<string>>(StringComparer.Ordinal));
        try
        {
            foreach (var line in File.ReadLines(path).Skip(1).Where(line => line.Length > 0))
            {
                if (line.Split(',') is not [var group, var name, var words] || group.Length != 4 || !group.All(char.IsAsciiDigit))
                    throw new FormatException(line);
                names[group] = name;
                foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    if (!byWord.TryGetValue(word, out var groups))
                        byWord[word] = groups = [];
                    groups.Add(group);
                }
            }

            return (names, byWord);
        }
        catch (Exception e) when (e is IOException or FormatException)
        {
            throw new HubFaultException("reference.broken", new($"参考数据文件 {path} 缺失或损坏：{e.Message}"), e);
        }
    }
}
