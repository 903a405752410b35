using System.Text;
using Zhishu.Foundation;

namespace Zhishu.Search.Words;

/// <summary>Mandarin syllables of Chinese text, without tones; other characters stand for themselves.</summary>
internal sealed class Pinyin
{
    private readonly Dictionary<char, string> _syllables = [];
    private readonly Dictionary<string, string[]> _words = [];
    private readonly HashSet<string> _known;

    /// <param name="lines">Lines of <c>character or word TAB syllables between blanks</c>.</param>
    public Pinyin(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (tab == 1)
                _syllables[line[0]] = string.Intern(line[2..]);
            else if (tab > 1 && line[(tab + 1)..].Split(' ') is var syllables && syllables.Length == tab)
                _words[line[..tab]] = syllables;
        }

        _known = [.. _syllables.Values];
    }

    public static Pinyin Load(string referenceFolder)
    {
        var path = Path.Combine(referenceFolder, "text", "pinyin.txt");
        try
        {
            return new(File.ReadLines(path));
        }
        catch (IOException e)
        {
            throw new HubFaultException("reference.broken", new($"参考数据文件 {path} 缺失或损坏：{e.Message}"), e);
        }
    }

    /// <summary>The syllables of a text in its normal form; a word of letters or digits is one.</summary>
    public List<string> Syllables(string text)
    {
        var result = new List<string>();
        for (var i = 0; i < text.Length;)
        {
            if (Word(text, i) is { } word)
            {
                result.AddRange(word);
                i += word.Length;
            }
            else if (_syllables.TryGetValue(text[i], out var syllable))
            {
                result.Add(syllable);
                i++;
            }
            else if (char.IsLetterOrDigit(text[i]))
            {
                var start = i;
                while (i < text.Length && char.IsLetterOrDigit(text[i]) && !_syllables.ContainsKey(text[i]))
                    i++;
                result.Add(text[start..i]);
            }
            else
            {
                i++;
            }
        }

        return result;
    }

    /// <summary>Each character that has a sound, with each of its sounds.</summary>
    public IEnumerable<(char Character, string Syllable)> Readings() => _syllables.Select(pair => (pair.Key, pair.Value))
        .Concat(_words.SelectMany(pair => pair.Key.Zip(pair.Value))).Distinct();

    /// <summary>The sound of each character of a text as it stands there; null for those that have none.</summary>
    public string?[] ReadingsOf(string text)
    {
        var found = new string?[text.Length];
        for (var i = 0; i < text.Length;)
        {
            var word = Word(text, i);
            for (var place = 0; place < (word?.Length ?? 1); place++)
                found[i + place] = word?[place] ?? _syllables.GetValueOrDefault(text[i]);
            i += word?.Length ?? 1;
        }

        return found;
    }

    /// <summary>The syllables in one: <c>ningdeshidai</c>.</summary>
    public string Sound(string text) => string.Concat(Syllables(text));

    /// <summary>The first letter of each syllable: <c>ndsd</c>.</summary>
    public string Initials(string text)
    {
        var initials = new StringBuilder();
        foreach (var syllable in Syllables(text))
            initials.Append(syllable[0]);
        return initials.ToString();
    }

    /// <summary>Whether a text of letters can be read as two or more syllables.</summary>
    public bool IsSound(string letters)
    {
        // fits[i]: whether the letters from i on are syllables.
        var fits = new bool[letters.Length + 1];
        fits[letters.Length] = true;
        for (var i = letters.Length - 1; i >= 0; i--)
        {
            for (var length = 1; length <= 6 && i + length <= letters.Length && !fits[i]; length++)
                fits[i] = fits[i + length] && _known.Contains(letters.Substring(i, length));
        }

        return fits[0] && !_known.Contains(letters);
    }

    private string[]? Word(string text, int at)
    {
        for (var length = 4; length >= 2; length--)
        {
            if (at + length <= text.Length && _words.TryGetValue(text.Substring(at, length), out var syllables))
                return syllables;
        }

        return null;
    }
}
