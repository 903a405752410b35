using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Zhishu.Index.Storage;

namespace Zhishu.Index.Segments;

/// <summary>A segment as a commit has it.</summary>
/// <param name="Mark">Its files.</param>
/// <param name="Deletions">Number of the file of deletions, or 0.</param>
/// <param name="Deleted">Documents deleted.</param>
/// <param name="DeletionsMark">What the file of deletions must be.</param>
internal sealed record CommittedSegment(SegmentMark Mark, long Deletions, int Deleted, FileMark DeletionsMark)
{
    public IEnumerable<string> Names => Deletions == 0 ? Mark.Names : Mark.Names.Append(DeletionsName);

    public string DeletionsName => $"{Mark.Id:D8}.{Deletions:D8}.gone";
}

/// <summary>
/// What the index consists of. It is written beside the old one and takes its place by a rename, so there is always one that is whole;
/// its first line is the checksum of the rest.
/// </summary>
internal sealed partial record Manifest(int Format, string Schema, string UserData, long Next, IReadOnlyList<CommittedSegment> Segments)
{
    public const string Name = "manifest";

    private const int HeadLength = 9;

    /// <summary>Rises when the files are written differently.</summary>
    public const int CurrentFormat = 1;

    /// <exception cref="IndexDamagedException">There is none, or it is broken or of another format.</exception>
    public static Manifest Read(string folder)
    {
        try
        {
            var bytes = File.ReadAllBytes(Path.Combine(folder, Name));
            if (bytes.Length < HeadLength || !bytes.AsSpan(0, HeadLength).SequenceEqual(HeadOf(bytes.AsSpan(HeadLength))))
                throw new IndexDamagedException("The manifest has other bytes than when it was written.");
            return JsonSerializer.Deserialize<Manifest>(bytes.AsSpan(HeadLength)) is { Format: CurrentFormat } manifest ? manifest : throw new IndexDamagedException("The index is of another format.");
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            throw new IndexDamagedException($"The manifest cannot be read: {e.Message}", e);
        }
    }

    public void Write(string folder)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(this);
        var path = Path.Combine(folder, Name);
        using (var stream = new FileStream(path + ".new", FileMode.Create, FileAccess.Write))
        {
            stream.Write(HeadOf(json));
            stream.Write(json);
            stream.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
        SyncFolder(folder);
    }

    private static byte[] HeadOf(ReadOnlySpan<byte> json) => Encoding.ASCII.GetBytes(FileWriter.Checksum(uint.MaxValue, json).ToString("x8", CultureInfo.InvariantCulture) + "\n");

    // The rename is only durable when the folder is; .NET opens no folders. Windows has no such call and does not need it.
    private static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var handle = Open(folder, 0);
        if (handle < 0)
            return;
        _ = Sync(handle);
        _ = Close(handle);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
