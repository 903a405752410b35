using System.Runtime.Intrinsics;

namespace Zhishu.Index.Storage;

/// <summary>
/// Packs blocks of 128 numbers with one width each. Number i stands in lane i mod 4 of row i / 4, so that four neighbours are decoded at once
/// and still come out in order.
/// </summary>
internal static unsafe class BitPacking
{
    public const int BlockSize = 128;
    private const int Rows = BlockSize / 4;

    /// <summary>Bytes that a block takes.</summary>
    public static int BytesOf(int width) => width * BlockSize / 8;

    /// <summary>Bits that the largest of the numbers needs.</summary>
    public static int WidthOf(ReadOnlySpan<uint> values)
    {
        var all = 0u;
        foreach (var value in values)
            all |= value;
        return 32 - System.Numerics.BitOperations.LeadingZeroCount(all);
    }

    public static void Pack(ReadOnlySpan<uint> values, int width, Span<byte> target)
    {
        target[..BytesOf(width)].Clear();
        var words = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(target);
        for (var i = 0; i < BlockSize && width > 0; i++)
        {
            var bit = (i >> 2) * width;
            var at = ((bit >> 5) << 2) + (i & 3);
            var shift = bit & 31;
            words[at] |= values[i] << shift;
            if (shift + width > 32)
                words[at + 4] |= values[i] >> (32 - shift);
        }
    }

    public static void Unpack(byte* source, int width, uint* target)
    {
        if (width == 0)
        {
            new Span<uint>(target, BlockSize).Clear();
            return;
        }

        var words = (uint*)source;
        var mask = Vector128.Create(width == 32 ? uint.MaxValue : (1u << width) - 1);
        for (var row = 0; row < Rows; row++)
            (Row(words, row * width, width) & mask).Store(target + (row << 2));
    }

    /// <summary>Unpacks differences, each less by one than it was, and adds them up.</summary>
    /// <param name="source">The packed block.</param>
    /// <param name="width">Bits of a difference.</param>
    /// <param name="before">The number before the first.</param>
    /// <param name="target">Takes 128 numbers.</param>
    public static void UnpackSums(byte* source, int width, int before, int* target)
    {
        var words = (uint*)source;
        var mask = Vector128.Create(width == 32 ? uint.MaxValue : (1u << width) - 1);
        var last = Vector128.Create(before);
        for (var row = 0; row < Rows; row++)
        {
            var sums = width == 0 ? Vector128<int>.One : (Row(words, row * width, width) & mask).AsInt32() + Vector128<int>.One;
            sums += Vector128.Shuffle(sums, Vector128.Create(4, 0, 1, 2)); // a place out of range gives 0
            sums += Vector128.Shuffle(sums, Vector128.Create(4, 4, 0, 1));
            sums += last;
            sums.Store(target + (row << 2));
            last = Vector128.Shuffle(sums, Vector128.Create(3));
        }
    }

    private static Vector128<uint> Row(uint* words, int bit, int width)
    {
        var at = words + ((bit >> 5) << 2);
        var shift = bit & 31;
        var row = Vector128.ShiftRightLogical(Vector128.Load(at), shift);
        return shift + width > 32 ? row | Vector128.ShiftLeft(Vector128.Load(at + 4), 32 - shift) : row;
    }
}
