using System.Numerics;
using System.Runtime.CompilerServices;

namespace Zhishu.Index.Storage;

/// <summary>Numbers of one width, each reachable by its place. Eight bytes beyond the last are readable.</summary>
/// <param name="source">First byte.</param>
/// <param name="width">Bits of a number: 0 to 56, or 64.</param>
internal readonly unsafe struct PackedNumbers(byte* source, int width)
{
    private const int WidestPacked = 56;
    private readonly ulong _mask = width >= 64 ? ulong.MaxValue : (1ul << width) - 1;

    public ulong this[int i]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var bit = (long)i * width;
            return (Unsafe.ReadUnaligned<ulong>(source + (bit >> 3)) >> (int)(bit & 7)) & _mask;
        }
    }

    /// <summary>The width for numbers up to the largest.</summary>
    public static int WidthFor(ulong largest) => 64 - BitOperations.LeadingZeroCount(largest) is <= WidestPacked and var width ? width : 64;

    /// <summary>Bytes that so many numbers take, without those beyond the last.</summary>
    public static long BytesOf(long count, int width) => ((count * width) + 7) >> 3;
}

/// <summary>Writes numbers of one width one after another.</summary>
internal sealed class PackedNumbersWriter(FileWriter file, int width)
{
    private UInt128 _bits;
    private int _filled;

    public void Add(ulong value)
    {
        _bits |= (UInt128)value << _filled;
        _filled += width;
        while (_filled >= 8)
        {
            file.WriteByte((byte)_bits);
            _bits >>= 8;
            _filled -= 8;
        }
    }

    public void End()
    {
        if (_filled > 0)
            file.WriteByte((byte)_bits);
        (_bits, _filled) = (0, 0);
    }
}
