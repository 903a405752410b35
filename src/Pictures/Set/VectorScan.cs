using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Zhishu.Pictures.Set;

/// <summary>Products of vectors of signed bytes, exact whatever the machine offers. Lengths are multiples of 32.</summary>
internal static class VectorScan
{
    /// <summary>The numbers as they are multiplied: made wide once for a whole search.</summary>
    public static short[] Widen(ReadOnlySpan<sbyte> numbers)
    {
        var wide = new short[numbers.Length];
        for (var i = 0; i < wide.Length; i++)
            wide[i] = numbers[i];
        return wide;
    }

    /// <summary>The product of a widened vector and one of bytes.</summary>
    public static int Product(ReadOnlySpan<short> wide, ReadOnlySpan<sbyte> numbers)
    {
        ref var a = ref MemoryMarshal.GetReference(wide);
        ref var b = ref MemoryMarshal.GetReference(numbers);
        return Avx512BW.IsSupported ? By512(ref a, ref b, numbers.Length) : Avx2.IsSupported ? By256(ref a, ref b, numbers.Length) : By128(ref a, ref b, numbers.Length);
    }

    private static int By512(ref short a, ref sbyte b, int length)
    {
        var (even, odd) = (Vector512<int>.Zero, Vector512<int>.Zero);
        var i = 0;
        for (; i + 64 <= length; i += 64)
        {
            even += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref b, (nuint)i)), Vector512.LoadUnsafe(ref a, (nuint)i));
            odd += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref b, (nuint)i + 32)), Vector512.LoadUnsafe(ref a, (nuint)i + 32));
        }

        if (i < length)
            even += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref b, (nuint)i)), Vector512.LoadUnsafe(ref a, (nuint)i));
        return Vector512.Sum(even + odd);
    }

    internal static int By256(ref short a, ref sbyte b, int length)
    {
        var (even, odd) = (Vector256<int>.Zero, Vector256<int>.Zero);
        for (var i = 0; i < length; i += 32)
        {
            even += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref b, (nuint)i)), Vector256.LoadUnsafe(ref a, (nuint)i));
            odd += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref b, (nuint)i + 16)), Vector256.LoadUnsafe(ref a, (nuint)i + 16));
        }

        return Vector256.Sum(even + odd);
    }

    // On any processor with registers of 128 bits, such as ARM. Two products of seven bits and a sign fit 16 bits.
    internal static int By128(ref short a, ref sbyte b, int length)
    {
        var sum = Vector128<int>.Zero;
        for (var i = 0; i < length; i += 16)
        {
            var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref b, (nuint)i));
            var both = (low * Vector128.LoadUnsafe(ref a, (nuint)i)) + (high * Vector128.LoadUnsafe(ref a, (nuint)i + 8));
            var (first, second) = Vector128.Widen(both);
            sum += first + second;
        }

        return Vector128.Sum(sum);
    }
}
