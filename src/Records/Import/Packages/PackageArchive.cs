using System.IO.Compression;
using System.Text;

namespace Zhishu.Records;

/// <summary>A ZIP whose entries are opened in any order: one file, one in several volumes (.z01 … .zip), or one inside another.</summary>
internal abstract class PackageArchive : IDisposable
{
    /// <summary>The entries that are files, in the order of their names.</summary>
    public abstract IReadOnlyList<PackageEntry> Entries { get; }

    /// <summary>Opens an archive of one file.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static PackageArchive Open(string path) => new Whole(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.RandomAccess));

    /// <summary>Opens an archive inside another: it is kept in a temporary file for as long as it is open.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    /// <exception cref="ArchiveBombException">It is larger than it should be.</exception>
    public static PackageArchive OpenInside(PackageEntry entry)
    {
        var file = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        try
        {
            using (var stream = entry.Open())
                stream.CopyTo(file);
            file.Position = 0;
            return new Whole(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens an archive of several volumes.</summary>
    /// <param name="volumes">The volumes in order; the one with the directory is the last.</param>
    public static PackageArchive Open(IReadOnlyList<string> volumes) => new Split(volumes);

    public abstract void Dispose();

    // Names that are not marked as UTF-8 are those of Chinese systems.
    private static Encoding NamesOf(Stream stream)
    {
        using var names = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true, Encoding.Latin1);
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        foreach (var name in names.Entries.Select(entry => entry.FullName).Where(name => name.Any(c => c is >= '\u0080' and <= '\u00FF') && name.All(c => c <= '\u00FF')).Take(200))
        {
            try
            {
                strict.GetString(Encoding.Latin1.GetBytes(name));
            }
            catch (DecoderFallbackException)
            {
                return TextEncodings.Gb18030;
            }
        }

        return Encoding.UTF8;
    }

    private sealed class Whole : PackageArchive
    {
        private readonly ZipArchive _archive;

        public Whole(Stream stream)
        {
            try
            {
                var names = NamesOf(stream);
                stream.Position = 0;
                _archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: false, names);
                if (_archive.Entries.Count > ArchiveLimits.MostEntriesOfPackage)
                    throw new InvalidDataException("The archive has too many entries.");
                Entries = [.. _archive.Entries.Where(entry => !entry.FullName.EndsWith('/')).OrderBy(entry => entry.FullName, StringComparer.Ordinal)
                    .Select(entry => new PackageEntry(entry.FullName, entry.Length, entry.CompressedLength, entry.Open))];
            }
            catch
            {
                stream.Dispose();
                throw;
            }
        }

        public override IReadOnlyList<PackageEntry> Entries { get; }

        public override void Dispose() => _archive.Dispose();
    }

    private sealed class Split : PackageArchive
    {
        private readonly SharpCompress.Archives.IArchive _archive;

        public Split(IReadOnlyList<string> volumes)
        {
            try
            {
                _archive = SharpCompress.Archives.Zip.ZipArchive.OpenArchive([.. volumes.TakeLast(1).Concat(volumes.SkipLast(1)).Select(volume => new FileInfo(volume))],
                    new SharpCompress.Readers.ReaderOptions { ArchiveEncoding = new SharpCompress.Common.ArchiveEncoding { Default = TextEncodings.Gb18030 } });
                Entries = [.. _archive.Entries.Where(entry => !entry.IsDirectory).Take(ArchiveLimits.MostEntriesOfPackage).OrderBy(entry => entry.Key, StringComparer.Ordinal)
                    .Select(entry => new PackageEntry((entry.Key ?? "").Replace('\\', '/'), entry.Size, entry.CompressedSize, entry.OpenEntryStream))];
            }
            catch (Exception e) when (e is SharpCompress.Common.SharpCompressException or ArgumentException or NullReferenceException or InvalidOperationException or EndOfStreamException)
            {
                throw new InvalidDataException("The volumes do not make an archive: one of them is missing or damaged.", e);
            }
        }

        public override IReadOnlyList<PackageEntry> Entries { get; }

        public override void Dispose() => _archive.Dispose();
    }
}

/// <summary>A file in a package.</summary>
/// <param name="Name">Its path in the archive, with strokes.</param>
/// <param name="Length">Size unpacked, as the archive says.</param>
/// <param name="Compressed">Size packed.</param>
/// <param name="OpenRaw">Opens what it holds.</param>
internal sealed record PackageEntry(string Name, long Length, long Compressed, Func<Stream> OpenRaw)
{
    public string Extension => Path.GetExtension(Name).ToLowerInvariant();

    public string Folder => Name.Contains('/', StringComparison.Ordinal) ? Name[..Name.LastIndexOf('/')] : "";

    public string File => Name[(Name.LastIndexOf('/') + 1)..];

    /// <summary>Opens it with a limit on what may come out.</summary>
    public Stream Open() => new LimitedStream(OpenRaw(), ArchiveLimits.Most(Compressed));
}
