using System.IO.Compression;
using System.Security.Cryptography;
using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>One file to import, or one entry of an archive.</summary>
/// <param name="Name">Name shown to people: never a full path.</param>
/// <param name="Identity">What makes it this content and no other: a checksum, with the entry's name.</param>
/// <param name="Bytes">Size by which progress is counted.</param>
/// <param name="Open">Opens it; the counter follows the bytes read.</param>
/// <param name="Fault">Why it cannot be read, or null.</param>
internal sealed record InputFile(string Name, string Identity, long Bytes, Func<ByteCounter, Stream> Open, Problem? Fault = null)
{
    /// <summary>Opens the archive when the file is a package of documents; null for others.</summary>
    public Func<PackageArchive>? Package { get; init; }

    /// <summary>The folder in which a document lies with its pictures; null inside archives.</summary>
    public string? Folder { get; init; }
}

/// <summary>Counts bytes read, for progress.</summary>
internal sealed class ByteCounter
{
    private long _bytes;

    public long Bytes => Interlocked.Read(ref _bytes);

    public void Add(long bytes) => Interlocked.Add(ref _bytes, bytes);
}

/// <summary>Finds what there is to import below the paths a person gave. Archives are never unpacked to disk.</summary>
internal static class InputFiles
{
    public static IEnumerable<InputFile> Expand(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                var root = Path.GetFullPath(path);
                foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
                    .Where(file => !IsHidden(root, file) && !PackageVolumes.IsPart(file) && !IsPicture(file)).Order(StringComparer.Ordinal))
                {
                    foreach (var found in OfFile(file, Path.GetRelativePath(root, file)))
                        yield return found;
                }
            }
            else if (File.Exists(path))
            {
                foreach (var found in OfFile(path, Path.GetFileName(path)))
                    yield return found;
            }
            else
            {
                yield return Faulty(Path.GetFileName(path), "file.missing", new($"找不到文件或目录 {path}"));
            }
        }
    }

    // Pictures lie beside the documents that name them.
    public static bool IsPicture(string file) => Path.GetExtension(file).ToLowerInvariant() is ".jpg" or ".jpeg" or ".tif" or ".tiff" or ".png" or ".gif";

    private static bool IsHidden(string root, string file) =>
        Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar).Any(part => part.StartsWith('.'));

    private static InputFile[] OfFile(string path, string name)
    {
        try
        {
            var size = new FileInfo(path).Length;
            if (PackageVolumes.Of(path) is { Count: > 1 } volumes)
                return [PackageVolumes.Join(volumes, name)];
            if (size == 0)
                return [Faulty(name, "file.empty", new("文件为空"))];
            var head = new byte[4];
            string identity;
            using (var stream = File.OpenRead(path))
            {
                stream.ReadAtLeast(head, 4, throwOnEndOfStream: false);
                stream.Position = 0;
                identity = Convert.ToHexStringLower(SHA256.HashData(stream));
            }

            if (head.AsSpan().StartsWith("PK\x03\x04"u8))
                return OfZip(path, name, identity);
            if (head is [0x1F, 0x8B, ..])
                return [new(name, identity, size, counter => ArchiveLimits.OpenGzip(Counted(path, counter), size))];
            return [new(name, identity, size, counter => Counted(path, counter)) { Folder = path.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)
                ? Path.GetDirectoryName(Path.GetFullPath(path)) : null }];
        }
        catch (InvalidDataException)
        {
            return [Faulty(name, "file.damaged", new("压缩包损坏，或缺少分卷（.z01 …）"))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [Faulty(name, "file.unreadable", new("文件无法读取：没有权限，或正被占用"))];
        }
    }

    private static InputFile[] OfZip(string path, string name, string identity)
    {
        using var archive = ZipFile.OpenRead(path);
        if (archive.GetEntry("[Content_Types].xml") is not null && archive.GetEntry("xl/workbook.xml") is not null)
            return [new(name, identity, new FileInfo(path).Length, counter => Counted(path, counter))];
        if (Package.Is([.. archive.Entries.Select(entry => new PackageEntry(entry.FullName, entry.Length, entry.CompressedLength, entry.Open))]))
            return [new(name, identity, new FileInfo(path).Length, _ => Stream.Null) { Package = () => PackageArchive.Open(path) }];
        if (archive.Entries.Count > ArchiveLimits.MostEntries)
            return [Faulty(name, "archive.entries", new("压缩包内文件过多"))];
        return [.. archive.Entries
            .Where(entry => entry.Length > 0 || !entry.FullName.EndsWith('/'))
            .Select(entry => OfEntry(path, name, identity, entry.FullName, entry.Length, entry.CompressedLength))];
    }

    private static InputFile OfEntry(string path, string archiveName, string identity, string entryName, long length, long compressed)
    {
        var name = $"{archiveName}!{entryName}";
        if (ArchiveLimits.Escapes(entryName))
            return Faulty(name, "archive.path", new("压缩包内的路径越出压缩包，已拒绝"));
        if (length > ArchiveLimits.Most(compressed))
            return Faulty(name, "archive.bomb", new("压缩比异常（疑似压缩炸弹），已拒绝"));
        return new(name, $"{identity}!{entryName}", Math.Max(1, length), counter =>
        {
            var archive = ZipFile.OpenRead(path);
            var entry = archive.GetEntry(entryName) ?? throw new InvalidDataException("The entry has gone.");
            var stream = new CountingStream(ArchiveLimits.Open(entry), counter, archive);
            return entryName.EndsWith(".xlsx", StringComparison.OrdinalIgnoreCase) ? Spill(stream) : stream;
        });
    }

    // A workbook inside an archive must be seekable: it is kept in a temporary file for as long as it is open.
    private static FileStream Spill(Stream stream)
    {
        using (stream)
        {
            var file = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
            stream.CopyTo(file);
            file.Position = 0;
            return file;
        }
    }

    private static CountingStream Counted(string path, ByteCounter counter) =>
        new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan), counter, null);

    private static InputFile Faulty(string name, string code, Bilingual reason) =>
        new(name, "", 0, _ => Stream.Null, Problem.Of(1, null, null, code, reason));
}

/// <summary>Counts what is read, and closes what it stands on.</summary>
internal sealed class CountingStream(Stream inner, ByteCounter counter, IDisposable? owner) : Stream
{
    public override bool CanRead => true;
    public override bool CanSeek => inner.CanSeek;
    public override bool CanWrite => false;
    public override long Length => inner.Length;
    public override long Position { get => inner.Position; set => inner.Position = value; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        counter.Add(count);
        return count;
    }

    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            owner?.Dispose();
        }

        base.Dispose(disposing);
    }
}
