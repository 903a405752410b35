namespace Zhishu.Search.Text;

/// <summary>
/// Index keys of 32 bits. A pair of CJK characters of the basic plane is packed without loss; words, and pairs with rarer characters,
/// are hashed into the range that no packed pair uses, so a hashed key may stand for two words and its hits are compared again.
/// </summary>
internal static class Gram
{
    private const uint HashedRange = 0x3000_0000;

    public static bool IsCjk(char c) => c is >= '\u3400' and <= '\u9FFF' or >= '\uF900' and <= '\uFAFF'
        or >= '\u3005' and <= '\u3007' or >= '\u3041' and <= '\u30FF' or >= '\u31F0' and <= '\u31FF' or >= '\uAC00' and <= '\uD7AF';

    /// <summary>Whether the key stands for exactly one pair.</summary>
    public static bool IsExact(int gram) => (uint)gram >= HashedRange;

    /// <summary>The key of two code points; the second is 0 for a character alone.</summary>
    public static int Pair(int first, int second) => first <= char.MaxValue && second <= char.MaxValue
        ? unchecked((int)(((uint)first << 16) | (uint)second))
        : Hash([(char)first, (char)(first >> 16), (char)second, (char)(second >> 16)]);

    public static int Word(ReadOnlySpan<char> word) => Hash(word);

    // FNV-1a: stable over versions and machines, which string.GetHashCode is not.
    private static int Hash(ReadOnlySpan<char> text)
    {
        var hash = 2166136261u;
        foreach (var c in text)
            hash = unchecked((hash ^ c) * 16777619u);
        return (int)(hash % HashedRange);
    }
}
