using System.Numerics;

namespace Zhishu.Index.Storage;

/// <summary>Sets of documents as one bit each.</summary>
internal static class Bits
{
    public static int WordsFor(int documents) => (documents + 63) >> 6;

    public static bool Has(ReadOnlySpan<ulong> words, int i) => (words[i >> 6] >> (i & 63) & 1) != 0;

    public static void Set(Span<ulong> words, int i) => words[i >> 6] |= 1ul << (i & 63);

    /// <summary>Sets the first so many bits.</summary>
    public static void Fill(Span<ulong> words, int count)
    {
        words.Clear();
        words[..(count >> 6)].Fill(ulong.MaxValue);
        if ((count & 63) != 0)
            words[count >> 6] = (1ul << (count & 63)) - 1;
    }

    /// <summary>Whether no bit behind the first so many is set in the words that they take.</summary>
    public static bool IsWithin(ReadOnlySpan<ulong> words, int count) => (count & 63) == 0 || words[count >> 6] >> (count & 63) == 0;

    public static int Count(ReadOnlySpan<ulong> words)
    {
        var count = 0;
        foreach (var word in words)
            count += BitOperations.PopCount(word);
        return count;
    }
}
