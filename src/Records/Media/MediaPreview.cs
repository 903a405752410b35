using ImageMagick;
using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>Makes pictures as browsers show them. Apart from the store, so that who only keeps pictures does not load what draws them.</summary>
internal static class MediaPreview
{
    private const int PreviewSide = 1600;
    private const int ThumbnailSide = 240;
    private const int PrintedSide = 1400;

    static MediaPreview()
    {
        // What a picture may cost, whatever it says of itself.
        ResourceLimits.Width = 30_000;
        ResourceLimits.Height = 30_000;
        ResourceLimits.Memory = 256UL << 20;
        ResourceLimits.MaxMemoryRequest = 256UL << 20;
        ResourceLimits.Disk = 0;
        ResourceLimits.Thread = 1;
        ResourceLimits.Time = 30;
    }

    /// <summary>The picture as a PDF holds it; white when it is not there or cannot be read.</summary>
    public static PdfPicture ForPdf(Stream? content)
    {
        using var _ = content;
        try
        {
            if (content is not null)
            {
                using var image = new MagickImage(content);
                image.Thumbnail(new MagickGeometry(PrintedSide) { Greater = true });
                return Jpeg(image);
            }
        }
        catch (MagickException)
        {
        }

        using var white = new MagickImage(MagickColors.White, 4, 3);
        return Jpeg(white);
    }

    private static PdfPicture Jpeg(MagickImage image)
    {
        image.Strip();
        image.BackgroundColor = MagickColors.White;
        image.Alpha(AlphaAction.Remove);
        var isGrey = image.ColorSpace == ColorSpace.Gray || image.ColorType is ColorType.Grayscale or ColorType.Bilevel;
        image.ColorType = isGrey ? ColorType.Grayscale : ColorType.TrueColor;
        image.Quality = 85;
        return new(image.ToByteArray(MagickFormat.Jpeg), (int)image.Width, (int)image.Height, isGrey);
    }

    /// <summary>A PNG of the picture; empty when it cannot be shown, so that it is not tried again and again.</summary>
    public static byte[] Of(string path, bool thumbnail)
    {
        try
        {
            using var image = new MagickImage(File.ReadAllBytes(path));
            image.AutoOrient();
            image.Strip();
            image.Thumbnail(new MagickGeometry((uint)(thumbnail ? ThumbnailSide : PreviewSide)) { Greater = true });
            image.BackgroundColor = MagickColors.White;
            image.Alpha(AlphaAction.Remove);
            return image.ToByteArray(MagickFormat.Png);
        }
        catch (MagickException)
        {
            return [];
        }
    }

    /// <summary>The first frame, small, on white; null when it cannot be decoded within the limits.</summary>
    public static MediaBitmap? Decode(ReadOnlySpan<byte> bytes, string type, int side)
    {
        try
        {
            var settings = new MagickReadSettings
            {
                Format = type switch { "image/jpeg" => MagickFormat.Jpeg, "image/png" => MagickFormat.Png, "image/gif" => MagickFormat.Gif, _ => MagickFormat.Tiff },
                FrameIndex = 0,
                FrameCount = 1,
            };

            // A JPEG is decoded no larger than it is needed.
            settings.SetDefine(MagickFormat.Jpeg, "size", $"{side * 2}x{side * 2}");
            using var image = new MagickImage(bytes, settings);
            image.AutoOrient();
            image.BackgroundColor = MagickColors.White;
            image.Alpha(AlphaAction.Remove);
            image.ColorSpace = ColorSpace.sRGB;
            image.Thumbnail(new MagickGeometry((uint)side) { Greater = true });
            using var pixels = image.GetPixels();
            return pixels.ToByteArray(PixelMapping.RGB) is { } rgb ? new((int)image.Width, (int)image.Height, rgb) : null;
        }
        catch (MagickException)
        {
            return null;
        }
    }
}
