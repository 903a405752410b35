using System.IO.Compression;
using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.GZip;

namespace Zhishu.Records;

/// <summary>An archive is a bomb: what comes out is out of proportion to what went in.</summary>
internal sealed class ArchiveBombException() : IOException("The compressed file unpacks to far more than it should.");

/// <summary>Limits on what may come out of a compressed file.</summary>
internal static class ArchiveLimits
{
    /// <summary>Text compresses ten to thirty times; a bomb a thousand times.</summary>
    internal const int MostRatio = 200;
    internal const long AlwaysAllowed = 64L << 20;
    internal const int MostEntries = 100_000;

    /// <summary>Of an archive of documents with their pictures: some two thousand documents with dozens of pictures each, or one volume of a week.</summary>
    internal const int MostEntriesOfPackage = 500_000;

    public static Stream Open(ZipArchiveEntry entry) => new LimitedStream(entry.Open(), Most(entry.CompressedLength));

    public static Stream OpenGzip(Stream stream, long compressed) =>
        new LimitedStream(new WholeGzipStream(stream), Most(compressed));

    public static long Most(long compressed) => Math.Max(AlwaysAllowed, compressed * MostRatio);

    /// <summary>Whether an entry's name leads out of the archive or is absolute.</summary>
    public static bool Escapes(string name) =>
        name.StartsWith('/') || name.StartsWith('\\') || name.Contains(':', StringComparison.Ordinal)
        || name.Split('/', '\\').Contains("..");
}

/// <summary>A stream that ends with an error when more comes than allowed.</summary>
internal sealed class LimitedStream(Stream inner, long most) : ForwardStream(inner)
{
    private long _read;

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = Inner.Read(buffer, offset, count);
        _read += read;
        return _read > most ? throw new ArchiveBombException() : read;
    }
}

/// <summary>Unpacks gzip and says so when it is cut off or its check sum is wrong, which <see cref="GZipStream"/> passes over in silence.</summary>
internal sealed class WholeGzipStream(Stream inner) : ForwardStream(inner)
{
    private readonly GZipInputStream _gzip = new(inner, 64 << 10);

    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return count == 0 ? 0 : Math.Max(0, _gzip.Read(buffer, offset, count));
        }
        catch (SharpZipBaseException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }
}
