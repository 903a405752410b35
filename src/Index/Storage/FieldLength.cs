namespace Zhishu.Index.Storage;

/// <summary>The length of a text in one byte: exact up to 64 tokens, then in steps of five per cent.</summary>
internal static class FieldLength
{
    private const int Exact = 64;

    /// <summary>A text's tokens and their positions are taken to memory together: more of one term are taken for damage.</summary>
    private const int MostTokens = 1 << 24;

    private static readonly int[] Lengths = Make();

    /// <summary>The length that a code stands for, in tokens.</summary>
    public static int Decode(int code) => Lengths[code];

    /// <summary>The most tokens that a text of a coded length can have.</summary>
    public static int Most(int code) => code < 255 ? Lengths[code] : MostTokens;

    public static byte Encode(int length)
    {
        var at = Array.BinarySearch(Lengths, length);
        return (byte)(at >= 0 ? at : Math.Min(~at, 255));
    }

    private static int[] Make()
    {
        var lengths = new int[256];
        for (var i = 0; i < lengths.Length; i++)
            lengths[i] = i <= Exact ? i : (int)Math.Ceiling(lengths[i - 1] * 1.05);
        return lengths;
    }
}
