using System.Numerics.Tensors;

namespace Zhishu.Pictures.Features;

/// <summary>
/// What one view of a picture looks like, as numbers between -127 and 127 that are compared by their product: first what the network sees, then the shape, together of
/// unit length when multiplied by <see cref="Scale"/>. A picture has several views: the whole, and its two parts where a gap runs through it.
/// </summary>
internal readonly record struct View(sbyte[] Numbers, float Scale, bool IsPart)
{
    public const int Length = ResNet.Length + Shape.Length;

    /// <summary>Share of the network in the comparison; the rest is the shape's.</summary>
    public const float ByContent = 0.75f;

    /// <summary>What is taken off the likeness for each of two views that is a part only.</summary>
    public const float PartCosts = 0.1f;

    /// <summary>Bytes of a view as it is kept: scale, whether a part, numbers.</summary>
    public const int Bytes = 5 + Length;

    public static View Of(float[] content, float[] shape, bool isPart)
    {
        var all = new float[Length];
        Half(content, 0, ByContent, all.AsSpan(0, ResNet.Length));
        Half(shape, ResNet.Length, 1 - ByContent, all.AsSpan(ResNet.Length));
        var most = TensorPrimitives.MaxMagnitude<float>(all);
        most = most == 0 ? 1 : Math.Abs(most);
        return new([.. all.Select(value => (sbyte)MathF.Round(value * 127 / most))], most / 127, isPart);
    }

    /// <summary>How alike two views are, by what the network sees alone and by shape alone, each up to 1.</summary>
    public static (float Content, float Shape) Halves(in View one, in View other)
    {
        static float Cosine(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> b)
        {
            var (both, first, second) = (0, 0, 0);
            for (var i = 0; i < a.Length; i++)
                (both, first, second) = (both + (a[i] * b[i]), first + (a[i] * a[i]), second + (b[i] * b[i]));
            return first == 0 || second == 0 ? 0 : both / MathF.Sqrt((float)first * second);
        }

        return (Cosine(one.Numbers.AsSpan(0, ResNet.Length), other.Numbers.AsSpan(0, ResNet.Length)),
            Cosine(one.Numbers.AsSpan(ResNet.Length), other.Numbers.AsSpan(ResNet.Length)));
    }

    // Seen from the middle of what drawings look like: otherwise all would be alike in being drawings.
    private static void Half(float[] values, int at, float share, Span<float> into)
    {
        TensorPrimitives.Subtract(values, Middle.Values.AsSpan(at, into.Length), into);
        var norm = TensorPrimitives.Norm<float>(into);
        TensorPrimitives.Multiply(into, norm > 1e-6f ? MathF.Sqrt(share) / norm : 0, into);
    }
}

/// <summary>The middle of the looks of drawings, made by <c>bench pictures-middle</c> from generated ones.</summary>
internal static class Middle
{
    public static float[] Values { get; } = Read();

    private static float[] Read()
    {
        using var stream = typeof(Middle).Assembly.GetManifestResourceStream("middle.txt")!;
        using var reader = new StreamReader(stream);
        var values = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => float.Parse(line, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        return values.Length == View.Length ? values : throw new InvalidDataException($"middle.txt has {values.Length} numbers, not {View.Length}.");
    }
}

/// <summary>What a picture looks like.</summary>
/// <param name="Views">Its views, the whole first; none for a picture without anything on it.</param>
/// <param name="Colours">Shares of the colours in its ink, <see cref="Colours.Names"/> of them, together 255 or less.</param>
internal sealed record Look(IReadOnlyList<View> Views, byte[] Colours)
{
    /// <summary>Number of the way looks are made: those of another are made anew.</summary>
    public const short Version = 1;

    /// <summary>Most views of a picture.</summary>
    public const int MostViews = 3;

    /// <summary>As it is kept in the table and, for a picture that was handed in, in the form.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Features.Colours.Count + (Views.Count * View.Bytes)];
        Colours.CopyTo(bytes.AsSpan());
        for (var i = 0; i < Views.Count; i++)
        {
            var at = bytes.AsSpan(Features.Colours.Count + (i * View.Bytes), View.Bytes);
            BitConverter.TryWriteBytes(at, Views[i].Scale);
            at[4] = Views[i].IsPart ? (byte)1 : (byte)0;
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(Views[i].Numbers.AsSpan()).CopyTo(at[5..]);
        }

        return bytes;
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote; null for anything else.</summary>
    public static Look? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Features.Colours.Count || (bytes.Length - Features.Colours.Count) % View.Bytes != 0 || (bytes.Length - Features.Colours.Count) / View.Bytes > MostViews)
            return null;
        var views = new List<View>();
        for (var at = Features.Colours.Count; at < bytes.Length; at += View.Bytes)
        {
            var scale = BitConverter.ToSingle(bytes[at..]);
            if (!(scale is >= 0 and <= 1))
                return null;
            views.Add(new(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, sbyte>(bytes.Slice(at + 5, View.Length)).ToArray(), scale, bytes[at + 4] != 0));
        }

        return new(views, bytes[..Features.Colours.Count].ToArray());
    }
}
