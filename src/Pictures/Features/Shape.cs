using System.Numerics.Tensors;

namespace Zhishu.Pictures.Features;

/// <summary>
/// What the ink of a drawing looks like from its middle: how it lies around it in rings and which way its edges run there, as waves of which only the strength counts.
/// That stays the same whichever way the drawing is turned or mirrored.
/// </summary>
internal static class Shape
{
    private const int Rings = 14;
    private const int Directions = 36;
    private const int Waves = 8;
    private const int Places = Rings * Directions;
    private const int Zones = 4;
    private const int EdgeWaves = 9;
    public const int Length = (Rings * Waves) + (Zones * EdgeWaves) + 12;

    /// <summary>The profile, of unit length; zeros for a picture without ink.</summary>
    public static float[] Of(Ink ink)
    {
        var profile = new float[Length];
        var (x0, y0, radius) = Middle(ink);
        if (radius >= 1)
            Fill(profile, ink, Sample(ink, x0, y0, radius), x0, y0, radius);
        return profile;
    }

    private static (double X, double Y, double Radius) Middle(Ink ink)
    {
        var (sum, x0, y0) = (0.0, 0.0, 0.0);
        for (var y = 0; y < ink.Height; y++)
        {
            for (var x = 0; x < ink.Width; x++)
            {
                var value = ink[x, y];
                (sum, x0, y0) = (sum + value, x0 + (value * x), y0 + (value * y));
            }
        }

        if (sum < 1)
            return default;
        (x0, y0) = (x0 / sum, y0 / sum);
        var spread = 0.0;
        for (var y = 0; y < ink.Height; y++)
        {
            for (var x = 0; x < ink.Width; x++)
                spread += ink[x, y] * (((x - x0) * (x - x0)) + ((y - y0) * (y - y0)));
        }

        return (x0, y0, 2.1 * Math.Sqrt(spread / sum));
    }

    // Each place of the map is the mean of the ink around it: drawn thinner or shifted a little, much the same place is inked.
    private static float[] Sample(Ink ink, double x0, double y0, double radius)
    {
        var integral = Integral(ink);
        var raw = new float[Places];
        for (var ring = 0; ring < Rings; ring++)
        {
            var far = (ring + 0.5) / Rings * radius;
            var half = Math.Max(0.8, radius / Rings * 0.9);
            for (var direction = 0; direction < Directions; direction++)
            {
                var (sin, cos) = Math.SinCos(direction * Math.Tau / Directions);
                raw[(ring * Directions) + direction] = MathF.Sqrt(Mean(integral, ink, x0 + (cos * far), y0 + (sin * far), half));
            }
        }

        return raw;
    }

    private static void Fill(float[] profile, Ink ink, float[] raw, double x0, double y0, double radius)
    {
        var waves = profile.AsSpan(0, Rings * Waves);
        for (var ring = 0; ring < Rings; ring++)
            Magnitudes(raw.AsSpan(ring * Directions, Directions), waves.Slice(ring * Waves, Waves), MathF.Sqrt(ring + 0.5f));
        var edges = new float[Zones * Directions];
        for (var y = 1; y < ink.Height - 1; y++)
        {
            for (var x = 1; x < ink.Width - 1; x++)
            {
                var (dx, dy) = (ink[x + 1, y] - ink[x - 1, y], ink[x, y + 1] - ink[x, y - 1]);
                var strength = MathF.Sqrt((dx * dx) + (dy * dy));
                if (strength < 0.1f)
                    continue;
                var (px, py) = (x - x0, y - y0);
                var zone = (int)(Math.Sqrt((px * px) + (py * py)) / radius * Zones);

                // The way an edge runs, seen from the middle: the same for the drawing turned.
                var way = (Math.Atan2(dy, dx) - Math.Atan2(py, px)) / Math.PI;
                way -= Math.Floor(way);
                edges[(Math.Min(zone, Zones - 1) * Directions) + ((int)(way * Directions) % Directions)] += strength;
            }
        }

        var runs = profile.AsSpan(Rings * Waves, Zones * EdgeWaves);
        for (var zone = 0; zone < Zones; zone++)
            Magnitudes(edges.AsSpan(zone * Directions, Directions), runs.Slice(zone * EdgeWaves, EdgeWaves), 1);
        Unit(waves);
        Unit(runs);
        TensorPrimitives.Multiply(waves, 0.9f, waves);
        TensorPrimitives.Multiply(runs, 0.43f, runs);
        Unit(profile);
    }

    private static void Magnitudes(ReadOnlySpan<float> around, Span<float> into, float weight)
    {
        for (var wave = 0; wave < into.Length; wave++)
        {
            var (real, imaginary) = (0.0, 0.0);
            for (var i = 0; i < Directions; i++)
            {
                var (sin, cos) = Math.SinCos(wave * i * Math.Tau / Directions);
                (real, imaginary) = (real + (around[i] * cos), imaginary + (around[i] * sin));
            }

            into[wave] = (float)Math.Sqrt((real * real) + (imaginary * imaginary)) / Directions * weight * (wave == 0 ? 1 : 1.6f);
        }
    }

    private static double[] Integral(Ink ink)
    {
        var sums = new double[(ink.Width + 1) * (ink.Height + 1)];
        for (var y = 0; y < ink.Height; y++)
        {
            var row = 0.0;
            for (var x = 0; x < ink.Width; x++)
            {
                row += ink[x, y];
                sums[((y + 1) * (ink.Width + 1)) + x + 1] = sums[(y * (ink.Width + 1)) + x + 1] + row;
            }
        }

        return sums;
    }

    private static float Mean(double[] sums, Ink ink, double x, double y, double half)
    {
        var (left, right) = (Math.Clamp((int)Math.Round(x - half), 0, ink.Width), Math.Clamp((int)Math.Round(x + half) + 1, 0, ink.Width));
        var (top, bottom) = (Math.Clamp((int)Math.Round(y - half), 0, ink.Height), Math.Clamp((int)Math.Round(y + half) + 1, 0, ink.Height));
        if (right <= left || bottom <= top)
            return 0;
        var stride = ink.Width + 1;
        var sum = sums[(bottom * stride) + right] - sums[(top * stride) + right] - sums[(bottom * stride) + left] + sums[(top * stride) + left];
        var area = ((2 * half) + 1) * ((2 * half) + 1);
        return (float)Math.Max(0, sum / area);
    }

    public static void Unit(Span<float> vector)
    {
        var norm = TensorPrimitives.Norm(vector);
        if (norm > 1e-9f)
            TensorPrimitives.Divide(vector, norm, vector);
    }
}
