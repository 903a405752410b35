using System.IO.Compression;

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

    public static Stream Open(ZipArchiveEntry entry) => new LimitedStream(entry.Open(), Most(entry.CompressedLength));

    public static Stream OpenGzip(Stream stream, long compressed) =>
        new LimitedStream(new GZipStream(stream, CompressionMode.Decompress), Most(compressed));

    public static long Most(long compressed) => Math.Max(AlwaysAllowed, compressed * MostRatio);

    /// <summary>Whether an entry's name leads out of the archive or is absolute.</summary>
    public static bool Escapes(string name) =>
        name.StartsWith('/') || name.StartsWith('\\') || name.Contains(':', StringComparison.Ordinal)
        || name.Split('/', '\\').Contains("..");
}

/// <summary>A stream that ends with an error when more comes than allowed.</summary>
internal sealed class LimitedStream(Stream inner, long most) : Stream
{
    private long _read;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => _read; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        _read += count;
        return _read > most ? throw new ArchiveBombException() : count;
    }

    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
