using System.Numerics;
using System.Runtime.CompilerServices;

namespace Zhishu.Index.Storage;

/// <summary>Numbers of one width, each reachable by its place. Eight bytes beyond the last are readable.</summary>
internal readonly unsafe struct PackedNumbers
{
    private const int WidestPacked = 56;
    private readonly byte* _source;
    private readonly int _width;
    private readonly int _count;
    private readonly ulong _mask;

    /// <param name="file">The file they stand in.</param>
    /// <param name="start">Where they begin.</param>
    /// <param name="width">Bits of a number: 0 to 56, or 64.</param>
    /// <param name="count">How many there are.</param>
    /// <exception cref="IndexDamagedException">They do not lie within the file.</exception>
    public PackedNumbers(MappedFile file, long start, long width, long count)
    {
        if (width is < 0 or > WidestPacked and not 64 || count is < 0 or > int.MaxValue)
            throw MappedFile.Damaged("numbers of a width that none has");
        _source = file.At(start, BytesOf(count, (int)width) + sizeof(ulong));
        (_width, _count) = ((int)width, (int)count);
        _mask = width == 64 ? ulong.MaxValue : (1ul << _width) - 1;
    }

    public ulong this[int i]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)i >= (uint)_count)
                Throw();
            var bit = (long)i * _width;
            return (Unsafe.ReadUnaligned<ulong>(_source + (bit >> 3)) >> (int)(bit & 7)) & _mask;
        }
    }

    /// <summary>The width for numbers up to the largest.</summary>
    public static int WidthFor(ulong largest) => 64 - BitOperations.LeadingZeroCount(largest) is <= WidestPacked and var width ? width : 64;

    /// <summary>Bytes that so many numbers take, without those beyond the last.</summary>
    public static long BytesOf(long count, int width) => ((count * width) + 7) >> 3;

    private static void Throw() => throw MappedFile.Damaged("a place behind the last number");
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
