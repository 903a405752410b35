using System.Text;

namespace Zhishu.Records;

/// <summary>Tells UTF-8, UTF-16 and GB18030 by the beginning of a file.</summary>
internal static class TextEncodings
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Encoding Gb18030 { get; } = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    public static Encoding Big5 { get; } = CodePagesEncodingProvider.Instance.GetEncoding("big5")!;

    public static Encoding Detect(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return Encoding.Unicode;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return Encoding.BigEndianUnicode;

        // The last character of the sample may be cut in two.
        for (var cut = 0; cut < 4 && cut < head.Length + 1; cut++)
        {
            try
            {
                Strict.GetCharCount(head[..Math.Max(0, head.Length - cut)]);
                return Encoding.UTF8;
            }
            catch (DecoderFallbackException)
            {
            }
        }

        return Gb18030;
    }

    /// <summary>Opens a text whose encoding is found by its beginning; a byte order mark is skipped.</summary>
    public static StreamReader Open(Stream stream)
    {
        var head = new byte[64 << 10];
        var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var encoding = Detect(head.AsSpan(0, read));
        return new StreamReader(new HeadStream(head, read, stream), encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
    }
}

/// <summary>A stream whose beginning was already read.</summary>
internal sealed class HeadStream(byte[] head, int length, Stream rest) : ForwardStream(rest)
{
    private int _at;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_at >= length)
            return Inner.Read(buffer);
        var part = Math.Min(buffer.Length, length - _at);
        head.AsSpan(_at, part).CopyTo(buffer);
        _at += part;
        return part;
    }
}
