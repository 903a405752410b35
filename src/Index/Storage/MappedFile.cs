using System.IO.MemoryMappedFiles;

namespace Zhishu.Index.Storage;

/// <summary>
/// A file in memory, as far as the system keeps it there. It was compared with its checksum when it was opened. What its bytes say is trusted only
/// as long as nobody has written to it, which <see cref="IsWhole"/> looks at; where they lead to is never trusted: every place is checked
/// before it is read, for bytes can change at any moment after they were compared.
/// </summary>
internal sealed unsafe class MappedFile : IDisposable
{
    /// <summary>Bytes behind the last that mean nothing; those that decode several numbers at once may touch them.</summary>
    public const int Padding = 16;

    private readonly FileStream _stream;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly uint _checksum;
    private DateTime _written;

    /// <param name="path">The file.</param>
    /// <param name="mark">What it must be.</param>
    /// <param name="verify">Whether its bytes are compared with the checksum; those just written by this process need not be read again.</param>
    /// <exception cref="IndexDamagedException">The file is missing, or not the one that was written.</exception>
    public MappedFile(string path, FileMark mark, bool verify)
    {
        _checksum = mark.Checksum;
        try
        {
            _stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        }
        catch (IOException e)
        {
            throw new IndexDamagedException($"{Path.GetFileName(path)} cannot be opened: {e.Message}", e);
        }

        // Noted before the bytes are compared, so that a change in between counts.
        _written = File.GetLastWriteTimeUtc(_stream.SafeFileHandle);
        if (_stream.Length != mark.Length || mark.Length < Padding)
        {
            _stream.Dispose();
            throw new IndexDamagedException($"{Path.GetFileName(path)} has another length than when it was written.");
        }

        _file = MemoryMappedFile.CreateFromFile(_stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _file.CreateViewAccessor(0, mark.Length, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        Start = start + _view.PointerOffset;
        Length = mark.Length;
        if (verify && ChecksumOf(_stream.SafeFileHandle) != mark.Checksum)
        {
            Dispose();
            throw new IndexDamagedException($"{Path.GetFileName(path)} has other bytes than when it was written.");
        }
    }

    public byte* Start { get; }

    public long Length { get; }

    /// <summary>The end of what may be read.</summary>
    public byte* End => Start + Length;

    /// <summary>That bytes say what no writer wrote.</summary>
    public static IndexDamagedException Damaged(string what) => new($"The index has {what}: its bytes are other than when they were written.");

    /// <summary>A part of the file.</summary>
    /// <exception cref="IndexDamagedException">It does not lie within the file.</exception>
    public byte* At(long offset, long bytes)
    {
        if ((ulong)offset > (ulong)Length || (ulong)bytes > (ulong)(Length - offset))
            throw Damaged("a part beyond the end of its file");
        return Start + offset;
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
        _stream.Dispose();
    }

    /// <summary>
    /// Whether the bytes are those that were written. Asking is cheap while nobody has written to the file; otherwise they are compared anew.
    /// </summary>
    /// <param name="compare">Whether they are compared in any case.</param>
    public bool IsWhole(bool compare = false)
    {
        var written = File.GetLastWriteTimeUtc(_stream.SafeFileHandle);
        if (written == _written && !compare)
            return true;

        // A file that was cut short must not be read through its mapping: the system kills who does.
        if (RandomAccess.GetLength(_stream.SafeFileHandle) != Length || ChecksumOf(_stream.SafeFileHandle) != _checksum)
            return false;
        _written = written;
        return true;
    }

    private uint ChecksumOf(Microsoft.Win32.SafeHandles.SafeFileHandle handle)
    {
        var part = System.Buffers.ArrayPool<byte>.Shared.Rent(1 << 20);
        try
        {
            var checksum = uint.MaxValue;
            int read;
            for (var at = 0L; at < Length && (read = RandomAccess.Read(handle, part.AsSpan(0, (int)Math.Min(part.Length, Length - at)), at)) > 0; at += read)
                checksum = FileWriter.Checksum(checksum, part.AsSpan(0, read));
            return ~checksum;
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(part);
        }
    }
}
