using Zhishu.Records;

namespace Zhishu.Pictures.Features;

/// <summary>A picture as ink on paper: how far each pixel is from the colour of the ground, 0 to 1. Whatever the colours and whichever is dark, the same drawing has the same ink.</summary>
internal sealed record Ink(int Width, int Height, float[] Values)
{
    /// <summary>The side to which pictures are decoded: enough for all that is looked at.</summary>
    public const int Side = 320;

    private const float Faint = 0.22f;

    public float this[int x, int y] => Values[(y * Width) + x];

    public static Ink Of(MediaBitmap pixels)
    {
        var ground = Ground(pixels);
        var values = new float[pixels.Width * pixels.Height];
        for (var i = 0; i < values.Length; i++)
        {
            var far = Math.Max(Math.Abs(pixels.Rgb[i * 3] - ground[0]), Math.Max(Math.Abs(pixels.Rgb[(i * 3) + 1] - ground[1]), Math.Abs(pixels.Rgb[(i * 3) + 2] - ground[2])));
            values[i] = far;
        }

        // Full ink is as far as six tenths of what is inked go: a few black dots do not make a pale drawing fainter.
        var inked = values.Where(value => value > 24).Order().ToArray();
        var full = inked.Length == 0 ? 255f : Math.Max(32f, inked[(int)(inked.Length * 0.6)]);
        for (var i = 0; i < values.Length; i++)
            values[i] = values[i] <= 16 ? 0 : Math.Min(1, values[i] / full);
        return new(pixels.Width, pixels.Height, values);
    }

    /// <summary>The part within a box.</summary>
    public Ink Cut(Box box)
    {
        var cut = new float[box.Width * box.Height];
        for (var y = 0; y < box.Height; y++)
            Values.AsSpan(((box.Y + y) * Width) + box.X, box.Width).CopyTo(cut.AsSpan(y * box.Width));
        return new(box.Width, box.Height, cut);
    }

    /// <summary>Where there is ink; the whole when there is none.</summary>
    public Box Content()
    {
        var (left, top, right, bottom) = (Width, Height, -1, -1);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                if (this[x, y] < Faint)
                    continue;
                (left, right) = (Math.Min(left, x), Math.Max(right, x));
                (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y));
            }
        }

        return right < 0 ? new(0, 0, Width, Height) : new(left, top, right - left + 1, bottom - top + 1);
    }

    /// <summary>The two sides of the widest gap that runs through the whole drawing, such as an emblem and the word below it; nothing without a clear gap.</summary>
    public IReadOnlyList<Box> Parts()
    {
        var rows = Gap(Height, Width, (along, across) => this[across, along]);
        var columns = Gap(Width, Height, (along, across) => this[along, across]);
        var byRows = rows.Length * Width >= columns.Length * Height;
        var (at, length) = byRows ? rows : columns;
        if (length < Math.Max(2, (byRows ? Height : Width) / 50))
            return [];
        Box[] both = byRows
            ? [new(0, 0, Width, at), new(0, at + length, Width, Height - at - length)]
            : [new(0, 0, at, Height), new(at + length, 0, Width - at - length, Height)];
        var all = Values.Sum();
        return [.. both.Where(box => Cut(box).Values.Sum() > all * 0.12f)
            .Select(box => Cut(box).Content() is var inner ? new Box(box.X + inner.X, box.Y + inner.Y, inner.Width, inner.Height) : box)
            .Where(box => box.Width >= 12 && box.Height >= 12)];
    }

    private static (int At, int Length) Gap(int length, int across, Func<int, int, float> ink)
    {
        var (best, start) = ((At: 0, Length: 0), -1);
        for (var i = 0; i < length; i++)
        {
            var empty = true;
            for (var j = 0; j < across && empty; j++)
                empty = ink(i, j) < Faint;
            start = empty ? start < 0 ? i : start : -1;
            if (start >= 0 && i - start + 1 > best.Length)
                best = (start, i - start + 1);
        }

        return best;
    }

    // The middle colour of the frame.
    private static int[] Ground(MediaBitmap pixels)
    {
        var (width, height) = (pixels.Width, pixels.Height);
        var frame = Enumerable.Range(0, width).SelectMany(x => new[] { x, ((height - 1) * width) + x })
            .Concat(Enumerable.Range(0, height).SelectMany(y => new[] { y * width, (y * width) + width - 1 })).ToArray();
        return [.. Enumerable.Range(0, 3).Select(channel => (int)frame.Select(at => pixels.Rgb[(at * 3) + channel]).Order().ElementAt(frame.Length / 2))];
    }
}

/// <summary>A part of a picture, in pixels.</summary>
internal readonly record struct Box(int X, int Y, int Width, int Height);
