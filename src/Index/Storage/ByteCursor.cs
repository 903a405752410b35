using System.Runtime.CompilerServices;

namespace Zhishu.Index.Storage;

/// <summary>Reads from mapped memory, front to back, and never beyond an end.</summary>
internal unsafe ref struct ByteCursor(byte* at, byte* end)
{
    public byte* At = at;

    /// <summary>Bytes that are left.</summary>
    public readonly long Left => end - At;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Varint()
    {
        uint value = Next();
        if (value < 0x80)
            return value;
        value &= 0x7F;
        for (var shift = 7; shift < 32; shift += 7)
        {
            uint next = Next();
            value |= (next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw MappedFile.Damaged("a number without end");
    }

    public ulong LongVarint()
    {
        var value = 0ul;
        for (var shift = 0; shift < 64; shift += 7)
        {
            ulong next = Next();
            value |= (next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw MappedFile.Damaged("a number without end");
    }

    /// <summary>The next bytes.</summary>
    public ReadOnlySpan<byte> Bytes(uint length)
    {
        if (length > Left)
            throw MappedFile.Damaged("bytes beyond the end");
        var bytes = new ReadOnlySpan<byte>(At, (int)length);
        At += length;
        return bytes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte Next() => At < end ? *At++ : throw MappedFile.Damaged("a number beyond the end");
}
