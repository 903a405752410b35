using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>A picture decoded for looking at it: red, green and blue, three bytes a pixel, row by row from the top; what was transparent is white.</summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Rgb">The bytes.</param>
public sealed record MediaBitmap(int Width, int Height, byte[] Rgb)
{
    /// <summary>Most pixels of a picture that somebody hands in: more than any camera of a telephone takes.</summary>
    public const long MostHandedIn = 60_000_000;

    /// <summary>
    /// Decodes a JPEG, PNG, GIF or TIFF (of several frames or pages the first), made small. The type is told from the content, and nothing else is tried, whatever
    /// the decoder knows besides.
    /// </summary>
    /// <param name="bytes">The file.</param>
    /// <param name="side">Most pixels of a side of what is given.</param>
    /// <param name="mostPixels">Most pixels that the file may say it has.</param>
    /// <returns>The picture, or why there is none.</returns>
    public static (MediaBitmap? Bitmap, Bilingual? Fault) Read(ReadOnlySpan<byte> bytes, int side, long mostPixels)
    {
        if (bytes.Length == 0)
            return (null, new("文件是空的"));
        if (MediaType.Of(bytes) is not { } type || type == "application/pdf")
            return (null, new("不是 JPEG、PNG、GIF 或 TIFF 图片"));
        if (MediaType.SizeOf(type, bytes) is not { } size || size.Width <= 0 || size.Height <= 0)
            return (null, new("图像尺寸无法读取"));
        if ((long)size.Width * size.Height > mostPixels)
            return (null, new($"图片有 {(long)size.Width * size.Height / 1_000_000:N0} 百万像素，最多 {mostPixels / 1_000_000:N0} 百万"));
        return MediaPreview.Decode(bytes, type, side) is { } bitmap ? (bitmap, null) : (null, new("图片已损坏，无法打开"));
    }
}
