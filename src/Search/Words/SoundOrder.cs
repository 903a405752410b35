using System.Text;
using Zhishu.Search.Text;

namespace Zhishu.Search.Words;

/// <summary>
/// Names as keys whose code points stand in the order in which people look them up: figures, Latin and other letters, then Chinese characters by their sound, those of one sound
/// by themselves (张, 章). Both engines keep these keys, so that they sort alike.
/// </summary>
internal sealed class SoundOrder
{
    /// <summary>Characters of a name that count.</summary>
    public const int Longest = 40;

    // Ranks are letters from here on; what has no rank but would stand among them goes behind everything.
    private const int FirstRank = 0x3400;
    private const int Behind = 0xF0000;
    private const int LastRank = 0xD7FF;
    private readonly Dictionary<(char Character, string Syllable), char> _ranks;
    private readonly Pinyin _pinyin;
    private readonly TextAnalysis _analysis;

    public SoundOrder(Pinyin pinyin, TextAnalysis analysis)
    {
        (_pinyin, _analysis) = (pinyin, analysis);
        _ranks = pinyin.Readings().OrderBy(reading => reading.Syllable, StringComparer.Ordinal).ThenBy(reading => reading.Character).Index()
            .ToDictionary(reading => reading.Item, reading => (char)Math.Min(FirstRank + reading.Index, LastRank));
    }

    /// <summary>The key of a name; null when it has neither letters nor figures.</summary>
    public string? KeyOf(string? name)
    {
        var normal = string.Join(' ', _analysis.Normalise(name).Split([' ', '|'], StringSplitOptions.RemoveEmptyEntries));
        if (normal.Length == 0)
            return null;
        if (normal.Length > Longest)
            normal = normal[..(char.IsHighSurrogate(normal[Longest - 1]) ? Longest - 1 : Longest)];
        var readings = _pinyin.ReadingsOf(normal);
        var key = new StringBuilder(normal.Length);
        foreach (var (i, character) in normal.Index())
        {
            if (readings[i] is { } syllable)
                key.Append(_ranks[(character, syllable)]);
            else if (character is >= (char)FirstRank and < '\uA000')
                key.Append(char.ConvertFromUtf32(Behind + character - FirstRank));
            else
                key.Append(character);
        }

        return key.ToString();
    }
}
