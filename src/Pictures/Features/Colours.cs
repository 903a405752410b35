using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Pictures.Features;

/// <summary>The colours of the ink of a picture, by the names people give them.</summary>
internal static class Colours
{
    public const int Count = 11;

    private static readonly Bilingual[] Names =
    [
        new("黑"), new("灰"), new("白"), new("红"), new("橙"), new("黄"), new("绿"), new("青"), new("蓝"), new("紫"), new("粉"),
    ];

    /// <summary>Share of each colour in what is inked, in 255ths.</summary>
    public static byte[] Of(MediaBitmap pixels, Ink ink)
    {
        var (counts, all) = (new int[Count], 0);
        for (var i = 0; i < ink.Values.Length; i++)
        {
            if (ink.Values[i] < 0.5f)
                continue;
            counts[NameOf(pixels.Rgb[i * 3], pixels.Rgb[(i * 3) + 1], pixels.Rgb[(i * 3) + 2])]++;
            all++;
        }

        return [.. counts.Select(count => all == 0 ? (byte)0 : (byte)(count * 255L / all))];
    }

    /// <summary>How much of the colours two pictures share, 0 to 1.</summary>
    public static float Alike(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var shared = 0;
        for (var i = 0; i < Count; i++)
            shared += Math.Min(one[i], other[i]);
        return shared / 255f;
    }

    /// <summary>The colours that two pictures share most of, at most three.</summary>
    public static IReadOnlyList<Bilingual> Shared(byte[] one, byte[] other) =>
        [.. Enumerable.Range(0, Count).Where(i => Math.Min(one[i], other[i]) > 30).OrderByDescending(i => Math.Min(one[i], other[i])).Take(3).Select(i => Names[i])];

    private static int NameOf(int red, int green, int blue)
    {
        var (most, least) = (Math.Max(red, Math.Max(green, blue)), Math.Min(red, Math.Min(green, blue)));
        if (most < 60)
            return 0;
        if (most - least < 40)
            return most < 90 ? 0 : most > 215 ? 2 : 1;
        var range = (double)(most - least);
        var hue = 60 * (most == red ? ((green - blue) / range) + (green < blue ? 6 : 0) : most == green ? ((blue - red) / range) + 2 : ((red - green) / range) + 4);
        return hue switch
        {
            < 16 or >= 345 => least > 130 ? 10 : 3,
            < 42 => 4,
            < 70 => 5,
            < 160 => 6,
            < 200 => 7,
            < 256 => 8,
            < 300 => 9,
            _ => least > 110 ? 10 : 9,
        };
    }
}
