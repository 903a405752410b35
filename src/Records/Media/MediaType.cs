using System.Buffers.Binary;

namespace Zhishu.Records;

/// <summary>Tells the type of a picture by its content, and its size in pixels where the beginning of the file says it.</summary>
internal static class MediaType
{
    /// <summary>The media type, or null when it is none that is kept.</summary>
    public static string? Of(ReadOnlySpan<byte> head) => head switch
    {
        _ when head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) => "image/jpeg",
        _ when head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]) => "image/png",
        _ when head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8) => "image/gif",
        _ when head.StartsWith((ReadOnlySpan<byte>)[(byte)'I', (byte)'I', 0x2A, 0]) || head.StartsWith((ReadOnlySpan<byte>)[(byte)'M', (byte)'M', 0, 0x2A]) => "image/tiff",
        _ when head.StartsWith("%PDF-"u8) => "application/pdf",
        _ => null,
    };

    /// <summary>Width and height in pixels; null when they are not found, as for a document.</summary>
    public static (int Width, int Height)? SizeOf(string type, ReadOnlySpan<byte> content)
    {
        try
        {
            return type switch
            {
                "image/png" => ((int)BinaryPrimitives.ReadUInt32BigEndian(content[16..]), (int)BinaryPrimitives.ReadUInt32BigEndian(content[20..])),
                "image/gif" => (BinaryPrimitives.ReadUInt16LittleEndian(content[6..]), BinaryPrimitives.ReadUInt16LittleEndian(content[8..])),
                "image/jpeg" => OfJpeg(content),
                "image/tiff" => OfTiff(content),
                _ => null,
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static (int, int)? OfJpeg(ReadOnlySpan<byte> content)
    {
        for (var at = 2; at + 9 < content.Length;)
        {
            if (content[at] != 0xFF)
                return null;
            var marker = content[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            // Frames of all kinds, but not the tables that share their range.
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return (BinaryPrimitives.ReadUInt16BigEndian(content[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(content[(at + 5)..]));
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(content[(at + 2)..]);
        }

        return null;
    }

    private static (int, int)? OfTiff(ReadOnlySpan<byte> content)
    {
        var little = content[0] == (byte)'I';
        uint Long(ReadOnlySpan<byte> span) => little ? BinaryPrimitives.ReadUInt32LittleEndian(span) : BinaryPrimitives.ReadUInt32BigEndian(span);
        ushort Short(ReadOnlySpan<byte> span) => little ? BinaryPrimitives.ReadUInt16LittleEndian(span) : BinaryPrimitives.ReadUInt16BigEndian(span);
        var directory = Long(content[4..]);
        if (directory > int.MaxValue - 2 || directory + 2 > content.Length)
            return null;
        var entries = Short(content[(int)directory..]);
        var (width, height) = (0u, 0u);
        for (var i = 0; i < entries && (int)directory + 2 + ((i + 1) * 12) <= content.Length; i++)
        {
            var entry = content.Slice((int)directory + 2 + (i * 12), 12);
            var value = Short(entry[2..]) == 3 ? Short(entry[8..]) : Long(entry[8..]);
            if (Short(entry) == 256)
                width = value;
            else if (Short(entry) == 257)
                height = value;
        }

        return width is > 0 and < int.MaxValue && height is > 0 and < int.MaxValue ? ((int)width, (int)height) : null;
    }
}
