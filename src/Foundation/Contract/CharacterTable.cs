using System.Text;

namespace Zhishu.Foundation;

/// <summary>What a character means to the text analysis.</summary>
public enum CharClass : byte
{
    /// <summary>Punctuation, symbols, controls: nothing matches across.</summary>
    Break,

    /// <summary>White space: words of one phrase may stand on its two sides.</summary>
    Space,

    /// <summary>Letters and digits of scripts that are written with spaces.</summary>
    Word,

    /// <summary>Han, kana, hangul: scripts that are indexed by pairs of characters.</summary>
    Cjk,
}

/// <summary>Maps each character to its normal form: NFKC, lower case, simplified, Latin letters without their marks (é is e, ø is o, ß is ss).</summary>
public sealed class CharacterTable
{
    private readonly string?[] _long = new string?[char.MaxValue + 1];
    private readonly char[] _single = new char[char.MaxValue + 1];
    private readonly CharClass[] _class = new CharClass[char.MaxValue + 1];
    private readonly Dictionary<Rune, Rune> _simplified = [];

    /// <summary>Makes a table.</summary>
    /// <param name="simplified">Lines of <c>traditional TAB simplified</c>; with several choices the first is taken; lines that begin with # are comments.</param>
    public CharacterTable(IEnumerable<string> simplified)
    {
        foreach (var line in simplified)
        {
            var parts = line.Split('\t');
            if (line.StartsWith('#') || parts.Length != 2 || parts[1].Length == 0)
                continue;
            _simplified[Rune.GetRuneAt(parts[0], 0)] = Rune.GetRuneAt(parts[1], 0);
        }

        for (var code = 0; code <= char.MaxValue; code++)
            Fill((char)code);
    }

    /// <summary>Reads the table shipped with the product.</summary>
    public static CharacterTable Load(string referenceFolder)
    {
        var path = Path.Combine(referenceFolder, "text", "TSCharacters.txt");
        try
        {
            return new(File.ReadLines(path));
        }
        catch (IOException e)
        {
            throw new HubFaultException("reference.broken", new($"参考数据文件 {path} 缺失或损坏：{e.Message}"), e);
        }
    }

    /// <summary>Appends the normal form of the character at <paramref name="index"/> and tells its class; a surrogate pair counts as one.</summary>
    /// <returns>How many UTF-16 units of the source were taken.</returns>
    public int Append(string text, int index, StringBuilder to, out CharClass kind)
    {
        var c = text[index];
        if (!char.IsSurrogate(c))
        {
            kind = _class[c];
            if (_long[c] is { } several)
                to.Append(several);
            else if (kind >= CharClass.Word)
                to.Append(_single[c]);
            return 1;
        }

        if (!Rune.TryGetRuneAt(text, index, out var rune))
        {
            kind = CharClass.Break;
            return 1;
        }

        if (_simplified.TryGetValue(rune, out var simple))
            rune = simple;
        kind = rune.Value is >= 0x20000 and < 0x40000 || rune.IsBmp ? CharClass.Cjk : Rune.IsLetterOrDigit(rune) ? CharClass.Word : CharClass.Break;
        if (kind >= CharClass.Word)
            to.Append(Rune.ToLowerInvariant(rune).ToString());
        return 2;
    }

    private void Fill(char c)
    {
        if (char.IsSurrogate(c))
            return;
        if (c is >= '\u0300' and <= '\u036F')
        {
            // A mark that stands by itself behind its letter.
            (_class[c], _long[c]) = (CharClass.Word, "");
            return;
        }

        var normal = Bare(SafeText.Narrow(c.ToString()).ToLowerInvariant());
        var kept = new StringBuilder();
        foreach (var rune in normal.EnumerateRunes())
        {
            var mapped = _simplified.GetValueOrDefault(rune, rune);
            if (ClassOf(mapped) >= CharClass.Word)
                kept.Append(mapped.ToString());
        }

        _class[c] = kept.Length > 0 ? ClassOf(Rune.GetRuneAt(kept.ToString(), 0)) : char.IsWhiteSpace(c) ? CharClass.Space : CharClass.Break;
        if (kept.Length == 1)
            _single[c] = kept[0];
        else if (kept.Length > 1)
            _long[c] = kept.ToString();
    }

    // Only Latin letters: the marks of kana and of other scripts make other letters.
    private static string Bare(string text)
    {
        if (text is not [>= '\u00C0' and <= '\u024F' or >= '\u1E00' and <= '\u1EFF'])
            return text;
        var whole = text[0] switch
        {
            'ß' => "ss",
            'æ' => "ae",
            'œ' => "oe",
            'ø' => "o",
            'đ' or 'ð' => "d",
            'þ' => "th",
            'ł' => "l",
            'ħ' => "h",
            'ı' => "i",
            'ŧ' => "t",
            _ => text,
        };
        return string.Concat(whole.Normalize(NormalizationForm.FormD).Where(c => c is not (>= '\u0300' and <= '\u036F')));
    }

    private static CharClass ClassOf(Rune rune) => rune.Value switch
    {
        >= 0x3400 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF or >= 0x20000 and < 0x40000 => CharClass.Cjk,
        >= 0x3005 and <= 0x3007 or >= 0x3041 and <= 0x30FF or >= 0x31F0 and <= 0x31FF or >= 0xAC00 and <= 0xD7AF => CharClass.Cjk,
        _ when Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.NonSpacingMark => CharClass.Word,
        _ => CharClass.Break,
    };
}
