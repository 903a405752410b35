using System.IO.MemoryMappedFiles;

namespace Zhishu.Index.Storage;

/// <summary>A file in memory, as far as the system keeps it there. It was compared with its checksum when it was opened; after that its bytes are trusted.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    /// <param name="path">The file.</param>
    /// <param name="mark">What it must be.</param>
    /// <param name="verify">Whether its bytes are compared with the checksum; those just written by this process need not be read again.</param>
    /// <exception cref="IndexDamagedException">The file is missing, or not the one that was written.</exception>
    public MappedFile(string path, FileMark mark, bool verify)
    {
        try
        {
            if (new FileInfo(path).Length != mark.Length)
                throw new IndexDamagedException($"{Path.GetFileName(path)} has another length than when it was written.");
            _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        }
        catch (IOException e)
        {
            throw new IndexDamagedException($"{Path.GetFileName(path)} cannot be opened: {e.Message}", e);
        }

        _view = _file.CreateViewAccessor(0, mark.Length, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        Start = start + _view.PointerOffset;
        Length = mark.Length;
        if (verify && ChecksumOf() != mark.Checksum)
        {
            Dispose();
            throw new IndexDamagedException($"{Path.GetFileName(path)} has other bytes than when it was written.");
        }
    }

    public byte* Start { get; }

    public long Length { get; }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    private uint ChecksumOf()
    {
        const int Part = 1 << 24;
        var checksum = uint.MaxValue;
        for (var at = 0L; at < Length; at += Part)
            checksum = FileWriter.Checksum(checksum, new(Start + at, (int)Math.Min(Part, Length - at)));
        return ~checksum;
    }
}
