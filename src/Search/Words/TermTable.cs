using Zhishu.Search.Text;

namespace Zhishu.Search.Words;

/// <summary>Terms in two languages, found from either side.</summary>
internal sealed class TermTable
{
    private readonly TextAnalysis _analysis;
    private readonly Dictionary<string, List<string>> _english = [];
    private readonly Dictionary<string, List<string>> _chinese = [];
    private readonly int _longestRun = 1;

    public TermTable(TextAnalysis analysis, IEnumerable<(string Zh, string En)> pairs)
    {
        _analysis = analysis;
        foreach (var (zh, en) in pairs)
        {
            if (RunOf(zh) is not { } run || KeyOf(EnglishForms.Words(analysis, en)) is not { Length: > 0 } key)
                continue;
            Add(_english, run, en);
            Add(_chinese, key, zh);
            (_longestRun, LongestPhrase) = (Math.Max(_longestRun, run.Length), Math.Max(LongestPhrase, key.Count(c => c == ' ') + 1));
        }
    }

    /// <summary>Words of the longest English term.</summary>
    public int LongestPhrase { get; } = 1;

    /// <summary>The English of a Chinese term, the first of the table first.</summary>
    public IReadOnlyList<string> English(string chinese) => RunOf(chinese) is { } run && _english.TryGetValue(run, out var found) ? found : [];

    /// <summary>The Chinese of an English term, whatever its number, hyphens and spelling.</summary>
    public IReadOnlyList<string> Chinese(string english) => Chinese(EnglishForms.Words(_analysis, english));

    /// <summary>The Chinese of words that follow each other, in their common form.</summary>
    public IReadOnlyList<string> Chinese(IReadOnlyList<string> words) => _chinese.TryGetValue(KeyOf(words), out var found) ? found : [];

    /// <summary>Cuts a Chinese compound into terms of the table, as few as can be and at most so many; empty when it cannot be cut.</summary>
    public IReadOnlyList<string> Parts(string chinese, int most)
    {
        if (RunOf(chinese) is not { } run || run.Length > 40)
            return [];

        // best[i]: fewest terms from i to the end, with the length of the first.
        var best = new (int Terms, int Length)[run.Length + 1];
        for (var i = run.Length - 1; i >= 0; i--)
        {
            best[i] = (int.MaxValue / 2, 0);
            for (var length = Math.Min(_longestRun, run.Length - i); length >= 1; length--)
            {
                if (best[i + length].Terms + 1 < best[i].Terms && length < run.Length && _english.ContainsKey(run.Substring(i, length)))
                    best[i] = (best[i + length].Terms + 1, length);
            }
        }

        if (best[0].Terms > most)
            return [];
        var parts = new List<string>();
        for (var i = 0; i < run.Length; i += best[i].Length)
            parts.Add(run.Substring(i, best[i].Length));
        return parts;
    }

    // 双酚A is two pieces.
    private string? RunOf(string chinese) => _analysis.Pieces(chinese).ToList() is { } pieces && pieces.Exists(piece => piece.Cjk)
        ? string.Join('|', pieces.Select(piece => piece.Text)) : null;

    private static string KeyOf(IReadOnlyList<string> words) => string.Join(' ', words);

    private static void Add(Dictionary<string, List<string>> table, string key, string value)
    {
        if (!table.TryGetValue(key, out var values))
            table[key] = values = [];
        if (!values.Contains(value))
            values.Add(value);
    }
}
