using System.Runtime.CompilerServices;

namespace Zhishu.Index.Storage;

/// <summary>Reads from mapped memory, front to back.</summary>
internal unsafe ref struct ByteCursor(byte* at)
{
    public byte* At = at;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Varint()
    {
        uint value = *At++;
        if (value < 0x80)
            return value;
        value &= 0x7F;
        for (var shift = 7; ; shift += 7)
        {
            uint next = *At++;
            value |= (next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }

    public ulong LongVarint()
    {
        var value = 0ul;
        for (var shift = 0; ; shift += 7)
        {
            ulong next = *At++;
            value |= (next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }

    public T Read<T>()
        where T : unmanaged
    {
        var value = Unsafe.ReadUnaligned<T>(At);
        At += sizeof(T);
        return value;
    }
}
