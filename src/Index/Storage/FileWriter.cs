using System.Numerics;
using System.Runtime.InteropServices;

namespace Zhishu.Index.Storage;

/// <summary>What a finished file must be: its length in bytes and its CRC-32C.</summary>
internal readonly record struct FileMark(long Length, uint Checksum);

/// <summary>Writes a file from front to back, with its checksum; <see cref="Finish"/> makes it durable.</summary>
internal sealed class FileWriter : IDisposable
{
    private readonly FileStream _stream;
    private readonly byte[] _buffer = new byte[1 << 18];
    private int _filled;
    private long _written;
    private uint _checksum = uint.MaxValue;

    public FileWriter(string path) => _stream = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);

    /// <summary>Bytes so far.</summary>
    public long Position => _written + _filled;

    public void WriteByte(byte value)
    {
        if (_filled == _buffer.Length)
            Flush();
        _buffer[_filled++] = value;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_filled == _buffer.Length)
                Flush();
            var part = Math.Min(bytes.Length, _buffer.Length - _filled);
            bytes[..part].CopyTo(_buffer.AsSpan(_filled));
            _filled += part;
            bytes = bytes[part..];
        }
    }

    public void Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged => Write(MemoryMarshal.AsBytes(values));

    /// <summary>Seven bits a byte, the lowest first.</summary>
    public void WriteVarint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            WriteByte((byte)(value | 0x80));
        WriteByte((byte)value);
    }

    /// <summary>Zeros up to a multiple of eight.</summary>
    public void Align()
    {
        while ((Position & 7) != 0)
            WriteByte(0);
    }

    /// <summary>Adds the bytes that readers may touch beyond the last, and waits until all stands on the disk.</summary>
    public FileMark Finish()
    {
        Write(stackalloc byte[MappedFile.Padding]);
        Flush();
        _stream.Flush(flushToDisk: true);
        return new(_written, ~_checksum);
    }

    public void Dispose() => _stream.Dispose();

    public static uint Checksum(uint before, ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
            before = BitOperations.Crc32C(before, word);
        foreach (var value in bytes[(words.Length * 8)..])
            before = BitOperations.Crc32C(before, value);
        return before;
    }

    private void Flush()
    {
        _stream.Write(_buffer, 0, _filled);
        _checksum = Checksum(_checksum, _buffer.AsSpan(0, _filled));
        _written += _filled;
        _filled = 0;
    }
}
